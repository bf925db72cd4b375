"""Opening gradebooks, valid and invalid."""

import gc
import sys
import warnings

import pytest

from autograder.assignment.errors import UsageError
from autograder.gradebook.schema import Database


@pytest.mark.parametrize("content", ["not a database, but long enough to be read"])
def test_a_file_that_is_not_a_gradebook_is_reported_in_one_line(tmp_path, content):
    (tmp_path / "gradebook.db").write_text(content)
    with pytest.raises(UsageError, match="cannot be opened") as error:
        Database(f"sqlite:///{tmp_path / 'gradebook.db'}")
    assert "\n" not in str(error.value)


def test_an_invalid_address_is_reported():
    with pytest.raises(UsageError, match="cannot be opened"):
        Database("gradebook.db")


def test_all_connections_are_closed(url, tmp_path):
    (tmp_path / "text.db").write_text("not a database, but long enough to be read")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        with Database(url) as database, database.engine.connect():
            pass
        with pytest.raises(UsageError):
            Database(f"sqlite:///{tmp_path / 'text.db'}")
        del database
        gc.collect()
    unclosed = [w for w in caught if issubclass(w.category, ResourceWarning)]
    assert sys.version_info < (3, 13) or not unclosed

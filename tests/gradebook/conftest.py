"""Fixtures: a gradebook in which the toy assignment is released."""

import pytest
import toy_gradebook
from toy_course import toy_assignment


@pytest.fixture
def assignment(tmp_path):
    return toy_assignment(tmp_path)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "gradebook.db"


@pytest.fixture
def url(file, assignment):
    return toy_gradebook.release(file, assignment)

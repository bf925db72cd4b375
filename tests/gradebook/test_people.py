"""Names, lateness and penalties are read as nbgrader computes them."""

from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook
from sample_results import result_of
from toy_course import NAME, toy_assignment
from toy_gradebook import release

from autograder.assignment.lateness import Lateness
from autograder.gradebook.people import lateness, student_names
from autograder.gradebook.schema import Database
from autograder.gradebook.write import GradebookWriter

DUE = datetime(2026, 1, 1, 12)


@pytest.fixture
def toy(tmp_path):
    return toy_assignment(tmp_path)


@pytest.fixture
def url(tmp_path, toy):
    """The address of a gradebook with four students, three of them late."""
    url = release(tmp_path / "gradebook.db", toy)
    with GradebookWriter(url, toy) as book:
        for name in ("early", "late", "longer", "penalized"):
            book.record(result_of(toy, name), None, None)
    with Gradebook(url) as book:
        book.find_assignment(NAME).duedate = DUE
        book.find_submission(NAME, "early").timestamp = DUE - timedelta(hours=1)
        book.find_submission(NAME, "late").timestamp = DUE + timedelta(hours=30)
        longer = book.find_submission(NAME, "longer")
        longer.timestamp = DUE + timedelta(hours=30)
        longer.extension = timedelta(hours=29)
        for notebook in book.find_submission(NAME, "penalized").notebooks:
            notebook.late_submission_penalty = 0.75
        book.update_or_create_student("late", first_name="Ada", last_name="Lovelace")
        book.update_or_create_student("early", last_name="Noether")
        book.db.commit()
    return url


def test_lateness_counts_extensions_and_the_penalties_of_all_notebooks(url, toy):
    with Database(url) as database:
        found = lateness(database, toy)
    assert found == {
        "late": Lateness(30 * 3600, 0),
        "longer": Lateness(3600, 0),
        "penalized": Lateness(0, 1.5),
    }
    with Gradebook(url) as book:
        for name, late in found.items():
            submission = book.find_submission(NAME, name)
            assert submission.total_seconds_late == late.seconds
            assert submission.late_submission_penalty == late.penalty


def test_students_without_a_name_are_omitted(url):
    with Database(url) as database:
        assert student_names(database) == {"late": "Ada Lovelace", "early": "Noether"}

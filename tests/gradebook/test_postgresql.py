"""A gradebook on a real PostgreSQL server: recording, hand scores, late penalties."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fake_course import write_instructor
from nbgrader.api import Gradebook
from postgresql import no_server, server
from sample_results import result_of, store_results
from sqlalchemy import text
from toy_course import NAME, toy_assignment
from toy_gradebook import release_into

from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.lateness import Lateness
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.late_penalties import update_late_penalties
from autograder.gradebook.read import is_released
from autograder.gradebook.schema import Database
from autograder.gradebook.write import GradebookWriter, HandScore
from autograder.release.build import make_release
from autograder.release.up_to_date import differences, ensure_released
from autograder.reports.class_data import read_class

pytestmark = pytest.mark.skipif(bool(no_server()), reason=no_server())
CONFIG = """
c = get_config()
c.CourseDirectory.db_url = {url!r}
c.AssignLatePenalties.plugin_class = (
    "autograder.gradebook.fraction_per_day.FractionPerDay"
)
"""


@pytest.fixture(scope="module")
def address():
    with server() as url:
        yield url


@pytest.fixture
def assignment(tmp_path):
    return toy_assignment(tmp_path)


@pytest.fixture
def course(address, assignment, tmp_path):
    """A course whose gradebook is on the server and contains the toy assignment."""
    with Database(address) as database, database.engine.begin() as connection:
        connection.execute(text("drop schema public cascade; create schema public"))
    course = Course(tmp_path / "course", assignment.folder.parent, NAME)
    course.root.mkdir()
    (course.root / "nbgrader_config.py").write_text(CONFIG.format(url=address))
    release_into(address, assignment)
    return course


def test_a_class_is_graded_penalized_and_reported(course, assignment):
    configuration = read_configuration(course)
    results = [result_of(assignment, name) for name in ("ada", "bob")]
    with Gradebook(configuration.db_url) as book:
        book.update_or_create_assignment(NAME, duedate="2026-03-01 12:00:00 UTC")
    with GradebookWriter(configuration.db_url, assignment) as book:
        for one in results:
            book.record(one, "2026-03-02 15:00:00 UTC", None)
        book.enter([HandScore("ada", "why", 3.0, "Read it again.")])
    with Gradebook(configuration.db_url) as book:
        book.grant_extension(NAME, "bob", days=2)
    data = read_class(store_results(course, *results), assignment)
    ada, bob = data.results["ada"], data.results["bob"]
    assert ada.score == assignment.automatic_points + 3
    assert ada.late == Lateness(97_200.0, pytest.approx(ada.score / 5))
    assert bob.late == Lateness(0.0, 0.0)
    assert data.comments == {"ada": {"why": "Read it again."}}
    with Gradebook(configuration.db_url) as book:
        theirs = book.find_submission(NAME, "ada")
        assert theirs.score - theirs.late_submission_penalty == pytest.approx(ada.total)
        assert book.find_submission(NAME, "bob").late_submission_penalty == 0
        assert book.find_submission(NAME, "bob").extension == timedelta(days=2)


def test_a_second_grading_keeps_scores_by_hand(course, assignment):
    url = read_configuration(course).db_url
    ada = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(ada, None, None)
        book.enter([HandScore("ada", "why", 3.0, "")])
        book.record(ada, None, ada.answers)
        assert book.by_hand(["ada"]) == {"ada": {"why": 3.0}}


def test_an_empty_database_has_no_release(address, assignment):
    with Database(address) as database, database.engine.begin() as connection:
        connection.execute(text("drop schema public cascade; create schema public"))
    assert not is_released(address, assignment)


def test_a_course_is_released_to_the_server(address, tmp_path):
    with Database(address) as database, database.engine.begin() as connection:
        connection.execute(text("drop schema public cascade; create schema public"))
    course = Course(tmp_path / "course", write_instructor(tmp_path))
    course.root.mkdir()
    (course.root / "nbgrader_config.py").write_text(CONFIG.format(url=address))
    with pytest.raises(UsageError, match="needs a course id"):
        make_release(course, "none", verify=False)
    with open(course.root / "nbgrader_config.py", "a") as config:
        config.write('c.CourseDirectory.course_id = "calculus"\n')
    released = make_release(course, "none", verify=False)
    with GradebookWriter(address, released.assignment) as book:
        assert differences(book.released(), released.assignment) == []
        book.record(result_of(released.assignment, "ada"), None, None)
    ensure_released(course, released.assignment, read_configuration(course))
    assert not course.gradebook.exists()


def test_a_server_that_does_not_answer_stops_the_command(course, assignment):
    """A report without the scores by hand would look complete."""
    url = read_configuration(course).db_url.replace("host=/tmp", "host=/no/such")
    config = (course.root / "nbgrader_config.py").read_text()
    (course.root / "nbgrader_config.py").write_text(config + f"{DB_URL} = {url!r}\n")
    store_results(course, result_of(assignment, "ada"))
    with pytest.raises(UsageError, match="cannot be opened"):
        read_class(course, assignment)
    with pytest.raises(UsageError, match="cannot be opened"):
        update_late_penalties(course, assignment, read_configuration(course))


DB_URL = "c.CourseDirectory.db_url"

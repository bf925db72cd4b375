"""Rows written by SQL are the rows that nbgrader's own API writes and reads."""

from __future__ import annotations

import contextlib
import sqlite3
from functools import cache

import nbgrader.api
import pytest
from fake_course import FakeSandboxes, submission_files, write_instructor
from nbgrader.api import Gradebook
from sqlalchemy import Engine, event

from autograder.assignment.assignment import read_assignment
from autograder.assignment.contract import ASSIGNMENT, BY_ID, NOTEBOOKS
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.gradebook.gradebook import Writer, find_alembic, is_released
from autograder.grading.submission import Submission, grade_submission
from autograder.release.build import make_release

# nbgrader's own way of adding a submission, not ours, makes SQLAlchemy warn.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")


@cache
def alembic_version(asked=nbgrader.api.get_alembic_version):
    find_alembic()
    return asked()


@pytest.fixture
def course(tmp_path, monkeypatch):
    monkeypatch.setattr("nbgrader.api.get_alembic_version", alembic_version)
    made = Course(tmp_path / "course", write_instructor(tmp_path))
    make_release(made, "none", verify=False)
    return made


def url(course):
    return f"sqlite:///{course.gradebook}"


def result_of(course, student, **kwargs):
    source = read_assignment(course.notebooks)
    files = submission_files(source, **kwargs)
    return grade_submission(Submission(student, files), source, FakeSandboxes()).result


def record(course, result, timestamp=None, old=None):
    with Writer(url(course)) as book:
        book.record(result, timestamp, old)


def test_nbgrader_reads_what_was_written(course):
    record(course, result_of(course, "ada"), "2026-01-02 03:04:05 UTC")
    with Gradebook(url(course)) as book:
        submission = book.find_submission(ASSIGNMENT, "ada")
        assert submission.score == 42
        assert submission.max_score == 50
        assert submission.needs_manual_grade
        assert submission.timestamp.year == 2026
        assert {n.name: n.score for n in submission.notebooks} == {
            NOTEBOOKS[0]: 32,
            NOTEBOOKS[1]: 10,
        }
        assert not submission.notebooks[0].flagged


def test_no_statement_reads_the_whole_class(course):
    """Or the thousandth student costs a thousand times the first."""
    record(course, result_of(course, "ada"))
    said = []

    def note(connection, cursor, statement, parameters, context, many):
        said.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        with Writer(url(course)) as book:
            book.record(result_of(course, "bob"), "2026-01-02 03:04:05 UTC", None)
            book.record(result_of(course, "bob", solved=False), None, {})
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    kinds = {statement.split()[0] for statement, _ in said}
    assert {"SELECT", "INSERT", "UPDATE"} <= kinds
    grows = ("student", "submitted_assignment", "submitted_notebook", "grade")
    with contextlib.closing(sqlite3.connect(course.gradebook)) as database:
        for statement, parameters in said:
            if statement.startswith("PRAGMA"):
                continue
            plan = database.execute(f"explain query plan {statement}", parameters)
            steps = [step for *_, step in plan]
            for table in (*grows, "comment"):
                assert f"SCAN {table}" not in steps, (statement, steps)


def test_the_rows_are_those_that_nbgrader_makes(course):
    record(course, result_of(course, "ada"))
    with Gradebook(url(course)) as book:
        book.add_student("bob")
        book.add_submission(ASSIGNMENT, "bob")
    for kind in ("grade", "comment"):
        query = f"""select base_cell.name, base_cell.type from {kind}
            join base_cell on {kind}.cell_id = base_cell.id
            join submitted_notebook on {kind}.notebook_id = submitted_notebook.id
            join submitted_assignment
              on submitted_notebook.assignment_id = submitted_assignment.id
            where student_id = ? order by 1, 2"""
        with contextlib.closing(sqlite3.connect(course.gradebook)) as connection:
            ours = connection.execute(query, ["ada"]).fetchall()
            theirs = connection.execute(query, ["bob"]).fetchall()
        assert ours == theirs
        assert len(ours) == (23 if kind == "grade" else 17)


def test_blank_answers_are_commented_as_nbgrader_does(course):
    record(course, result_of(course, "ada", solved=False))
    with Gradebook(url(course)) as book:
        comment = book.find_comment("s1d", NOTEBOOKS[0], ASSIGNMENT, "ada")
        assert comment.comment == "No response."
    record(course, result_of(course, "ada"))
    with Gradebook(url(course)) as book:
        comment = book.find_comment("s1d", NOTEBOOKS[0], ASSIGNMENT, "ada")
        assert comment.comment is None


def test_a_student_and_a_submission_that_are_there_already_are_kept(course):
    with Gradebook(url(course)) as book:
        book.add_student("ada", first_name="Ada", email="ada@example.org")
        book.add_submission(ASSIGNMENT, "ada")
    record(course, result_of(course, "ada"))
    record(course, result_of(course, "ada"))
    with Gradebook(url(course)) as book:
        assert book.find_student("ada").first_name == "Ada"
        assert book.find_submission(ASSIGNMENT, "ada").score == 42
        assert len(book.assignment_submissions(ASSIGNMENT)) == 1


def test_extra_credit_and_comments_by_hand_are_left_alone(course):
    result = result_of(course, "ada")
    record(course, result)
    with Gradebook(url(course)) as book:
        grade = book.find_grade("q2a", NOTEBOOKS[1], ASSIGNMENT, "ada")
        grade.manual_score, grade.extra_credit = 1.5, 0.25
        comment = book.find_comment("s2a", NOTEBOOKS[1], ASSIGNMENT, "ada")
        comment.manual_comment = "Nice."
        book.db.commit()
    record(course, result, old=result.answers)
    with Gradebook(url(course)) as book:
        grade = book.find_grade("q2a", NOTEBOOKS[1], ASSIGNMENT, "ada")
        assert (grade.manual_score, grade.extra_credit) == (1.5, 0.25)
        comment = book.find_comment("s2a", NOTEBOOKS[1], ASSIGNMENT, "ada")
        assert comment.comment == "Nice."
    with Writer(url(course)) as book:
        assert book.by_hand(["ada"]) == {"ada": {"q2a": 1.75}}
        assert book.by_hand(["bob"]) == {}


def test_a_submission_is_written_whole_or_not_at_all(course, monkeypatch):
    def fail(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "_write_comments", fail)
        with pytest.raises(KeyboardInterrupt):
            record(course, result_of(course, "ada"))
    with contextlib.closing(sqlite3.connect(course.gradebook)) as connection:
        for table in ("student", "submitted_assignment", "grade", "comment"):
            assert connection.execute(f"select count(*) from {table}").fetchone() == (
                0,
            )


def test_the_released_cells_are_known_with_their_points(course):
    with Writer(url(course)) as book:
        known = book.released()
    points = {name: cell.points for (_, name), cell in known.items() if cell.points}
    assert points == {name: question.points for name, question in BY_ID.items()}
    assert "judge" in known[NOTEBOOKS[1], "q2a"].source


def test_whether_it_was_released_is_told_without_making_a_gradebook(course, tmp_path):
    assert is_released(url(course))
    assert not is_released(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()
    sqlite3.connect(tmp_path / "empty.db").close()
    assert not is_released(f"sqlite:///{tmp_path / 'empty.db'}")


def test_a_file_that_is_no_gradebook_is_one_clear_line(tmp_path):
    (tmp_path / "gradebook.db").write_text("not a database, but long enough to be read")
    with pytest.raises(UsageError, match="cannot be opened") as error:
        Writer(f"sqlite:///{tmp_path / 'gradebook.db'}")
    assert "\n" not in str(error.value)

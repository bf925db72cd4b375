"""The rows that we write are those that nbgrader's API writes and reads."""

from __future__ import annotations

import contextlib
import sqlite3
from dataclasses import replace

import pytest
from nbgrader.api import Gradebook
from sample_results import WRONG, blank_result, result_of
from sqlalchemy import Engine, event
from toy_course import NAME, NUMBERS, WORDS
from toy_gradebook import query

from autograder.assignment.errors import UsageError
from autograder.assignment.results import CellResult
from autograder.gradebook import write
from autograder.gradebook.write import GradebookWriter, HandScore

# SQLAlchemy warns when nbgrader's API adds a submission; our code causes no warning.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")

TIME = "2026-01-02 03:04:05 UTC"
WHY = (WORDS, NAME)  # notebook and assignment of the written answer


def record(url, assignment, *results, timestamp=None, old_answers=None):
    with GradebookWriter(url, assignment) as book:
        for result in results:
            book.record(result, timestamp, old_answers)


def enter(url, assignment, *scores):
    with GradebookWriter(url, assignment) as book:
        return book.enter(scores)


def rows_of(file, kind, student):
    """The grades or comments of a student, without generated ids."""
    columns = {
        "grade": "auto_score, manual_score, extra_credit, needs_manual_grade",
        "comment": "auto_comment, manual_comment",
    }
    statement = f"""select base_cell.name, base_cell.type, {columns[kind]} from {kind}
        join base_cell on {kind}.cell_id = base_cell.id
        join submitted_notebook on {kind}.notebook_id = submitted_notebook.id
        join submitted_assignment
          on submitted_notebook.assignment_id = submitted_assignment.id
        where student_id = ? order by 1, 2"""
    return query(file, statement, student)


def test_nbgrader_reads_the_scores_that_were_written(url, assignment):
    record(url, assignment, result_of(assignment, "ada"), timestamp=TIME)
    with Gradebook(url) as book:
        submission = book.find_submission(NAME, "ada")
        assert submission.score == assignment.automatic_points
        assert submission.max_score == assignment.max_score
        assert submission.needs_manual_grade
        assert submission.timestamp.year == 2026
        assert {n.name: n.score for n in submission.notebooks} == {NUMBERS: 5, WORDS: 0}
        assert not any(n.flagged for n in submission.notebooks)


def test_no_statement_reads_the_whole_class(url, assignment, file):
    """Otherwise the time for one student grows with the size of the class."""
    record(url, assignment, result_of(assignment, "ada"))
    executed = []

    def note(connection, cursor, statement, parameters, context, many):
        executed.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        bob = result_of(assignment, "bob")
        record(url, assignment, bob, timestamp=TIME)
        record(url, assignment, blank_result(assignment, "bob"), old_answers={})
        enter(url, assignment, HandScore("bob", "why", 1.0, "Hm."))
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    kinds = {statement.split()[0] for statement, _ in executed}
    assert {"SELECT", "INSERT", "UPDATE"} <= kinds
    large = {"student", "submitted_assignment", "submitted_notebook"}
    with contextlib.closing(sqlite3.connect(file)) as database:
        for statement, parameters in executed:
            if statement.startswith("PRAGMA"):
                continue
            plan = database.execute(f"explain query plan {statement}", parameters)
            steps = [step for *_, step in plan]
            for table in large | {"grade", "comment"}:
                assert f"SCAN {table}" not in steps, (statement, steps)


def test_a_new_submission_has_the_rows_that_nbgrader_creates(url, assignment, file):
    record(url, assignment, result_of(assignment, "ada"))
    with Gradebook(url) as book:
        book.add_student("bob")
        book.add_submission(NAME, "bob")
    for kind in ("grade", "comment"):
        ours = [row[:2] for row in rows_of(file, kind, "ada")]
        assert ours == [row[:2] for row in rows_of(file, kind, "bob")]
        assert len(ours) == 3


def test_blank_answers_get_nbgraders_comment(url, assignment):
    def comment():
        with Gradebook(url) as book:
            return book.find_comment("s_double", NUMBERS, NAME, "ada").comment

    record(url, assignment, blank_result(assignment, "ada"))
    assert comment() == "No response."
    record(url, assignment, result_of(assignment, "ada"))
    assert comment() is None


@pytest.mark.parametrize("submitted", [False, True])
def test_an_existing_student_is_kept(url, assignment, submitted):
    with Gradebook(url) as book:
        book.add_student("ada", first_name="Ada", email="ada@example.org")
        if submitted:
            book.add_submission(NAME, "ada")
    record(url, assignment, result_of(assignment, "ada"), result_of(assignment, "ada"))
    with Gradebook(url) as book:
        assert book.find_student("ada").first_name == "Ada"
        assert book.find_submission(NAME, "ada").score == assignment.automatic_points
        assert len(book.assignment_submissions(NAME)) == 1


def test_extra_credit_and_comments_by_hand_are_kept(url, assignment):
    result = result_of(assignment, "ada")
    record(url, assignment, result)
    with Gradebook(url) as book:
        grade = book.find_grade("double", NUMBERS, NAME, "ada")
        grade.manual_score, grade.extra_credit = 1.5, 0.25
        comment = book.find_comment("s_double", NUMBERS, NAME, "ada")
        comment.manual_comment = "Nice."
        book.db.commit()
    record(url, assignment, result, old_answers=result.answers)
    with Gradebook(url) as book:
        grade = book.find_grade("double", NUMBERS, NAME, "ada")
        assert (grade.manual_score, grade.extra_credit) == (1.5, 0.25)
        assert not grade.needs_manual_grade
        comment = book.find_comment("s_double", NUMBERS, NAME, "ada")
        assert comment.comment == "Nice."


def changed_answer(result):
    return replace(result, answers={"why": "other"})


def changed_score(result):
    why = CellResult(0.0, 4.0, outcome="not attempted")
    return replace(result, cells=result.cells | {"why": why})


@pytest.mark.parametrize(
    ("change", "review"),
    [(lambda result: result, False), (changed_answer, True), (changed_score, True)],
)
def test_a_hand_score_is_marked_for_review_when_its_answer_changed(
    url, assignment, change, review
):
    result = result_of(assignment, "ada", answers={"why": "first"})
    record(url, assignment, result)
    enter(url, assignment, HandScore("ada", "why", 3.0, ""))
    for _ in range(2):  # the mark stays until it is reviewed
        again = change(result)
        record(url, assignment, again, old_answers=result.answers)
        result = again
        with Gradebook(url) as book:
            grade = book.find_grade("why", *WHY, "ada")
            assert (grade.manual_score, grade.needs_manual_grade) == (3.0, review)


def test_a_submission_is_written_completely_or_not_at_all(
    url, assignment, file, monkeypatch
):
    def fail(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(GradebookWriter, "_comment_changes", fail)
        with pytest.raises(KeyboardInterrupt):
            record(url, assignment, result_of(assignment, "ada"))
    for table in ("student", "submitted_assignment", "grade", "comment"):
        assert query(file, f"select count(*) from {table}") == [(0,)]


def test_hand_scores_write_the_rows_that_nbgrader_writes(url, assignment, file):
    blank = blank_result(assignment, "bea")
    students = [result_of(assignment, name) for name in ("ada", "bob")]
    record(url, assignment, *students, blank, replace(blank, student="ben"))
    ours = [
        HandScore("ada", "why", 2.5, "Good.\nBut short."),
        HandScore("bea", "why", 0.0, ""),
    ]
    assert enter(url, assignment, *ours) == 2
    with Gradebook(url) as book:
        for student, score in (("bob", ours[0]), ("ben", ours[1])):
            grade = book.find_grade("why", *WHY, student)
            grade.manual_score, grade.needs_manual_grade = score.score, False
            if score.comment:
                comment = book.find_comment("why", *WHY, student)
                comment.manual_comment = score.comment
        book.db.commit()
    for kind in ("grade", "comment"):
        for mine, theirs in (("ada", "bob"), ("bea", "ben")):
            assert rows_of(file, kind, mine) == rows_of(file, kind, theirs)
    assert ("why", "GradeCell", None, 2.5, None, 0) in rows_of(file, "grade", "ada")


def test_a_score_without_a_comment_keeps_the_comment(url, assignment, file):
    record(url, assignment, result_of(assignment, "ada"))
    enter(url, assignment, HandScore("ada", "why", 1.0, "Short."))
    enter(url, assignment, HandScore("ada", "why", 2.0, ""))
    rows = rows_of(file, "comment", "ada")
    assert ("why", "SolutionCell", None, "Short.") in rows


def test_hand_scores_are_entered_all_or_none(url, assignment, file):
    record(url, assignment, result_of(assignment, "ada", double=WRONG))
    with Gradebook(url) as book:
        book.add_student("zoe")
    before = rows_of(file, "grade", "ada")
    scores = [HandScore(name, "why", 1.0, "") for name in ("ada", "zoe")]
    with pytest.raises(UsageError) as error:
        enter(url, assignment, *scores)
    assert str(error.value) == (
        f"No such grade: {NAME}/{WORDS}/why for zoe. Grade that student first; nothing "
        "was entered."
    )
    assert rows_of(file, "grade", "ada") == before


def test_an_unreleased_assignment_is_refused(url, assignment):
    other = replace(assignment, name="other")
    with pytest.raises(UsageError, match="Nothing has been released here"):
        record(url, other, result_of(assignment, "ada"))


def test_a_locked_database_is_reported_in_one_line(url, assignment, file, monkeypatch):
    monkeypatch.setattr("autograder.gradebook.schema.LOCK_SECONDS", 0.01)
    with contextlib.closing(sqlite3.connect(file)) as other:
        other.execute("begin exclusive")
        other.execute("insert into student (id) values ('eve')")
        with pytest.raises(UsageError, match="cannot be") as error:
            record(url, assignment, result_of(assignment, "ada"))
    assert "\n" not in str(error.value)


def test_a_folder_name_that_is_not_utf_8_becomes_a_student(url, assignment, file):
    record(url, assignment, result_of(assignment, "a\udcff"))
    record(url, assignment, result_of(assignment, "a\udcfe"))
    ids = query(file, "select id from student order by id")
    assert ids == [("a\\udcfe",), ("a\\udcff",)]


def test_an_automatic_score_needs_no_grading_by_hand():
    class Row:
        manual_score, auto_score, needs_manual_grade = None, None, True

    assert write.needs_manual_grade(Row, None, changed=True)
    assert not write.needs_manual_grade(Row, 2.0, changed=True)

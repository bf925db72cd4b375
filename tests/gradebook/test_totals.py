"""A student's total is the one that nbgrader itself computes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import toy_gradebook
from nbgrader.api import Gradebook
from sample_results import result_of
from toy_course import NAME, NUMBERS, WORDS

from autograder.assignment.results import CellResult
from autograder.gradebook.schema import Database
from autograder.gradebook.totals import totals
from autograder.gradebook.write import GradebookWriter


@pytest.fixture
def book(url, assignment, file):
    """Submissions in all states, and another assignment with the same cells."""
    other = replace(assignment, name="other")
    toy_gradebook.release(file, other)
    with GradebookWriter(url, assignment) as writer:
        for student in ("ada", "bob", "cy", "dee"):
            writer.record(result_of(assignment, student), None, None)
        half = CellResult(0.5, 2.0)
        writer.record(result_of(assignment, "eve", double=half), None, None)
    with GradebookWriter(url, other) as writer:
        writer.record(result_of(assignment, "ada"), None, None)
        writer.record(result_of(assignment, "only_other"), None, None)
    with Gradebook(url) as book:
        grade = book.find_grade("why", WORDS, NAME, "bob")
        grade.manual_score, grade.needs_manual_grade = 3.5, False
        book.find_grade("double", NUMBERS, NAME, "cy").extra_credit = 1.0
        book.find_grade("why", WORDS, NAME, "cy").extra_credit = 9.0  # of no score yet
        for student, penalties in {"cy": (0.5, 0.25), "dee": (50.0, None)}.items():
            for name, penalty in zip((NUMBERS, WORDS), penalties, strict=True):
                notebook = book.find_submission_notebook(name, NAME, student)
                notebook.late_submission_penalty = penalty
        book.update_or_create_student("no_submission", first_name="N")
        book.db.commit()
    return url


def test_the_figures_are_nbgraders(book, assignment):
    with Database(book) as database:
        found = totals(database, assignment)
    with Gradebook(book) as gradebook:
        submissions = gradebook.assignment_submissions(NAME)
        expected = {
            s.student_id: (s.score, s.late_submission_penalty) for s in submissions
        }
        looks = {s.student_id: s.needs_manual_grade for s in submissions}
    assert {s: (t.score, t.penalty) for s, t in found.items()} == expected
    assert {s: t.by_hand > 0 for s, t in found.items()} == looks


def test_a_penalty_never_takes_more_than_there_is(book, assignment):
    with Database(book) as database:
        found = totals(database, assignment)
    assert {s: t.total for s, t in found.items()} == {
        "ada": 5.0, "bob": 8.5, "cy": 5.25, "dee": 0.0, "eve": 3.5,
    }  # fmt: skip

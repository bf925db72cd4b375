"""Reading the gradebook: the release, and scores and comments entered by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
import toy_gradebook
from nbgrader.api import Gradebook
from sample_results import WRONG, result_of
from toy_course import NAME, NUMBERS, WORDS

from autograder.gradebook.read import (
    comments,
    graded_by_nbgrader,
    hand_scores,
    is_released,
    released_cells,
)
from autograder.gradebook.schema import Database
from autograder.gradebook.write import GradebookWriter

# SQLAlchemy warns when nbgrader's API adds a submission.
pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted")


@pytest.fixture
def graded_by_hand(url, assignment, file):
    """A gradebook with hand scores for ada and bob, in two assignments."""
    other = replace(assignment, name="other")
    toy_gradebook.release(file, other)
    for released, extra in ((assignment, 0.25), (other, None)):
        with GradebookWriter(url, released) as book:
            for student in ("ada", "bob"):
                book.record(result_of(assignment, student), None, None)
        with Gradebook(url) as book:
            grade = book.find_grade("double", NUMBERS, released.name, "ada")
            grade.manual_score, grade.extra_credit = 1.5, extra
            grade = book.find_grade("why", WORDS, released.name, "bob")
            grade.manual_score = 3.0
            comment = book.find_comment("why", WORDS, released.name, "bob")
            comment.manual_comment = f"Read in {released.name}."
            book.db.commit()
    return url


def test_extra_credit_counts_without_a_score_by_hand(url, assignment):
    with GradebookWriter(url, assignment) as book:
        book.record(result_of(assignment, "ada"), None, None)
    with Gradebook(url) as book:
        book.find_grade("double", NUMBERS, NAME, "ada").extra_credit = 0.5
        book.db.commit()
        total = book.find_submission(NAME, "ada").score
    with Database(url) as database:
        scores = hand_scores(database, assignment, ["ada"])
    assert scores == {"ada": {"double": 2.5}}
    assert result_of(assignment, "ada").with_scores(scores["ada"]).score == total


def test_the_recorded_scores_agree_only_with_equal_results(url, assignment):
    ada = result_of(assignment, "ada")
    with GradebookWriter(url, assignment) as book:
        book.record(ada, None, None)
        recorded = book.recorded()
    assert recorded.agree(ada)
    assert not recorded.agree(result_of(assignment, "ada", double=WRONG))
    assert not recorded.agree(result_of(assignment, "bob"))
    assert recorded.has("ada")
    assert not recorded.has("bob")


def test_students_graded_by_nbgrader_only_are_found(url, assignment):
    with GradebookWriter(url, assignment) as book:
        for student in ("ada", "bob"):
            book.record(result_of(assignment, student), None, None)
    with Gradebook(url) as book:
        book.add_student("cyd")  # as a roster does
        book.add_submission(NAME, "cyd")
    with Database(url) as database:
        found = graded_by_nbgrader(database, assignment, {"bob"})
    assert found == {"ada": {"double": 2.0, "parts": 3.0, "why": None}}


def test_released_cells_have_sources_and_points(url, assignment):
    with Database(url) as database:
        known = released_cells(database, assignment)
    points = {name: cell.points for (_, name), cell in known.items() if cell.points}
    assert points == {q.grade_id: q.points for q in assignment.questions}
    assert "judge" in known[NUMBERS, "double"].source
    assert known[NUMBERS, "s_double"].points is None


def test_scores_by_hand_include_extra_credit(graded_by_hand, assignment):
    with Database(graded_by_hand) as database:
        known = hand_scores(database, assignment, ["ada", "bob", "zoe"])
        assert known == {"ada": {"double": 1.75}, "bob": {"why": 3.0}}
        assert hand_scores(database, assignment, ["bob"]) == {"bob": {"why": 3.0}}


def test_only_comments_of_this_assignment_are_read(graded_by_hand, assignment):
    """Another assignment may have a cell with the same name."""
    with Database(graded_by_hand) as database:
        assert comments(database, assignment) == {"bob": {"why": f"Read in {NAME}."}}


def test_asking_for_the_release_creates_no_gradebook(url, assignment, tmp_path):
    assert is_released(url, assignment)
    assert not is_released(url, replace(assignment, name="other"))
    assert not is_released(f"sqlite:///{tmp_path / 'none.db'}", assignment)
    assert not (tmp_path / "none.db").exists()
    sqlite3.connect(tmp_path / "empty.db").close()
    assert not is_released(f"sqlite:///{tmp_path / 'empty.db'}", assignment)

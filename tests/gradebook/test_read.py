"""Reading the gradebook: the release, and scores and comments entered by hand."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

import pytest
import toy_gradebook
from nbgrader.api import Gradebook
from sample_results import result_of
from toy_course import NAME, NUMBERS, WORDS

from autograder.gradebook.read import comments, hand_scores, is_released, released_cells
from autograder.gradebook.schema import Database
from autograder.gradebook.write import GradebookWriter


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

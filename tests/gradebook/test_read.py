"""Reading the gradebook: the release, and what people entered in Formgrader."""

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
def judged(url, assignment, file):
    """A gradebook in which a person judged ada and bob, and `other` has the same."""
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


def test_the_released_cells_have_their_sources_and_points(url, assignment):
    with Database(url) as database:
        known = released_cells(database, assignment)
    points = {name: cell.points for (_, name), cell in known.items() if cell.points}
    assert points == {q.grade_id: q.points for q in assignment.questions}
    assert "judge" in known[NUMBERS, "double"].source
    assert known[NUMBERS, "s_double"].points is None


def test_scores_by_hand_include_extra_credit(judged, assignment):
    with Database(judged) as database:
        known = hand_scores(database, assignment, ["ada", "bob", "zoe"])
        assert known == {"ada": {"double": 1.75}, "bob": {"why": 3.0}}
        assert hand_scores(database, assignment, ["bob"]) == {"bob": {"why": 3.0}}


def test_comments_are_those_of_the_assignment(judged, assignment):
    """Another assignment may have a cell of the same name."""
    with Database(judged) as database:
        assert comments(database, assignment) == {"bob": {"why": f"Read in {NAME}."}}


def test_whether_it_was_released_is_told_without_making_a_gradebook(
    url, assignment, tmp_path
):
    assert is_released(url, assignment)
    assert not is_released(url, replace(assignment, name="other"))
    assert not is_released(f"sqlite:///{tmp_path / 'none.db'}", assignment)
    assert not (tmp_path / "none.db").exists()
    sqlite3.connect(tmp_path / "empty.db").close()
    assert not is_released(f"sqlite:///{tmp_path / 'empty.db'}", assignment)

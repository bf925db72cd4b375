"""The rubrics of the project's written answers."""

import pytest

from autograder.assignment.assignment import read_assignment
from autograder.reports.rubric import RUBRIC, comments_of, rubric_of, rubric_warning

QUESTIONS = [q for q in read_assignment().questions if q.by_hand]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.grade_id)
def test_a_rubric_adds_up_to_the_points(question):
    assert rubric_warning(question) == ""


def test_a_rubric_with_other_points_gets_a_warning_with_the_file_to_edit():
    question = QUESTIONS[0]
    changed = question._replace(points=question.points + 0.5)
    warning = rubric_warning(changed)
    assert f"{question.grade_id} is worth {changed.points:g} points" in warning
    assert f"up to {question.points:g}" in warning
    assert "autograder/reports/rubric.py" in warning


def test_codes_are_unique():
    codes = [line.code for lines in RUBRIC.values() for line in lines]
    assert len(codes) == len(set(codes))


def test_codes_stand_for_comments():
    name = QUESTIONS[0].grade_id
    first, second, *_ = rubric_of(name)
    assert comments_of(name, [second.code, first.code]) == [
        second.comment,
        first.comment,
    ]
    with pytest.raises(KeyError):
        comments_of(name, ["none"])

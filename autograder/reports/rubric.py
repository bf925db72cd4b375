"""The rubrics of the written answers: codes, points, and comments to students."""

from __future__ import annotations

from autograder.assignment.questions import Question
from autograder.checks.answers import RubricLine
from autograder.checks.registry import RUBRIC


def rubric_of(grade_id: str) -> tuple[RubricLine, ...]:
    """Return the rubric of a written answer; empty if it has none."""
    return RUBRIC.get(grade_id, ())


def rubric_warning(question: Question) -> str:
    """Return a warning if the rubric does not add up to the points, else ""."""
    total = sum(line.points for line in rubric_of(question.grade_id))
    if total == question.points:
        return ""
    return (
        f"{question.grade_id} is worth {question.points:g} points, but its rubric adds "
        f"up to {total:g}; edit RUBRIC in the part's file in autograder/checks\n"
    )


def comments_of(grade_id: str, codes: list[str]) -> list[str]:
    """Return the comments of these codes.

    Raises:
        KeyError: a code is not in the rubric of this question.
    """
    known = {line.code: line.comment for line in rubric_of(grade_id)}
    return [known[code] for code in codes]

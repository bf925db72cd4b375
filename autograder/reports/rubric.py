"""What graders look for in the written answers, and comments to use again.

Each line has a code to write into the CSV; its comment goes to the student.
"""

from __future__ import annotations

from typing import NamedTuple

from autograder.assignment.questions import Question


class Line(NamedTuple):
    """One thing to look for.

    Attributes:
        points: what it adds to the score; 0 for a comment on a mistake.
    """

    code: str
    points: float
    comment: str


# fmt: off
RUBRIC: dict[str, tuple[Line, ...]] = {
    "q1e_discussion": (
        Line("E1", 1, "You count evaluations and the cost of one: d² entries, Θ(d²) each."),
        Line("E2", 0.5, "You name both limits of eps: the error of the formula, and rounding."),
        Line("E3", 0.5, "You say what nudging is good for: checking a formula independently."),
        Line("E4", 0, "How often is the loss evaluated? Short code is not cheap code."),
        Line("E5", 0, "What does it cost to get one of the d² numbers by nudging?"),
        Line("E6", 0, "Which of your factors is a vector and not a matrix?"),
        Line("E7", 0, "What is left of a tiny eps when it is added to a number like 1?"),
        Line("E8", 0, "Would your reason still hold on paper, without any machine?"),
    ),
    "q1f_discussion": (
        Line("F1", 1, "You say it is a rate, at this point, for small changes."),
        Line("F2", 1, "You see that a sum passes each change on unchanged."),
        Line("F3", 1, "You tell a flat place from a missing connection."),
        Line("F4", 0, "A large value is not a large derivative: which is asked?"),
        Line("F5", 0, "Which of the two is nudged, and which is watched?"),
        Line("F6", 0, "What comes after the next operation?"),
        Line("F7", 0, "By 3, for a step of what size?"),
    ),
    "q1g_discussion": (
        Line("G1", 1, "You tell computing the gradient from taking the step."),
        Line("G2", 1, "You name the numbers of the forward pass that are used again."),
        Line("G3", 1, "You name two things that go wrong and how the history shows them."),
        Line("G4", 0, "Which of the two steps knows the step size?"),
        Line("G5", 0, "What may happen for a large step, or where φ is flat?"),
        Line("G6", 0, "Which quantities are given and never move?"),
        Line("G7", 0, "Is the slope the same after a step?"),
    ),
}
# fmt: on


def rubric_of(grade_id: str) -> tuple[Line, ...]:
    """The rubric of a written answer; empty if there is none."""
    return RUBRIC.get(grade_id, ())


def rubric_warning(question: Question) -> str:
    """A line for the terminal if the rubric does not add up to the points, else ""."""
    total = sum(line.points for line in rubric_of(question.grade_id))
    if total == question.points:
        return ""
    return (
        f"{question.grade_id} is worth {question.points:g} points, but its rubric adds "
        f"up to {total:g}: edit RUBRIC in {__file__}\n"
    )


def comments_of(grade_id: str, codes: list[str]) -> list[str]:
    """The comments of these codes.

    Raises:
        KeyError: a code is not in the rubric of this question.
    """
    known = {line.code: line.comment for line in rubric_of(grade_id)}
    return [known[code] for code in codes]

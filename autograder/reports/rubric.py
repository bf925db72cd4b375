"""The rubrics of the written answers: codes, points, and comments to students."""

from __future__ import annotations

from typing import NamedTuple

from autograder.assignment.questions import Question


class RubricLine(NamedTuple):
    """One thing that graders look for in a written answer.

    Attributes:
        code: what to write into the CSV of scores.
        points: what it adds to the score; 0 for a comment on a mistake.
        comment: the sentence that the student reads.
    """

    code: str
    points: float
    comment: str


# By the id of the written answer.
# fmt: off
RUBRIC: dict[str, tuple[RubricLine, ...]] = {
    "q1e_discussion": (
        RubricLine("E1", 1, "You count the evaluations and the cost of each one: d² entries, Θ(d²) each."),
        RubricLine("E2", 0.5, "You name both limits of eps: the error of the formula and the rounding error."),
        RubricLine("E3", 0.5, "You say what numerical gradients are good for: an independent check of a formula."),
        RubricLine("E4", 0, "Count how often the loss is evaluated. Short code can still be slow."),
        RubricLine("E5", 0, "What does it cost to compute one of the d² entries numerically?"),
        RubricLine("E6", 0, "Which of your factors is a vector, not a matrix?"),
        RubricLine("E7", 0, "What happens in floating point when you add a tiny eps to a number like 1?"),
        RubricLine("E8", 0, "Would your reason still hold on paper, without any hardware?"),
    ),
    "q1f_discussion": (
        RubricLine("F1", 1, "You say that it is a rate of change, at this point and for small changes."),
        RubricLine("F2", 1, "You see that a sum passes each change on unchanged."),
        RubricLine("F3", 1, "You distinguish a derivative of 0 from a missing connection."),
        RubricLine("F4", 0, "A large value does not mean a large derivative. Which of the two does the question ask for?"),
        RubricLine("F5", 0, "Which of the two quantities do you change, and which one do you watch?"),
        RubricLine("F6", 0, "Your answer ends after the next operation. Which steps come after it?"),
        RubricLine("F7", 0, "f changes by 3 for a step of what size?"),
    ),
    "q1g_discussion": (
        RubricLine("G1", 1, "You distinguish computing the gradient from taking the step."),
        RubricLine("G2", 1, "You name the numbers of the forward pass that the backward pass uses again."),
        RubricLine("G3", 1, "You name two things that can go wrong, and how the history shows them."),
        RubricLine("G4", 0, "Which of the two steps uses the learning rate?"),
        RubricLine("G5", 0, "What can happen with a large step size, or where φ is flat?"),
        RubricLine("G6", 0, "Which quantities are given and never change?"),
        RubricLine("G7", 0, "Is the gradient the same after a step?"),
    ),
}
# fmt: on


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
        f"up to {total:g}; edit RUBRIC in autograder/reports/rubric.py\n"
    )


def comments_of(grade_id: str, codes: list[str]) -> list[str]:
    """Return the comments of these codes.

    Raises:
        KeyError: a code is not in the rubric of this question.
    """
    known = {line.code: line.comment for line in rubric_of(grade_id)}
    return [known[code] for code in codes]

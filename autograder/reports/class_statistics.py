"""Computes statistics of a class: distribution of points, results, common mistakes."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from autograder.assignment.questions import Question
from autograder.assignment.results import automatic
from autograder.reports.class_data import ClassData

BINS = 10
MISTAKES = 3  # number of mistakes shown per question
EXAMPLE = 1200  # characters shown of an example


class Mistake(NamedTuple):
    """A mistake, the number of students who made it, and one of them."""

    name: str
    students: int
    example_student: str


class QuestionStatistics(NamedTuple):
    """The results of a class in one graded cell.

    Attributes:
        passed, partly, blank, ungraded: numbers of students.
        share: earned points divided by possible points, over known scores.
        example: an answer with the most common mistake, or "".
    """

    question: Question
    passed: int
    partly: int
    blank: int
    ungraded: int
    share: float
    mistakes: list[Mistake]
    example: str


class Bar(NamedTuple):
    """One bar of the histogram: the students with `low` to `high` points."""

    low: float
    high: float
    students: int


def histogram(data: ClassData) -> list[Bar]:
    """Return the distribution of automatic points in bins of equal width."""
    width = data.assignment.automatic_points / BINS
    counts = Counter(
        min(int(automatic(result, data.assignment) / (width or 1)), BINS - 1)
        for result in data.results.values()
    )
    return [Bar(n * width, (n + 1) * width, counts[n]) for n in range(BINS)]


def question_statistics(data: ClassData) -> list[QuestionStatistics]:
    """Return the statistics of each graded cell, in the order of the notebooks."""
    sources = {name: data.sources(name) for name in data.results}
    return [_statistics(q, data, sources) for q in data.assignment.questions]


def _statistics(
    question: Question, data: ClassData, sources: dict[str, dict[str, str]]
) -> QuestionStatistics:
    cells = [result.cells[question.grade_id] for result in data.results.values()]
    outcomes = Counter(cell.outcome for cell in cells)
    known = [cell.score for cell in cells if cell.score is not None]
    possible = question.points * len(known)
    mistakes = _most_common(question, data)
    example = ""
    if mistakes:
        example = sources[mistakes[0].example_student].get(question.cell, "")[:EXAMPLE]
    return QuestionStatistics(
        question,
        outcomes["passed"],
        outcomes["partly"],
        outcomes["not attempted"],
        len(cells) - len(known),
        sum(known) / possible if possible else 0.0,
        mistakes,
        example,
    )


def _most_common(question: Question, data: ClassData) -> list[Mistake]:
    students: dict[str, list[str]] = {}
    for name, result in data.results.items():
        mistake = result.cells[question.grade_id].misconception
        if mistake:
            students.setdefault(mistake, []).append(name)
    ordered = sorted(students.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Mistake(name, len(made), made[0]) for name, made in ordered[:MISTAKES]]

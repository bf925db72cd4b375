"""Figures about a class: how points are spread, what was hard, which mistakes recur."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from autograder.assignment.contract import QUESTIONS, Question
from autograder.assignment.results import StudentResult
from autograder.reports.class_data import Classroom

BINS = 10
MISTAKES = 3  # so many of the commonest are told
EXAMPLE = 1200  # characters of an example


class Common(NamedTuple):
    """A mistake that several made."""

    name: str
    times: int
    student: str


class Figure(NamedTuple):
    """How one graded cell went."""

    question: Question
    passed: int
    partly: int
    blank: int
    waiting: int
    share: float
    mistakes: list[Common]
    example: str


class Bar(NamedTuple):
    """One bar of the distribution: from `low` to `high` points."""

    low: float
    high: float
    students: int


def automatic(result: StudentResult) -> float:
    """The points of the cells that are judged automatically."""
    return sum(
        result.cells[q.grade_id].score or 0.0 for q in QUESTIONS if not q.by_hand
    )


def distribution(room: Classroom) -> list[Bar]:
    """Automatic points in equal bins."""
    full = sum(q.points for q in QUESTIONS if not q.by_hand)
    width = full / BINS
    places = Counter(
        min(int(automatic(result) / width), BINS - 1)
        for result in room.results.values()
    )
    return [Bar(n * width, (n + 1) * width, places[n]) for n in range(BINS)]


def figures(room: Classroom) -> list[Figure]:
    """One for each graded cell, in the worksheet's order."""
    sources = {name: room.sources(name) for name in room.results}
    return [_figure(question, room, sources) for question in QUESTIONS]


def _figure(
    question: Question, room: Classroom, sources: dict[str, dict[str, str]]
) -> Figure:
    cells = {n: result.cells[question.grade_id] for n, result in room.results.items()}
    outcomes = Counter(cell.outcome for cell in cells.values())
    known = [cell.score for cell in cells.values() if cell.score is not None]
    mistakes = _commonest(question, room)
    example = ""
    if mistakes:
        example = sources[mistakes[0].student].get(question.cell, "")[:EXAMPLE]
    return Figure(
        question,
        outcomes["passed"],
        outcomes["partly"],
        outcomes["not attempted"],
        sum(cell.score is None for cell in cells.values()),
        sum(known) / (question.points * len(known)) if known else 0.0,
        mistakes,
        example,
    )


def _commonest(question: Question, room: Classroom) -> list[Common]:
    made: dict[str, list[str]] = {}
    for name, result in room.results.items():
        mistake = result.cells[question.grade_id].misconception
        if mistake:
            made.setdefault(mistake, []).append(name)
    ordered = sorted(made.items(), key=lambda item: (-len(item[1]), item[0]))
    return [Common(name, len(who), who[0]) for name, who in ordered[:MISTAKES]]

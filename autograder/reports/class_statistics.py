"""Computes statistics of a class: distribution of points, results, common mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np

from autograder.assignment.assignment import Assignment
from autograder.assignment.lateness import ON_TIME, Lateness
from autograder.assignment.questions import Question
from autograder.assignment.results import UNREADABLE, StudentResult
from autograder.reports.class_data import ClassData

BINS = 10
MISTAKES = 3  # number of mistakes shown per question
RANKED = 12  # number of mistakes shown over all questions
EXAMPLE = 1200  # characters shown of an example
CANDIDATES = 20  # students kept for each mistake, to choose an example from
OUTCOMES = ("passed", "partly", "not yet", "not attempted", "by hand")
Floats = np.ndarray[tuple[int, ...], np.dtype[np.float64]]


class Mistake(NamedTuple):
    """A mistake, the number of students who made it, and one of them."""

    name: str
    students: int
    example_student: str


class QuestionStatistics(NamedTuple):
    """The results of a class in one graded cell.

    Attributes:
        passed, partly, not_yet, blank, ungraded: numbers of students.
        share: earned points divided by possible points, over known scores.
        discrimination: correlation of this score with the rest; None if undefined.
        example: an answer with the most common mistake, or "".
    """

    question: Question
    passed: int
    partly: int
    not_yet: int
    blank: int
    ungraded: int
    share: float
    discrimination: float | None
    mistakes: list[Mistake]
    example: str


class RankedMistake(NamedTuple):
    """A mistake over all questions.

    Attributes:
        students: how many made it in at least one question.
        questions: how many made it in each, the most frequent first.
        made: for each question some students who made it there.
    """

    name: str
    students: int
    questions: dict[str, int]
    made: dict[str, list[str]]


class Bar(NamedTuple):
    """One bar of the histogram: the students with `low` to `high` points."""

    low: float
    high: float
    students: int


@dataclass
class ClassTable:
    """The scores of a class as arrays; nothing in it grows with the texts.

    Attributes:
        students: the rows, in alphabetical order.
        scores: row by row, one for each question; not a number if not known yet.
        outcomes: the same, as indices into `OUTCOMES`.
        late: how late each submission is, and its penalty.
        mistakes: clause -> question -> number of students.
        authors: clause -> number of students.
        examples: clause -> question -> up to `CANDIDATES` students.
    """

    assignment: Assignment
    students: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    scores: Floats = field(default_factory=lambda: np.empty((0, 0)))
    outcomes: np.ndarray[tuple[int, ...], np.dtype[np.uint8]] = field(
        default_factory=lambda: np.empty((0, 0), np.uint8)
    )
    late: list[Lateness] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    noted: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    mistakes: dict[str, Counter[str]] = field(default_factory=dict)
    authors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    @cached_property
    def automatic(self) -> Floats:
        """The automatic points of each student."""
        columns = [not q.by_hand for q in self.assignment.questions]
        total: Floats = np.nansum(self.scores[:, columns], axis=1)
        return total

    @cached_property
    def shares(self) -> Floats:
        """The scores divided by the points of each question."""
        points = np.array([q.points or 1 for q in self.assignment.questions], float)
        shares: Floats = self.scores / points
        return shares


def read_table(data: ClassData) -> ClassTable:
    """Read all results once."""
    table = ClassTable(data.assignment)
    ids = [question.grade_id for question in data.assignment.questions]
    scores, outcomes = [], []
    for result in data.results.values():
        cells = [result.cells[name] for name in ids]
        known = [np.nan if cell.score is None else cell.score for cell in cells]
        scores.append(np.array(known, float))
        codes = [OUTCOMES.index(cell.outcome) for cell in cells]
        outcomes.append(np.array(codes, np.uint8))
        _add(table, result)
    table.scores, table.outcomes = np.array(scores), np.array(outcomes)
    return table


def _add(table: ClassTable, result: StudentResult) -> None:
    """Add all but the scores of one student."""
    table.students.append(result.student)
    table.statuses.append(result.status)
    table.late.append(result.late or ON_TIME)
    if result.mark:
        table.marks.add(result.mark)
    if result.status == UNREADABLE:
        table.unreadable.append((result.student, result.notes[0]))
    elif result.notes:
        table.noted.append((result.student, result.notes))
    made: set[str] = set()
    for name, cell in result.cells.items():
        for clause in clauses(cell.misconception):
            made.add(clause)
            table.mistakes.setdefault(clause, Counter())[name] += 1
            examples = table.examples.setdefault(clause, {}).setdefault(name, [])
            if len(examples) < CANDIDATES:
                examples.append(result.student)
    table.authors.update(made)


def clauses(misconception: str | None) -> list[str]:
    """Return the mistakes that the text names: "factor missing; wrong sign" has two."""
    parts = (misconception or "").split("; ")
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def histogram(table: ClassTable) -> list[Bar]:
    """Return the distribution of automatic points in bins of equal width."""
    width = table.assignment.automatic_points / BINS
    counts = Counter(
        min(int(points / (width or 1)), BINS - 1) for points in table.automatic
    )
    return [Bar(n * width, (n + 1) * width, counts[n]) for n in range(BINS)]


def question_statistics(
    data: ClassData, table: ClassTable, *, examples: bool = True
) -> list[QuestionStatistics]:
    """Return the statistics of each graded cell, in the order of the notebooks."""
    found = []
    for column, question in enumerate(table.assignment.questions):
        scores = table.scores[:, column]
        known = scores[~np.isnan(scores)]
        possible = question.points * len(known)
        outcomes = Counter(OUTCOMES[code] for code in table.outcomes[:, column])
        mistakes = _most_common(question.grade_id, table)
        example = ""
        if mistakes and examples:
            source = data.sources(mistakes[0].example_student).get(question.cell, "")
            example = source[:EXAMPLE]
        found.append(
            QuestionStatistics(
                question,
                outcomes["passed"],
                outcomes["partly"],
                outcomes["not yet"],
                outcomes["not attempted"],
                len(scores) - len(known),
                float(known.sum() / possible) if possible else 0.0,
                discrimination(table, column),
                mistakes,
                example,
            )
        )
    return found


def _most_common(grade_id: str, table: ClassTable) -> list[Mistake]:
    made = [
        Mistake(clause, counts[grade_id], table.examples[clause][grade_id][0])
        for clause, counts in table.mistakes.items()
        if counts[grade_id]
    ]
    return sorted(made, key=lambda one: (-one.students, one.name))[:MISTAKES]


def ranked_mistakes(table: ClassTable) -> list[RankedMistake]:
    """Return the most frequent mistakes over all questions, the first one first."""
    clauses = sorted(table.authors, key=lambda name: (-table.authors[name], name))
    return [
        RankedMistake(
            name,
            table.authors[name],
            dict(table.mistakes[name].most_common()),
            table.examples[name],
        )
        for name in clauses[:RANKED]
    ]


def discrimination(table: ClassTable, column: int) -> float | None:
    """Return the correlation of one question's score with the sum of all others.

    None while answers are still to be graded by hand. Of the other questions only
    those count that are graded automatically.
    """
    automatic = [
        not q.by_hand and n != column for n, q in enumerate(table.assignment.questions)
    ]
    own = table.scores[:, column]
    if np.isnan(own).any():
        return None
    return correlation(own, np.nansum(table.scores[:, automatic], axis=1))


def correlation(x: Floats, y: Floats) -> float | None:
    """Return the correlation; None for fewer than 5 values or a constant one."""
    if len(x) < 5 or np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9:
        return None
    return float(np.corrcoef(x, y)[0, 1])


class Pair(NamedTuple):
    """Two questions that the same students miss.

    Attributes:
        first, second: numbers of students who did not get all points.
        both: in both questions.
        correlation: between the two.
    """

    questions: tuple[Question, Question]
    first: int
    second: int
    both: int
    correlation: float


def failing_together(
    table: ClassTable, at_least: float = 0.3, longest: int = 8
) -> list[Pair]:
    """Return the pairs of questions that fail together, the strongest first.

    Students who passed or attempted nothing are omitted, as well as questions that
    judge the same answer.
    """
    columns = [n for n, q in enumerate(table.assignment.questions) if not q.by_hand]
    failed = (table.shares[:, columns] < 1 - 1e-9).astype(float)
    if not columns:
        return []
    failed = failed[(failed.min(axis=1) < 1) & (failed.max(axis=1) > 0)]
    questions = [table.assignment.questions[n] for n in columns]
    pairs = list(_pairs(questions, failed))
    chosen = [pair for pair in pairs if pair.correlation >= at_least and pair.both > 1]
    return sorted(chosen, key=lambda p: (-p.correlation, -p.both))[:longest]


def _pairs(questions: list[Question], failed: Floats) -> Iterable[Pair]:
    for i, first in enumerate(questions):
        for j, second in enumerate(questions[:i]):
            related = correlation(failed[:, j], failed[:, i])
            if related is not None and first.cell != second.cell:
                both = int((failed[:, j] * failed[:, i]).sum())
                counts = int(failed[:, j].sum()), int(failed[:, i].sum())
                yield Pair((second, first), *counts, both, related)

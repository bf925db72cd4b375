"""The picture of questions × students: who needs help with what."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from autograder.assignment.questions import Question
from autograder.reports.class_statistics import OUTCOMES, ClassTable
from autograder.reports.rendering import points

COLUMNS = 160  # in a larger class, a column is the mean of several students
LISTED = 300  # students in the table of the staff's page
WIDTH, HEIGHT = 640, 16  # of a row
BLANK, BY_HAND = OUTCOMES.index("not attempted"), OUTCOMES.index("by hand")
LEGEND = {
    "s4": "all points",
    "s3": "more than half",
    "s2": "half or less",
    "s1": "less than a quarter",
    "s0": "attempted, no points",
    "blank": "not attempted",
    "ungraded": "to grade by hand",
}

Rows = np.ndarray[tuple[int, ...], np.dtype[np.intp]]  # indices of students


class Row(NamedTuple):
    """One question: a path for each class of results, and the text for its title."""

    question: Question
    paths: list[tuple[str, str]]
    y: int


class Picture(NamedTuple):
    """The picture: rows are questions, columns are students by automatic points."""

    rows: list[Row]
    group: int
    columns: int


def picture(table: ClassTable) -> Picture:
    """Return the picture, with the most automatic points on the left."""
    order = np.argsort(-table.automatic, kind="stable")
    group = -(-len(order) // COLUMNS)
    groups = [order[at : at + group] for at in range(0, len(order), group)]
    rows = []
    for column, question in enumerate(table.assignment.questions):
        kinds = [_kind(table, members, column) for members in groups]
        rows.append(Row(question, _paths(kinds), column * (HEIGHT + 2)))
    return Picture(rows, group, len(groups))


def _kind(table: ClassTable, members: Rows, column: int) -> str:
    """Return the class of one group of students in one question."""
    outcomes = table.outcomes[members, column]
    scores = table.shares[members, column]
    if np.isnan(scores).all():
        return "ungraded"
    return kind_of(float(np.nanmean(scores)), bool((outcomes == BLANK).all()))


def kind_of(share: float, blank: bool) -> str:
    """Return the class of a share of points."""
    if blank:
        return "blank"
    if share <= 0:
        return "s0"
    return (
        "s1" if share < 0.25 else "s2" if share <= 0.5 else "s3" if share < 1 else "s4"
    )


def _paths(kinds: list[str]) -> list[tuple[str, str]]:
    """Return one path for each class that occurs."""
    width = WIDTH / len(kinds)
    gap = 1 if width > 4 else 0
    paths: dict[str, str] = {}
    for at, kind in enumerate(kinds):
        box = f"M{at * width:.2f} 0h{width - gap:.2f}v{HEIGHT}h-{width - gap:.2f}z"
        paths[kind] = paths.get(kind, "") + box
    return list(paths.items())


class Cell(NamedTuple):
    """One student in one question: sign, class, and words."""

    sign: str
    kind: str
    words: str


def listed_students(table: ClassTable) -> list[tuple[int, list[Cell]]]:
    """Return the rows of the staff's table: index of the student, and the cells.

    The students with the fewest automatic points come first.
    """
    order = np.argsort(table.automatic, kind="stable")[:LISTED]
    columns = range(len(table.assignment.questions))
    return [
        (int(row), [_cell(table, row, column) for column in columns]) for row in order
    ]


def _cell(table: ClassTable, row: int, column: int) -> Cell:
    score, code = table.scores[row, column], table.outcomes[row, column]
    if np.isnan(score):
        return Cell("…", "ungraded", "to grade by hand")
    kind = kind_of(float(table.shares[row, column]), bool(code == BLANK))
    words = f"{points(float(score))} points"
    signs = {"s4": "✓", "s0": "✗", "blank": "○"}
    return Cell(signs.get(kind) or points(float(score)), kind, words)

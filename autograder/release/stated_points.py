"""Corrects points that the text of the notebooks states: headings, totals, questions.

The points of a cell are in nbgrader's metadata. Where the text disagrees, students get
the right number, and `release` prints which cell the instructor should edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.cells import Cell
from autograder.assignment.questions import Question, heading_of

NUMBER = r"\d+(?:\.\d+)?"
POINTS = re.compile(rf"\b{NUMBER} points?\b")
# Only phrases that cannot mean anything else are corrected.
OF_PART = re.compile(rf"(?<=\(){NUMBER} points?(?=\)\s*$)")  # ends a heading
TOTAL = re.compile(rf"(?:(?<=There are )|(?<= parts, )|(?<= part, )){NUMBER} points?\b")
PARTS = re.compile(rf"\b([A-Za-z]+) parts?(?=, {NUMBER} points?\b)")
OF_NEXT = re.compile(rf"^(\*\*[^*\n(]*\(){NUMBER} points?(?=,)", re.M)  # "**In words (2
NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve"),
)


class Correction(NamedTuple):
    """A cell whose text states wrong points.

    Attributes:
        stated, points: the wrong and the right phrase, such as "8 points".
        source: the corrected text of the cell.
    """

    notebook: str
    key: str
    stated: str
    points: str
    source: str

    def __str__(self) -> str:
        first_line = self.source.lstrip().partition("\n")[0]
        shown = first_line.replace(self.points, self.stated)  # as in the notebook
        return (
            f"{self.notebook}, cell {shown!r}: {self.stated!r} should be "
            f"{self.points!r}. Students get the corrected text; edit the notebook too"
        )


def corrections(assignment: Assignment) -> list[Correction]:
    """Return all text cells whose points disagree with the graded cells."""
    corrected: list[Correction] = []
    for notebook, cells in assignment.notebooks.items():
        questions = assignment.asked_in(notebook)
        for number, cell in enumerate(cells):
            if cell.cell_type == "markdown" and cell.nbgrader is None:
                corrected += _correct_cell(
                    notebook, cell, cells[number:], questions, number == 0
                )
    return corrected


def _correct_cell(
    notebook: str,
    cell: Cell,
    rest: Sequence[Cell],
    questions: Sequence[Question],
    is_first: bool,
) -> Iterator[Correction]:
    text = cell.source
    heading = heading_of(cell)
    if heading is not None:
        head, newline, body = text.partition("\n")
        part_points = sum(q.points for q in questions if q.part == heading["part"])
        text = OF_PART.sub(_stated(part_points), head) + newline + body
    elif is_first:
        text = TOTAL.sub(_stated(sum(q.points for q in questions)), text)
        text = PARTS.sub(lambda match: _parts(match, questions), text)
    following = {q.grade_id: q.points for q in questions}
    graded = [following[other.key] for other in rest if other.key in following]
    if graded and not is_first:
        text = OF_NEXT.sub(rf"\g<1>{_stated(graded[0])}", text)
    if text != cell.source:
        old, new = _difference(cell.source, text)
        yield Correction(notebook, cell.key, old, new, text)


def _stated(points: float) -> str:
    return f"{points:.10g} point{'' if points == 1 else 's'}"


def _parts(match: re.Match[str], questions: Sequence[Question]) -> str:
    """Return a phrase such as "Seven parts" with the right number."""
    word = match[1]
    if word.lower() not in NUMBERS:
        return match[0]
    count = len({q.part for q in questions if q.part})
    number = NUMBERS[count] if count < len(NUMBERS) else str(count)
    number = number.capitalize() if word[0].isupper() else number
    return f"{number} part{'' if count == 1 else 's'}"


def _difference(old: str, new: str) -> tuple[str, str]:
    """Return the phrases about points and parts in which two texts differ."""
    pairs = [
        (before[0], after[0])
        for pattern in (PARTS, POINTS)
        for before, after in zip(
            pattern.finditer(old), pattern.finditer(new), strict=True
        )
        if before[0] != after[0]
    ]
    return ", ".join(old for old, _ in pairs), ", ".join(new for _, new in pairs)

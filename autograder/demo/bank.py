"""The answer bank: sample answers to each solution cell, with their scores.

`answers/CELL.txt` holds snippets of Python between header lines:

    #: right | NAME
    #: wrong | NAME | q1a q1f=3/4

The last field lists the graded cells that the answer does not pass, and the share of
the points that it earns there (0 unless a share is given). It passes all other graded
cells of its solution cell.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import Assignment, read_assignment

FOLDER = Path(__file__).parent / "answers"
MARK = "#: "


class Snippet(NamedTuple):
    """One answer to one solution cell.

    Attributes:
        name: what distinguishes it from the others.
        right: whether it earns all points.
        source: the code, as a student would write it.
        scores: the points in each graded cell that judges this solution cell.
    """

    cell: str
    name: str
    right: bool
    source: str
    scores: dict[str, float]


def load_bank(assignment: Assignment | None = None) -> dict[str, tuple[Snippet, ...]]:
    """The snippets for every solution cell of the assignment.

    Args:
        assignment: has the cells and their points.
    """
    return _load(assignment or read_assignment())


def snippet(cell: str, name: str, assignment: Assignment | None = None) -> Snippet:
    """The snippet with this name.

    Raises:
        KeyError: the cell has no such snippet.
    """
    for found in load_bank(assignment)[cell]:
        if found.name == name:
            return found
    raise KeyError(f"{cell} has no answer called {name!r}")


_banks: dict[str, dict[str, tuple[Snippet, ...]]] = {}


def _load(assignment: Assignment) -> dict[str, tuple[Snippet, ...]]:
    key = assignment.fingerprint
    if key not in _banks:
        points: dict[str, dict[str, float]] = {}
        for q in assignment.questions:
            points.setdefault(q.cell, {})[q.grade_id] = float(q.points)
        _banks[key] = {
            file.stem: tuple(_snippets(file, points[file.stem]))
            for file in sorted(FOLDER.glob("*.txt"))
            if file.stem in points
        }
    return _banks[key]


def _snippets(file: Path, points: dict[str, float]) -> list[Snippet]:
    parts = ("\n" + file.read_text(encoding="utf-8")).split("\n" + MARK)
    return [_snippet(file.stem, part, points) for part in parts[1:]]


def _snippet(cell: str, text: str, points: dict[str, float]) -> Snippet:
    head, _, source = text.partition("\n")
    kind, name, *losses = (field.strip() for field in head.split(" | "))
    scores = dict(points)
    for loss in losses[0].split() if losses else ():
        grade_id, _, share = loss.partition("=")
        if grade_id not in scores:
            raise ValueError(
                f"{cell}: {name!r} lists {grade_id!r}, which does not judge this cell"
            )
        scores[grade_id] *= float(Fraction(share or 0))
    return Snippet(cell, name, kind == "right", source.rstrip("\n"), scores)

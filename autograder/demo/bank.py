"""The answer bank: small answers to each solution cell, with the points they earn.

`answers/CELL.txt` holds snippets of Python between header lines:

    #: right | NAME
    #: wrong | NAME | q1a q1f=2.25

The last field says which graded cells the answer does not pass, and what it earns
there (nothing, unless a number is given). All others of its cell it passes.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.contract import QUESTIONS

FOLDER = Path(__file__).parent / "answers"
MARK = "#: "


class Snippet(NamedTuple):
    """One answer to one solution cell.

    Attributes:
        name: what is special about it.
        right: whether it earns all points of its cell.
        source: the code, as a student would write it.
        scores: points for each graded cell that judges this solution cell.
    """

    cell: str
    name: str
    right: bool
    source: str
    scores: dict[str, float]


@cache
def load_bank() -> dict[str, tuple[Snippet, ...]]:
    """All snippets, by solution cell."""
    files = sorted(FOLDER.glob("*.txt"))
    return {file.stem: tuple(_snippets(file)) for file in files}


def snippet(cell: str, name: str) -> Snippet:
    """The snippet of this name.

    Raises:
        KeyError: there is none; the message names the cell.
    """
    for found in load_bank()[cell]:
        if found.name == name:
            return found
    raise KeyError(f"{cell} has no answer called {name!r}")


def _snippets(file: Path) -> list[Snippet]:
    parts = ("\n" + file.read_text(encoding="utf-8")).split("\n" + MARK)
    return [_snippet(file.stem, part) for part in parts[1:]]


def _snippet(cell: str, text: str) -> Snippet:
    head, _, source = text.partition("\n")
    kind, name, *loses = (field.strip() for field in head.split(" | "))
    scores = {q.grade_id: float(q.points) for q in QUESTIONS if q.cell == cell}
    for loss in loses[0].split() if loses else ():
        grade_id, _, left = loss.partition("=")
        if grade_id not in scores:
            raise ValueError(
                f"{cell}: {name!r} loses {grade_id!r}, which is not its own"
            )
        scores[grade_id] = float(left or 0)
    return Snippet(cell, name, kind == "right", source.rstrip("\n"), scores)

"""Matches submitted cells with the instructor's cells.

A cell is matched by its `grade_id`; else by nbformat's cell id, which is the same; else
by its text, if unchanged; else by the names that it defines. A cell without a match was
added by the student.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograder.assignment.cells import Cell, squeezed
from autograder.assignment.questions import solution_names
from autograder.submissions.parse import SubmittedCell

# A regular expression, because student text never goes to a parser outside the sandbox.
# No part of the pattern can match in two ways, so it runs in linear time.
DEFINITION = re.compile(
    r"^(?:async +)?def +(\w+)|^(\w+)(?: *:[^=\n]*| *)=(?!=)", re.MULTILINE
)


def defined_names(source: str) -> set[str]:
    """Return the global names that this code defines, judged line by line."""
    return {first or second for first, second in DEFINITION.findall(source)}


def match_cells(
    cells: Sequence[SubmittedCell], instructor: Sequence[Cell]
) -> list[Cell | None]:
    """Return the matching instructor's cell for each submitted cell, or None."""
    by_key = {cell.key: cell for cell in instructor}
    by_text = {cell.squeezed: cell for cell in instructor}
    by_text.pop("", None)
    matches = [_match_one(cell, by_key, by_text) for cell in cells]
    present = {cell.key for cell in matches if cell is not None}
    absent = {
        cell.key: set(solution_names(cell.source))
        for cell in instructor
        if cell.kind == "solution" and cell.key not in present
    }
    for position, key in _by_definition(cells, matches, absent):
        matches[position] = by_key[key]
    return matches


def _match_one(
    cell: SubmittedCell,
    by_key: dict[str, Cell],
    by_text: dict[str, Cell],
) -> Cell | None:
    for name in (cell.grade_id, cell.cell_id):
        if name is not None and name in by_key:
            return by_key[name]
    return by_text.get(squeezed(cell.source))


def _by_definition(
    cells: Sequence[SubmittedCell],
    matches: Sequence[Cell | None],
    absent: dict[str, set[str]],
) -> Iterable[tuple[int, str]]:
    """Yield positions of unmatched cells that define a missing cell's names."""
    for position, cell in enumerate(cells):
        if matches[position] is not None or not absent:
            continue
        defined = defined_names(cell.source)
        for key, names in absent.items():
            if names & defined:
                yield position, key
                break


def count_shared(cells: Sequence[SubmittedCell], instructor: Sequence[Cell]) -> int:
    """Return how many of the instructor's cells are among the submitted ones.

    All kinds count, so that a notebook is recognised even if most cells are gone.
    """
    found = {cell.key for cell in match_cells(cells, instructor) if cell is not None}
    return len(found & {cell.key for cell in instructor})

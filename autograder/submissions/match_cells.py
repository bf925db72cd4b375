"""Which cell of the instructor's a submitted cell is, if any.

By its `grade_id`; else by nbformat's cell id, which is the same; else by its text,
where that is the instructor's own; else by the names that it defines. What is none of
these is the student's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from autograder.assignment.cells import Cell, squeezed
from autograder.assignment.questions import solution_names
from autograder.submissions.parse import SubmittedCell

# Lines, not syntax trees: a student's text is never given to a parser out here.
# No part of the pattern can match in two ways, so it takes time in proportion.
DEFINITION = re.compile(
    r"^(?:async +)?def +(\w+)|^(\w+)(?: *:[^=\n]*| *)=(?!=)", re.MULTILINE
)


def defined_names(source: str) -> set[str]:
    """The global names that this code gives a value to, as its lines tell."""
    return {first or second for first, second in DEFINITION.findall(source)}


def match_cells(
    cells: Sequence[SubmittedCell], instructor: Sequence[Cell]
) -> list[Cell | None]:
    """For each submitted cell the instructor's cell that it is, or None."""
    by_key = {cell.key: cell for cell in instructor}
    by_text = {cell.squeezed: cell for cell in instructor}
    by_text.pop("", None)
    found = [_own_identity(cell, by_key, by_text) for cell in cells]
    present = {cell.key for cell in found if cell is not None}
    absent = {
        cell.key: set(solution_names(cell.source))
        for cell in instructor
        if cell.kind == "solution" and cell.key not in present
    }
    for place, key in _by_definition(cells, found, absent):
        found[place] = by_key[key]
    return found


def _own_identity(
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
    found: Sequence[Cell | None],
    absent: dict[str, set[str]],
) -> Iterable[tuple[int, str]]:
    """Places of unknown cells that define what an absent solution cell should."""
    for place, cell in enumerate(cells):
        if found[place] is not None or not absent:
            continue
        defined = defined_names(cell.source)
        for key, names in absent.items():
            if names & defined:
                yield place, key
                break


def count_shared(cells: Sequence[SubmittedCell], instructor: Sequence[Cell]) -> int:
    """How many of the instructor's cells that matter are among these.

    Prose and scaffolding count too, so that a notebook is known even by what is left.
    """
    found = {cell.key for cell in match_cells(cells, instructor) if cell is not None}
    return len(found & {cell.key for cell in instructor})

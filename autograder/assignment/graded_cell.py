"""Reads one graded cell from the notebooks of a folder, such as nbgrader's copies."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple


class GradedCell(NamedTuple):
    """The points of a graded cell, and the other graded cells of its notebook.

    Attributes:
        earlier: the ids of those before it.
        pending: its own id and the ids of those after it.
    """

    points: float
    earlier: tuple[str, ...]
    pending: tuple[str, ...] = ()


def graded_in(folder: Path, grade_id: str) -> GradedCell | None:
    """The graded cell, read from the notebooks of a folder; None if none has it.

    If several notebooks have it (nbgrader copies every submitted file), the one that
    gives the fewest points counts.
    """
    notebooks = [_graded_cells(path) for path in sorted(folder.glob("*.ipynb"))]
    found = [_graded_cell(grade_id, cells) for cells in notebooks if grade_id in cells]
    return min(found, key=lambda cell: cell.points, default=None)


def _graded_cell(grade_id: str, cells: Mapping[str, float]) -> GradedCell:
    ids = tuple(cells)
    place = ids.index(grade_id)
    return GradedCell(cells[grade_id], ids[:place], ids[place:])


def _graded_cells(path: Path) -> dict[str, float]:
    """The points of each graded cell, in order; empty if the file is unreadable."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        metadata = [cell["metadata"].get("nbgrader") or {} for cell in cells]
        graded = [entry for entry in metadata if entry.get("grade")]
        points = {e["grade_id"]: float(e["points"]) for e in reversed(graded)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}  # not a notebook: a student may submit any file
    return dict(reversed(points.items()))

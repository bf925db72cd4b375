"""The graded notebook: what the student wrote, what came of it, and the points.

In the form that nbgrader's SaveAutoGrades, Formgrader and `generate_feedback` take:
the cells carry the instructor's metadata, a graded cell shows its words and then its
points as the value of the cell. No cell contains a hidden test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment.cells import Cell
from autograder.assignment.results import UNSAFE, CellResult
from autograder.grading.runner import NotebookRun
from autograder.submissions.schedule import (
    Schedule,
    ScheduledCell,
    is_blank,
    scheduled_as_released,
)
from autograder.values.sanitize import clean, harmless, shown

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
KEPT = ("grade", "grade_id", "locked", "points", "schema_version", "solution", "task")


def notebook_json(
    schedule: Schedule, run: NotebookRun, notes: Sequence[str], unsafe: bool
) -> dict[str, Any]:
    """The graded notebook as nbformat 4.5 has it."""
    cells = [
        _cell(number, step, outputs, run.cells)
        for number, (step, outputs) in enumerate(
            zip(schedule.steps, run.outputs, strict=True)
        )
    ]
    front = [_note_cell(notes, unsafe)] if notes or unsafe else []
    return {
        "cells": [*front, *cells],
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def absent_notebook(
    instructor: Sequence[Cell], cells: Mapping[str, CellResult], reason: str
) -> dict[str, Any]:
    """The notebook that stands for one that is missing or cannot be read."""
    steps = [
        scheduled_as_released(cell)
        for cell in instructor
        if cell.kind in ("graded", "written")
    ]
    run = NotebookRun(tuple(() for _ in steps), dict(cells))
    return notebook_json(Schedule(tuple(steps), ()), run, [reason], False)


def as_bytes(notebook: Mapping[str, Any]) -> bytes:
    """The notebook as a file holds it; on one line, which is ten times quicker."""
    return json.dumps(notebook, ensure_ascii=False).encode("utf-8", "replace")


def checksum(source: str, cell_type: str, nbgrader: Mapping[str, Any]) -> str:
    """nbgrader's checksum of a cell (its `compute_checksum`, on plain data)."""
    solution, grade = bool(nbgrader.get("solution")), bool(nbgrader.get("grade"))
    locked = not solution and (grade or bool(nbgrader.get("locked")))
    parts = [source, cell_type, str(grade), str(solution), str(locked)]
    parts.append(nbgrader["grade_id"])
    if grade:
        parts.append(str(float(nbgrader["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()


def _cell(
    number: int,
    step: ScheduledCell,
    outputs: Sequence[dict[str, Any]],
    results: Mapping[str, CellResult],
) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "cell_type": step.cell_type,
        "id": f"step-{number}",
        "metadata": _metadata(step),
        "source": _source(step),
    }
    if step.cell_type == "code":
        cell["execution_count"] = None
        cell["outputs"] = shown(outputs)
        if step.action == "judge" and step.key and step.key in results:
            cell["outputs"] = _points(results[step.key])
    return cell


def _source(step: ScheduledCell) -> str:
    """What the cell shows: code as it is, a student's prose made harmless."""
    if step.action == "written" and step.cell and is_blank(step.source, step.cell):
        return step.cell.released  # so that nbgrader, too, knows it for blank
    ours = step.cell is not None and step.action != "written"
    return step.source if ours or step.cell_type == "code" else harmless(step.source)


def _metadata(step: ScheduledCell) -> dict[str, Any]:
    """The instructor's nbgrader metadata, on the first copy of a cell alone."""
    if step.cell is None or step.cell.nbgrader is None or not step.first:
        return {}
    own = step.cell
    assert own.nbgrader is not None
    kept = {name: own.nbgrader[name] for name in KEPT if name in own.nbgrader}
    kept["cell_type"] = own.cell_type
    kept["checksum"] = checksum(own.released, own.cell_type, own.nbgrader)
    tags = {"tags": list(own.tags)} if own.tags else {}
    return {"nbgrader": kept, "deletable": False, **tags}


def _points(result: CellResult) -> list[dict[str, Any]]:
    """A graded cell's outputs: the words, then the points as the cell's value."""
    words = clean(result.feedback)
    said = {"output_type": "stream", "name": "stdout", "text": f"{words}\n"}
    points = {
        "output_type": "execute_result",
        "execution_count": None,
        "data": {"text/plain": repr(float(result.score or 0.0))},
        "metadata": {},
    }
    return [said, points] if words else [points]


def _note_cell(notes: Sequence[str], unsafe: bool) -> dict[str, Any]:
    """What was repaired; file names in it are a student's."""
    lines = ([UNSAFE] if unsafe else []) + list(notes)
    return {
        "cell_type": "markdown",
        "id": "grading-notes",
        "metadata": {},
        "source": "**Notes on grading**\n\n"
        + "\n".join(f"- {harmless(line)}" for line in lines),
    }

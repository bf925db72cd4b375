"""Writes the graded notebook: the student's cells, their outputs and the points.

The format is the one that nbgrader's SaveAutoGrades, Formgrader and `generate_feedback`
read: cells have the instructor's metadata, and a graded cell prints its feedback and
has its points as its value. No cell contains a hidden test.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.assignment.cells import Cell
from autograder.assignment.results import CellResult
from autograder.grading.runner import NotebookRun
from autograder.submissions.schedule import (
    Schedule,
    ScheduledCell,
    is_blank,
    scheduled_as_released,
)
from autograder.values.sanitize import clean, harmless, shown

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
METADATA = (
    "grade",
    "grade_id",
    "locked",
    "points",
    "schema_version",
    "solution",
    "task",
)


def notebook_json(
    schedule: Schedule, run: NotebookRun, notes: Sequence[str], marks: Sequence[str]
) -> dict[str, Any]:
    """Return the graded notebook in nbformat 4.5."""
    cells = [
        _cell(number, step, outputs, run.cells)
        for number, (step, outputs) in enumerate(
            zip(schedule.steps, run.outputs, strict=True)
        )
    ]
    first = [_note_cell([*marks, *notes])] if notes or marks else []
    return {
        "cells": [*first, *cells],
        "metadata": {"kernelspec": KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def absent_notebook(
    instructor: Sequence[Cell], cells: Mapping[str, CellResult], reason: str
) -> dict[str, Any]:
    """Return a notebook in place of one that is missing or cannot be read."""
    steps = [
        scheduled_as_released(cell)
        for cell in instructor
        if cell.kind in ("graded", "written")
    ]
    run = NotebookRun(tuple(() for _ in steps), dict(cells))
    return notebook_json(Schedule(tuple(steps), ()), run, [reason], [])


def as_bytes(notebook: Mapping[str, Any]) -> bytes:
    """Return the notebook as JSON, on one line, which is ten times faster."""
    return json.dumps(notebook, ensure_ascii=False).encode("utf-8", "replace")


def checksum(source: str, cell_type: str, nbgrader: Mapping[str, Any]) -> str:
    """Return the checksum of a cell as nbgrader's `compute_checksum` does."""
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
    """Return the cell's text: code unchanged, student Markdown without markup."""
    if step.action == "written" and step.cell and is_blank(step.source, step.cell):
        return step.cell.released  # nbgrader recognises a blank answer by it
    is_trusted = step.cell is not None and step.action != "written"
    return (
        step.source if is_trusted or step.cell_type == "code" else harmless(step.source)
    )


def _metadata(step: ScheduledCell) -> dict[str, Any]:
    """Return the instructor's nbgrader metadata, for the first copy of a cell only."""
    if step.cell is None or step.cell.nbgrader is None or not step.first:
        return {}
    cell, nbgrader = step.cell, step.cell.nbgrader
    metadata = {name: nbgrader[name] for name in METADATA if name in nbgrader}
    metadata["cell_type"] = cell.cell_type
    metadata["checksum"] = checksum(cell.released, cell.cell_type, nbgrader)
    tags = {"tags": list(cell.tags)} if cell.tags else {}
    return {"nbgrader": metadata, "deletable": False, **tags}


def _points(result: CellResult) -> list[dict[str, Any]]:
    """Return a graded cell's outputs: the feedback, then the points as its value."""
    feedback = clean(result.feedback)
    printed = {"output_type": "stream", "name": "stdout", "text": f"{feedback}\n"}
    points = {
        "output_type": "execute_result",
        "execution_count": None,
        "data": {"text/plain": repr(float(result.score or 0.0))},
        "metadata": {},
    }
    return [printed, points] if feedback else [points]


def _note_cell(notes: Sequence[str]) -> dict[str, Any]:
    """Return a cell with the notes, which may contain a student's file names."""
    return {
        "cell_type": "markdown",
        "id": "grading-notes",
        "metadata": {},
        "source": "**Notes on grading**\n\n"
        + "\n".join(f"- {harmless(line)}" for line in notes),
    }

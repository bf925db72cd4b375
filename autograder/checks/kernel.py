"""Judges answers in a plain kernel, without a sandbox.

For stock nbgrader, and for machines without a sandbox: right for honest students,
unsafe against others, because judge and student share one interpreter. The points of a
graded cell are read from the notebook in the working directory; nbgrader has restored
its graded cells from the instructor's version.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, MutableMapping
from html import escape
from pathlib import Path
from typing import Any

from autograder.assignment.assignment import (
    ASSIGNMENT,
    notebooks_of_kernel,
    read_assignment,
)
from autograder.assignment.errors import UsageError, described
from autograder.assignment.graded_cell import GradedCell, graded_in
from autograder.assignment.isolation import UNSAFE
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.nbgrader_kernel import end_kernel, is_grading
from autograder.checks.judge import judge_cell
from autograder.checks.visible import Visible
from autograder.values.namespace_student import NamespaceStudent


class KernelStudent(NamespaceStudent):
    """A student in the namespace of a kernel, usually `globals()`."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        super().__init__(namespace, DEFAULT_LIMITS.callback_size)


class Points(float):
    """Points that print as the number that nbgrader reads, and display as feedback."""

    text: str = ""

    def __repr__(self) -> str:
        return float.__repr__(self)

    def _repr_html_(self) -> str:
        lines = "<br>".join(escape(line) for line in self.text.splitlines())
        return f'<div style="padding:4px 8px;border-left:4px solid #777">{lines}</div>'


def judge(grade_id: str, namespace: MutableMapping[str, Any]) -> Points:
    """Judge in a plain kernel: the one hidden line of every graded cell.

    The sandbox never runs this line. Here judge and student share an interpreter, so
    the feedback says "unsafe". If the grader itself fails under `nbgrader autograde`,
    the kernel ends, because nbgrader would give 0 points for an error.

    Raises:
        ValueError: no notebook has this graded cell.
    """
    try:
        return _judged(grade_id, namespace)
    except Exception as error:
        if is_grading():
            end_kernel(described(error))
        raise


def _judged(grade_id: str, namespace: MutableMapping[str, Any]) -> Points:
    cell = graded_in(Path.cwd(), grade_id) or _graded_in_project(grade_id)
    student = KernelStudent(namespace)
    result = judge_cell(
        grade_id,
        student,
        points=cell.points,
        earlier=cell.earlier,
        pending=cell.pending,
        left_out=tuple(_left_out(grade_id, cell)),
        visible=Visible(notebooks_of_kernel() / ASSIGNMENT, student),
    )
    points = Points(min(result.score or 0.0, cell.points))
    points.text = f"{result.feedback}\n({UNSAFE})"
    return points


def _left_out(grade_id: str, cell: GradedCell) -> Iterator[str]:
    """Yield the graded cells that the project has and the notebook lost."""
    with contextlib.suppress(UsageError):
        assignment = read_assignment(notebooks_of_kernel())
        if grade_id in assignment.by_id:
            notebook = assignment.by_id[grade_id].notebook
            ids = (question.grade_id for question in assignment.asked_in(notebook))
            yield from (one for one in ids if one not in cell.earlier)


def _graded_in_project(grade_id: str) -> GradedCell:
    """The graded cell, read from the project's notebooks."""
    assignment = read_assignment(notebooks_of_kernel())
    if grade_id not in assignment.by_id:
        raise ValueError(
            f"No notebook here or in {assignment.folder} has the cell {grade_id}."
        )
    points = assignment.by_id[grade_id].points
    return GradedCell(float(points), assignment.before(grade_id))

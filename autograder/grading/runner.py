"""Runs the schedule of one notebook: student cells are run, graded cells are judged.

This module executes no student code. It sends the source to the session, and outputs
that come back are untrusted: they are shown and never scored.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple, Protocol

from autograder.assignment.assignment import Assignment
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.questions import Question
from autograder.assignment.results import CellResult, nothing
from autograder.checks.judge import explain_once
from autograder.checks.visible import Visible
from autograder.submissions.schedule import ScheduledCell, is_blank
from autograder.values.memoized import Memoized
from autograder.values.output_limit import OutputLimit
from autograder.values.sanitize import shown as sanitized
from autograder.values.student import Student

Judge = Callable[..., CellResult]


class CellRun(Protocol):
    """The outputs and status of one code cell."""

    outputs: list[dict[str, Any]]
    status: str


class Session(Student, Protocol):
    """One notebook in the sandbox."""

    ended: str | None
    notes: list[str]

    @property
    def visible(self) -> Student:
        """The same names in an interpreter without hidden calls."""

    def run_cell(self, source: str, label: str) -> CellRun: ...

    def graded(self, grade_id: str) -> AbstractContextManager[Any]: ...


class NotebookRun(NamedTuple):
    """The outcome of one notebook.

    Attributes:
        outputs: the outputs of each step, unchecked; empty for text.
        cells: the result of each graded cell.
    """

    outputs: tuple[tuple[dict[str, Any], ...], ...]
    cells: dict[str, CellResult]


def run_schedule(
    steps: Sequence[ScheduledCell],
    session: Session,
    assignment: Assignment,
    judge: Judge,
    output_limit: OutputLimit | None = None,
) -> NotebookRun:
    """Run and judge the steps in the session, in order.

    Args:
        judge: returns the result of one graded cell (`checks.judge_cell`).
        output_limit: for the outputs of all steps together.
    """
    limit = output_limit or OutputLimit(DEFAULT_LIMITS.notebook_output_bytes)
    outputs: list[tuple[dict[str, Any], ...]] = []
    cells: dict[str, CellResult] = {}
    student = Memoized(session)
    for number, step in enumerate(steps, 1):
        shown: tuple[dict[str, Any], ...] = ()
        question = assignment.by_id.get(step.key or "")
        if step.action == "run":
            label = step.key or f"cell {number}"
            shown = tuple(session.run_cell(step.source, label).outputs)
            student.forget()
        elif step.action == "show":
            shown = tuple(sanitized(step.outputs))
        elif step.action == "judge" and question is not None:
            before = assignment.before(question.grade_id)
            earlier = tuple(name for name in before if name in cells)
            asked = assignment.asked_in(question.notebook)
            pending = tuple(q.grade_id for q in asked if q.grade_id not in cells)
            judge_this = partial(
                judge,
                question.grade_id,
                student,
                earlier=earlier,
                pending=pending,
                visible=Visible(assignment.folder, session.visible),
            )
            cells[question.grade_id] = _judge(question, session, judge_this)
        elif step.action == "written" and question is not None:
            cells[question.grade_id] = written(step, question)
        outputs.append(limit.take(shown))
    return NotebookRun(tuple(outputs), explain_once(cells))


def _judge(
    question: Question, session: Session, judge: Callable[..., CellResult]
) -> CellResult:
    if session.ended:
        return nothing(question, session.ended)
    with session.graded(question.grade_id):
        return judge(points=question.points)


def written(step: ScheduledCell, question: Question) -> CellResult:
    """Return the result of a written answer: no score yet, or 0 if it is blank."""
    points = float(question.points)
    if step.cell is None or is_blank(step.source, step.cell):
        return CellResult(0.0, points, "not attempted", outcome="not attempted")
    return CellResult(None, points, "still to be graded by hand", outcome="by hand")

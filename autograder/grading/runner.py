"""Through one notebook, step by step: run what is the student's, judge what counts.

Nothing is executed here. Code goes to the session as text, and what comes back as
output is a claim that is shown and never scored.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, NamedTuple, Protocol

from autograder.assignment.contract import BY_ID, QUESTIONS
from autograder.assignment.results import CellResult
from autograder.checks.ask import Memoized
from autograder.submissions.schedule import Step, is_blank
from autograder.values.student import Student

Judge = Callable[..., CellResult]


class Run(Protocol):
    """What came of one cell of code."""

    outputs: list[dict[str, Any]]
    status: str
    words: str


class Session(Student, Protocol):
    """One notebook in the sandbox."""

    ended: str | None
    notes: list[str]

    def run_cell(self, source: str, label: str) -> Run: ...

    def graded(self, grade_id: str) -> AbstractContextManager[Any]: ...


class Walked(NamedTuple):
    """What came of one notebook.

    Attributes:
        outputs: for each step its outputs, unchecked; none for prose.
        cells: the result of each graded cell.
    """

    outputs: tuple[tuple[dict[str, Any], ...], ...]
    cells: dict[str, CellResult]


def walk(steps: Sequence[Step], session: Session, judge: Judge) -> Walked:
    """Run and judge the steps in the session, in order."""
    outputs: list[tuple[dict[str, Any], ...]] = []
    cells: dict[str, CellResult] = {}
    student = Memoized(session)
    for number, step in enumerate(steps, 1):
        shown: tuple[dict[str, Any], ...] = ()
        if step.action == "run":
            label = step.key or f"cell {number}"
            shown = tuple(session.run_cell(step.source, label).outputs)
            student.forget()
        elif step.action == "show":
            shown = step.outputs
        elif step.action == "judge" and step.key is not None:
            ask = partial(
                judge,
                step.key,
                student,
                points=BY_ID[step.key].points,
                earlier=_earlier(step.key, cells),
            )
            cells[step.key] = _judged(step.key, session, ask)
        elif step.action == "written" and step.cell is not None:
            cells[step.cell.key] = written(step)
        outputs.append(shown)
    return Walked(tuple(outputs), cells)


def _earlier(grade_id: str, judged: Collection[str]) -> tuple[str, ...]:
    """The graded cells before this one in its notebook that have been judged."""
    notebook = BY_ID[grade_id].notebook
    ids = [q.grade_id for q in QUESTIONS if q.notebook == notebook]
    return tuple(name for name in ids[: ids.index(grade_id)] if name in judged)


def _judged(
    grade_id: str, session: Session, ask: Callable[[], CellResult]
) -> CellResult:
    if session.ended:
        return nothing(grade_id, session.ended)
    with session.graded(grade_id):
        return ask()


def written(step: Step) -> CellResult:
    """The result of a written answer: none yet, or 0 where nothing was written."""
    assert step.cell is not None
    points = float(BY_ID[step.cell.key].points)
    if is_blank(step.source, step.cell):
        return CellResult(0.0, points, "not attempted", outcome="not attempted")
    return CellResult(None, points, "waits for a person", outcome="by hand")


def nothing(grade_id: str, reason: str) -> CellResult:
    """The result of a graded cell that could not be judged: 0 points, and why."""
    return CellResult(0.0, float(BY_ID[grade_id].points), reason)

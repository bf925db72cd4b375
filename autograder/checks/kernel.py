"""Judges answers in a plain kernel, without a sandbox.

For stock nbgrader, and for machines without a sandbox: right for honest students,
unsafe against others, because judge and student share one interpreter. The points of a
graded cell are read from the notebook in the working directory; nbgrader has restored
its graded cells from the instructor's version.
"""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from collections.abc import Iterator, Mapping, MutableMapping
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograder.assignment.assignment import (
    ASSIGNMENT,
    notebooks_folder,
    read_assignment,
)
from autograder.assignment.errors import UsageError, described
from autograder.assignment.isolation import UNSAFE
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.assignment.nbgrader_kernel import end_kernel, is_grading
from autograder.checks.judge import judge_cell
from autograder.checks.visible import Visible
from autograder.values.plain import decode as rebuild
from autograder.values.plain import encode, plainly
from autograder.values.size import size_of
from autograder.values.student import (
    Failure,
    Function,
    Reply,
    exception_name,
    source_line,
)

MISSING = object()


class KernelStudent:
    """`autograder.values.student.Student` over a dict, usually `globals()`."""

    def __init__(self, namespace: MutableMapping[str, Any]) -> None:
        self.namespace = namespace

    def read(self, name: str) -> Reply:
        if name not in self.namespace:
            return Reply(failure=Failure("undefined"))
        return Reply(plainly(self.namespace[name]))

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        function = self.namespace.get(name, MISSING)
        if function is MISSING:
            return Reply(failure=Failure("undefined"))
        if not callable(function):
            return Reply(plainly(function), Failure("not callable"))
        current = _Call()
        copies = [_copied(argument, current) for argument in arguments]
        try:
            with _quiet(), self._lent(lend or {}, current):
                value = plainly(function(*copies))
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            name, message = exception_name(type(error)), str(error)[:500]
            return Reply(failure=Failure("raised", name, message, source_line(error)))
        finally:
            current.is_running = False
        left = tuple(None if callable(copy) else plainly(copy) for copy in copies)
        return Reply(value, arguments=left)

    @contextlib.contextmanager
    def _lent(self, lend: Mapping[str, Function], call: _Call) -> Iterator[None]:
        before = {name: self.namespace.get(name, MISSING) for name in lend}
        self.namespace.update({name: _callback(f, call) for name, f in lend.items()})
        try:
            yield
        finally:
            for name, value in before.items():
                if value is MISSING:
                    self.namespace.pop(name, None)
                else:
                    self.namespace[name] = value


class _Call:
    """One call of a student function; the functions passed to it end with it."""

    is_running = True


def _copied(argument: Any, call: _Call) -> Any:
    """A copy of plain data, with functions replaced by callbacks."""
    functions: list[Function] = []

    def register(function: Function) -> int:
        functions.append(function)
        return len(functions) - 1

    return rebuild(*encode(argument, register), lambda n: _callback(functions[n], call))


def _callback(function: Function, call: _Call) -> Function:
    """`function` with plain data as arguments and result, usable during `call` only."""

    def callback(*arguments: Any, **keywords: Any) -> Any:
        if not call.is_running:
            raise RuntimeError("this function can be used during one call only")
        copies = [_plain_argument(argument) for argument in arguments]
        named = {name: _plain_argument(argument) for name, argument in keywords.items()}
        if size_of([copies, named]) > DEFAULT_LIMITS.callback_size:
            raise ValueError("too many or too large numbers for one call")
        with np.errstate(all="ignore"):
            value = plainly(function(*copies, **named))
        # Turn a 0-d array into a number, as NumPy's own functions do.
        return value[()] if isinstance(value, np.ndarray) else value

    return callback


def _plain_argument(argument: Any) -> Any:
    """Plain data; a function is passed through."""
    return argument if callable(argument) else plainly(argument)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Suppress everything that a call prints or warns.

    nbgrader gives 0 points to a cell that writes to stderr.
    """
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


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
        pending=(*cell.pending, *_left_out(grade_id, cell)),
        visible=Visible(notebooks_folder() / ASSIGNMENT, student),
    )
    points = Points(min(result.score or 0.0, cell.points))
    points.text = f"{result.feedback}\n({UNSAFE})"
    return points


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


def _left_out(grade_id: str, cell: GradedCell) -> Iterator[str]:
    """Yield the graded cells that the project has and the notebook lost."""
    with contextlib.suppress(UsageError):
        assignment = read_assignment()
        if grade_id in assignment.by_id:
            notebook = assignment.by_id[grade_id].notebook
            ids = (question.grade_id for question in assignment.asked_in(notebook))
            yield from (one for one in ids if one not in cell.earlier)


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


def _graded_in_project(grade_id: str) -> GradedCell:
    """The graded cell, read from the project's notebooks."""
    assignment = read_assignment()
    if grade_id not in assignment.by_id:
        raise ValueError(
            f"No notebook here or in {assignment.folder} has the cell {grade_id}."
        )
    points = assignment.by_id[grade_id].points
    return GradedCell(float(points), assignment.before(grade_id))

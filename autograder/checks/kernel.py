"""A student's names in a plain kernel, seen as the sandbox would show them.

For stock nbgrader, and for machines without a sandbox: right for honest students,
unsafe against others, because judge and student share one interpreter. What a graded
cell is worth is read from the notebook in the working folder, whose graded cells
nbgrader has restored from the instructor's.
"""

from __future__ import annotations

import contextlib
import io
import json
import warnings
from collections.abc import Iterator, Mapping, MutableMapping
from html import escape
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from autograder.assignment.assignment import read_assignment
from autograder.assignment.results import UNSAFE
from autograder.checks.judge import judge_cell
from autograder.values.plain import decode as rebuild
from autograder.values.plain import encode, plainly
from autograder.values.student import Failure, Function, Reply

MISSING = object()


class KernelStudent:
    """`autograder.values.student.Student` over a namespace, usually `globals()`."""

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
        copies = [_copied(argument) for argument in arguments]
        try:
            with _quiet(), self._lent(lend or {}):
                value = plainly(function(*copies))
        except (Exception, SystemExit, KeyboardInterrupt) as error:
            failure = Failure("raised", type(error).__name__, str(error)[:500])
            return Reply(failure=failure)
        left = tuple(None if callable(copy) else plainly(copy) for copy in copies)
        return Reply(value, arguments=left)

    @contextlib.contextmanager
    def _lent(self, lend: Mapping[str, Function]) -> Iterator[None]:
        kept = {name: self.namespace.get(name, MISSING) for name in lend}
        self.namespace.update({name: _callback(f) for name, f in lend.items()})
        try:
            yield
        finally:
            for name, value in kept.items():
                if value is MISSING:
                    self.namespace.pop(name, None)
                else:
                    self.namespace[name] = value


def _copied(argument: Any) -> Any:
    """What the student's function gets: plain data anew, functions as callbacks."""
    functions: list[Function] = []

    def register(function: Function) -> int:
        functions.append(function)
        return len(functions) - 1

    return rebuild(*encode(argument, register), lambda n: _callback(functions[n]))


def _callback(function: Function) -> Function:
    """`function` behind the border: plain data in, plain data out."""

    def callback(*arguments: Any, **named: Any) -> Any:
        plain = {name: _passed_on(argument) for name, argument in named.items()}
        with np.errstate(all="ignore"):
            value = plainly(function(*map(_passed_on, arguments), **plain))
        # A 0-d array as the number that NumPy's own functions would give back.
        return value[()] if isinstance(value, np.ndarray) else value

    return callback


def _passed_on(argument: Any) -> Any:
    """Plain data, or a function that was handed in before and comes back."""
    return argument if callable(argument) else plainly(argument)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Nothing that a call prints or warns may reach the graded cell.

    Under nbgrader a single word on stderr costs all points of the cell.
    """
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        yield


class Points(float):
    """Points that print as the plain number nbgrader reads, and show as words."""

    words: str = ""

    def __repr__(self) -> str:
        return float.__repr__(self)

    def _repr_html_(self) -> str:
        lines = "<br>".join(escape(line) for line in self.words.splitlines())
        return f'<div style="padding:4px 8px;border-left:4px solid #777">{lines}</div>'


def judge(grade_id: str, namespace: MutableMapping[str, Any]) -> Points:
    """Judge in a plain kernel: the one hidden line of every graded cell.

    Under the sandbox this line is never run. Here judge and student share an
    interpreter, so the words say "unsafe".
    """
    asked = graded_in(Path.cwd(), grade_id) or _graded_in_project(grade_id)
    result = judge_cell(
        grade_id, KernelStudent(namespace), points=asked.points, earlier=asked.earlier
    )
    points = Points(min(result.score or 0.0, asked.points))
    points.words = f"{result.feedback}\n({UNSAFE})"
    return points


class Asked(NamedTuple):
    """What a graded cell is worth, and the graded cells before it in its notebook."""

    points: float
    earlier: tuple[str, ...]


def graded_in(folder: Path, grade_id: str) -> Asked | None:
    """The graded cell as a notebook of the folder has it; None if none has it.

    Of several such notebooks (nbgrader copies whatever was handed in) the one that
    gives the fewest points counts.
    """
    notebooks = [_graded_cells(path) for path in sorted(folder.glob("*.ipynb"))]
    found = [
        Asked(cells[grade_id], tuple(takewhile(grade_id.__ne__, cells)))
        for cells in notebooks
        if grade_id in cells
    ]
    return min(found, key=lambda asked: asked.points, default=None)


def _graded_cells(path: Path) -> dict[str, float]:
    """The points of each graded cell of a notebook, in order; none if unreadable."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        metadata = [cell["metadata"].get("nbgrader") or {} for cell in cells]
        graded = [one for one in metadata if one.get("grade")]
        points = {one["grade_id"]: float(one["points"]) for one in reversed(graded)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}  # a file beside the notebook, such as a student may leave there
    return dict(reversed(points.items()))


def _graded_in_project(grade_id: str) -> Asked:
    """The graded cell as the project's own notebooks have it."""
    assignment = read_assignment()
    if grade_id not in assignment.by_id:
        raise ValueError(f"No notebook here or in {assignment.folder} asks {grade_id}.")
    points = assignment.by_id[grade_id].points
    return Asked(float(points), assignment.before(grade_id))

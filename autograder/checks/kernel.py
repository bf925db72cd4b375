"""A student's names in a plain kernel, seen as the sandbox would show them.

For stock nbgrader, and for machines without a sandbox: right for honest students,
unsafe against others, because judge and student share one interpreter.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np

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
        return Reply(value, arguments=tuple(_left_of(copy) for copy in copies))

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


def _left_of(argument: Any) -> Any:
    return None if callable(argument) else plainly(argument)


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

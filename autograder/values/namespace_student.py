"""A student's code in this interpreter, without a sandbox.

For a plain kernel: right for honest students, unsafe against others.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from typing import Any

import numpy as np

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


class NamespaceStudent:
    """`Student` over a dict of this interpreter.

    Args:
        namespace: the student's names.
        callback_size: limit for what one call of a passed function may receive.
    """

    def __init__(self, namespace: MutableMapping[str, Any], callback_size: int) -> None:
        self.namespace = namespace
        self.callback_size = callback_size

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
        current = _Call(self.callback_size)
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

    def call_each(
        self,
        name: str,
        inputs: Sequence[Sequence[Any]],
        lend: Mapping[str, Function] | None = None,
    ) -> Iterator[Reply]:
        for arguments in inputs:
            yield self.call(name, *arguments, lend=lend)

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

    def __init__(self, callback_size: int) -> None:
        self.callback_size = callback_size
        self.is_running = True


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
        if size_of([copies, named]) > call.callback_size:
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

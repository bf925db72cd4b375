"""One question to an interpreter, and the functions it calls back meanwhile.

Questions nest: the student's function calls `phi`, which is ours, with a function of
the student's, which we call. Both sides keep the order of a stack, and what breaks
that order ends the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.sandbox.errors import LineError, SandboxError
from autograder.sandbox.host.policy import MAX_CALLBACK_SIZE, MAX_NESTING
from autograder.sandbox.protocol import Frame, Line, Patience
from autograder.values.plain import PlainError, decode, encode
from autograder.values.student import Function

FAILURES = ("undefined", "not callable", "raised")


class StudentError(Exception):
    """A student's function, called back by ours, raised something."""


class Conversation:
    """A question and its callbacks; `functions` are withdrawn when it is over."""

    def __init__(self, line: Line, patience: Patience) -> None:
        self.line = line
        self.patience = patience
        self.functions: dict[int, Function] = {}
        self.pending: list[str] = []  # "asked": an answer is due; "called": ours is

    def register(self, function: Function) -> int:
        """A number under which the interpreter may call this function for now."""
        for number, known in self.functions.items():
            if known is function:
                return number
        number = len(self.functions) + 1
        self.functions[number] = function
        return number

    def ask(self, message: Mapping[str, Any], blobs: list[bytes]) -> Frame:
        """The answer, after as many callbacks as the student's code wants.

        Raises:
            LineError: the interpreter died or broke the rules of the line.
            TimeUpError: from the patience; `unwind` can still save the interpreter.
        """
        if len(self.pending) > 2 * MAX_NESTING:
            raise LineError("functions call each other back without end")
        self.line.send(dict(message), blobs, self.patience)
        self.pending.append("asked")
        while (frame := self._next(self.patience)).message["do"] == "callback":
            answer, answer_blobs = self._called(frame)
            self.line.send(answer, answer_blobs, self.patience)
            self.pending.pop()
        self.pending.pop()
        return frame

    def unwind(self, patience: Patience) -> Frame | None:
        """The last answer; after an interrupt every callback is refused.

        Raises:
            LineError, TimeUpError: the interpreter does not let go.
        """
        refused = {"do": "given", "raised": ["KeyboardInterrupt", ""]}
        frame = None
        while self.pending:
            if self.pending[-1] == "called":
                self.line.send(refused, (), patience)
                self.pending.pop()
                continue
            frame = self._next(patience)
            if frame.message["do"] == "answer":
                self.pending.pop()
        return frame

    def _next(self, patience: Patience) -> Frame:
        frame = self.line.receive(patience)
        if frame.message.get("do") == "callback":
            self.pending.append("called")
        elif frame.message.get("do") != "answer":
            raise LineError("neither an answer nor a callback")
        return frame

    def _called(self, frame: Frame) -> tuple[dict[str, Any], list[bytes]]:
        """What our function gives, or what it raises, as the message to send."""
        number = frame.message.get("number")
        function = self.functions.get(number) if type(number) is int else None
        if function is None:
            raise LineError("a function was called that is not lent now")
        try:
            arguments, named = self._arguments(frame)
            with np.errstate(all="ignore"):
                value = function(*arguments, **named)
            tree, blobs = encode(value, self.register)
            return {"do": "given", "value": tree}, blobs
        except SandboxError:
            raise
        except Exception as error:
            raised = [type(error).__name__, str(error)[:500]]
            return {"do": "given", "raised": raised}, []

    def _arguments(self, frame: Frame) -> tuple[list[Any], dict[str, Any]]:
        parts = decode(frame.message.get("arguments"), frame.blobs, self._proxy)
        if type(parts) is not list or [type(part) for part in parts] != [list, dict]:
            raise PlainError("a callback needs arguments")
        arguments, named = parts
        if not all(type(name) is str for name in named):
            raise PlainError("names of arguments are text")
        if _size(parts) > MAX_CALLBACK_SIZE:
            raise ValueError("too many or too large numbers for one call")
        scalars = [_scalar(value) for value in arguments]
        return scalars, {name: _scalar(value) for name, value in named.items()}

    def _proxy(self, number: int) -> Callable:
        """The function with this number: ours that comes back, or the student's."""
        if number > 0:
            if number not in self.functions:
                raise PlainError("a function that is not lent now")
            return self.functions[number]

        def function(*arguments: Any, **named: Any) -> Any:
            tree, blobs = encode([list(arguments), named], self.register)
            question = {"do": "function", "number": number, "arguments": tree}
            frame = self.ask(question, blobs)
            if "failure" in frame.message:
                raise StudentError("the function that was passed raised an exception")
            return _scalar(value_of(frame)[1])

        return function


def value_of(frame: Frame) -> tuple[list[Any], Any]:
    """The arguments as a call left them, and its value.

    Raises:
        PlainError: it is no plain data.
    """
    parts = decode(frame.message.get("value"), frame.blobs)
    if type(parts) is not list or len(parts) != 2 or type(parts[0]) is not list:
        raise PlainError("not the answer of a call")
    return parts[0], parts[1]


def failure_of(frame: Frame) -> list[str] | None:
    """Kind, class of the exception and its message; None for a call that succeeded."""
    failure = frame.message.get("failure")
    if failure is None:
        return None
    if type(failure) is not list or [type(part) for part in failure] != [str] * 3:
        raise LineError("a failure is three pieces of text")
    if failure[0] not in FAILURES:
        raise LineError("a failure of unknown kind")
    return [failure[0], failure[1][:80], failure[2][:500]]


def _size(value: Any) -> int:
    """How many numbers a value holds; a whole number may stand for a size itself."""
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        return sum(map(_size, value.values()), len(value))
    if isinstance(value, list | tuple):
        return sum(map(_size, value), len(value))
    return abs(value) if type(value) is int else 1


def _scalar(value: Any) -> Any:
    """A number where NumPy would give a number: the border makes it a 0-d array."""
    return value[()] if isinstance(value, np.ndarray) else value

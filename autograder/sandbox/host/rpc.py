"""Remote calls to an interpreter, and their callbacks.

Calls nest: the student's function calls `phi`, which is ours, with a function of the
student, which we call. Both sides keep a stack; an interpreter that breaks its order is
ended.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import ProtocolError, SandboxError
from autograder.sandbox.protocol import Blobs, Connection, Frame, Message, Timeout
from autograder.values.plain import PlainError, decode, encode
from autograder.values.size import size_of
from autograder.values.student import LONGEST_LINE, Function

FAILURES = ("undefined", "not callable", "raised")


class StudentError(Exception):
    """A function of the student, called back by one of ours, raised an exception."""


class RemoteCall:
    """A request and its callbacks; `functions` are withdrawn when it is over.

    A request for several calls has several answers, in order.
    """

    def __init__(self, connection: Connection, timeout: Timeout | None = None) -> None:
        self.connection = connection
        self.timeout = timeout
        self.functions: dict[int, Function] = {}
        self.pending: list[str] = []  # "asked" (answer expected) or "called"
        self.answers = 0  # of the first request

    def register(self, function: Function) -> int:
        """Return a number by which the interpreter may call this function for now."""
        for number, known in self.functions.items():
            if known is function:
                return number
        number = len(self.functions) + 1
        self.functions[number] = function
        return number

    def ask(self, message: Message, blobs: Blobs = ()) -> Frame:
        """Send a request, serve callbacks until the answer comes, and return that.

        Raises:
            ProtocolError: the interpreter crashed or broke the protocol.
            TimeLimitError: from the timeout; `unwind` can still save the interpreter.
        """
        if len(self.pending) > 2 * self.connection.limits.nesting + self.answers:
            raise ProtocolError("functions call each other back without end")
        self.connection.send(message, blobs, self.timeout)
        self.pending.append("asked")
        return self._answer()

    def ask_calls(self, message: Message, blobs: Blobs, count: int) -> Iterator[Frame]:
        """Send a request for this many calls, and yield the answers.

        Raises: as `ask` does.
        """
        self.connection.send(message, blobs, self.timeout)
        self.answers = count
        self.pending += ["asked"] * count
        for _ in range(count):
            yield self._answer()

    def _answer(self) -> Frame:
        while (frame := self._next(self.timeout)).message["do"] == "callback":
            result, result_blobs = self._call_back(frame)
            self.connection.send(result, result_blobs, self.timeout)
            self.pending.pop()
        self.pending.pop()
        return frame

    def unwind(self, timeout: Timeout) -> Frame | None:
        """After an interrupt: refuse every callback; return the last answer.

        Raises:
            ProtocolError, TimeLimitError: the interpreter does not stop.
        """
        refused = {"do": "given", "raised": ["KeyboardInterrupt", ""]}
        frame = None
        while self.pending:
            if self.pending[-1] == "called":
                self.connection.send(refused, (), timeout)
                self.pending.pop()
                continue
            frame = self._next(timeout)
            if frame.message["do"] == "answer":
                self.pending.pop()
        return frame

    def _next(self, timeout: Timeout | None) -> Frame:
        frame = self.connection.receive(timeout)
        if frame.message.get("do") == "callback":
            self.pending.append("called")
        elif frame.message.get("do") != "answer":
            raise ProtocolError("neither an answer nor a callback")
        return frame

    def _call_back(self, frame: Frame) -> tuple[Message, Blobs]:
        """Call our function; return its value or its exception as a message."""
        number = frame.message.get("number")
        function = self.functions.get(number) if type(number) is int else None
        if function is None:
            raise ProtocolError("a function was called that is not lent now")
        try:
            arguments, named = self._arguments(frame)
            with np.errstate(all="ignore"):
                value = function(*arguments, **named)
            tree, blobs = encode(value, self.register)
            return {"do": "given", "value": tree}, blobs
        except SandboxError:
            raise
        except Exception as error:
            message = str(error)[: self.connection.limits.exception_message]
            return {"do": "given", "raised": [type(error).__name__, message]}, []

    def _arguments(self, frame: Frame) -> tuple[list[Any], dict[str, Any]]:
        parts = decode(frame.message.get("arguments"), frame.blobs, self._proxy)
        if type(parts) is not list or [type(part) for part in parts] != [list, dict]:
            raise PlainError("a callback needs arguments")
        arguments, named = parts
        if not all(type(name) is str for name in named):
            raise PlainError("names of arguments are text")
        if size_of(parts) > self.connection.limits.callback_size:
            raise ValueError("too many or too large numbers for one call")
        scalars = [_scalar(value) for value in arguments]
        return scalars, {name: _scalar(value) for name, value in named.items()}

    def _proxy(self, number: int) -> Function:
        """The function with this number: ours that comes back, or the student's."""
        if number > 0:
            if number not in self.functions:
                raise PlainError("a function that is not lent now")
            return self.functions[number]

        def function(*arguments: Any, **named: Any) -> Any:
            tree, blobs = encode([list(arguments), named], self.register)
            request = {"do": "function", "number": number, "arguments": tree}
            frame = self.ask(request, blobs)
            if "failure" in frame.message:
                raise StudentError("the function that was passed raised an exception")
            return _scalar(value_of(frame)[1])

        return function


def value_of(frame: Frame) -> tuple[list[Any], Any]:
    """Return the arguments as the call left them, and its value.

    Raises:
        PlainError: they are not plain data.
    """
    parts = decode(frame.message.get("value"), frame.blobs)
    if type(parts) is not list or len(parts) != 2 or type(parts[0]) is not list:
        raise PlainError("not the answer of a call")
    return parts[0], parts[1]


def failure_of(frame: Frame, limits: Limits) -> list[str] | None:
    """Return kind, exception class, message and line of a failed call; else None.

    Raises:
        ProtocolError: the failure has an invalid form.
    """
    failure = frame.message.get("failure")
    if failure is None:
        return None
    if type(failure) is not list or [type(part) for part in failure] != [str] * 4:
        raise ProtocolError("a failure is four pieces of text")
    kind, name, message, line = failure
    if kind not in FAILURES:
        raise ProtocolError("a failure of unknown kind")
    message = message[: limits.exception_message]
    return [kind, name[: limits.exception_name], message, line[:LONGEST_LINE]]


def _scalar(value: Any) -> Any:
    """Turn a 0-d array, as numbers arrive, back into a NumPy number."""
    return value[()] if isinstance(value, np.ndarray) else value

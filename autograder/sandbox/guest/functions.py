"""Functions that cross the border as numbers, in both directions.

Positive numbers name functions of the trusted side, negative ones functions of the
student's. Both are good for the call in which they crossed, and no longer.
"""

from __future__ import annotations

import builtins
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.guest.interrupts import Interrupts
from autograder.sandbox.protocol import Frame, Line
from autograder.values.plain import decode, encode

Answer = Callable[[Frame], None]


class Functions:
    """The functions of one call after the other."""

    def __init__(self, line: Line, interrupts: Interrupts, answer: Answer) -> None:
        self.line = line
        self.interrupts = interrupts
        self.answer = answer  # what to do with a question that comes between
        self.turn = threading.RLock()  # one thread at a time has the line
        self.withdraw()

    def withdraw(self) -> None:
        """Forget the functions of the last call."""
        self.given: dict[int, Callable] = {}
        self.numbers: dict[int, int] = {}  # id of a proxy -> its number
        self.own: list[Callable] = []

    def proxy(self, number: int) -> Callable:
        """The function that the trusted side has under this number."""
        if number < 0:
            return self.own[-number - 1]
        if number not in self.given:
            made = self._make_proxy(number)
            self.given[number] = made
            self.numbers[id(made)] = number
        return self.given[number]

    def register(self, function: Callable) -> int:
        """A number for a function that the trusted side may call."""
        if id(function) in self.numbers:
            return self.numbers[id(function)]
        self.own.append(function)
        return -len(self.own)

    def _make_proxy(self, number: int) -> Callable:
        def function(*arguments: Any, **named: Any) -> Any:
            if self.given.get(number) is not function:
                raise RuntimeError("this function was lent for one call only")
            tree, blobs = encode([list(arguments), named], self.register)
            message = {"do": "callback", "number": number, "arguments": tree}
            with self.turn:
                return self._asked(message, blobs)

        return function

    def _asked(self, message: dict[str, Any], blobs: list[bytes]) -> Any:
        with self.interrupts.hold():
            self.line.send(message, blobs)
        while True:
            with self.interrupts.hold():
                frame = self.line.receive()
            if frame.message["do"] == "given":
                break
            self.answer(frame)
        raised = frame.message.get("raised")
        if raised is not None:
            raise _exception(*raised)
        value = decode(frame.message["value"], frame.blobs, self.proxy)
        # A number comes back as a number: NumPy itself would give no 0-d array.
        return value[()] if isinstance(value, np.ndarray) else value


def _exception(name: str, message: str) -> BaseException:
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception | KeyboardInterrupt):
        try:
            return known(message)
        except TypeError:  # UnicodeDecodeError wants five arguments
            pass
    return RuntimeError(message)

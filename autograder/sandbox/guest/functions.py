"""Functions that are passed between host and guest as numbers, and the interrupt.

Positive numbers name functions of the host, negative ones functions of the student.
Both are valid only during the call in which they were passed. An interrupt from the
host stops student code, but never in the middle of a frame.
"""

import builtins
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograder.sandbox.protocol import Connection, Frame
from autograder.values.plain import decode, encode

Answer = Callable[[Frame], None]
Function = Callable[..., Any]


class Interrupts:
    """SIGINT becomes KeyboardInterrupt while student code runs, and only then."""

    armed = False  # student code runs
    holding = False  # a frame is being sent or received
    pending = False  # an interrupt arrived meanwhile
    arrived = False  # an interrupt arrived since this was set to False

    @contextmanager
    def student_code(self) -> Iterator[None]:
        """Run student code in this block; it may have replaced the handler."""
        signal.signal(signal.SIGINT, self._handle)
        if hasattr(signal, "SIGBREAK"):  # Windows has no SIGINT between processes
            signal.signal(signal.SIGBREAK, self._handle)
        outer, self.armed = self.armed, True
        try:
            yield
        finally:
            self.armed = outer
            self.pending = self.pending and outer

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Delay interrupts to the end of this block."""
        self.holding = True
        try:
            yield
        finally:
            self.holding = False
        if self.pending and self.armed:
            self.pending = False
            raise KeyboardInterrupt

    def _handle(self, *_: Any) -> None:
        self.arrived = True
        if self.holding:
            self.pending = True
        elif self.armed:
            raise KeyboardInterrupt


class Functions:
    """The functions of the current call."""

    def __init__(
        self, connection: Connection, interrupts: Interrupts, answer: Answer
    ) -> None:
        self.connection = connection
        self.interrupts = interrupts
        self.answer = answer  # serves a request that comes before the result
        self.lock = threading.RLock()  # one thread at a time uses the connection
        self.withdraw()

    def withdraw(self) -> None:
        """Forget the functions of the last call."""
        self.proxies: dict[int, Function] = {}
        self.numbers: dict[int, int] = {}  # id of a proxy -> its number
        self.students: list[Function] = []

    def proxy(self, number: int) -> Function:
        """Return the function with this number; for one of the host, a proxy."""
        if number < 0:
            return self.students[-number - 1]
        if number not in self.proxies:
            made = self._make_proxy(number)
            self.proxies[number] = made
            self.numbers[id(made)] = number
        return self.proxies[number]

    def register(self, function: Function) -> int:
        """Return a number by which the host may call this function."""
        if id(function) in self.numbers:
            return self.numbers[id(function)]
        self.students.append(function)
        return -len(self.students)

    def _make_proxy(self, number: int) -> Function:
        def function(*arguments: Any, **named: Any) -> Any:
            if self.proxies.get(number) is not function:
                raise RuntimeError("this function can be used during one call only")
            tree, blobs = encode([list(arguments), named], self.register)
            message = {"do": "callback", "number": number, "arguments": tree}
            with self.lock:
                return self._result_of(message, blobs)

        return function

    def _result_of(self, message: dict[str, Any], blobs: list[bytes]) -> Any:
        with self.interrupts.hold():
            self.connection.send(message, blobs)
        while True:
            with self.interrupts.hold():
                frame = self.connection.receive()
            if frame.message["do"] == "given":
                break
            self.answer(frame)
        raised = frame.message.get("raised")
        if raised is not None:
            raise _exception(*raised)
        value = decode(frame.message["value"], frame.blobs, self.proxy)
        # Numbers arrive as 0-d arrays; NumPy functions return NumPy numbers.
        return value[()] if isinstance(value, np.ndarray) else value


def _exception(name: str, message: str) -> BaseException:
    known = getattr(builtins, name, None)
    if isinstance(known, type) and issubclass(known, Exception | KeyboardInterrupt):
        try:
            return known(message)
        except TypeError:  # UnicodeDecodeError wants five arguments
            pass
    return RuntimeError(message)

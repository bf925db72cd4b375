"""Calls of the student's functions: a time limit, and what they print.

Inside `limited`, each function has a number of seconds for all of its calls together.
A function that needs longer is interrupted with `TimeIsUpError`. Python code can be
interrupted on every system: by an alarm where the system has one, and otherwise
(Windows, the browser) by a trace function that reads the clock at every step. Only an
alarm interrupts `time.sleep`; nothing interrupts a long computation inside a library.
"""

from __future__ import annotations

import contextlib
import io
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

CHECK, PICTURE = 10.0, 5.0  # seconds for each function
AGAIN = 0.2  # seconds until the alarm repeats, if code caught the exception
LONGEST = 1_000  # characters of prints that are kept
LINES = 8  # lines of prints that are kept


class TimeIsUpError(BaseException):
    """A function used up its time. Not an `Exception`, so `except Exception` passes."""


class Prints(io.TextIOBase):
    """A text stream that keeps the first lines and counts the others."""

    def __init__(self) -> None:
        self._kept = ""
        self._lines = 0

    def write(self, text: str) -> int:
        """Keep the text, up to a limit."""
        self._kept += text[: max(0, LONGEST - len(self._kept))]
        self._lines += text.count("\n")
        return len(text)

    def summary(self) -> str:
        """The first lines, and how many lines follow; "" if nothing was printed."""
        kept = self._kept.rstrip("\n").split("\n")[:LINES]
        more = self._lines - len(kept)
        if more > 0:
            kept.append(f"… and {more} more line{'' if more == 1 else 's'}")
        return "\n".join(kept).strip()


class Calls:
    """The calls of one check or picture: seconds used by each function, and prints."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.prints = Prints()
        self.running = False  # whether one of the functions is being called
        self._used: dict[int, tuple[Any, float]] = {}  # by id; keeps the function alive

    def left(self, function: Any) -> float:
        """The seconds that a function may still use."""
        return self.seconds - self._used.get(id(function), (None, 0.0))[1]

    def add(self, function: Any, seconds: float) -> None:
        """Count seconds of a function."""
        self._used[id(function)] = (
            function,
            self.seconds - self.left(function) + seconds,
        )

    def forget(self) -> None:
        """Give every function its full time again."""
        self._used.clear()


_current: Calls | None = None


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[Calls]:
    """Limit the time of each student function called inside; the outer limit counts."""
    global _current
    if _current is not None:
        yield _current
        return
    _current = Calls(seconds)
    try:
        yield _current
    finally:
        _current = None


def start_over_without(*helpers: Any) -> None:
    """Give every function its full time again if one of these used up its time.

    Without them, a function that calls them may finish.
    """
    if _current is not None and any(left(helper) <= 0 for helper in helpers):
        _current.forget()


def seconds() -> float:
    """The limit that holds now, for messages."""
    return 0.0 if _current is None else _current.seconds


def left(function: Any) -> float:
    """The seconds that a function may still use; infinitely many without a limit."""
    return float("inf") if _current is None else _current.left(function)


def prints() -> io.TextIOBase:
    """The stream that receives what the student's functions print."""
    return Prints() if _current is None else _current.prints


def run(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of the student's within the limit that holds now.

    Raises:
        TimeIsUpError: the function has used up its time.
    """
    calls = _current
    if calls is None or calls.running:  # the outer call has the limit
        return function(*arguments)
    left = calls.left(function)
    if left <= 0:
        raise TimeIsUpError
    started, calls.running = time.perf_counter(), True
    try:
        return _interruptible(lambda: function(*arguments), left)
    finally:
        calls.running = False
        calls.add(function, time.perf_counter() - started)


def _interruptible(call: Callable[[], Any], seconds: float) -> Any:
    in_main_thread = threading.current_thread() is threading.main_thread()
    if _has_alarm() and in_main_thread:
        return _with_alarm(call, seconds)
    return _with_trace(call, seconds)


def _has_alarm() -> bool:
    # In the browser the functions exist, but no signal arrives.
    return hasattr(signal, "setitimer") and sys.platform not in ("emscripten", "wasi")


def _with_alarm(call: Callable[[], Any], seconds: float) -> Any:
    active = True

    def ring(*_: Any) -> None:
        if active:
            raise TimeIsUpError

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
        return call()
    finally:
        active = False  # first: an alarm that rings from here on must not raise
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _with_trace(call: Callable[[], Any], seconds: float) -> Any:
    if sys.gettrace() is not None:  # a debugger: the student may wait as long as needed
        return call()
    end = time.perf_counter() + seconds

    def watch(frame: FrameType, *_: Any) -> Any:
        if time.perf_counter() > end:
            raise TimeIsUpError
        frame.f_trace_opcodes = True  # `while True: pass` never reaches another line
        return watch

    sys.settrace(watch)
    try:
        return call()
    finally:
        sys.settrace(None)

"""Calls of the student's functions: limits, and what they print.

Inside `limited`, each function has a number of seconds for all of its calls together.
A function that needs longer is interrupted with `TimeIsUpError`. Where the amount of
work is the question, `work_limited` counts the instructions of each call as well.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import io
import time
from collections.abc import Callable, Iterator
from typing import Any

from . import interrupt
from .interrupt import TimeIsUpError

CHECK, PICTURE = 10.0, 5.0  # seconds for each function
LONGEST = 1_000  # characters of prints that are kept
LINES = 8  # lines of prints that are kept


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
        self.instructions: int | None = None  # for each call; None is no limit
        self._used: dict[int, tuple[Any, float]] = {}  # by id; keeps the function alive

    def left(self, function: Any) -> float:
        """The seconds that a function may still use."""
        key = id(_unwrapped(function))
        return self.seconds - self._used.get(key, (None, 0.0))[1]

    def add(self, function: Any, seconds: float) -> None:
        """Count seconds of a function."""
        original = _unwrapped(function)
        used = self.seconds - self.left(original) + seconds
        self._used[id(original)] = (original, used)

    def forget(self) -> None:
        """Give every function its full time again."""
        self._used.clear()


def _unwrapped(function: Any) -> Any:
    """The student's function inside wrappers, so that all of them share its time."""
    try:
        return inspect.unwrap(function)
    except (ValueError, RecursionError):  # it wraps itself
        return function


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


@contextlib.contextmanager
def work_limited(instructions: int) -> Iterator[None]:
    """Limit the instructions of each call inside, and the time as in a check.

    A call that needs more raises `interrupt.WorkLimitError`.
    """
    with limited(CHECK) as made:
        before, made.instructions = made.instructions, instructions
        try:
            yield
        finally:
            made.instructions = before


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
        TimeIsUpError, WorkLimitError: the function has used up its time, or the
            instructions of one call.
    """
    calls = _current
    if calls is None or calls.running:  # the outer call has the limit
        return function(*arguments)
    left = calls.left(function)
    if left <= 0:
        raise TimeIsUpError
    call = functools.partial(function, *arguments)
    if calls.instructions is not None:
        call = functools.partial(interrupt.after_instructions, call, calls.instructions)
    started, calls.running = time.perf_counter(), True
    try:
        return interrupt.after_seconds(call, left)
    finally:
        calls.running = False
        calls.add(function, time.perf_counter() - started)

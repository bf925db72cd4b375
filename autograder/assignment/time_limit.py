"""A limit on the processor time that the grader itself spends on one graded cell.

A student's value may be chosen to make comparing it slow, for example a dict whose keys
have equal hashes. One thread looks at the processor clocks of all judging threads and
raises an exception in a thread whose time is up. Python raises it between two bytecode
instructions, in any thread; a signal would reach the main thread only.
"""

from __future__ import annotations

import contextlib
import ctypes
import threading
import time
from collections.abc import Callable, Iterator

SECONDS = 0.25  # between two looks at the clocks


class TimeIsUpError(BaseException):
    """The time limit has passed. Not an Exception: no check may handle it."""


@contextlib.contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Limit the processor time that this thread spends in the block.

    Raises:
        TimeIsUpError: the time is up; the block was left.
    """
    watched = _Watched(seconds)
    try:
        _WATCH.add(watched)
        yield
    finally:
        _WATCH.remove(watched)
        if watched.is_late:
            # The exception may not have come yet: it has to come before the block ends.
            for _ in range(100):
                pass
    if watched.is_late:  # and something in the block swallowed the exception
        raise TimeIsUpError


class _Watched:
    """The block of one thread, and when its time is up."""

    def __init__(self, seconds: float) -> None:
        self.thread = threading.get_ident()
        self.clock = _processor_clock(self.thread)
        self.ends = self.clock() + seconds
        self.is_late = False


class _Watch:
    """The thread that looks at the clocks; it starts with the first block."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._blocks: list[_Watched] = []
        self._thread: threading.Thread | None = None

    def add(self, watched: _Watched) -> None:
        with self._lock:
            self._blocks.append(watched)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, daemon=True)
                self._thread.start()

    def remove(self, watched: _Watched) -> None:
        """End the watch; a block that is not late by now will not be."""
        with self._lock:
            if watched in self._blocks:
                self._blocks.remove(watched)

    def _run(self) -> None:
        while True:
            time.sleep(SECONDS)
            with self._lock:
                late = [one for one in self._blocks if one.clock() > one.ends]
                for one in late:
                    self._blocks.remove(one)
                    one.is_late = True
                    _raise_in(one.thread)


def _raise_in(thread: int) -> None:
    # Never cancelled by a null: that would slow the interpreter down from then on.
    error = ctypes.py_object(TimeIsUpError)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), error)


def _processor_clock(thread: int) -> Callable[[], float]:
    """Return the clock of the thread's processor time; elsewhere, of real time."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


_WATCH = _Watch()

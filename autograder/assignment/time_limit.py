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
        try:
            yield
        finally:
            _WATCH.remove(watched)
    except TimeIsUpError:
        _WATCH.remove(watched)  # the exception may have come during the first attempt
        raise


class _Watched:
    """The block of one thread, and when its time is up."""

    def __init__(self, seconds: float) -> None:
        self.thread = threading.get_ident()
        self.clock = _processor_clock(self.thread)
        self.ends = self.clock() + seconds


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
        """End the watch; afterwards no exception is raised and none is pending."""
        with self._lock:
            if watched in self._blocks:
                self._blocks.remove(watched)
            _raise_in(watched.thread, None)

    def _run(self) -> None:
        while True:
            time.sleep(SECONDS)
            with self._lock:
                late = [one for one in self._blocks if one.clock() > one.ends]
                for one in late:
                    self._blocks.remove(one)
                    _raise_in(one.thread, TimeIsUpError)


def _raise_in(thread: int, error: type[BaseException] | None) -> None:
    """Raise an exception in another thread, or cancel one not yet raised there."""
    raised = None if error is None else ctypes.py_object(error)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread), raised)


def _processor_clock(thread: int) -> Callable[[], float]:
    """Return the clock of the thread's processor time; elsewhere, of real time."""
    if not hasattr(time, "pthread_getcpuclockid"):
        return time.monotonic
    clock = time.pthread_getcpuclockid(thread)
    return lambda: time.clock_gettime(clock)


_WATCH = _Watch()

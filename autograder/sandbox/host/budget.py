"""How long student code may take: processor time and the clock, both of them."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from autograder.sandbox.errors import TimeUpError

Clock = Callable[[], float]


class Budget:
    """Seconds that one cell, or all calls of one graded cell, may take together.

    Only time inside `running` counts. `processor` is the processor clock of the
    interpreter, or None where there is none to read.
    """

    def __init__(
        self,
        processor_seconds: float,
        clock_seconds: float,
        processor: Clock | None = None,
        clock: Clock = time.monotonic,
    ) -> None:
        self.processor_left = processor_seconds
        self.clock_left = clock_seconds
        self.processor = processor
        self.clock = clock

    @contextmanager
    def running(self, ends: float = float("inf")) -> Iterator[Callable[[], float]]:
        """A `patience` (see `wire.Line`) until the budget, or the hour `ends`, is up.

        Raises:
            TimeUpError: from the patience.
        """
        started, worked = self.clock(), self._worked()

        def patience() -> float:
            now = self.clock()
            seconds = min(self.clock_left - (now - started), ends - now)
            work = self.processor_left - (self._worked() - worked)
            if seconds <= 0 or work <= 0:
                raise TimeUpError("the time is used up")
            # Two cores can use up processor time twice as fast as the clock runs.
            return min(seconds, max(work / 2, 0.02))

        try:
            yield patience
        finally:
            self.clock_left -= self.clock() - started
            self.processor_left -= self._worked() - worked

    def _worked(self) -> float:
        return self.processor() if self.processor else 0.0


def processor_clock(pid: int) -> Clock | None:
    """The processor clock of another process, all threads together (Linux)."""
    if not sys.platform.startswith("linux"):
        return None
    clock_id = (~pid << 3) | 2  # MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)

    def read() -> float:
        try:
            return time.clock_gettime(clock_id)
        except OSError:  # it has ended: the line will tell
            return 0.0

    return read

"""How long student code may take: processor time and clock time."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autograder.sandbox.errors import TimeLimitError
from autograder.sandbox.protocol import Timeout

Clock = Callable[[], float]


@dataclass
class Budget:
    """The seconds that one cell, or all calls of one graded cell, may take together.

    Only time inside `running` counts. `processor` is the processor clock of the
    interpreter, or None where it cannot be read.
    """

    processor_left: float
    clock_left: float
    processor: Clock | None = None
    clock: Clock = time.monotonic

    @contextmanager
    def running(self, deadline: float = float("inf")) -> Iterator[Timeout]:
        """Yield a `Timeout` that ends with the budget, or at the deadline if sooner.

        Raises:
            TimeLimitError: from the timeout.
        """
        started, worked = self.clock(), self._worked()

        def timeout() -> float:
            now = self.clock()
            seconds = min(self.clock_left - (now - started), deadline - now)
            work = self.processor_left - (self._worked() - worked)
            if seconds <= 0 or work <= 0:
                raise TimeLimitError("the time is used up")
            # Two cores can use up processor time twice as fast as the clock runs.
            return min(seconds, max(work / 2, 0.02))

        try:
            yield timeout
        finally:
            self.clock_left -= self.clock() - started
            self.processor_left -= self._worked() - worked

    def _worked(self) -> float:
        return self.processor() if self.processor else 0.0


def processor_clock(pid: int) -> Clock | None:
    """Return the processor clock of another process, all its threads (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    clock_id = (~pid << 3) | 2  # MAKE_PROCESS_CPUCLOCK(pid, CPUCLOCK_SCHED)

    def read() -> float:
        try:
            return time.clock_gettime(clock_id)
        except OSError:  # the process has ended: its connection reports that
            return 0.0

    return read

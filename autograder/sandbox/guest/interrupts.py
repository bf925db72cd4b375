"""The interrupt from outside: it stops student code, never a frame half sent."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class Interrupts:
    """SIGINT becomes KeyboardInterrupt while student code runs, and only then."""

    def __init__(self) -> None:
        self.armed = False
        self.holding = False
        self.pending = False

    @contextmanager
    def student_code(self) -> Iterator[None]:
        """Student code runs in this block; it may have replaced the signal handler."""
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
        """Delay an interrupt to the end of this block."""
        self.holding = True
        try:
            yield
        finally:
            self.holding = False
        if self.pending and self.armed:
            self.pending = False
            raise KeyboardInterrupt

    def _handle(self, *_: Any) -> None:
        if self.holding:
            self.pending = True
        elif self.armed:
            raise KeyboardInterrupt

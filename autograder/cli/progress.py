"""Shows the progress of grading a class."""

from __future__ import annotations

import time
from collections.abc import Callable
from types import TracebackType

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from autograder.assignment.results import StudentResult


class Meter:
    """A progress bar with rate and remaining time. Use as a context manager.

    Attributes:
        fresh, kept: students graded in this run, and students that were up to date.
        differing: students whose scores in the gradebook were not those of the results.
    """

    def __init__(
        self,
        total: int,
        console: Console | None = None,
        unchanged: Callable[[StudentResult], None] = lambda _: None,
    ) -> None:
        """`unchanged` is called with each result that is already up to date."""
        self._unchanged = unchanged
        self.console = console or Console(stderr=True)
        self.fresh = 0
        self.kept = 0
        self.differing = 0
        self._began = time.monotonic()
        self._bar = Progress(
            TextColumn("grading"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=self.console,
            transient=True,
            disable=not self.console.is_terminal,
        )
        self._task: TaskID = self._bar.add_task("grading", total=total, rate="")

    def __enter__(self) -> Meter:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._bar.disable:  # rich before 15 prints a line when it stops
            self._bar.stop()

    @property
    def rate(self) -> float:
        """Students graded per second, so far."""
        return self.fresh / max(time.monotonic() - self._began, 1e-9)

    def done(self, student: str, result: StudentResult, fresh: bool) -> None:
        """Count one student, graded now (`fresh`) or already up to date."""
        self.fresh += fresh
        self.kept += not fresh
        if not fresh:
            self._unchanged(result)
        if not self._bar.disable:
            rate = f"{self.rate:.1f} students/s"
            self._bar.update(self._task, advance=1, rate=rate)

    def differed(self, student: str) -> None:
        """Count a student whose scores in the gradebook differed from the results."""
        self.differing += 1

    def summary(self) -> str:
        """Return how many were graded, how many were up to date, and what differed."""
        sentence = f"{self.fresh} graded"
        if self.fresh:
            sentence += f" ({self.rate:.1f} students/s)"
        if self.kept:
            sentence += f", {self.kept} unchanged since the last run"
        if self.differing:
            noun = "student" if self.differing == 1 else "students"
            sentence += (
                f". The gradebook had other scores for {self.differing} {noun}; "
                "those of results/ were entered again"
            )
        return sentence + "."

"""What a person sees while a class is graded, and at the end of it."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

from autograder.checks.contract import NOTEBOOKS, QUESTIONS
from autograder.course.faults import plain_text
from autograder.course.results import UNREADABLE, UNSAFE, StudentResult

AUTOMATIC = sum(question.points for question in QUESTIONS if not question.by_hand)
ROWS = 60  # of a larger class only those with a note are listed
BY_HAND = [question.grade_id for question in QUESTIONS if question.by_hand]


class Meter:
    """A progress bar with rate and remaining time. Use as a context manager."""

    def __init__(self, total: int, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self.fresh = 0
        self.kept = 0
        self.results: list[StudentResult] = []
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
        self._bar.stop()

    @property
    def rate(self) -> float:
        """Students graded in a second, so far."""
        return self.fresh / max(time.monotonic() - self._began, 1e-9)

    def done(self, student: str, result: StudentResult, fresh: bool) -> None:
        """Count one student, graded just now or kept from before."""
        self.fresh += fresh
        self.kept += not fresh
        self.results.append(result)
        self._bar.update(self._task, advance=1, rate=f"{self.rate:.1f} students/s")

    def summary(self) -> str:
        """One sentence: how many were graded, how many were up to date."""
        words = f"{self.fresh} graded"
        if self.fresh:
            words += f" ({self.rate:.1f} students/s)"
        if self.kept:
            words += f", {self.kept} unchanged since the last time"
        return words + "."


def automatic(result: StudentResult) -> float:
    """The points of the cells that are judged automatically."""
    return sum(
        cell.score or 0.0 for name, cell in result.cells.items() if name not in BY_HAND
    )


def waiting(result: StudentResult) -> float:
    """The points that wait for a person."""
    return sum(cell.max_score for cell in result.cells.values() if cell.score is None)


def class_table(results: Sequence[StudentResult]) -> Table:
    """One line per student: automatic points, what waits for a person, notes."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student")
    table.add_column(f"automatic ({AUTOMATIC})", justify="right")
    table.add_column("by hand", justify="right", min_width=9)
    table.add_column("notes", overflow="fold")
    for result in sorted(results, key=lambda one: one.student):
        table.add_row(
            escape(plain_text(result.student, 40)),
            f"{round(automatic(result), 2):g}",
            f"{waiting(result):g} waiting" if waiting(result) else "",
            escape(_brief(result)),
        )
    return table


def _matters(result: StudentResult) -> bool:
    """Whether there is more to say of the result than its points."""
    return any(note != UNSAFE for note in result.notes)


def _brief(result: StudentResult) -> str:
    notes = [_short(note) for note in result.notes if note != UNSAFE]
    if result.status == UNREADABLE:
        return f"unreadable: {notes[0]}"
    more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return plain_text(notes[0], 100) + more if notes else ""


def _short(note: str) -> str:
    for number, name in enumerate(NOTEBOOKS, 1):
        note = note.replace(name, f"section {number}")
    return note


def print_class(results: Sequence[StudentResult], out: Console | None = None) -> None:
    """The table of the class, then what needs the instructor."""
    console = out or Console(file=sys.stdout)
    listed = [one for one in results if len(results) <= ROWS or _matters(one)]
    console.print(class_table(listed))
    if len(listed) < len(results):
        console.print(f"… and {len(results) - len(listed)} more without a note")
    if any(result.unsafe for result in results):
        console.print(f"[bold]{UNSAFE}[/bold]: student code ran without isolation")
    failed = [result for result in results if result.failed]
    if failed:
        console.print(f"\n{len(failed)} could not be read or graded in full:")
    for result in failed:
        reasons = [n for n in result.notes if "could not" in n] or result.notes[:1]
        words = plain_text("; ".join(reasons), 300)
        console.print(f"  {escape(plain_text(result.student, 60))}: {escape(words)}")

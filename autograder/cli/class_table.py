"""Where each student of a class stands, on the terminal.

A class may be of any size, so nothing is kept of a result but its line.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import one_line
from autograder.assignment.results import (
    UNREADABLE,
    UNSAFE,
    StudentResult,
    automatic,
    waiting,
)

ROWS = 60  # of a larger class only those with a note are listed


class Line(NamedTuple):
    """One student in the table of the class.

    Attributes:
        automatic, waiting: points earned automatically; points that a person gives.
        notes: the first note, and how many more there are.
        failed: why a part could not be read or graded, else "".
    """

    student: str
    automatic: float
    waiting: float
    notes: str
    failed: str
    unsafe: bool


def line_of(result: StudentResult, assignment: Assignment) -> Line:
    """The student's line, fit for a terminal."""
    return Line(
        one_line(result.student, 60),
        automatic(result, assignment),
        waiting(result),
        _brief(result, assignment),
        _reason(result) if result.failed else "",
        result.unsafe,
    )


def print_class(
    results: Iterable[StudentResult],
    assignment: Assignment,
    out: Console | None = None,
) -> list[Line]:
    """Print the table of the class, then what needs the instructor."""
    console = out or Console(file=sys.stdout)
    lines = [line_of(result, assignment) for result in results]
    listed = [line for line in lines if len(lines) <= ROWS or line.notes]
    console.print(class_table(listed, assignment.automatic_points))
    if len(listed) < len(lines):
        console.print(f"… and {len(lines) - len(listed)} more without a note")
    if any(line.unsafe for line in lines):
        console.print(f"[bold]{UNSAFE}[/bold]: student code ran without isolation")
    failed = [line for line in lines if line.failed]
    if failed:
        console.print(f"\n{len(failed)} could not be read or graded in full:")
    for line in failed:
        console.print(f"  {escape(line.student)}: {escape(line.failed)}")
    return lines


def class_table(lines: Sequence[Line], full: float) -> Table:
    """One row per student: automatic points, what waits for a person, notes."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student")
    table.add_column(f"automatic ({full:g})", justify="right")
    table.add_column("by hand", justify="right", min_width=9)
    table.add_column("notes", overflow="fold")
    for line in sorted(lines):
        table.add_row(
            escape(one_line(line.student, 40)),
            f"{round(line.automatic, 2):g}",
            f"{line.waiting:g} waiting" if line.waiting else "",
            escape(line.notes),
        )
    return table


def _brief(result: StudentResult, assignment: Assignment) -> str:
    notes = [_short(note, assignment) for note in result.notes if note != UNSAFE]
    if result.status == UNREADABLE:
        return f"unreadable: {one_line(notes[0])}"
    more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return one_line(notes[0], 100) + more if notes else ""


def _reason(result: StudentResult) -> str:
    reasons = [note for note in result.notes if "could not" in note]
    return one_line("; ".join(reasons or result.notes[:1]))


def _short(note: str, assignment: Assignment) -> str:
    for number, name in enumerate(assignment.notebooks, 1):
        note = note.replace(name, f"section {number}")
    return note

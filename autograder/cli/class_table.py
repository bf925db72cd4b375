"""Prints the results of a class as a table.

A class may have any size, so only one row per student is kept in memory.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import one_line
from autograder.assignment.isolation import MARKS, UNSAFE
from autograder.assignment.lateness import late_sentence
from autograder.assignment.results import (
    UNREADABLE,
    StudentResult,
    automatic,
    waiting,
)

MAX_ROWS = 60  # in a larger class only students who are late or have notes are listed


class StudentRow(NamedTuple):
    """One student in the table.

    Attributes:
        automatic, ungraded: points earned automatically, and still to be graded.
        notes: the first note and the number of others.
        mark: how it was graded, if not as usual.
        failed: why a part could not be read or graded, else "".
        late: how late the submission is, and the penalty, else "".
    """

    student: str
    automatic: float
    ungraded: float
    notes: str
    failed: str
    mark: str
    late: str = ""


def row_of(result: StudentResult, assignment: Assignment) -> StudentRow:
    """Return the student's row, without control characters."""
    return StudentRow(
        one_line(result.student),
        automatic(result, assignment),
        waiting(result),
        _first_note(result, assignment),
        _failure(result) if result.failed else "",
        result.mark,
        late_sentence(result.late, result.score),
    )


def print_class(
    rows: Sequence[StudentRow], assignment: Assignment, out: Console | None = None
) -> None:
    """Print the table, then the submissions that failed."""
    console = out or Console(file=sys.stdout)
    listed = [row for row in rows if len(rows) <= MAX_ROWS or row.notes or row.late]
    console.print(class_table(listed, assignment.automatic_points))
    if len(listed) < len(rows):
        console.print(f"… and {len(rows) - len(listed)} more without notes")
    for mark in sorted({row.mark for row in rows if row.mark}):
        end = ": student code ran without isolation" if mark == UNSAFE else ""
        console.print(f"[bold]{escape(mark)}[/bold]{end}")
    failed = [row for row in rows if row.failed]
    if failed:
        console.print(f"\n{len(failed)} could not be read or graded completely:")
    for row in failed:
        console.print(f"  {escape(row.student)}: {escape(row.failed)}")


def class_table(rows: Sequence[StudentRow], full: float) -> Table:
    """Return the table: automatic points, points to be graded, lateness, notes."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("student", overflow="fold")
    table.add_column(f"automatic ({full:g})", justify="right")
    table.add_column("by hand", justify="right", min_width=9)
    late = any(row.late for row in rows)
    if late:
        table.add_column("late", no_wrap=True)
    table.add_column("notes", overflow="fold")
    for row in sorted(rows):
        table.add_row(
            escape(row.student),
            f"{round(row.automatic, 2):g}",
            f"{row.ungraded:g} to grade" if row.ungraded else "",
            *([row.late] if late else []),
            escape(row.notes),
        )
    return table


def _first_note(result: StudentResult, assignment: Assignment) -> str:
    marks = MARKS.values()
    notes = [_short(note, assignment) for note in result.notes if note not in marks]
    if result.status == UNREADABLE:
        return f"unreadable: {one_line(notes[0])}"
    more = f" (and {len(notes) - 1} more)" if len(notes) > 1 else ""
    return one_line(notes[0], 100) + more if notes else ""


def _failure(result: StudentResult) -> str:
    reasons = [note for note in result.notes if "could not" in note]
    return one_line("; ".join(reasons or result.notes[:1]))


def _short(note: str, assignment: Assignment) -> str:
    """Return the note with "Section 1" in place of the notebook's name."""
    for number, name in enumerate(assignment.notebooks, 1):
        if note.startswith(f"{name}: "):
            rest = note.removeprefix(f"{name}: ")
            comma = "," if rest.startswith("cell") else ":"
            return f"Section {number}{comma} {rest}"
    return note

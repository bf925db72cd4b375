"""Prints one student's results, for `check`."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import one_line
from autograder.assignment.results import (
    GLYPHS,
    NOT_GRADED,
    CellResult,
    StudentResult,
    automatic,
    waiting,
)
from autograder.values.sanitize import clean


def print_student(
    result: StudentResult, assignment: Assignment, console: Console | None = None
) -> None:
    """Print every graded cell with points and feedback, then notes and the sum."""
    out = console or Console()
    out.print(f"[bold]{escape(one_line(result.student, 60))}[/bold]: {result.status}")
    if result.status == NOT_GRADED:  # no score, and the same reason in every cell
        out.print(f"{escape(one_line(result.notes[0]))}\n")
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for name, cell in result.cells.items():
        table.add_row(name, _points(cell), escape(_feedback(cell)))
    out.print(table)
    for note in result.notes:
        out.print(f"note: {escape(one_line(note))}")
    out.print(_sum(result, assignment))


def _points(cell: CellResult) -> str:
    score = "?" if cell.score is None else f"{cell.score:.3g}"
    return f"{score} / {cell.max_score:g}"


def _feedback(cell: CellResult) -> str:
    feedback = clean(cell.feedback) or cell.outcome
    return feedback if feedback[0] in GLYPHS.values() else f"○ {feedback}"


def _sum(result: StudentResult, assignment: Assignment) -> str:
    earned, full = automatic(result, assignment), assignment.automatic_points
    summary = f"{earned:g} of {full:g} automatic points"
    if waiting(result):
        summary += f"; {waiting(result):g} points still to be graded by hand"
    return summary + "\n"

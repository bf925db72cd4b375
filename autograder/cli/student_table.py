"""One student's results on the terminal: what `check` prints."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import one_line
from autograder.assignment.results import (
    GLYPHS,
    CellResult,
    StudentResult,
    automatic,
    waiting,
)
from autograder.values.sanitize import clean


def print_student(
    result: StudentResult, assignment: Assignment, console: Console | None = None
) -> None:
    """Every graded cell with its points and words, then the notes and the sum."""
    out = console or Console()
    out.print(f"[bold]{escape(one_line(result.student, 60))}[/bold]: {result.status}")
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(overflow="fold")
    for name, cell in result.cells.items():
        table.add_row(name, _points(cell), escape(_words(cell)))
    out.print(table)
    for note in result.notes:
        out.print(f"note: {escape(one_line(note))}")
    out.print(_sum(result, assignment))


def _points(cell: CellResult) -> str:
    score = "?" if cell.score is None else f"{cell.score:.3g}"
    return f"{score} / {cell.max_score:g}"


def _words(cell: CellResult) -> str:
    words = clean(cell.feedback) or cell.outcome
    return words if words[0] in GLYPHS.values() else f"○ {words}"


def _sum(result: StudentResult, assignment: Assignment) -> str:
    earned, full = automatic(result, assignment), assignment.automatic_points
    words = f"{earned:g} of {full:g} automatic points"
    if waiting(result):
        words += f", {waiting(result):g} points wait for a person"
    return words + "\n"

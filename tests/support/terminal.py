"""A result with hostile text, and the output that a terminal gets for it."""

from __future__ import annotations

import io

from own_assignment import BY_ID
from rich.console import Console

from autograder.assignment.results import CellResult, StudentResult

EVIL, EVIL_SHOWN = "[bold]x[/bold]\x1b[2Jy", "[bold]x[/bold]"


def shown(write, *arguments):
    text = io.StringIO()
    write(*arguments, Console(file=text, width=100))
    return text.getvalue()


def result(**changes):
    cells = {
        name: CellResult(None if q.by_hand else 1.0, float(q.points), EVIL)
        for name, q in BY_ID.items()
    }
    return StudentResult(EVIL, "graded", cells, (EVIL,), **changes)

"""Renders pages and tables as bytes. Pages escape everything that students wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment

from autograder.assignment.errors import one_line
from autograder.assignment.results import CellResult
from autograder.pages import templating
from autograder.pages.templating import printable

LABELS = {
    "passed": "✓ passed",
    "partly": "✗ partly",
    "not yet": "✗ not yet",
    "not attempted": "○ not attempted",
    "by hand": "○ still to be graded by hand",
}
GRADED_BY_HAND = "graded by hand"


@cache
def environment() -> Environment:
    """Return Jinja2 with the templates in `templates/`."""
    jinja = templating.environment(Path(__file__).parent / "templates")
    jinja.filters["points"] = points
    jinja.filters["name"] = lambda text: one_line(text, 60)
    jinja.filters["label"] = label
    jinja.filters["count"] = counted
    return jinja


def render(template: str, **values: Any) -> bytes:
    """Return the page as UTF-8."""
    text = environment().get_template(template).render(values)
    return text.encode("utf-8", "replace")


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return the rows as CSV in UTF-8, control and direction characters replaced."""
    stream = io.StringIO()
    csv.writer(stream).writerows([printable(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8", "replace")


def label(cell: CellResult) -> str:
    """Return the sign and the words for the outcome of a graded cell."""
    if cell.outcome == "by hand" and cell.score is not None:
        return GRADED_BY_HAND
    return LABELS[cell.outcome]


def points(value: float | None) -> str:
    """Return a score such as 2, 1.5 or 0.67; a dash if it is not known yet."""
    return "–" if value is None else f"{round(value, 2):g}"


def counted(number: int, noun: str) -> str:
    """Return "1 student", "2 students"."""
    return f"{number} {noun}{'' if number == 1 else 's'}"

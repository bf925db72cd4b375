"""Pages and tables as bytes. In pages everything that a student wrote is escaped."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from autograder.assignment.errors import one_line

GLYPHS = {
    "passed": "✓ passed",
    "partly": "✗ partly",
    "not yet": "✗ not yet",
    "not attempted": "○ not attempted",
    "by hand": "○ waits for a person",
}


@cache
def environment() -> Environment:
    """Jinja2 with the templates beside this file."""
    jinja = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["points"] = points
    jinja.filters["clean"] = printable
    jinja.filters["name"] = lambda text: one_line(text, 60)
    jinja.filters["state"] = GLYPHS.__getitem__
    return jinja


def render(template: str, **values: Any) -> bytes:
    """The page as UTF-8."""
    text = environment().get_template(template).render(values)
    return text.encode("utf-8", "replace")


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as CSV in UTF-8, control and direction characters replaced."""
    stream = io.StringIO()
    csv.writer(stream).writerows([printable(cell) for cell in row] for row in rows)
    return stream.getvalue().encode("utf-8", "replace")


def printable(text: str) -> str:
    """The text with control and direction characters replaced."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


def points(value: float | None) -> str:
    """2, 1.5, 0.67, or a dash for a score that is not known yet."""
    return "–" if value is None else f"{round(value, 2):g}"

"""Jinja2, set up once: everything is escaped, whatever a student wrote."""

from __future__ import annotations

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
    """The templates beside this file."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["points"] = points
    made.filters["clean"] = visible
    made.filters["name"] = lambda text: one_line(text, 60)
    made.filters["state"] = GLYPHS.__getitem__
    return made


def render(template: str, **told: Any) -> bytes:
    """The page as UTF-8."""
    text = environment().get_template(template).render(told)
    return text.encode("utf-8", "replace")


def visible(text: str) -> str:
    """Text of a student's in which nothing acts: no control or direction marks."""
    return "".join(c if c.isprintable() or c in "\n\t" else "�" for c in text)


def points(value: float | None) -> str:
    """2, 1.5, 0.67, or a dash for what is not known yet."""
    return "–" if value is None else f"{round(value, 2):g}"

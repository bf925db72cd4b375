"""Jinja2 for all pages: escapes by default, and knows `base.html`."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from autograder.pages.code import highlight
from autograder.pages.markdown import markdown

TEMPLATES = Path(__file__).parent / "templates"
CONTROL = {"\n", "\t"}


def environment(*folders: Path) -> Environment:
    """Return Jinja2 with the templates in these folders and in `templates/`.

    Filters: `clean` replaces control characters, `markdown` and `comment` render
    staff's words (a comment keeps its line breaks), `code` marks up Python.
    """
    jinja = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    jinja.filters["clean"] = printable
    jinja.filters["markdown"] = lambda text: Markup(markdown(printable(text)))
    jinja.filters["comment"] = lambda text: Markup(markdown(printable(text), True))
    jinja.filters["code"] = lambda text: Markup(highlight(printable(text)))
    return jinja


def printable(text: str) -> str:
    """Return the text with control and direction characters replaced."""
    if text.replace("\n", "").replace("\t", "").isprintable():
        return text
    return "".join(c if c.isprintable() or c in CONTROL else "�" for c in text)

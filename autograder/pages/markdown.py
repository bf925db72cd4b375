"""Renders Markdown with mathematics as HTML: no raw HTML, no images, no scripts."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from autograder.pages.mathematics import mathml

# As in Jupyter: no space inside single dollars, and no digit after them ("$5 or $6").
FORMULA = re.compile(
    r"\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^\s$`](?:[^$`]*?[^\s$`\\])?)\$(?!\d)", re.S
)
LINKS = re.compile(r"(?:https?://|mailto:)", re.I)


def markdown(text: str, breaks: bool = False) -> str:
    """Return the text as HTML.

    Args:
        breaks: keep line breaks, as in a comment; Jupyter joins lines.
    """
    html: str = _renderer(breaks).render(text)
    return html


@cache
def _renderer(breaks: bool) -> MarkdownIt:
    options = {"html": False, "breaks": breaks, "typographer": False}
    renderer = MarkdownIt("commonmark", options).enable("table").disable("image")
    renderer.validateLink = _is_link  # type: ignore[method-assign]
    renderer.inline.ruler.before("escape", "formula", _formula)
    renderer.add_render_rule("formula", _render_formula)
    return renderer


def _is_link(url: str) -> bool:
    return LINKS.match(url) is not None


def _formula(state: StateInline, silent: bool) -> bool:
    """Parse one formula at the current position."""
    match = FORMULA.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        token = state.push("formula", "math", 0)
        token.content = match["display"] or match["inline"]
        token.block = match["display"] is not None
    state.pos = match.end()
    return True


def _render_formula(
    _renderer: Any, tokens: list[Any], index: int, *_options: Any
) -> str:
    token = tokens[index]
    return mathml(token.content, token.block)

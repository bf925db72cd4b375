"""Splits Python code into tokens and marks them up for a page.

Code of students may have any errors, so the tokens come from a pattern, not from
Python's parser.
"""

from __future__ import annotations

import html
import keyword
import re
from collections.abc import Iterator
from typing import NamedTuple

TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n]*)
    |(?P<string>\b[rbfuRBFU]{0,2}(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)
        |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)
      |(?:\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)
        |"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?))
    |(?P<number>\d[\w.]*|\.\d\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<space>\s+)
    |(?P<other>.)
    """,
    re.X | re.S,
)
KEYWORDS = frozenset(keyword.kwlist)


class Token(NamedTuple):
    """One token: comment, string, number, keyword, name, space or other."""

    kind: str
    text: str


def tokens(code: str) -> Iterator[Token]:
    """Yield all tokens; their texts together are the code."""
    for match in TOKEN.finditer(code):
        kind = match.lastgroup or "other"
        text = match[0]
        yield Token("keyword" if text in KEYWORDS else kind, text)


def highlight(code: str) -> str:
    """Return the code as HTML, escaped, with comments, strings, … in spans."""
    return "".join(_marked(token) for token in tokens(code))


def _marked(token: Token) -> str:
    text = html.escape(token.text, quote=False)
    if token.kind in ("comment", "string", "number", "keyword"):
        return f'<span class="{token.kind}">{text}</span>'
    return text

"""Cards: text as HTML that works everywhere: inline styles, plain colours, no scripts.

A glyph and a word name the state; colour only repeats it. Colours come twice, plain
and from the theme: an untrusted notebook keeps the plain ones.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

STATES = {  # state: glyph, word, plain colour, colour of the theme
    "passed": ("✓", "passed", "#388e3c", "--jp-success-color1"),
    "partly": ("✗", "not yet", "#b26a00", "--jp-warn-color1"),
    "not yet": ("✗", "not yet", "#b26a00", "--jp-warn-color1"),
    "not attempted": ("○", "not attempted", "#757575", "--jp-border-color0"),
    "by hand": ("○", "read by a person", "#757575", "--jp-border-color0"),
    "think": ("→", "think", "#1976d2", "--jp-info-color1"),
    "noted": ("✎", "noted", "#1976d2", "--jp-info-color1"),
    "to come": ("○", "to come", "#757575", "--jp-border-color0"),
    "optional": ("○", "optional", "#757575", "--jp-border-color0"),
}


def card(state: str, title: str, lines: Sequence[str]) -> str:
    """A box with a state, a title, and paragraphs; `code` in backticks is set so."""
    glyph, word, colour, theme = STATES[state]
    head = f"<b>{glyph} {word}</b> — {to_html(title)}"
    body = "".join(
        f'<div style="margin-top:4px">{to_html(line)}</div>' for line in lines
    )
    return (
        f'<div style="border-left:4px solid {colour};'
        f"border-left:4px solid var({theme},{colour});"
        'padding:4px 12px;margin:4px 0;max-width:46em;line-height:1.45">'
        f"{head}{body}</div>"
    )


def to_html(text: str) -> str:
    """Escaped text in which `…` is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def plain_text(state: str, title: str, lines: Sequence[str]) -> str:
    """The same as `card`, as plain text."""
    glyph, word, *_ = STATES[state]
    return "\n".join([f"{glyph} {word}: {title}", *lines])


def join_names(names: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def of_points(points: float, full: float) -> str:
    """Points so far, in words: "1.5 of 3 points"."""
    return f"{round(points, 2):g} of {full:g} point{'' if full == 1 else 's'}"


class Shown:
    """Something that shows as HTML in a notebook and as text elsewhere."""

    def __init__(self, markup: str, text: str) -> None:
        self.markup = markup
        self.text = text

    def _repr_html_(self) -> str:
        return self.markup

    def __repr__(self) -> str:
        return self.text


def show_card(state: str, title: str, *lines: str) -> Shown:
    """A card as HTML and as plain text."""
    return Shown(card(state, title, lines), plain_text(state, title, lines))


def nothing_yet(what: str, why: str) -> Shown:
    """A card in place of a picture that cannot be drawn yet."""
    return show_card("to come", what, f"The picture comes when {why}.")


class Points(float):
    """Points so far: prints as the plain number, shows as words."""

    markup = ""
    words = ""

    @classmethod
    def with_words(cls, number: float, markup: str, words: str) -> Points:
        """Points with their words, as HTML and as plain text."""
        points = cls(number)
        points.markup, points.words = markup, words
        return points

    def _repr_html_(self) -> str:
        return self.markup

    def __repr__(self) -> str:
        return float.__repr__(self)

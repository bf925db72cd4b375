"""Cards: text as HTML with inline styles, plain colours and no scripts.

A glyph and a word name the state; colour only repeats it. Each border has a plain
colour and the theme's colour: an untrusted notebook keeps only the plain one.
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
    "right": ("✓", "right", "#388e3c", "--jp-success-color1"),
    "agree": ("✓", "the two agree", "#388e3c", "--jp-success-color1"),
    "differ": ("✗", "the two differ", "#b26a00", "--jp-warn-color1"),
    "try again": ("→", "try again", "#1976d2", "--jp-info-color1"),
    "hint": ("→", "hint", "#1976d2", "--jp-info-color1"),
    "noted": ("✎", "noted", "#1976d2", "--jp-info-color1"),
    "not ready": ("○", "not ready yet", "#757575", "--jp-border-color0"),
    "optional": ("○", "optional", "#757575", "--jp-border-color0"),
}


PRINTED = "Your code printed (the check calls it several times):"
STOPPED = "You stopped this cell. Run it again to see its result."


def card(state: str, title: str, lines: Sequence[str], printed: str = "") -> str:
    """HTML for a box with a state, a title and paragraphs; `…` becomes code.

    Args:
        printed: what the student's functions printed, shown below as it is.
    """
    glyph, word, colour, theme = STATES[state]
    head = f"<b>{glyph} {word}</b> — {to_html(title)}"
    body = "".join(
        f'<div style="margin-top:4px">{to_html(line)}</div>' for line in lines
    )
    if printed:
        body += (
            f'<div style="margin-top:4px">{PRINTED}</div><pre style="margin:0;'
            f'white-space:pre-wrap">{html.escape(printed)}</pre>'
        )
    return (
        f'<div style="border-left:4px solid {colour};'
        f"border-left:4px solid var({theme},{colour});"
        'padding:4px 12px;margin:4px 0;max-width:46em;line-height:1.45">'
        f"{head}{body}</div>"
    )


def to_html(text: str) -> str:
    """Escape the text and turn `…` into code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text))


def plain_text(state: str, title: str, lines: Sequence[str], printed: str = "") -> str:
    """Plain text with the content of `card`."""
    glyph, word, *_ = STATES[state]
    below = [PRINTED, printed] if printed else []
    return "\n".join([f"{glyph} {word}: {title}", *lines, *below])


def join_names(names: Sequence[str]) -> str:
    """Join names as in "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)


def points_text(points: float, full: float) -> str:
    """Points so far, in words: "1.5 of 3 points"."""
    return f"{round(points, 2):g} of {full:g} point{'' if full == 1 else 's'}"


class Shown:
    """A result that displays as HTML in a notebook and as text elsewhere."""

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


def no_picture(what: str, condition: str, problem: str = "") -> Shown:
    """A card in place of a picture that cannot be drawn yet.

    Args:
        what: what the picture shows, such as "the graph".
        condition: completes "This picture appears once …".
        problem: one or more sentences about what the student's code does now.
    """
    lines = [problem, f"This picture appears once {condition}."]
    return show_card("not ready", what, *filter(None, lines))


class Points(float):
    """Points so far: a float that displays as a card in a notebook."""

    markup = ""
    words = ""

    @classmethod
    def with_words(cls, number: float, markup: str, words: str) -> Points:
        """Make points with a message, as HTML and as plain text."""
        points = cls(number)
        points.markup, points.words = markup, words
        return points

    def _repr_html_(self) -> str:
        return self.markup

    def __repr__(self) -> str:
        return float.__repr__(self)

"""Matplotlib figures as HTML with a caption and words for who cannot see them."""

from __future__ import annotations

import base64
import html
import io
from typing import TYPE_CHECKING

from companion.words_html import Shown, card

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Colours that stay apart for colour-blind readers; dashes and markers tell them too.
BLUE, ORANGE, GREEN, GREY, INK = "#0072B2", "#D55E00", "#007A5E", "#6b6b6b", "#1a1a1a"
PAPER = "#ffffff"


def new_figure(width: float, height: float, columns: int = 1):
    """A figure and its axes, outside pyplot so that it shows only where it should."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), facecolor=PAPER, layout="constrained")
    axes = figure.subplots(1, columns)
    for one in axes if columns > 1 else [axes]:
        one.spines[["top", "right"]].set_visible(False)
        one.tick_params(labelsize=9)
    return figure, axes


def picture(figure: Figure, alt: str, caption: str) -> Shown:
    """The figure as a PNG with alternative text and a caption under it."""
    stream = io.BytesIO()
    figure.savefig(stream, format="png", dpi=110)
    data = base64.b64encode(stream.getvalue()).decode()
    markup = (
        '<figure style="margin:4px 0">'
        f'<img alt="{html.escape(alt, quote=True)}" style="max-width:100%;'
        f'border-radius:4px" src="data:image/png;base64,{data}">'
        f'<figcaption style="max-width:46em;line-height:1.45">{html.escape(caption)}'
        "</figcaption></figure>"
    )
    return Shown(markup, f"{alt} {caption}")


def nothing_yet(what: str, why: str) -> Shown:
    """What stands in the place of a picture that cannot be drawn yet."""
    words = f"The picture comes when {why}."
    return Shown(card("not attempted", what, [words]), f"{what}: {words}")

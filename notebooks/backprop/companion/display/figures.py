"""Matplotlib figures as HTML with a caption and alternative text.

Pictures have a white background and look the same in a dark notebook. Matplotlib is
imported with the first picture, because checks don't need it.
"""

from __future__ import annotations

import base64
import functools
import html
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..answers import calls
from ..answers.errors import AnswerError, NotAttemptedError, UnfinishedError
from ..answers.returned import silence
from .cards import STOPPED, Shown, no_picture, show_card, to_html
from .colours import PAPER
from .frames import Frame, frame

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def default_style(show: Callable[..., Shown]) -> Callable[..., Shown]:
    """Run a drawing function in Matplotlib's default style, with a time limit.

    A student who interrupts it gets a card, not a traceback.
    """

    @functools.wraps(show)
    def drawn(*arguments: Any, **named: Any) -> Shown:
        import matplotlib

        try:
            with silence(), calls.limited(calls.PICTURE), matplotlib.rc_context():
                matplotlib.rcdefaults()
                return show(*arguments, **named)
        except UnfinishedError as error:
            message = f"Your function {error}. {error.next_step}"
            return show_card("not ready", "the picture", message)
        except KeyboardInterrupt:
            return show_card("not ready", "the picture", STOPPED)

    return drawn


def drawing(
    what: str, function: str, value: str
) -> Callable[[Callable[..., Shown]], Callable[..., Shown]]:
    """Decorate like `default_style`, and show a card if the picture can't be drawn.

    Args:
        what: what is drawn from the student's function, such as "the tangents".
        function: the name of the student's function.
        value: what it must return, such as "its dict".
    """
    condition = f"`{function}` returns {value}"

    def decorated(show: Callable[..., Shown]) -> Callable[..., Shown]:
        @functools.wraps(show)
        def drawn(*arguments: Any, **named: Any) -> Shown:
            try:
                return show(*arguments, **named)
            except NotAttemptedError:
                return no_picture(what, condition)
            except AnswerError as error:
                problem = f"`{function}` {error.verb}{error}. {error.next_step}"
                return no_picture(what, condition, problem.strip())

        return default_style(drawn)

    return decorated


def new_figure(width: float, height: float, columns: int = 1) -> tuple[Figure, Any]:
    """Make a figure with axes, outside pyplot so that it isn't displayed twice."""
    figure = bare_figure(width, height)
    figure.set_layout_engine("constrained")
    axes = figure.subplots(1, columns)
    for one in axes if columns > 1 else [axes]:
        one.spines[["top", "right"]].set_visible(False)
        one.tick_params(labelsize=9)
    return figure, axes


def bare_figure(width: float, height: float) -> Figure:
    """Make a figure without axes; width and height in inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), facecolor=PAPER)


def beside_each_other(
    figure: Figure, left: Sequence[float], right: Sequence[float]
) -> tuple[Any, Any]:
    """Add two axes: a square-scaled plane on the left, a plot on the right.

    Args:
        left, right: left edge, lower edge, width and height, as parts of the figure.
    """
    plane, plot = figure.add_axes(tuple(left)), figure.add_axes(tuple(right))
    plane.set_aspect("equal")
    for axes in (plane, plot):
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=9)
    return plane, plot


def label_axes(axes: Any, x: str, y: str = "") -> None:
    """Write small labels at both axes."""
    axes.set_xlabel(x, fontsize=9)
    axes.set_ylabel(y, fontsize=9, labelpad=0)


def logarithmic(axis: Any) -> None:
    """Label a logarithmic axis with plain text, which is drawn faster than formulas."""
    from matplotlib.ticker import FuncFormatter, NullFormatter

    axis.set_major_formatter(FuncFormatter(lambda value, _: _power_of_ten(value)))
    axis.set_minor_formatter(NullFormatter())


def _power_of_ten(value: float) -> str:
    exponent = round(math.log10(value))
    return "10" + str(exponent).translate(RAISED)


def image(shown: Frame, alt: str) -> str:
    """HTML for one picture, without a caption."""
    data = base64.b64encode(shown.png).decode()
    return (
        f'<img alt="{html.escape(alt, quote=True)}" width="{shown.width}" '
        'style="max-width:100%;height:auto;border-radius:6px" '
        f'src="data:image/png;base64,{data}">'
    )


def picture(figure: Figure, alt: str, caption: str) -> Shown:
    """Show the figure as a PNG with alternative text and a caption."""
    markup = (
        f'<figure style="margin:6px 0">{image(frame(figure), alt)}'
        '<figcaption style="max-width:46em;line-height:1.45;margin-top:4px">'
        f"{to_html(caption)}</figcaption></figure>"
    )
    return Shown(markup, f"{caption}\n({alt})".replace("`", ""))


def number(value: Any, digits: int = 3) -> str:
    """Format a number or the entries of an array, short, with a true minus sign."""
    import numpy as np

    flat = np.asarray(value, float).ravel()
    texts = [
        f"{v + 0.0:.{digits}g}".replace("-", "−").replace("e−0", "e−") for v in flat
    ]
    return texts[0] if np.ndim(value) == 0 else f"({', '.join(texts)})"


def distinct_numbers(got: Any, expected: Any) -> tuple[str, str]:
    """Format two different real numbers with enough digits to tell them apart."""
    texts = ("", "")
    for digits in (4, 6, 8, 10, 12):
        texts = number(got, digits), number(expected, digits)
        if texts[0] != texts[1]:
            break
    return texts

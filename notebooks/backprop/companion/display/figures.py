"""Matplotlib figures as HTML with a caption and alternative text.

Pictures have a white background and look the same in a dark notebook. Matplotlib is
imported with the first picture, because checks don't need it.
"""

from __future__ import annotations

import base64
import functools
import html
import io
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..answers import calls
from ..answers.errors import AnswerError, NotAttemptedError, UnfinishedError
from ..answers.returned import silence
from .cards import STOPPED, Shown, no_picture, show_card, to_html
from .colours import PAPER

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

DPI = 144  # 1.5 times the displayed size, sharp on most screens
FRAME_DPI = 120  # of pictures in a row, which must be small
SHOWN = 96


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


class Frame(NamedTuple):
    """A rendered figure: the data of a small PNG, and its displayed width in pixels."""

    png: bytes
    width: int


def frame(figure: Figure) -> Frame:
    """Render the figure with few colours: about a quarter of Matplotlib's PNG."""
    return frames([rendered(figure, DPI)], figure, DPI)[0]


def rendered(figure: Figure, dpi: int = FRAME_DPI) -> Image:
    """Draw the figure and return its pixels."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return pixels(canvas)


def pixels(canvas: Any) -> Image:
    """Copy what is drawn on an Agg canvas now."""
    from PIL import Image  # Matplotlib depends on Pillow

    size, data = canvas.get_width_height(), bytes(canvas.buffer_rgba())
    return Image.frombuffer("RGBA", size, data, "raw", "RGBA", 0, 1).convert("RGB")


def frames(
    images: Sequence[Image], figure: Figure, dpi: int = FRAME_DPI, colours: int = 64
) -> list[Frame]:
    """Encode images of one figure, with colours chosen from the last one.

    Args:
        images: from `rendered`, which makes pictures in a row a little smaller.
        dpi: as in `rendered`.
    """
    from PIL import Image

    last = images[-1]
    sample = last.resize((last.width // 2, last.height // 2), Image.Resampling.NEAREST)
    palette = sample.quantize(colours, Image.Quantize.MEDIANCUT)
    width = round(figure.get_figwidth() * SHOWN)
    found = []
    for one in images:
        stream = io.BytesIO()
        few = one.quantize(palette=palette, dither=Image.Dither.NONE)
        _whiten(few)
        few.save(stream, "PNG", dpi=(dpi, dpi))
        found.append(Frame(stream.getvalue(), width))
    return found


def _whiten(few: Image) -> None:
    """Make the background white again: the colour of the corner, if it is nearly so."""
    numbers, corner = few.getpalette(), 3 * few.getpixel((0, 0))
    if min(numbers[corner : corner + 3]) > 245:
        numbers[corner : corner + 3] = [255, 255, 255]
        few.putpalette(numbers)


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

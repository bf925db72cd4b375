"""Figures as small PNGs, and several of one figure of which only parts change."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from PIL.Image import Image

DPI = 144  # 1.5 times the displayed size, sharp on most screens
FRAME_DPI = 120  # of pictures in a row, which must be small
SHOWN = 96


class Frame(NamedTuple):
    """A rendered figure: the data of a small PNG, and its displayed width in pixels."""

    png: bytes
    width: int


class Frames:
    """Pictures of one figure: what they share is drawn once, and each adds its own."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        self._canvas = _drawn(figure, FRAME_DPI)
        self._images: list[Image] = []
        self.keep()

    def draw(self, add: Callable[[], object], again: Iterable[Any] = ()) -> None:
        """Draw what `add` adds to the axes of the figure, and remove it from them.

        Args:
            again: artists that it covers, to be drawn once more.
        """
        all_axes = self._figure.axes
        shared = {artist for axes in all_axes for artist in axes.get_children()}
        add()
        for axes in all_axes:
            added = [one for one in axes.get_children() if one not in shared]
            for artist in sorted(added, key=lambda artist: artist.get_zorder()):
                axes.draw_artist(artist)
                artist.remove()
        for artist in again:
            artist.axes.draw_artist(artist)

    def keep(self) -> None:
        """Share what is drawn now with all pictures that follow."""
        self._shared = self._canvas.copy_from_bbox(self._figure.bbox)

    def finish(self) -> None:
        """End this picture, and start the next one with what they share."""
        self._images.append(_pixels(self._canvas))
        self._canvas.restore_region(self._shared)

    def encoded(self, colours: int = 64) -> list[Frame]:
        """All pictures."""
        return _encoded(self._images, self._figure, FRAME_DPI, colours)


def frame(figure: Figure) -> Frame:
    """Render the figure with few colours: about a quarter of Matplotlib's PNG."""
    return _encoded([_pixels(_drawn(figure, DPI))], figure, DPI, 64)[0]


def _drawn(figure: Figure, dpi: int) -> Any:
    """The canvas of the figure, drawn."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure.set_dpi(dpi)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return canvas


def _pixels(canvas: Any) -> Image:
    """Copy what is drawn on an Agg canvas now."""
    from PIL import Image  # Matplotlib depends on Pillow

    size, data = canvas.get_width_height(), bytes(canvas.buffer_rgba())
    return Image.frombuffer("RGBA", size, data, "raw", "RGBA", 0, 1).convert("RGB")


def _encoded(
    images: Sequence[Image], figure: Figure, dpi: int, colours: int
) -> list[Frame]:
    """Encode images of one figure, with colours chosen from the last one."""
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

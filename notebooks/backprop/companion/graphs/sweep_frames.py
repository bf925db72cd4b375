"""Frames of one graph for the steps of the backward pass.

The graph is drawn once; each frame adds what belongs to its step.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..display.colours import GREY, ORANGE
from ..display.figures import FRAME_DPI, Frame, frames, number, pixels
from .picture import Note, sheet_of
from .structure import Graph

if TYPE_CHECKING:
    from PIL.Image import Image

    from .flow import Visit


class SweepFrames:
    """The drawing of one graph, with values, to which each step adds its own marks."""

    def __init__(self, graph: Graph, notes: Mapping[Any, Sequence[Note]]) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg

        self.sheet = sheet_of(graph, 2)
        for name, noted in notes.items():
            self.sheet.notes(name, noted)
        self.figure = self.sheet.figure
        self.figure.set_dpi(FRAME_DPI)
        self.canvas = FigureCanvasAgg(self.figure)
        self.canvas.draw()
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.known: set[Any] = set()  # nodes whose gradients are in the background
        self.images: list[Image] = []

    def add(
        self, complete: Mapping[Any, float], so_far: Mapping[Any, float], visit: Visit
    ) -> None:
        """Draw the next step: gradients and sums so far, and thick what is active."""
        self.canvas.restore_region(self.background)
        new = {name: complete[name] for name in complete if name not in self.known}
        self._draw(lambda: self._write("grad", new, ORANGE))
        self.background = self.canvas.copy_from_bbox(self.figure.bbox)
        self.known |= set(new)
        self._draw(lambda: self._write("so far", so_far, GREY))
        self._draw(lambda: self._mark(visit))
        self.images.append(pixels(self.canvas))

    def frames(self) -> list[Frame]:
        """The frames of all steps that were added."""
        return frames(self.images, self.figure, colours=32)

    def _write(self, label: str, numbers: Mapping[Any, float], colour: str) -> None:
        for name, value in numbers.items():
            self.sheet.notes(name, [Note(f"{label} {number(value)}", colour)], 1)

    def _mark(self, visit: Visit) -> None:
        for part in visit.parts:
            edge = (part.inner, visit.name)
            self.sheet.active_arrow(edge, f"× {number(part.local)}")
        self.sheet.ring(visit.name)

    def _draw(self, add: Callable[[], None]) -> None:
        """Draw what `add` adds to the axes, and remove it from them."""
        axes = self.sheet.axes
        static = set(axes.get_children())
        add()
        added = [artist for artist in axes.get_children() if artist not in static]
        for artist in sorted(added, key=lambda artist: artist.get_zorder()):
            axes.draw_artist(artist)
            artist.remove()

"""Frames of one graph for the steps of the backward pass.

The graph is drawn once; each frame adds what belongs to its step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..display.colours import GREY, ORANGE
from ..display.figures import number
from ..display.frames import Frame, Frames
from .picture import Note, sheet_of
from .structure import Graph

if TYPE_CHECKING:
    from .flow import Visit


class SweepFrames:
    """The drawing of one graph, with values, to which each step adds its own marks."""

    def __init__(self, graph: Graph, notes: Mapping[Any, Sequence[Note]]) -> None:
        self.sheet = sheet_of(graph, 2)
        for name, noted in notes.items():
            self.sheet.notes(name, noted)
        self.pictures = Frames(self.sheet.figure)
        self.known: set[Any] = set()  # nodes whose gradients all further frames share

    def add(
        self, complete: Mapping[Any, float], so_far: Mapping[Any, float], visit: Visit
    ) -> None:
        """Draw the next step: gradients and sums so far, and thick what is active."""
        new = {name: complete[name] for name in complete if name not in self.known}
        self.pictures.draw(lambda: self._write("grad", new, ORANGE))
        self.pictures.keep()
        self.known |= set(new)
        self.pictures.draw(lambda: self._write("so far", so_far, GREY))
        self.pictures.draw(lambda: self._mark(visit))
        self.pictures.finish()

    def frames(self) -> list[Frame]:
        """The frames of all steps that were added."""
        return self.pictures.encoded(colours=32)

    def _write(self, label: str, numbers: Mapping[Any, float], colour: str) -> None:
        for name, value in numbers.items():
            self.sheet.notes(name, [Note(f"{label} {number(value)}", colour)], 1)

    def _mark(self, visit: Visit) -> None:
        for part in visit.parts:
            edge = (part.inner, visit.name)
            self.sheet.active_arrow(edge, f"× {number(part.local)}")
        self.sheet.ring(visit.name)

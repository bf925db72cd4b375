"""Computation graphs drawn from left to right, in layers, with Matplotlib alone.

Sources have square corners, operations round ones, the result a thick frame. What is
wrong with a graph has a dashed frame or arrow, and words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ..answers.errors import NotAttemptedError, PropertyError, RaisedError
from ..answers.returned import ask, is_blank
from ..display.cards import Shown, nothing_yet
from ..display.colours import (
    BLUE,
    GREY,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_GREY,
    PALE_ORANGE,
    PAPER,
)
from ..display.figures import bare_figure, default_style, picture
from .layout import Edge, Layout, lay_out
from .structure import Graph, fault, normal, sinks

# All in inches.
COLUMN, ROW, LINE, MARGIN = 1.3, 0.68, 0.17, 0.14
NOTED_COLUMN = 1.5  # where numbers stand under the nodes
HIGH, LETTER, NARROW = 0.44, 0.088, 0.52
APART = 0.16  # between arrows that arrive at one node
ON_PAPER = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
UNORDERED = {"add", "sum", "mul", "dot"}  # operations whose inputs may change places


class Note(NamedTuple):
    """A line of text under a node."""

    text: str
    colour: str = INK


Notes = Mapping[Any, Sequence[Note]]


@default_style
def show_graph(graph: Any, n: int | None = None) -> Shown:
    """Draw a graph, or what a function of n returns as one.

    Args:
        graph: a dict from name to tuple, or a function of n that returns one.
        n: the number to ask the function for.
    """
    nodes, why = readable(graph, n)
    if nodes is None:
        return nothing_yet("the graph", why)
    return draw(nodes, {}, f" for n = {n}" if callable(graph) else "")


def readable(graph: Any, n: int | None) -> tuple[Graph | None, str]:
    """The graph as nodes, or None and why there is none."""
    try:
        given = ask(graph, n) if callable(graph) else graph
        if is_blank(given):
            raise NotAttemptedError
        nodes = normal(given)
        return (nodes, "") if nodes else (None, "the dict has nodes")
    except NotAttemptedError:
        return None, "your function returns a graph"
    except RaisedError as error:
        return None, f"your function runs; now it stops with {error}"
    except PropertyError as error:
        return None, f"it is a graph; now it {error}"


def draw(
    graph: dict[Any, tuple[Any, ...]], notes: Notes, what: str = "", caption: str = ""
) -> Shown:
    """The picture of a graph, with notes under its nodes."""
    layout = lay_out(graph)
    lines = max((len(one) for one in notes.values()), default=0)
    sheet = Sheet(graph, layout, lines)
    for edge, way in layout.ways.items():
        sheet.arrow(edge, way)
    for edge in layout.backward:
        sheet.arrow_back(*edge)
    ends = sinks(graph)
    last = max(layout.places[name][0] for name in ends) if ends else 0
    results = [name for name in ends if layout.places[name][0] == last]
    for name in layout.places:
        is_result = results == [name]
        sheet.box(name, name in ends and not is_result, is_result)
        sheet.notes(name, notes.get(name, ()))
        if name in graph.get(name, ())[1:]:
            sheet.loop(name)
    said = caption or "Arrows run from what is given to what is computed from it."
    wrong = fault(graph)
    if wrong:
        said = f"✗ not yet a sound graph: {wrong}. What is wrong is dashed. {said}"
    return picture(sheet.figure, _alt_text(graph, what), said)


def in_words(notes: Notes, joint: str) -> str:
    """All notes, for the alternative text; `joint` stands between those of a node."""
    said = {name: joint.join(n.text for n in lines) for name, lines in notes.items()}
    return "; ".join(f"{name}: {lines}" for name, lines in said.items())


def _alt_text(graph: Mapping[Any, tuple[Any, ...]], what: str) -> str:
    inner = "; ".join(
        f"{name} is {node[0]} of {', '.join(map(str, node[1:])) or 'nothing'}"
        for name, node in graph.items()
        if node[0] != "source"
    )
    return f"Computation graph{what}: {inner}."


class Sheet:
    """The paper that one graph is drawn on."""

    def __init__(
        self, graph: Mapping[Any, tuple[Any, ...]], layout: Layout, lines: int
    ) -> None:
        self.graph = graph
        self.places = layout.places
        self.row = ROW + LINE * lines
        self.column = NOTED_COLUMN if lines else COLUMN
        columns = 1 + max(x for x, _ in layout.places.values())
        stops = [stop for way in layout.ways.values() for stop in way]
        rows = [y for _, y in (*layout.places.values(), *stops)]
        self.lowest = min(rows)
        below = 0.25 if layout.backward else 0.0
        width = self.column * columns + 2 * MARGIN
        height = self.row * (max(rows) - self.lowest) + HIGH + LINE * lines + below
        self.foot = MARGIN + LINE * lines + below + HIGH / 2
        height += 2 * MARGIN
        self.figure = bare_figure(width, height)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.axis("off")
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        """Inches for a column and a row."""
        column, row = place
        x = MARGIN + self.column * (column + 0.5)
        return x, self.foot + self.row * (row - self.lowest)

    def _wide(self, name: Any) -> float:
        node = self.graph.get(name)
        under = "missing" if node is None else _short(node[0])
        letters = max(1.25 * len(_short(name)), 0 if under == "source" else len(under))
        return max(NARROW, 0.2 + LETTER * letters)

    def _high(self, name: Any) -> float:
        several = len(set(self.graph.get(name, ())[1:]))
        return max(HIGH, min(APART * several, ROW))

    def box(self, name: Any, stray: bool, last: bool) -> None:
        """A node: its name and below it the operation.

        Args:
            stray: no other node uses it, and it is not the result.
            last: it is the result.
        """
        from matplotlib.patches import FancyBboxPatch

        x, y = self.at(self.places[name])
        node = self.graph.get(name)
        wide, high = self._wide(name), self._high(name)
        source, absent = node is not None and node[0] == "source", node is None
        shape = "square,pad=0" if source else f"round,pad=0,rounding_size={HIGH / 2.6}"
        fill, edge = (PALE_GREY, GREY) if source else (PALE_BLUE, BLUE)
        style: dict[str, Any] = {"fc": fill, "ec": edge, "lw": 2.8 if last else 1.2}
        if stray or absent:
            style |= {"fc": PALE_ORANGE, "ec": ORANGE, "ls": "--"}
        corner = (x - wide / 2, y - high / 2)
        patch = FancyBboxPatch(corner, wide, high, shape, zorder=3, **style)
        self.axes.add_patch(patch)
        under = "missing" if node is None else "" if source else _short(node[0])
        lift = 0.085 if under else 0.0
        self._text(x, y + lift, _short(name), 10.5, INK, weight="bold")
        self._text(x, y - 0.1, under, 9, ORANGE if absent else INK)
        if stray:
            self._text(x, y - high / 2 - 0.09, "used by none", 8.5, ORANGE)

    def notes(self, name: Any, notes: Sequence[Note]) -> None:
        """Lines of text below a node."""
        x, y = self.at(self.places[name])
        for place, note in enumerate(notes):
            down = self._high(name) / 2 + LINE * (place + 0.62)
            self._text(x, y - down, note.text, 9, note.colour, bbox=ON_PAPER)

    def arrow(self, edge: Edge, way: Sequence[tuple[float, float]]) -> None:
        """A smooth line from an input to its user, over the edge's waypoints."""
        inner, user = edge
        node = self.graph[user]
        (x0, y0), *between, (x1, y1) = [self.at(stop) for stop in way]
        x0, x1 = x0 + self._wide(inner) / 2, x1 - self._wide(user) / 2 - 0.02
        y1 += self._landing(node, inner)
        self._curve([(x0, y0), *between, (x1, y1)])
        if len(node) > 2 and node[0] not in UNORDERED and str(node[0]).isidentifier():
            places = [place for place, i in enumerate(node[1:], 1) if i == inner]
            self._text(x1 - 0.12, y1 + 0.075, ", ".join(map(str, places)), 7.5, GREY)

    def _landing(self, node: tuple[Any, ...], inner: Any) -> float:
        """Inputs of one node arrive apart from each other, in the order of rows."""
        inputs = sorted(dict.fromkeys(node[1:]), key=lambda i: self.places[i][1])
        if len(inputs) < 2:
            return 0.0
        spread = min(APART * (len(inputs) - 1), ROW - 0.2)
        return spread * (inputs.index(inner) / (len(inputs) - 1) - 0.5)

    def arrow_back(self, inner: Any, user: Any) -> None:
        """An edge that closes a circle: dashed, below the nodes."""
        (x0, y0), (x1, y1) = self.at(self.places[inner]), self.at(self.places[user])
        low = min(y0, y1) - HIGH / 2 - 0.35
        points = [(x0, y0 - HIGH / 2), (x0, low), (x1, low), (x1, y1 - HIGH / 2)]
        self._bezier(points, ORANGE, "--", "^")
        self._text((x0 + x1) / 2, low + 0.09, "circle", 8.5, ORANGE, bbox=ON_PAPER)

    def loop(self, name: Any) -> None:
        """A node that is its own input."""
        x, y = self.at(self.places[name])
        x += self._wide(name) / 2
        bend = [(x + 0.5, y + 0.3), (x + 0.5, y - 0.3)]
        self._bezier([(x, y + 0.1), *bend, (x + 0.03, y - 0.1)], ORANGE, "--", "<")
        self._text(x + 0.5, y, "circle", 8.5, ORANGE, bbox=ON_PAPER)

    def _curve(self, stops: list[tuple[float, float]]) -> None:
        points = [stops[0]]
        for (x0, y0), (x1, y1) in pairwise(stops):
            half = (x1 - x0) / 2
            points += [(x0 + half, y0), (x1 - half, y1), (x1, y1)]
        self._bezier(points, GREY, "-", ">")

    def _bezier(
        self, points: list[tuple[float, float]], colour: str, line: str, head: str
    ) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        codes = [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1)
        style = {"edgecolor": colour, "facecolor": "none", "linestyle": line}
        path = Path(points, codes)
        self.axes.add_patch(PathPatch(path, linewidth=1.3, zorder=2, **style))
        back = {">": (-0.035, 0), "<": (0.035, 0), "^": (0, -0.035)}[head]
        tip = (points[-1][0] + back[0], points[-1][1] + back[1])
        self.axes.plot(*tip, head, color=colour, ms=5, mew=0, zorder=2.5)

    def _text(
        self, x: float, y: float, text: str, size: float, colour: str, **style: Any
    ) -> None:
        style |= {"ha": "center", "va": "center_baseline", "zorder": 4}
        style |= {"size": size, "color": colour, "parse_math": False}
        self.axes.text(x, y, text, **style)


def _short(name: Any) -> str:
    text = str(name)
    return text if len(text) <= 12 else f"{text[:11]}…"

"""Draw computation graphs from left to right, in layers, with Matplotlib only.

Sources have square corners, operations have round ones, the result has a thick frame.
A dashed frame or arrow with a label marks an error in the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ..answers.errors import NotAttemptedError, PropertyError, RaisedError
from ..answers.returned import ask, is_blank
from ..display.cards import Shown, join_names, no_picture
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
from .structure import Graph, as_graph, sinks, structure_error

# Lengths in inches.
COLUMN, ROW, LINE, MARGIN = 1.3, 0.68, 0.17, 0.14
NOTED_COLUMN = 1.62  # with numbers below the nodes
HIGH, LETTER, NARROW = 0.44, 0.088, 0.52
FOOT = 0.06  # below the lowest node, above the caption
UNUSED = 0.16  # room for the word below the lowest node
APART = 0.16  # between arrows that arrive at one node
LABEL_BOX = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
EDGE_BOX = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0}
LEVEL = 0.25  # an edge that rises less has its label beside it, not in its middle
UNORDERED = {"add", "sum", "mul", "dot"}  # operations whose inputs commute


class Note(NamedTuple):
    """A line of text below a node; `alt` is the text to read aloud, if it differs."""

    text: str
    colour: str = INK
    alt: str = ""


Notes = Mapping[Any, Sequence[Note]]
CONDITION = "your function returns a graph"  # completes "This picture appears once …"


@default_style
def show_graph(
    graph: Any,
    n: int | None = None,
    wrong_nodes: Callable[[Graph], Mapping[Any, str]] = lambda _: {},
) -> Shown:
    """Draw a computation graph.

    Args:
        graph: a dict from name to tuple, or a function of n that returns one.
        n: the argument of the function.
        wrong_nodes: returns node -> what is wrong with its operation.
    """
    nodes, problem = readable(graph, n)
    if nodes is None:
        return no_picture("the graph", CONDITION, problem)
    title = f" for n = {n}" if callable(graph) else ""
    return draw(nodes, {}, title, wrong=wrong_nodes(nodes))


def readable(graph: Any, n: int | None) -> tuple[Graph | None, str]:
    """Read a graph, or return None and a sentence that says why it can't be read."""
    try:
        given = ask(graph, n) if callable(graph) else graph
        if is_blank(given):
            raise NotAttemptedError
        nodes = as_graph(given)
        return (nodes, "") if nodes else (None, "Your dict is empty.")
    except NotAttemptedError:
        return None, ""
    except RaisedError as error:
        return None, f"Your function {error.verb}{error}. {error.next_step}"
    except PropertyError as error:
        return None, f"Your graph {error}. {error.next_step}".strip()


def draw(
    graph: Graph,
    notes: Notes,
    title: str = "",
    caption: str = "",
    wrong: Mapping[Any, str] | None = None,
) -> Shown:
    """Draw a graph with notes below its nodes.

    Args:
        title: follows "Computation graph" in the alternative text.
        wrong: node -> what is wrong with its operation.
    """
    wrong = wrong or {}
    lines = max((len(one) for one in notes.values()), default=0)
    sheet = sheet_of(graph, lines, wrong)
    for name, noted in notes.items():
        sheet.notes(name, noted)
    caption = caption or "Each arrow runs from an input to the node that uses it."
    errors = [structure_error(graph), *wrong.values()]
    if error := "; ".join(filter(None, errors)):
        problem = f"✗ Not a valid graph yet: {error}. Dashed lines mark the problem."
        caption = f"{problem} {caption}"
    return picture(sheet.figure, alt_text(graph, notes, title), caption)


def sheet_of(graph: Graph, lines: int, wrong: Collection[Any] = ()) -> Sheet:
    """Draw a graph with room for this many lines of notes below each node.

    Args:
        wrong: the nodes to draw with a dashed frame because of their operations.
    """
    layout = lay_out(graph)
    sheet = Sheet(graph, layout, lines)
    for edge in layout.routes:
        sheet.arrow(edge)
    for edge in layout.backward:
        sheet.arrow_back(*edge)
    unused = sinks(graph)
    last = max(layout.places[name][0] for name in unused) if unused else 0
    results = [name for name in unused if layout.places[name][0] == last]
    for name in layout.places:
        is_result = results == [name]
        idle = name in unused and not is_result
        sheet.box(name, idle, is_result, wrong=name in wrong)
        if name in graph.get(name, ())[1:]:
            sheet.loop(name)
    return sheet


def alt_text(graph: Graph, notes: Notes, title: str) -> str:
    nodes = "; ".join(
        f"{name} is {_formula(node)}"
        for name, node in graph.items()
        if node[0] != "source"
    )
    lines = "; ".join(
        f"{name}: {', '.join(note.alt or note.text for note in noted)}"
        for name, noted in notes.items()
    )
    return f"Computation graph{title}: {nodes}." + (
        f" Notes: {lines}." if lines else ""
    )


def _formula(node: tuple[Any, ...]) -> str:
    """The operation and inputs of a node, to read aloud."""
    operation, *inputs = map(str, node)
    if inputs and operation.isidentifier():
        return f"{operation} of {join_names(inputs)}"
    return operation


class Sheet:
    """The figure of one graph, and methods that draw on it."""

    def __init__(
        self, graph: Mapping[Any, tuple[Any, ...]], layout: Layout, lines: int
    ) -> None:
        self.graph = graph
        self.places = layout.places
        self.routes = layout.routes
        self.row = ROW + LINE * lines
        self.column = NOTED_COLUMN if lines else COLUMN
        columns = 1 + max(x for x, _ in layout.places.values())
        stops = [stop for route in layout.routes.values() for stop in route]
        rows = [y for _, y in (*layout.places.values(), *stops)]
        self.lowest = min(rows)
        below = 0.35 if layout.backward else UNUSED if len(sinks(graph)) > 1 else 0.0
        width = self.column * columns + 2 * MARGIN
        height = self.row * (max(rows) - self.lowest) + HIGH + LINE * lines + below
        self.foot = FOOT + LINE * lines + below + HIGH / 2
        height += MARGIN + FOOT
        self.figure = bare_figure(width, height)
        self.axes = self.figure.add_axes((0, 0, 1, 1))
        self.axes.axis("off")
        self.axes.set_xlim(0, width)
        self.axes.set_ylim(0, height)

    def at(self, place: tuple[float, float]) -> tuple[float, float]:
        """Convert a column and a row to inches."""
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

    def box(
        self, name: Any, unused: bool, is_result: bool, *, wrong: bool = False
    ) -> None:
        """Draw a node: its name, and below it the operation.

        Args:
            unused: whether no node uses it although it is not the result.
            is_result: whether it is the result.
            wrong: whether its operation is wrong.
        """
        from matplotlib.patches import FancyBboxPatch

        x, y = self.at(self.places[name])
        node = self.graph.get(name)
        wide, high = self._wide(name), self._high(name)
        source, absent = node is not None and node[0] == "source", node is None
        shape = "square,pad=0" if source else f"round,pad=0,rounding_size={HIGH / 2.6}"
        fill, edge = (PALE_GREY, GREY) if source else (PALE_BLUE, BLUE)
        style: dict[str, Any] = {
            "fc": fill,
            "ec": edge,
            "lw": 2.8 if is_result else 1.2,
        }
        if unused or absent or wrong:
            style |= {"fc": PALE_ORANGE, "ec": ORANGE, "ls": "--"}
        corner = (x - wide / 2, y - high / 2)
        patch = FancyBboxPatch(corner, wide, high, shape, zorder=3, **style)
        self.axes.add_patch(patch)
        under = "missing" if node is None else "" if source else _short(node[0])
        lift = 0.085 if under else 0.0
        self._text(x, y + lift, _short(name), 10.5, INK, weight="bold")
        self._text(x, y - 0.1, under, 9, ORANGE if absent or wrong else INK)
        if unused:
            self._text(x, y - high / 2 - 0.09, "unused", 8.5, ORANGE)

    def ring(self, name: Any) -> None:
        """Draw a thick frame around a node."""
        from matplotlib.patches import FancyBboxPatch

        x, y = self.at(self.places[name])
        wide, high = self._wide(name), self._high(name)
        source = self.graph[name][0] == "source"
        shape = "square,pad=0" if source else f"round,pad=0,rounding_size={HIGH / 2.6}"
        corner = (x - wide / 2, y - high / 2)
        patch = FancyBboxPatch(
            corner, wide, high, shape, fc="none", ec=ORANGE, lw=3, zorder=3
        )
        self.axes.add_patch(patch)

    def notes(self, name: Any, notes: Sequence[Note], first: int = 0) -> None:
        """Write lines of text below a node, from line number `first`."""
        x, y = self.at(self.places[name])
        for place, note in enumerate(notes, first):
            down = self._high(name) / 2 + LINE * (place + 0.62)
            self._text(x, y - down, note.text, 9.5, note.colour, bbox=LABEL_BOX)

    def arrow(self, edge: Edge) -> None:
        """Draw a smooth line from an input to its user through the waypoints."""
        inner, user = edge
        node = self.graph[user]
        stops = self._stops(edge)
        self._curve(stops, GREY, 1.3)
        if len(node) > 2 and node[0] not in UNORDERED and str(node[0]).isidentifier():
            places = [place for place, i in enumerate(node[1:], 1) if i == inner]
            x, y = stops[-1]
            self._text(x - 0.12, y + 0.075, ", ".join(map(str, places)), 7.5, GREY)

    def active_arrow(self, edge: Edge, label: str) -> None:
        """Draw an edge again, thick and backward, with a label at its middle."""
        stops = self._stops(edge)
        self._cover_head(stops[-1])
        self._curve(stops, ORANGE, 3.0, backward=True)
        (x0, y0), (x1, y1) = stops[-2:]
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        if abs(y1 - y0) < LEVEL:
            inner, user = edge
            lowest = self._landing(self.graph[user], inner) < 0
            y = min(y0, y1) - 0.14 if lowest else max(y0, y1) + 0.14
        self._text(x, y, label, 9, ORANGE, bbox=EDGE_BOX, weight="bold")

    def _cover_head(self, tip: tuple[float, float]) -> None:
        """Cover the head of an arrow that is drawn again in the other direction."""
        x, y = tip
        self.axes.plot([x - 0.09, x], [y, y], color=PAPER, lw=7, zorder=2.6)

    def _stops(self, edge: Edge) -> list[tuple[float, float]]:
        """The ends of an edge and the waypoints between them, in inches."""
        inner, user = edge
        (x0, y0), *between, (x1, y1) = [self.at(stop) for stop in self.routes[edge]]
        x0, x1 = x0 + self._wide(inner) / 2, x1 - self._wide(user) / 2 - 0.02
        return [(x0, y0), *between, (x1, y1 + self._landing(self.graph[user], inner))]

    def _landing(self, node: tuple[Any, ...], inner: Any) -> float:
        """Vertical offset at which an input's arrow arrives, in the order of rows."""
        inputs = sorted(dict.fromkeys(node[1:]), key=lambda i: self.places[i][1])
        if len(inputs) < 2:
            return 0.0
        spread = min(APART * (len(inputs) - 1), ROW - 0.2)
        return spread * (inputs.index(inner) / (len(inputs) - 1) - 0.5)

    def arrow_back(self, inner: Any, user: Any) -> None:
        """Draw an edge that closes a cycle: dashed, below the nodes."""
        (x0, y0), (x1, y1) = self.at(self.places[inner]), self.at(self.places[user])
        low = min(y0, y1) - HIGH / 2 - 0.35
        points = [(x0, y0 - HIGH / 2), (x0, low), (x1, low), (x1, y1 - HIGH / 2)]
        self._bezier(points, ORANGE, "--", "^")
        self._text((x0 + x1) / 2, low + 0.09, "cycle", 8.5, ORANGE, bbox=LABEL_BOX)

    def loop(self, name: Any) -> None:
        """Draw the arrow of a node that uses itself as an input."""
        x, y = self.at(self.places[name])
        x += self._wide(name) / 2
        bend = [(x + 0.5, y + 0.3), (x + 0.5, y - 0.3)]
        self._bezier([(x, y + 0.1), *bend, (x + 0.03, y - 0.1)], ORANGE, "--", "<")
        self._text(x + 0.5, y, "cycle", 8.5, ORANGE, bbox=LABEL_BOX)

    def _curve(
        self,
        stops: list[tuple[float, float]],
        colour: str,
        width: float,
        *,
        backward: bool = False,
    ) -> None:
        """Draw an arrow through the stops, or one from the last stop to the first."""
        points = [stops[0]]
        for (x0, y0), (x1, y1) in pairwise(stops):
            half = (x1 - x0) / 2
            points += [(x0 + half, y0), (x1 - half, y1), (x1, y1)]
        if backward:
            self._bezier(points[::-1], colour, "-", "<", width, layer=2.7)
        else:
            self._bezier(points, colour, "-", ">", width)

    def _bezier(
        self,
        points: list[tuple[float, float]],
        colour: str,
        line: str,
        head: str,
        width: float = 1.3,
        layer: float = 2.0,
    ) -> None:
        from matplotlib.patches import PathPatch
        from matplotlib.path import Path

        codes = [Path.MOVETO] + [Path.CURVE4] * (len(points) - 1)
        style = {"edgecolor": colour, "facecolor": "none", "linestyle": line}
        path = Path(points, codes)
        self.axes.add_patch(PathPatch(path, linewidth=width, zorder=layer, **style))
        back = {">": (-0.035, 0), "<": (0.035, 0), "^": (0, -0.035)}[head]
        tip = (points[-1][0] + back[0], points[-1][1] + back[1])
        size = 3.2 + 1.4 * width
        self.axes.plot(*tip, head, color=colour, ms=size, mew=0, zorder=layer + 0.5)

    def _text(
        self, x: float, y: float, text: str, size: float, colour: str, **style: Any
    ) -> None:
        style |= {"ha": "center", "va": "center_baseline", "zorder": 4}
        style |= {"size": size, "color": colour, "parse_math": False}
        self.axes.text(x, y, text, **style)


def _short(name: Any) -> str:
    text = str(name)
    return text if len(text) <= 12 else f"{text[:11]}…"

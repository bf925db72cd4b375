"""Computation graphs drawn from left to right, in layers, with Matplotlib alone.

Sources are boxes, operations are rounded, the sink has a double frame; what is wrong is
said in words and marked by a dashed frame.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from companion.figures import BLUE, GREY, INK, ORANGE, new_figure, nothing_yet, picture
from companion.graph_values import fault, in_order, layers, normal, sinks
from companion.values import BlankError, FailedError, MisfitError, ask, is_blank
from companion.words_html import Shown

WIDE, HIGH = 1.45, 0.95  # inches from layer to layer, from node to node


def show_graph(graph: Any, n: int | None = None) -> Shown:
    """Draw a graph, or what a function of n returns as one.

    Args:
        graph: a dict from name to tuple, or a function of n that returns one.
        n: the number to ask the function for.
    """
    drawn, why = readable(graph, n)
    if drawn is None:
        return nothing_yet("the graph", why)
    return draw(drawn, {}, f"for n = {n}" if n else "")


def readable(graph: Any, n: int | None) -> tuple[dict | None, str]:
    """The graph as nodes, or None and why there is none."""
    try:
        given = ask(graph, n) if callable(graph) else graph
        if is_blank(given):
            raise BlankError
        nodes = normal(given)
        return (nodes, "") if nodes else (None, "the dict has nodes")
    except BlankError:
        return None, "your function returns a graph"
    except FailedError as failed:
        return None, f"your function runs; now it stops with {failed}"
    except MisfitError as misfit:
        return None, f"it is a graph; now it {misfit}"


def draw(
    graph: dict[Any, tuple[Any, ...]],
    notes: Mapping[Any, str],
    what: str,
    caption: str = "",
) -> Shown:
    """The picture of a graph, with a note under each node that has one."""
    wrong = fault(graph)
    places = _places(graph)
    columns = 1 + max(x for x, _ in places.values())
    rows = 1 + max(y for _, y in places.values())
    height = max(1.6, HIGH * rows + (0.5 if notes else 0.2))
    figure, axes = new_figure(max(3.2, WIDE * columns), height)
    axes.axis("off")
    axes.set_xlim(-0.6, columns - 0.4)
    axes.set_ylim(-0.75, rows - 0.4)
    for name, node in graph.items():
        for inner in node[1:]:
            if inner in places:
                _arrow(axes, places[inner], places[name])
    ends = sinks(graph)
    for name, node in graph.items():
        _box(axes, places[name], name, node, name in ends, notes.get(name, ""))
    inner = ", ".join(
        f"{name} is {node[0]} of {' and '.join(map(str, node[1:]))}"
        for name, node in graph.items()
        if node[0] != "source"
    )
    alt = f"Computation graph {what}: {inner}."
    said = caption or "Arrows run from what is given to what is computed."
    if wrong:
        said = f"✗ Not a sound graph yet: {wrong}. {said}"
    return picture(figure, alt, said)


def _places(graph: dict[Any, tuple[Any, ...]]) -> dict[Any, tuple[float, float]]:
    """(column, row) for each node: columns by depth, rows near what a node uses."""
    depth = layers(graph)
    last = 1 + max(depth.values(), default=-1)
    for name in graph:  # nodes on a cycle have no depth: behind all others
        depth.setdefault(name, last)
    _pull_sources(graph, depth)
    columns: dict[int, list[Any]] = {}
    for name in [*in_order(graph), *(n for n in graph if n not in in_order(graph))]:
        columns.setdefault(depth[name], []).append(name)
    most = max(map(len, columns.values()))
    places: dict[Any, tuple[float, float]] = {}
    for column in sorted(columns):
        names = columns[column]
        if column:
            names = sorted(names, key=lambda name: -_pull(graph[name], places))
        gap = (most - len(names)) / 2
        for row, name in enumerate(names):
            places[name] = (float(column), gap + len(names) - 1 - row)
    return places


def _pull_sources(graph: dict[Any, tuple[Any, ...]], depth: dict[Any, int]) -> None:
    """A source stands just before the first node that uses it."""
    for name, node in graph.items():
        if node[0] == "source":
            users = [depth[n] for n, other in graph.items() if name in other[1:]]
            depth[name] = max(0, min(users, default=1) - 1)


def _pull(node: tuple[Any, ...], places: Mapping[Any, tuple[float, float]]) -> float:
    rows = [places[inner][1] for inner in node[1:] if inner in places]
    return sum(rows) / len(rows) if rows else -1.0


def _arrow(axes: Any, start: tuple[float, float], end: tuple[float, float]) -> None:
    bend = 0.0 if end[0] - start[0] <= 1 else 0.18
    axes.annotate(
        "",
        (end[0] - 0.27, end[1]),
        (start[0] + 0.27, start[1]),
        arrowprops={
            "arrowstyle": "-|>",
            "color": GREY,
            "lw": 1.2,
            "connectionstyle": f"arc3,rad={bend}",
        },
    )


def _box(
    axes: Any,
    place: tuple[float, float],
    name: Any,
    node: tuple[Any, ...],
    is_sink: bool,
    note: str,
) -> None:
    source = node[0] == "source"
    label = f"{name}" if source else f"{name}\n{node[0]}"
    style = "square,pad=0.35" if source else "round,pad=0.35"
    axes.text(
        *place,
        label[:40],
        ha="center",
        va="center",
        fontsize=9.5,
        color=INK,
        bbox={
            "boxstyle": style,
            "facecolor": "#f4f4f4" if source else "#e6f1f8",
            "edgecolor": GREY if source else BLUE,
            "lw": 2.6 if is_sink else 1.1,
        },
        zorder=3,
    )
    if note:
        axes.text(
            place[0], place[1] - 0.36, note, ha="center", va="top", fontsize=8,
            color=ORANGE, zorder=4, linespacing=1.15,
        )  # fmt: skip

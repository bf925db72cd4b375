"""Positions for the nodes of a graph: columns from left to right, few crossings.

A node's column is its longest distance from the sources; a source is placed just
before its first user. An edge over several columns gets a waypoint in each column
between its ends, and waypoints keep a distance from nodes. Any dict of tuples has a
layout: missing inputs get a place, and edges that close a cycle run backwards.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from itertools import pairwise
from typing import Any, NamedTuple

Node = Any  # a name, or a Waypoint
Graph = Mapping[Any, tuple[Any, ...]]
Edge = tuple[Any, Any]  # from an input to the node that uses it
Near = dict[Node, list[Node]]  # neighbours of each node on one side

SWEEPS = 8
WAYPOINT_GAP = 0.7  # of a row; the gap between nodes is a row


class Waypoint(NamedTuple):
    """A point where an edge crosses a column between its ends."""

    edge: Edge
    column: int


class Layout(NamedTuple):
    """Columns and rows (row 0 at the bottom) of nodes, and the paths of edges."""

    places: dict[Any, tuple[float, float]]
    routes: dict[Edge, list[tuple[float, float]]]
    backward: set[Edge]
    missing: list[Any]


def lay_out(graph: Graph) -> Layout:
    """Place every node and every missing input, and route every edge."""
    inputs = {name: [i for i in node[1:] if i != name] for name, node in graph.items()}
    missing = list(dict.fromkeys(i for ins in inputs.values() for i in ins))
    missing = [name for name in missing if name not in graph]
    inputs |= {name: [] for name in missing}
    order = _order(inputs)
    rank = {name: place for place, name in enumerate(order)}
    edges = list(dict.fromkeys((i, name) for name in order for i in inputs[name]))
    forward = [(a, b) for a, b in edges if rank[a] < rank[b]]
    column = _columns(order, forward)
    links, chains = _with_waypoints(forward, column)
    column |= {s: s.column for chain in chains.values() for s in chain[1:-1]}
    rows = _rows(_sorted_columns(column, links), links)
    at = {name: (float(c), rows[name]) for name, c in column.items()}
    return Layout(
        {name: at[name] for name in order},
        {edge: [at[stop] for stop in chain] for edge, chain in chains.items()},
        set(edges) - set(forward),
        missing,
    )


def _order(inputs: Mapping[Any, list[Any]]) -> list[Any]:
    """Sort inputs before users; in a cycle, fewest unplaced inputs first."""
    waiting = {name: set(ins) for name, ins in inputs.items()}
    order: list[Any] = []
    while waiting:
        name = min(waiting, key=lambda n: len(waiting[n]))
        del waiting[name]
        order.append(name)
        for ins in waiting.values():
            ins.discard(name)
    return order


def _columns(order: list[Any], forward: list[Edge]) -> dict[Any, int]:
    column = dict.fromkeys(order, 0)
    used: dict[Any, list[Any]] = {name: [] for name in order}
    fed: set[Any] = set()
    for a, b in forward:  # sorted by b in `order`, so the column of a is final
        column[b] = max(column[b], column[a] + 1)
        used[a].append(b)
        fed.add(b)
    for name in order:  # a node without inputs goes just before its first user
        if name not in fed and used[name]:
            column[name] = min(column[user] for user in used[name]) - 1
    return column


def _with_waypoints(
    forward: list[Edge], column: Mapping[Any, int]
) -> tuple[list[Edge], dict[Edge, list[Node]]]:
    links: list[Edge] = []
    chains: dict[Edge, list[Node]] = {}
    for a, b in forward:
        between = [Waypoint((a, b), c) for c in range(column[a] + 1, column[b])]
        chains[a, b] = [a, *between, b]
        links += pairwise(chains[a, b])
    return links, chains


def _neighbours(links: list[Edge]) -> tuple[Near, Near]:
    before: Near = {}
    behind: Near = {}
    for a, b in links:
        before.setdefault(b, []).append(a)
        behind.setdefault(a, []).append(b)
    return before, behind


def _sorted_columns(column: Mapping[Node, int], links: list[Edge]) -> list[list[Node]]:
    """Sort the nodes of each column so that few edges cross."""
    columns: list[list[Node]] = [[] for _ in range(max(column.values()) + 1)]
    for name, c in column.items():
        columns[c].append(name)
    before, behind = _neighbours(links)
    best = columns
    for sweep in range(SWEEPS):
        forwards = sweep % 2 == 1  # start at the result: sources move to their users
        near = before if forwards else behind
        columns = [list(names) for names in columns]
        for c in range(len(columns)) if forwards else reversed(range(len(columns))):
            spot = _relative(columns)
            columns[c].sort(key=functools.partial(_mean, near=near, spot=spot))
        if _crossings(columns, links) < _crossings(best, links):
            best = columns
    return best


def _relative(columns: list[list[Node]]) -> dict[Node, float]:
    return {n: (i + 0.5) / len(ns) for ns in columns for i, n in enumerate(ns)}


def _mean(name: Node, near: Near, spot: Mapping[Node, float]) -> float:
    """The mean place of a node's neighbours, or its own place if it has none."""
    spots = [spot[other] for other in near.get(name, [])]
    return sum(spots) / len(spots) if spots else spot[name]


def _crossings(columns: list[list[Node]], links: list[Edge]) -> int:
    spot = _relative(columns)
    home = {name: c for c, names in enumerate(columns) for name in names}
    return sum(
        home[a] == home[c] and (spot[a] - spot[c]) * (spot[b] - spot[d]) < 0
        for i, (a, b) in enumerate(links)
        for c, d in links[:i]
    )


def _rows(columns: list[list[Node]], links: list[Edge]) -> dict[Node, float]:
    """Choose rows near each node's neighbours that keep the order in each column."""
    row = {name: -float(i) for names in columns for i, name in enumerate(names)}
    before, behind = _neighbours(links)
    near = {name: before.get(name, []) + behind.get(name, []) for name in row}
    for sweep in range(2 * SWEEPS):
        for names in columns if sweep % 2 else reversed(columns):
            targets = [_mean(name, near, row) for name in names]
            row.update(zip(names, _spaced(targets, _gaps(names)), strict=True))
    lowest = min(row.values())
    return {name: value - lowest for name, value in row.items()}


def _gaps(names: list[Node]) -> list[float]:
    narrow = [isinstance(name, Waypoint) for name in names]
    return [WAYPOINT_GAP if a or b else 1.0 for a, b in pairwise(narrow)]


def _spaced(targets: list[float], gaps: list[float]) -> list[float]:
    """Find the values nearest to the targets that decrease by at least the gaps.

    Isotonic regression: neighbours that come too close share their mean (pool adjacent
    violators).
    """
    offset = [0.0]
    for gap in gaps:
        offset.append(offset[-1] + gap)
    pools: list[tuple[float, int]] = []
    for value, shift in zip(targets, offset, strict=True):
        pools.append((value + shift, 1))
        while len(pools) > 1 and pools[-2][0] < pools[-1][0]:
            (a, m), (b, k) = pools[-2:]
            pools[-2:] = [((a * m + b * k) / (m + k), m + k)]
    flat = [mean for mean, count in pools for _ in range(count)]
    return [value - shift for value, shift in zip(flat, offset, strict=True)]

"""Graphs as plain dicts: reading one, its order, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from ..answers.errors import PropertyError

Graph = dict[Any, tuple[Any, ...]]


def normal(graph: Any) -> Graph:
    """The graph with a tuple for every node.

    Raises:
        PropertyError: it is no dict of tuples.
    """
    if not isinstance(graph, Mapping):
        raise PropertyError(f"is of type {type(graph).__name__}; a graph is a dict")
    nodes = {}
    for name, node in graph.items():
        parts = node.tolist() if isinstance(node, np.ndarray) else node
        parts = (parts,) if isinstance(parts, str) else parts
        if not isinstance(parts, tuple | list) or not len(parts):
            raise PropertyError(f"has at {name!r} no tuple of operation and inputs")
        nodes[name] = tuple(parts)
        for part in nodes[name]:
            _hashable(name, part)
    return nodes


def _hashable(name: Any, part: Any) -> None:
    try:
        hash(part)
    except TypeError:
        kind = type(part).__name__
        raise PropertyError(
            f"has at {name!r} a {kind} where the name of a node should stand"
        ) from None


def fault(graph: Graph, sources: Collection[str] | None = None) -> str | None:
    """What is wrong with the structure, in words; None if nothing is."""
    for name in sources or ():
        if name not in graph:
            return f"the source {name!r} is missing"
        if graph[name] != ("source",):
            return f"{name!r} should be a source"
    for name, (operation, *inputs) in graph.items():
        if operation == "source" and sources is not None and name not in sources:
            return f"{name!r} is a source, and the question does not name it"
        for inner in inputs:
            if inner not in graph:
                return f"{name!r} names the input {inner!r}, which is not in the dict"
    ring = circle(graph)
    if ring:
        return f"the arrows run in a circle: {' → '.join(map(str, [*ring, ring[0]]))}"
    ends = sinks(graph)
    if len(ends) > 1:
        names = " and ".join(map(repr, ends))
        return f"no other node uses {names}; only the result may stand at the end"
    return None


def circle(graph: Graph) -> list[Any]:
    """The nodes of one cycle, in the direction of the arrows; empty if none."""
    stuck = dict.fromkeys(graph)
    for name in in_order(graph):
        del stuck[name]
    seen: dict[Any, None] = {}
    name = next(iter(stuck), None)
    while stuck and name not in seen:  # every stuck node has a stuck input
        seen[name] = None
        name = next((i for i in graph[name][1:] if i in stuck), None)
        if name is None:  # stuck for an input that is missing, not for a cycle
            return []
    path = list(seen)
    return path[path.index(name) :][::-1] if stuck else []


def in_order(graph: Graph) -> list[Any]:
    """Names, inputs before what uses them; those on a cycle are left out."""
    waiting = {name: len(node) - 1 for name, node in graph.items()}
    users: dict[Any, list[Any]] = {name: [] for name in graph}
    for name, node in graph.items():
        for inner in node[1:]:
            if inner in users:
                users[inner].append(name)
    order = [name for name, count in waiting.items() if count == 0]
    for name in order:  # grows while it is walked
        for user in users[name]:
            waiting[user] -= 1
            if waiting[user] == 0:
                order.append(user)
    return order


def sinks(graph: Graph) -> list[Any]:
    """The nodes that no other node uses."""
    used = {name for node in graph.values() for name in node[1:]}
    return [name for name in graph if name not in used]

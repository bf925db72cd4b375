"""Graphs as plain dicts: validation, topological order, cycles and sinks."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from ..answers.errors import PropertyError
from ..answers.shown_names import arrows, node_name

Graph = dict[Any, tuple[Any, ...]]


def as_graph(graph: Any) -> Graph:
    """Convert a dict to a graph: each node a tuple of an operation and its inputs.

    Raises:
        PropertyError: it is not a dict of such tuples.
    """
    if not isinstance(graph, Mapping):
        kind = type(graph).__name__
        raise PropertyError(
            f"is of type {kind}; a dict is expected",
            "Write one key per node; its value is a tuple of operation and inputs.",
        )
    nodes = {}
    for name, node in graph.items():
        parts = node.tolist() if isinstance(node, np.ndarray) else node
        parts = (parts,) if isinstance(parts, str) else parts
        if not isinstance(parts, tuple | list):
            kind = type(parts).__name__
            raise PropertyError(
                f"has a value of type {kind} at {node_name(name)}; expected a tuple",
                "Write the operation first, then the names of the inputs.",
            )
        if not parts:
            raise PropertyError(
                f"has nothing in the {type(parts).__name__} at {node_name(name)}; "
                "expected an operation and its inputs",
                'Write the operation first; an input of the graph is `("source",)`.',
            )
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
            f"has a value of type {kind} in the tuple of {node_name(name)}; a name is "
            "expected",
            f"Write a `*` before a {kind} of names, as in `(…, *names)`."
            if kind in ("list", "set")
            else "List the names of the inputs one by one in the tuple.",
        ) from None


def structure_error(graph: Graph, sources: Collection[str] | None = None) -> str | None:
    """Describe the first error in the structure; None if there is none.

    Args:
        sources: the names that must be the sources; None accepts any.
    """
    for name in sources or ():
        if name not in graph:
            return f'the source {name!r} is missing; add it as `("source",)`'
        if graph[name] != ("source",):
            return f'{name!r} must be a source; write it as `("source",)`'
    for name, (operation, *inputs) in graph.items():
        if operation == "source" and sources is not None and name not in sources:
            if inputs:
                return f"{node_name(name)} is a source, but its tuple lists inputs"
            return (
                f"{node_name(name)} is a source, but the question names no such input"
            )
        for inner in inputs:
            if inner not in graph:
                user, used = node_name(name), node_name(inner, "")
                if (
                    isinstance(inner, tuple)
                    and inner
                    and all(i in graph for i in inner)
                ):
                    return f"{user} has its inputs in a tuple inside of its tuple"
                return f"{user} uses {used}, which is not in the dict"
    nodes = cycle(graph)
    if nodes:
        return f"the arrows form a cycle: {arrows([*nodes, nodes[0]])}"
    return _unused(graph)


def _unused(graph: Graph) -> str | None:
    """Describe nodes that no other node uses, apart from the result."""
    unused = sinks(graph)
    if len(unused) < 2:
        return None
    idle = [name for name in unused if graph[name] == ("source",)]
    if idle:
        names = " and ".join(node_name(name, "") for name in idle[:4])
        return f"no node uses the source{'s' if len(idle) > 1 else ''} {names}"
    names = " and ".join(node_name(name, "") for name in unused[:4])
    return f"{names} are inputs of no node; only one of them can be the result"


def cycle(graph: Graph) -> list[Any]:
    """Find the nodes of one cycle, in the direction of the arrows; [] if none."""
    stuck = dict.fromkeys(graph)
    for name in topological_order(graph):
        del stuck[name]
    seen: dict[Any, None] = {}
    name = next(iter(stuck), None)
    while stuck and name not in seen:  # every stuck node has a stuck input
        seen[name] = None
        name = next((i for i in graph[name][1:] if i in stuck), None)
        if name is None:  # an input is missing; this is no cycle
            return []
    path = list(seen)
    return path[path.index(name) :][::-1] if stuck else []


def topological_order(graph: Graph) -> list[Any]:
    """Sort names so that inputs precede their users, without nodes on a cycle."""
    waiting = {name: len(node) - 1 for name, node in graph.items()}
    users: dict[Any, list[Any]] = {name: [] for name in graph}
    for name, node in graph.items():
        for inner in node[1:]:
            if inner in users:
                users[inner].append(name)
    order = [name for name, count in waiting.items() if count == 0]
    for name in order:  # the list grows during the loop
        for user in users[name]:
            waiting[user] -= 1
            if waiting[user] == 0:
                order.append(user)
    return order


def sinks(graph: Graph) -> list[Any]:
    """List the nodes that no other node uses."""
    used = {name for node in graph.values() for name in node[1:]}
    return [name for name in graph if name not in used]

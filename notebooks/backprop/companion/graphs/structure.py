"""Graphs as plain dicts: what is wrong with one, and the value of each node."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping
from typing import Any

import numpy as np

from ..answers.returned import PropertyError

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
        told = " and ".join(map(repr, ends))
        return f"no other node uses {told}; only the result may stand at the end"
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


def values(
    graph: Graph,
    sources: Mapping[Any, Any],
    operations: Mapping[str, Callable[..., Any]],
    pinned: Mapping[Any, Any] | None = None,
) -> dict[Any, Any]:
    """The value of every node, computed forward.

    Args:
        pinned: values that some nodes keep, whatever their inputs say.

    Raises:
        PropertyError: an operation is unknown, or its inputs do not fit.
    """
    known: dict[Any, Any] = {}
    for name in in_order(graph):
        operation, *inputs = graph[name]
        if pinned and name in pinned:
            known[name] = pinned[name]
        elif operation == "source":
            known[name] = sources[name]
        elif operation not in operations:
            raise PropertyError(
                f"uses the operation {operation!r}; there are {', '.join(operations)}"
            )
        else:
            known[name] = _applied(
                operation, operations[operation], [known[i] for i in inputs]
            )
    return known


def _applied(name: str, operation: Callable[..., Any], inputs: list[Any]) -> Any:
    shapes = {np.shape(value) for value in inputs}
    if name != "sum" and len(shapes) > 1:
        told = " and ".join(map(str, sorted(shapes)))
        raise PropertyError(f"gives {name!r} inputs of shapes {told}; they must agree")
    try:
        return operation(*inputs)
    except TypeError:
        s = "" if len(inputs) == 1 else "s"
        fitting = getattr(operation, "arity", None) or _arity(operation)
        raise PropertyError(
            f"gives {name!r} {len(inputs)} input{s}, expected {fitting}"
        ) from None


def _arity(operation: Callable[..., Any]) -> str:
    """How many inputs an operation takes, in words."""
    taken = inspect.signature(operation).parameters.values()
    more = any(one.kind is one.VAR_POSITIONAL for one in taken)
    return "one or more" if more else str(len(taken))


def unit_operations(phi: Callable[[Any], Any]) -> dict[str, Callable[..., Any]]:
    """The operations of Section 1 (c)."""
    return {
        "dot": lambda u, v: np.dot(u, v),
        "add": lambda first, *rest: sum(rest, start=first),
        "sub": lambda u, v: u - v,
        "mul": lambda u, v: u * v,
        "neg": lambda u: -u,
        "sum": lambda first, *rest: sum(np.sum(v) for v in (first, *rest)),
        "square": lambda u: u**2,
        "phi": lambda u: phi(u),
    }


def chain_operations(n: int) -> dict[str, Callable[..., Any]]:
    """Generic g1 … gn and an f in which the order of the inputs shows."""

    def g(i: int) -> Callable[[Any], Any]:
        return lambda w: np.sin(0.7 * i * w + 0.3 * i)

    def f(*inputs: Any) -> Any:
        if len(inputs) != n:
            raise TypeError
        return sum((i + 1) ** 1.5 * x for i, x in enumerate(inputs))

    f.arity = n
    return {f"g{i}": g(i) for i in range(1, n + 1)} | {"f": f}


def unit_sources(n: int, d: int = 3, seed: int = 795) -> dict[str, Any]:
    """Tame generic values for x, y, w1 … wn and b1 … bn."""
    rng = np.random.default_rng(seed)

    def some(low: float, high: float, *shape: int) -> Any:
        drawn = rng.uniform(low, high, shape).round(2)
        return drawn if shape else float(drawn)

    sources = {"x": some(0.4, 1.2, d), "y": some(1, 2)}
    for i in range(1, n + 1):
        sources |= {f"w{i}": some(-1, 1, d), f"b{i}": some(-0.5, 0.5)}
    return sources

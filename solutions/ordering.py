"""Is this dict a graph, and in which order can it be computed?

A graph is a dict from a node's name to a tuple: the operation, then the names of its
inputs. Sources are ("source",). The order in the dict carries no meaning.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from solutions.graph_errors import (
    ArityError,
    CycleError,
    DeadEndError,
    MissingInputError,
    NodeError,
    SeveralSinksError,
    UnknownOperationError,
    listed,
    short,
)
from solutions.operations import OPS, Op

Name = Hashable
Node = tuple[Any, ...]  # operation, then the names of its inputs
Nodes = dict[Name, Node]


class CheckedGraph(NamedTuple):
    """A graph found sound, in an order in which it can be computed.

    sources: their names.
    steps: (name, operation, inputs) of all others, inputs before their users.
    sink: the name of the result.

    Whatever takes a graph takes this too, and then skips the checks.
    """

    sources: list[Name]
    steps: list[tuple[Name, str, tuple[Name, ...]]]
    sink: Name


def topological_order(
    graph: Mapping[Any, Any], ops: Mapping[str, Op] | None = None
) -> list[Name]:
    """The names of all nodes, each after the nodes that it is computed from.

    Args and Raises: as `check_graph`.

    >>> topological_order({"y": ("square", "x"), "x": ("source",)})
    ['x', 'y']
    """
    checked = check_graph(graph, ops)
    return checked.sources + [name for name, _, _ in checked.steps]


def check_graph(
    graph: Mapping[Any, Any] | CheckedGraph, ops: Mapping[str, Op] | None = None
) -> CheckedGraph:
    """The graph, checked and in an order in which it can be computed.

    Args:
        graph: {name: (operation, *names of inputs)}; a list will do for a tuple, and
            "source" for ("source",).
        ops: operations beside those of `OPS`.

    Raises:
        GraphError: one of its kinds, which says what is wrong and where.

    >>> check_graph({"x": ("source",), "y": ("add", "x", "z"), "z": ("neg", "y")})
    Traceback (most recent call last):
    ...
    solutions.graph_errors.CycleError: 'y' needs 'z', which needs 'y': ...
    """
    if isinstance(graph, CheckedGraph):
        return graph
    nodes = _as_tuples(graph)
    _check_operations(nodes, OPS if ops is None else {**OPS, **ops})
    used = set(chain.from_iterable(node[1:] for node in nodes.values()))
    _check_inputs(nodes, used)
    order = nodes if _is_ordered(nodes) else _ordered(nodes)
    sink = _only_sink(nodes, used)
    return CheckedGraph(
        [name for name in order if nodes[name][0] == "source"],
        [
            (name, node[0], node[1:])
            for name in order
            if (node := nodes[name])[0] != "source"
        ],
        sink,
    )


def _as_tuples(graph: Mapping[Any, Any]) -> Nodes:
    if not isinstance(graph, Mapping) or not graph:
        raise NodeError(
            f"A graph is a dict with at least one node (got {short(graph)})."
        )
    nodes = dict(graph)
    for name, node in graph.items():
        if type(node) is not tuple or not node:
            nodes[name] = _as_tuple(name, node)
    return nodes


def _as_tuple(name: Name, node: Any) -> Node:
    if node == "source":
        return ("source",)
    if isinstance(node, list | tuple) and node:
        return tuple(node)
    raise NodeError(
        f"Node {name!r} should be a tuple, its operation and then the names of its "
        f"inputs (got {short(node)}).",
        [name],
    )


def _check_operations(nodes: Nodes, table: Mapping[str, Op]) -> None:
    """Every operation is known and has its inputs; each kind is looked at once."""
    try:
        kinds = {(node[0], len(node) - 1) for node in nodes.values()}
    except TypeError:
        kinds = {("", 0)}  # an operation that cannot be hashed: look node by node
    for operation, count in kinds:
        if not _fits(operation, count, table):
            break
    else:
        return
    for name, node in nodes.items():
        _check_operation(name, node, table)


def _fits(operation: Any, count: int, table: Mapping[str, Op]) -> bool:
    if operation == "source":
        return count == 0
    if operation not in table:
        return False
    arity = table[operation].arity
    return count == arity or (arity is None and count > 0)


def _check_operation(name: Name, node: Node, table: Mapping[str, Op]) -> None:
    operation, count = node[0], len(node) - 1
    if not isinstance(operation, str):
        raise NodeError(
            f"Node {name!r} should begin with the name of its operation, a string "
            f"(got {short(operation)}).",
            [name],
        )
    if operation != "source" and operation not in table:
        raise UnknownOperationError(
            f"Node {name!r} asks for {operation!r}, which is none of the operations "
            f"source, {', '.join(table)}; add it with ops={{{operation!r}: Op(...)}}.",
            [name],
        )
    if not _fits(operation, count, table):
        arity = 0 if operation == "source" else table[operation].arity
        wanted = "one or more" if arity is None else str(arity)
        raise ArityError(
            f"Node {name!r}: {operation} takes {wanted} "
            f"{'input' if arity == 1 else 'inputs'} "
            f"(got {count}{': ' if count else ''}{listed(node[1:])}).",
            [name],
        )


def _check_inputs(nodes: Nodes, used: set[Name]) -> None:
    missing = used - nodes.keys()
    if not missing:
        return
    name, node = next(
        (name, node) for name, node in nodes.items() if not missing.isdisjoint(node[1:])
    )
    absent = next(inner for inner in node[1:] if inner in missing)
    raise MissingInputError(
        f"Node {name!r} needs {absent!r}, which is no node of this graph; add it, or "
        f"correct the name (the graph has {listed(nodes)}).",
        [name],
    )


def _is_ordered(nodes: Nodes) -> bool:
    """Most dicts are written in an order that works; then there is nothing to sort."""
    seen: set[Name] = set()
    for name, node in nodes.items():
        if not seen.issuperset(node[1:]):
            return False
        seen.add(name)
    return True


def _ordered(nodes: Nodes) -> list[Name]:
    """A node is ready when the last of its inputs is (Kahn's algorithm)."""
    users: dict[Name, list[Name]] = {name: [] for name in nodes}
    waiting = {}
    for name, node in nodes.items():
        waiting[name] = len(node) - 1
        for inner in node[1:]:
            users[inner].append(name)
    order = [name for name, count in waiting.items() if not count]
    for name in order:  # grows while it is walked
        for user in users[name]:
            waiting[user] -= 1
            if not waiting[user]:
                order.append(user)
    if len(order) < len(nodes):
        raise _cycle_among(nodes, nodes.keys() - set(order))
    return order


def _cycle_among(nodes: Nodes, stuck: set[Name]) -> CycleError:
    """Every stuck node has a stuck input; following them must come back somewhere."""
    name = next(name for name in nodes if name in stuck)
    path: dict[Name, None] = {}
    while name not in path:
        path[name] = None
        name = next(inner for inner in nodes[name][1:] if inner in stuck)
    walked = list(path)
    cycle = walked[walked.index(name) :]
    names = [repr(name) for name in [*cycle, cycle[0]]]
    if len(names) > 12:
        names[6:-6] = [f"… ({len(names) - 12} more) …"]
    return CycleError(
        f"{names[0]} needs {', which needs '.join(names[1:])}: a cycle. Compute one "
        "of them from something else.",
        cycle,
    )


def _only_sink(nodes: Nodes, used: set[Name]) -> Name:
    sinks = [name for name in nodes if name not in used]
    if len(sinks) == 1:
        return sinks[0]
    unused = [name for name in sinks if nodes[name][0] == "source"]
    if unused:
        raise DeadEndError(
            f"Source {unused[0]!r} leads nowhere: no node has it as an input. Use it "
            "or leave it out.",
            unused,
        )
    raise SeveralSinksError(
        f"{len(sinks)} nodes are used by no other ({listed(sinks)}), so the result is "
        "not clear; join them, or leave out those that lead nowhere.",
        sinks,
    )

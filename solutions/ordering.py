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
    GraphError,
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
Step = tuple[Name, str, tuple[Name, ...]]  # name, operation, inputs
Steps = list[Step]


class CheckedGraph(NamedTuple):
    """A graph found sound, in an order in which it can be computed.

    sources: their names.
    steps: (name, operation, inputs) of all others, inputs before their users.
    sink: the name of the result.

    Whatever takes a graph takes this too, and then skips the checks.
    """

    sources: list[Name]
    steps: Steps
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
    try:
        return _sound(nodes, OPS if ops is None else {**OPS, **ops})
    except TypeError:
        raise _nameless(nodes) from None


def _sound(nodes: Nodes, table: Mapping[str, Op]) -> CheckedGraph:
    sources, steps = [], []
    seen: set[Name] = set()
    in_order = True  # most dicts are written so; then there is nothing to sort
    for name, node in nodes.items():
        operation, inputs = node[0], node[1:]
        if operation == "source" and not inputs:
            sources.append(name)
        elif operation in table and (
            (arity := table[operation].arity) == len(inputs)
            or (arity is None and inputs)
        ):
            steps.append((name, operation, inputs))
        else:
            raise _wrong_operation(name, node, table)
        in_order = in_order and seen.issuperset(inputs)
        seen.add(name)
    used = set(chain.from_iterable([inputs for _, _, inputs in steps]))
    if not used <= seen:
        raise _missing(steps, used - seen, nodes)
    if not in_order:
        steps = _ordered(sources, steps)
    return CheckedGraph(sources, steps, _only_sink(seen - used, nodes))


def _as_tuples(graph: Any) -> Nodes:
    if not isinstance(graph, dict) or not graph:
        raise NodeError(
            f"A graph is a dict with at least one node (got {short(graph)})."
        )
    if {*map(type, graph.values())} == {tuple} and () not in graph.values():
        return graph
    return {name: _as_tuple(name, node) for name, node in graph.items()}


def _as_tuple(name: Name, node: Any) -> Node:
    if isinstance(node, str) and node == "source":
        return ("source",)
    if isinstance(node, list | tuple) and node:
        return tuple(node)
    raise NodeError(
        f"Node {name!r} should be a tuple, its operation and then the names of its "
        f"inputs (got {short(node)}).",
        [name],
    )


def _nameless(nodes: Nodes) -> NodeError:
    """What names a node or an operation must be hashable."""
    for name, node in nodes.items():
        for part in node:
            try:
                hash(part)
            except TypeError:
                return NodeError(
                    f"Node {name!r} holds {short(part)}, which cannot be a name; "
                    "a node is its operation and then the names of its inputs.",
                    [name],
                )
    return NodeError("The names of nodes should be hashable.")


def _wrong_operation(name: Name, node: Node, table: Mapping[str, Op]) -> GraphError:
    operation, count = node[0], len(node) - 1
    if not isinstance(operation, str):
        return NodeError(
            f"Node {name!r} should begin with the name of its operation, a string "
            f"(got {short(operation)}).",
            [name],
        )
    if operation != "source" and operation not in table:
        return UnknownOperationError(
            f"Node {name!r} asks for {operation!r}, which is none of the operations "
            f"source, {', '.join(table)}; add it with ops={{{operation!r}: Op(...)}}.",
            [name],
        )
    arity = 0 if operation == "source" else table[operation].arity
    wanted = "one or more" if arity is None else str(arity)
    return ArityError(
        f"Node {name!r}: {operation} takes {wanted} "
        f"{'input' if arity == 1 else 'inputs'} "
        f"(got {count}{': ' if count else ''}{listed(node[1:])}).",
        [name],
    )


def _missing(steps: Steps, missing: set[Name], nodes: Nodes) -> MissingInputError:
    name, absent = next(
        (name, inner)
        for name, _, inputs in steps
        for inner in inputs
        if inner in missing
    )
    return MissingInputError(
        f"Node {name!r} needs {absent!r}, which is no node of this graph; add it, or "
        f"correct the name (the graph has {listed(nodes)}).",
        [name],
    )


def _ordered(sources: list[Name], steps: Steps) -> Steps:
    """A node is ready when the last of its inputs is (Kahn's algorithm)."""
    users: dict[Name, Steps] = {name: [] for name in sources}
    users |= {name: [] for name, _, _ in steps}
    waiting = {}
    for step in steps:
        waiting[step[0]] = len(step[2])
        for inner in step[2]:
            users[inner].append(step)
    ordered: Steps = []
    ready = sources[:]
    for name in ready:  # grows while it is walked
        for step in users[name]:
            waiting[step[0]] -= 1
            if not waiting[step[0]]:
                ordered.append(step)
                ready.append(step[0])
    if len(ordered) < len(steps):
        raise _cycle_among({name: inputs for name, _, inputs in steps if waiting[name]})
    return ordered


def _cycle_among(stuck: dict[Name, tuple[Name, ...]]) -> CycleError:
    """Every stuck node has a stuck input; following them must come back somewhere."""
    name = next(iter(stuck))
    path: dict[Name, None] = {}
    while name not in path:
        path[name] = None
        name = next(inner for inner in stuck[name] if inner in stuck)
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


def _only_sink(unused: set[Name], nodes: Nodes) -> Name:
    if len(unused) == 1:
        return next(iter(unused))
    sinks = [name for name in nodes if name in unused]
    idle = [name for name in sinks if nodes[name][0] == "source"]
    if idle:
        raise DeadEndError(
            f"Source {idle[0]!r} leads nowhere: no node has it as an input. Use it or "
            "leave it out.",
            idle,
        )
    raise SeveralSinksError(
        f"{len(sinks)} nodes are used by no other ({listed(sinks)}), so the result is "
        "not clear; join them, or leave out those that lead nowhere.",
        sinks,
    )

"""Is this dict a graph, and in which order can it be computed?

A graph is a dict from a node's name to a tuple: the operation, then the names of its
inputs. Sources are ("source",). The order in the dict carries no meaning.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from solutions.graph_errors import (
    cycle,
    missing_input,
    nameless,
    no_graph,
    no_node,
    several_sinks,
    wrong_operation,
)
from solutions.operations import OPS, Op

Name = Hashable
Node = tuple[Any, ...]  # operation, then the names of its inputs
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
    if not isinstance(graph, dict) or not graph:
        raise no_graph(graph)
    try:
        return _sound(graph, OPS if ops is None else {**OPS, **ops})
    except TypeError:  # a name that cannot be one
        raise nameless(graph) from None


def _sound(graph: dict[Name, Any], table: Mapping[str, Op]) -> CheckedGraph:
    sources, steps = [], []
    seen: set[Name] = set()
    in_order = True  # most dicts are written so; then there is nothing to sort
    for name, node in graph.items():
        if type(node) is not tuple or not node:
            node = _as_tuple(name, node)
        operation, inputs = node[0], node[1:]
        if operation == "source" and not inputs:
            sources.append(name)
        elif (op := table.get(operation)) is not None and (
            op.arity == len(inputs) or (op.arity is None and inputs)
        ):
            steps.append((name, operation, inputs))
        else:
            raise wrong_operation(name, node, table)
        in_order = in_order and seen.issuperset(inputs)
        seen.add(name)
    used = set(chain.from_iterable([inputs for _, _, inputs in steps]))
    if not used <= seen:
        raise missing_input(steps, used - seen, graph)
    if not in_order:
        steps = _ordered(sources, steps)
    sinks = seen - used
    if len(sinks) > 1:
        raise several_sinks(sinks, graph, sources)
    return CheckedGraph(sources, steps, sinks.pop())


def _as_tuple(name: Name, node: Any) -> Node:
    if isinstance(node, str) and node == "source":
        return ("source",)
    if isinstance(node, list | tuple) and node:
        return tuple(node)
    raise no_node(name, node)


def _ordered(sources: list[Name], steps: Steps) -> Steps:
    """Depth first: what a node waits for goes on the stack above it."""
    step_of = {step[0]: step for step in steps}
    done = set(sources)
    begun: dict[Name, None] = {}  # a path: each waits for the next
    ordered: Steps = []
    for root in step_of:
        stack = [root]
        while stack:
            name = stack[-1]
            if name in done:
                stack.pop()
                continue
            waits_for = [inner for inner in step_of[name][2] if inner not in done]
            if not waits_for:
                done.add(name)
                ordered.append(step_of[name])
                begun.pop(name, None)
            elif name in begun:
                raise cycle(begun, name)
            else:
                begun[name] = None
                stack += waits_for
    return ordered

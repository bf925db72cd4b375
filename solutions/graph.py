"""Validate graphs and sort their nodes topologically.

A graph is a dict from node names to tuples: the operation, then the names of the
inputs. Sources are ("source",). The order of the dict does not matter.
"""

from collections.abc import Hashable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from solutions.graph_errors import (
    NodeError,
    cycle,
    described,
    missing_input,
    several_sinks,
    unhashable_name,
    wrong_operation,
)
from solutions.operations import OPS, Op

Name = Hashable
Node = tuple[Any, ...]  # operation, then the names of its inputs
Step = tuple[Name, str, tuple[Name, ...]]  # name, operation, inputs
Steps = list[Step]
Table = Mapping[str, Op | None]  # None removes an operation of OPS
Ops = Table | None


class CheckedGraph(NamedTuple):
    """A valid graph in topological order.

    sources: the names of the sources.
    steps: (name, operation, inputs) for every other node, inputs before their users.
    sink: the name of the result.

    Every function that takes a graph also takes a CheckedGraph and skips the checks.
    """

    sources: list[Name]
    steps: Steps
    sink: Name


def topological_order(graph: Mapping[Any, Any], ops: Ops = None) -> list[Name]:
    """The names of all nodes, each node after its inputs.

    Args and Raises: as for `check_graph`.

    >>> topological_order({"y": ("square", "x"), "x": ("source",)})
    ['x', 'y']
    """
    checked = check_graph(graph, ops)
    return checked.sources + [name for name, _, _ in checked.steps]


def check_graph(
    graph: Mapping[Any, Any] | CheckedGraph, ops: Ops = None
) -> CheckedGraph:
    """The graph, validated and in topological order.

    Args:
        graph: {name: (operation, *names of inputs)}. A list is accepted for a tuple,
            and "source" for ("source",).
        ops: operations to add to `OPS`; the value None removes an operation.

    Raises:
        GraphError: a subclass that says what is wrong and at which node.

    >>> check_graph({"x": ("source",), "y": ("add", "x", "z"), "z": ("neg", "y")})
    Traceback (most recent call last):
    ...
    solutions.graph_errors.CycleError: 'y' needs 'z', which needs 'y': ...
    """
    if isinstance(graph, CheckedGraph):
        return graph
    return _checked(graph, OPS if ops is None else {**OPS, **ops})


def check_structure(graph: Mapping[Any, Any]) -> CheckedGraph:
    """The graph, validated except for its operations: names, inputs, cycles, the sink.

    Every operation is accepted, with any number of inputs; `evaluate` raises an error
    if one is unknown or gets the wrong number. Steps are sorted by level whatever the
    order of the dict: nodes that need only sources come first.

    Args and Raises: as for `check_graph`.

    >>> check_structure({"y": ("f", "x", "x"), "x": ("source",)}).steps
    [('y', 'f', ('x', 'x'))]
    """
    return _checked(graph, {}, any_operation=True)


def _checked(graph: Any, table: Table, any_operation: bool = False) -> CheckedGraph:
    """The validated graph; with any_operation, the table is not consulted."""
    if not isinstance(graph, dict) or not graph:
        got = described(graph)
        raise NodeError(f"A graph should be a dict with at least one node (got {got}).")
    try:
        return _validated(graph, table, any_operation)
    except TypeError:  # a name is not hashable
        raise unhashable_name(graph) from None


def _validated(
    graph: dict[Name, Any], table: Table, any_operation: bool
) -> CheckedGraph:
    """`_checked` for a dict; TypeError if a name is not hashable."""
    sources, steps = [], []
    seen: set[Name] = set()
    is_sorted = not any_operation  # most dicts are sorted already
    for name, node in graph.items():
        if type(node) is not tuple or not node:
            node = _as_tuple(name, node)
        operation, inputs = node[0], node[1:]
        if operation == "source" and not inputs:
            sources.append(name)
        elif (
            (op := table.get(operation)) is not None
            and (op.arity == len(inputs) or (op.arity is None and inputs))
        ) or (any_operation and isinstance(operation, str) and operation != "source"):
            steps.append((name, operation, inputs))
        else:
            raise wrong_operation(name, node, table)
        is_sorted = is_sorted and seen.issuperset(inputs)
        seen.add(name)
    used = set(chain.from_iterable([inputs for _, _, inputs in steps]))
    if not used <= seen:
        raise missing_input(steps, used - seen, graph)
    if not is_sorted:
        steps = _sorted_by_level(sources, steps)
    sinks = seen - used
    if len(sinks) > 1:
        raise several_sinks(sinks, graph, sources)
    return CheckedGraph(sources, steps, sinks.pop())


def _as_tuple(name: Name, node: Any) -> Node:
    """The node as a tuple, from a list or the text "source"."""
    if isinstance(node, str) and node == "source":
        return ("source",)
    if isinstance(node, list | tuple) and node:
        return tuple(node)
    raise NodeError(
        f"Node {name!r} should be a tuple: an operation, then the names of its inputs "
        f"(got {described(node)}).",
        [name],
    )


def _sorted_by_level(sources: list[Name], steps: Steps) -> Steps:
    """The steps in breadth-first order: each follows soon after its last input."""
    step_of = {step[0]: step for step in steps}
    missing: dict[Name, int] = {}
    users: dict[Name, list[Name]] = {}
    for name, _, inputs in steps:
        missing[name] = len(inputs)
        for inner in inputs:
            users.setdefault(inner, []).append(name)
    ready = sources + [name for name, count in missing.items() if count == 0]
    for name in ready:  # the loop body appends to ready
        for user in users.get(name, ()):
            missing[user] -= 1
            if missing[user] == 0:
                ready.append(user)
    if len(ready) < len(sources) + len(steps):
        raise cycle(step_of, set(ready))
    return [step_of[name] for name in ready[len(sources) :]]

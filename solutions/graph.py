"""Is this dict a graph, and in which order can it be computed?

A graph is a dict from a node's name to a tuple: the operation, then the names of its
inputs. Sources are ("source",). The order in the dict carries no meaning.
"""

from collections.abc import Hashable, Mapping
from itertools import chain
from typing import Any, NamedTuple

from solutions.graph_errors import (
    NodeError,
    cycle,
    missing_input,
    nameless,
    several_sinks,
    short,
    wrong_operation,
)
from solutions.operations import OPS, Op

Name = Hashable
Node = tuple[Any, ...]  # operation, then the names of its inputs
Step = tuple[Name, str, tuple[Name, ...]]  # name, operation, inputs
Steps = list[Step]
Table = Mapping[str, Op | None]  # None: OPS has it, and this graph does not
Ops = Table | None


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


def topological_order(graph: Mapping[Any, Any], ops: Ops = None) -> list[Name]:
    """The names of all nodes, each after the nodes that it is computed from.

    Args and Raises: as `check_graph`.

    >>> topological_order({"y": ("square", "x"), "x": ("source",)})
    ['x', 'y']
    """
    checked = check_graph(graph, ops)
    return checked.sources + [name for name, _, _ in checked.steps]


def check_graph(
    graph: Mapping[Any, Any] | CheckedGraph, ops: Ops = None
) -> CheckedGraph:
    """The graph, checked and in an order in which it can be computed.

    Args:
        graph: {name: (operation, *names of inputs)}; a list will do for a tuple, and
            "source" for ("source",).
        ops: operations beside those of `OPS`; None takes one of `OPS` away.

    Raises:
        GraphError: one of its kinds, which says what is wrong and where.

    >>> check_graph({"x": ("source",), "y": ("add", "x", "z"), "z": ("neg", "y")})
    Traceback (most recent call last):
    ...
    solutions.graph_errors.CycleError: 'y' needs 'z', which needs 'y': ...
    """
    if isinstance(graph, CheckedGraph):
        return graph
    return _checked(graph, OPS if ops is None else {**OPS, **ops})


def check_structure(graph: Mapping[Any, Any]) -> CheckedGraph:
    """The graph checked for all but its operations: names, inputs, cycles, the sink.

    Any operation passes, with any number of inputs; `evaluate` then says which one is
    unknown or does not fit. The steps come level by level, whatever the order of the
    dict: what needs only sources first.

    Args and Raises: as `check_graph`.

    >>> check_structure({"y": ("f", "x", "x"), "x": ("source",)}).steps
    [('y', 'f', ('x', 'x'))]
    """
    return _checked(graph, {}, any_operation=True)


def _checked(graph: Any, table: Table, any_operation: bool = False) -> CheckedGraph:
    if not isinstance(graph, dict) or not graph:
        got = short(graph)
        raise NodeError(f"A graph is a dict with at least one node (got {got}).")
    try:
        return _sound(graph, table, any_operation)
    except TypeError:  # a name that cannot be one
        raise nameless(graph) from None


def _sound(graph: dict[Name, Any], table: Table, any_operation: bool) -> CheckedGraph:
    sources, steps = [], []
    seen: set[Name] = set()
    in_order = not any_operation  # as most dicts are written: nothing to sort
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
        in_order = in_order and seen.issuperset(inputs)
        seen.add(name)
    used = set(chain.from_iterable([inputs for _, _, inputs in steps]))
    if not used <= seen:
        raise missing_input(steps, used - seen, graph)
    if not in_order:
        steps = _by_level(sources, steps)
    sinks = seen - used
    if len(sinks) > 1:
        raise several_sinks(sinks, graph, sources)
    return CheckedGraph(sources, steps, sinks.pop())


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


def _by_level(sources: list[Name], steps: Steps) -> Steps:
    """Breadth first: a step follows as soon as the last of its inputs is there."""
    step_of = {step[0]: step for step in steps}
    waiting: dict[Name, int] = {}
    users: dict[Name, list[Name]] = {}
    for name, _, inputs in steps:
        waiting[name] = len(inputs)
        for inner in inputs:
            users.setdefault(inner, []).append(name)
    ready = sources + [name for name, count in waiting.items() if count == 0]
    for name in ready:  # grows while it is walked
        for user in users.get(name, ()):
            waiting[user] -= 1
            if waiting[user] == 0:
                ready.append(user)
    if len(ready) < len(sources) + len(steps):
        raise cycle(step_of, set(ready))
    return [step_of[name] for name in ready[len(sources) :]]

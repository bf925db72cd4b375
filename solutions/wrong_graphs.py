"""What is wrong with a graph, in words: each function makes the error that says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from solutions.graph_errors import (
    ArityError,
    CycleError,
    DeadEndError,
    GraphError,
    MissingInputError,
    NodeError,
    SeveralSinksError,
    UnknownOperationError,
    cut,
    listed,
    short,
)
from solutions.operations import Op

if TYPE_CHECKING:
    from solutions.graph import Name, Node, Steps


def no_node(name: Name, node: Any) -> NodeError:
    return NodeError(
        f"Node {name!r} should be a tuple, its operation and then the names of its "
        f"inputs (got {short(node)}).",
        [name],
    )


def no_graph(graph: Any) -> NodeError:
    return NodeError(f"A graph is a dict with at least one node (got {short(graph)}).")


def nameless(graph: Mapping[Name, Any]) -> NodeError:
    """What names a node or an operation must be hashable."""
    for name, node in graph.items():
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


def wrong_operation(name: Name, node: Node, table: Mapping[str, Op]) -> GraphError:
    operation, count = node[0], len(node) - 1
    if not isinstance(operation, str):
        return NodeError(
            f"Node {name!r} should begin with the name of its operation, a string "
            f"(got {short(operation)}).",
            [name],
        )
    if operation != "source" and operation not in table:
        return UnknownOperationError(
            f"Node {name!r} asks for {cut(repr(operation))}, which is none of the "
            f"operations source, {', '.join(table)}; add it by ops={{name: Op(...)}}.",
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


def missing_input(
    steps: Steps, missing: set[Name], there: Iterable[Name]
) -> MissingInputError:
    name, absent = next(
        (name, inner)
        for name, _, inputs in steps
        for inner in inputs
        if inner in missing
    )
    return MissingInputError(
        f"Node {name!r} needs {absent!r}, which is no node of this graph; add it, or "
        f"correct the name (the graph has {listed(there)}).",
        [name],
    )


def cycle(path: Iterable[Name], name: Name) -> CycleError:
    """Each node of the path waits for the next, and the last one for `name`."""
    walked = list(path)
    around = walked[walked.index(name) :]
    names = [repr(name) for name in [*around, around[0]]]
    if len(names) > 12:
        names[6:-6] = [f"… ({len(names) - 12} more) …"]
    return CycleError(
        f"{names[0]} needs {', which needs '.join(names[1:])}: a cycle. Compute one "
        "of them from something else.",
        around,
    )


def several_sinks(
    unused: set[Name], graph: Iterable[Name], sources: list[Name]
) -> GraphError:
    sinks = [name for name in graph if name in unused]
    idle = [name for name in sources if name in unused]
    if idle:
        return DeadEndError(
            f"Source {idle[0]!r} leads nowhere: no node has it as an input. Use it or "
            "leave it out.",
            idle,
        )
    return SeveralSinksError(
        f"{len(sinks)} nodes are used by no other ({listed(sinks)}), so the result is "
        "not clear; join them, or leave out those that lead nowhere.",
        sinks,
    )

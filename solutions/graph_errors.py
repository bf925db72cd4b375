"""The exceptions of this package, and the messages about wrong graphs.

    SolutionsError (a ValueError; never raised itself)
    ├── ArgumentError             an argument has a wrong shape or type
    └── GraphError                (never raised itself)
        ├── NodeError             a node, or the whole graph, has the wrong format
        ├── UnknownOperationError an operation is not in the table
        ├── ArityError            an operation has too few or too many inputs
        ├── MissingInputError     an input is not a node of the graph
        ├── CycleError            nodes depend on each other in a cycle
        ├── DeadEndError          a source is not used by any node
        ├── SeveralSinksError     more than one node could be the result
        ├── SourceError           values and sources do not match
        ├── ShapeError            shapes do not fit at a node
        └── OperationError        an operation raised an exception at a node

Each message names the node and says what was expected, what came instead, and what to
do next. A `GraphError` has the same facts as attributes, so that callers can write
their own message.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from solutions.graph import Name, Node, Step, Steps, Table

Names = Iterable[Hashable]
Shapes = Iterable[tuple[int, ...]]


class SolutionsError(ValueError):
    """Base of all errors raised here."""


class ArgumentError(SolutionsError):
    """An argument has a wrong shape or type."""


class GraphError(SolutionsError):
    """Base of all errors about graphs.

    nodes: the names of the nodes concerned; for a cycle, each needs the next.
    unused: the number of unused nodes, if there is more than one; else 0.
    shapes: the input shapes at the node whose operation failed; else empty.
    """

    def __init__(
        self, message: str, nodes: Names = (), *, unused: int = 0, shapes: Shapes = ()
    ):
        super().__init__(message)
        self.nodes, self.unused, self.shapes = tuple(nodes), unused, tuple(shapes)


class NodeError(GraphError):
    """A node is not a tuple of an operation and the names of its inputs."""


class UnknownOperationError(GraphError):
    """A node has an operation that is not in the table."""


class ArityError(GraphError):
    """A node has too few or too many inputs for its operation."""


class MissingInputError(GraphError):
    """A node has an input that is not a node of the graph."""


class CycleError(GraphError):
    """Nodes depend on each other; `nodes` is one cycle, where each needs the next."""


class DeadEndError(GraphError):
    """A source is unused, so the result does not depend on it."""


class SeveralSinksError(GraphError):
    """More than one node is unused, so it is not clear which one is the result."""


class SourceError(GraphError):
    """A source has no value, a value has no source, or a value is not numeric."""


class ShapeError(GraphError):
    """The shapes of a node's inputs, value or cotangents do not fit."""


class OperationError(GraphError):
    """An operation raised an exception, which is the `__cause__` of this error."""


def listed(names: Names) -> str:
    """At most nine names as text, and how many more there are."""
    names = list(names)
    rest = len(names) - 8
    shown = [truncated(repr(name)) for name in names[: 9 if rest <= 1 else 8]]
    return ", ".join(shown if rest <= 1 else [*shown, f"and {rest} more"])


def described(value: object) -> str:
    """The value's type and its repr, cut to 80 characters."""
    return truncated(f"{type(value).__name__} {value!r}", 80)


def truncated(text: str, limit: int = 40) -> str:
    """The text, shortened to `limit` characters."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


# Each function below returns the error for one kind of wrong graph.


def unhashable_name(graph: Mapping[Name, Any]) -> NodeError:
    """The error for a node with a part that is not hashable."""
    for name, node in graph.items():
        for part in node:
            try:
                hash(part)
            except TypeError:
                return NodeError(
                    f"Node {name!r} contains {described(part)}, which cannot be a "
                    "name; write the operation, then the names of the inputs.",
                    [name],
                )
    return NodeError("Node names should be hashable.")


def wrong_operation(name: Name, node: Node, table: Table) -> GraphError:
    """The error for an operation that is not a string, is unknown, or lacks inputs."""
    operation, count = node[0], len(node) - 1
    if not isinstance(operation, str):
        return NodeError(
            f"Node {name!r} should begin with the name of its operation, as a string "
            f"(got {described(operation)}).",
            [name],
        )
    op = None if operation == "source" else table.get(operation)
    if op is None and operation != "source":
        known = ", ".join(name for name, op in table.items() if op is not None)
        return UnknownOperationError(
            f"Node {name!r} has the unknown operation {truncated(repr(operation))}; "
            f"use one of source, {known}, or add it with ops={{name: Op(...)}}.",
            [name],
        )
    arity = op.arity if op else 0
    expected = "one or more" if arity is None else str(arity)
    return ArityError(
        f"Node {name!r}: {operation} takes {expected} "
        f"{'input' if arity == 1 else 'inputs'} "
        f"(got {count}{': ' if count else ''}{listed(node[1:])}).",
        [name],
    )


def missing_input(steps: Steps, missing: set[Name], names: Names) -> MissingInputError:
    """The error for the first input that is not a node."""
    pairs = ((name, inner) for name, _, inputs in steps for inner in inputs)
    name, absent = next(pair for pair in pairs if pair[1] in missing)
    return MissingInputError(
        f"Node {name!r} needs {absent!r}, which is not a node of this graph; add it or "
        f"correct the name (the nodes are {listed(names)}).",
        [name],
    )


def cycle(step_of: Mapping[Name, Step], done: set[Name]) -> CycleError:
    """The error for one cycle among the steps that could not be sorted.

    Each of these steps needs another one, so following the inputs must return to a node
    that was visited before.
    """
    path: dict[Name, None] = {}  # a dict keeps the order of the visits
    name = next(name for name in step_of if name not in done)
    while name not in path:
        path[name] = None
        name = next(inner for inner in step_of[name][2] if inner not in done)
    visited = list(path)
    nodes = visited[visited.index(name) :]
    closed = [*nodes, nodes[0]]
    shown = closed if len(closed) <= 12 else closed[:6] + closed[-6:]
    names = [truncated(repr(name)) for name in shown]
    if len(closed) > 12:
        names.insert(6, f"… ({len(closed) - 12} more) …")
    return CycleError(
        f"{names[0]} needs {', which needs '.join(names[1:])}: a cycle. Change an "
        "input of one of these nodes.",
        nodes,
    )


def several_sinks(unused: set[Name], graph: Names, sources: list[Name]) -> GraphError:
    """The error for several unused nodes; unused sources come first."""
    sinks = [name for name in graph if name in unused]
    unused_sources = [name for name in sources if name in unused]
    if unused_sources:
        return DeadEndError(
            f"Source {unused_sources[0]!r} is unused: no node has it as an input. Use "
            "it or remove it.",
            unused_sources,
            unused=len(sinks),
        )
    return SeveralSinksError(
        f"{len(sinks)} nodes are unused ({listed(sinks)}), but only the result may be; "
        "combine them, or remove all but one.",
        sinks,
        unused=len(sinks),
    )

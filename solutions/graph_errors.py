"""Everything that can be wrong with what is handed in, as one tree.

    SolutionsError (a ValueError; never raised itself)
    ├── ArgumentError             a closed form got a shape or a type that does not fit
    └── GraphError                (never raised itself)
        ├── NodeError             a node, or the whole graph, is not written as one
        ├── UnknownOperationError an operation that is not in the table
        ├── ArityError            an operation with too few or too many inputs
        ├── MissingInputError     an input that names no node
        ├── CycleError            nodes that wait for each other
        ├── DeadEndError          a node that does not reach the sink
        ├── SeveralSinksError     more than one node could be the result
        ├── SourceError           values and sources do not match
        ├── ShapeError            shapes that do not fit at a node
        └── OperationError        an operation's own function failed at a node

Every message names the node, says what was expected and what came, and what to do.
`GraphError` has the same as data, for those who want to say it in their own words.
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
    """An argument of a closed form has a shape or a type that does not fit."""


class GraphError(SolutionsError):
    """Base of all errors about graphs, with what it takes to say the same otherwise.

    nodes: the names of the nodes concerned; a cycle in its order.
    unused: how many nodes no other uses, if more than the one that may be.
    shapes: those of the inputs that a node's operation met, if it failed.
    """

    def __init__(
        self, message: str, nodes: Names = (), *, unused: int = 0, shapes: Shapes = ()
    ):
        super().__init__(message)
        self.nodes, self.unused, self.shapes = tuple(nodes), unused, tuple(shapes)


class NodeError(GraphError):
    """A node is not a tuple of an operation and the names of its inputs."""


class UnknownOperationError(GraphError):
    """A node asks for an operation that the table does not have."""


class ArityError(GraphError):
    """A node has too few or too many inputs for its operation."""


class MissingInputError(GraphError):
    """A node names an input that is not a node of the graph."""


class CycleError(GraphError):
    """Nodes wait for each other; `nodes` is one cycle, each computed from the next."""


class DeadEndError(GraphError):
    """A node does not reach the sink, so nothing depends on it."""


class SeveralSinksError(GraphError):
    """More than one node is used by no other, so the result is not clear."""


class SourceError(GraphError):
    """A source has no value, a value has no source, or is not made of numbers."""


class ShapeError(GraphError):
    """The shapes of a node's inputs, of its value or of its cotangents do not fit."""


class OperationError(GraphError):
    """An operation's own function failed at a node; its exception is the cause."""


def listed(names: Names) -> str:
    """The first names of many, for an error's words."""
    names = list(names)
    rest = len(names) - 8
    shown = [cut(repr(name)) for name in names[: 9 if rest <= 1 else 8]]
    return ", ".join(shown if rest <= 1 else [*shown, f"and {rest} more"])


def short(value: object) -> str:
    """A value's type and the beginning of what it looks like."""
    return cut(f"{type(value).__name__} {value!r}", 80)


def cut(words: str, most: int = 40) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"


# What is wrong with a graph, in words: each function makes the error that says so.


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


def wrong_operation(name: Name, node: Node, table: Table) -> GraphError:
    operation, count = node[0], len(node) - 1
    if not isinstance(operation, str):
        return NodeError(
            f"Node {name!r} should begin with the name of its operation, a string "
            f"(got {short(operation)}).",
            [name],
        )
    op = None if operation == "source" else table.get(operation)
    if op is None and operation != "source":
        there = ", ".join(name for name, op in table.items() if op is not None)
        return UnknownOperationError(
            f"Node {name!r} asks for {cut(repr(operation))}, which is none of the "
            f"operations source, {there}; add it by ops={{name: Op(...)}}.",
            [name],
        )
    arity = op.arity if op else 0
    wanted = "one or more" if arity is None else str(arity)
    return ArityError(
        f"Node {name!r}: {operation} takes {wanted} "
        f"{'input' if arity == 1 else 'inputs'} "
        f"(got {count}{': ' if count else ''}{listed(node[1:])}).",
        [name],
    )


def missing_input(steps: Steps, missing: set[Name], there: Names) -> MissingInputError:
    pairs = ((name, inner) for name, _, inputs in steps for inner in inputs)
    name, absent = next(pair for pair in pairs if pair[1] in missing)
    return MissingInputError(
        f"Node {name!r} needs {absent!r}, which is no node of this graph; add it, or "
        f"correct the name (the graph has {listed(there)}).",
        [name],
    )


def cycle(step_of: Mapping[Name, Step], done: set[Name]) -> CycleError:
    """Every step that is not done waits for another such: follow one until it returns.

    Each node of the path waits for the next.
    """
    path: dict[Name, None] = {}  # in the order of the walk
    name = next(name for name in step_of if name not in done)
    while name not in path:
        path[name] = None
        name = next(inner for inner in step_of[name][2] if inner not in done)
    walked = list(path)
    around = walked[walked.index(name) :]
    ring = [*around, around[0]]
    shown = ring if len(ring) <= 12 else ring[:6] + ring[-6:]
    names = [cut(repr(name)) for name in shown]
    if len(ring) > 12:
        names.insert(6, f"… ({len(ring) - 12} more) …")
    return CycleError(
        f"{names[0]} needs {', which needs '.join(names[1:])}: a cycle. Compute one "
        "of them from something else.",
        around,
    )


def several_sinks(unused: set[Name], graph: Names, sources: list[Name]) -> GraphError:
    sinks = [name for name in graph if name in unused]
    idle = [name for name in sources if name in unused]
    if idle:
        return DeadEndError(
            f"Source {idle[0]!r} leads nowhere: no node has it as an input. Use it or "
            "leave it out.",
            idle,
            unused=len(sinks),
        )
    return SeveralSinksError(
        f"{len(sinks)} nodes are used by no other ({listed(sinks)}), so the result is "
        "not clear; join them, or leave out those that lead nowhere.",
        sinks,
        unused=len(sinks),
    )

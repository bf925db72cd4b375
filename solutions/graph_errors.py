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
`error.nodes` holds the names of the nodes concerned, a cycle in its order.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable


class SolutionsError(ValueError):
    """Base of all errors raised here."""


class ArgumentError(SolutionsError):
    """An argument of a closed form has a shape or a type that does not fit."""


class GraphError(SolutionsError):
    """Base of all errors about graphs; `nodes` names the nodes concerned."""

    def __init__(self, words: str, nodes: Iterable[Hashable] = ()):
        super().__init__(words)
        self.nodes = tuple(nodes)


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


def listed(names: Iterable[Hashable]) -> str:
    """The first names of many, for an error's words."""
    shown = [cut(repr(name)) for name in names]
    rest = len(shown) - 8
    return ", ".join(shown if rest <= 1 else [*shown[:8], f"and {rest} more"])


def short(value: object) -> str:
    """A value's type and the beginning of what it looks like."""
    return cut(f"{type(value).__name__} {value!r}", 80)


def cut(words: str, most: int = 40) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"

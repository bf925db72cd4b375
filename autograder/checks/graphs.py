"""Reads a student's graph from plain data and evaluates it with `solutions`.

No sentence here contains a node name that the student chose, because such a name could
leak a hidden input. Only shapes and the names in the question appear.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Finding
from autograder.checks.ask import call_all, not_yet, passed
from autograder.checks.compare import CLOSE, close
from autograder.mutations.graphs import GraphProgram, structure
from autograder.mutations.mistakes import Mistake, Mistakes
from autograder.values.arrays import clamped, describe
from autograder.values.student import Reply
from solutions import OPS, GraphError, Op, check_structure
from solutions.graph_errors import (
    ArityError,
    CycleError,
    DeadEndError,
    MissingInputError,
    SeveralSinksError,
    ShapeError,
    UnknownOperationError,
)
from solutions.operations import Value

Graph = dict[Any, tuple[Any, ...]]
ValueOf = Callable[[int, Any], np.ndarray]  # from n and the returned graph to a value
# n = 1 hides many mistakes; n = 11 finds names that are sorted or split as text.
SIZES = (3, 2, 1, 4, 11)
# Of a student's graph. A right one for n = 11 has under 100 of each.
MOST_NODES = 1_000
MOST_EDGES = 5_000  # inputs of all nodes together


class Fault(NamedTuple):
    """What is wrong with a graph, and the mistake's name if it is a known one."""

    message: str
    misconception: str | None = None
    hint: str = ""


class FaultError(Exception):
    """The graph cannot be read or evaluated; `fault` says why."""

    def __init__(self, message: str, misconception: str | None = None, hint: str = ""):
        super().__init__(message)
        self.fault = Fault(message, misconception, hint)


_UNUSED = Fault(
    "{unused} nodes are not an input of another node; only the result may be.",
    "a node is never used",
    "Print your dict for n = 2. Which name is never used as an input?",
)
_FAULTS = {  # by the class of the error in `solutions`
    MissingInputError: Fault(
        "A node has an input that is not a key of the dict.",
        "an input is not in the graph",
        "Print your dict for n = 2. Which input is missing from its keys?",
    ),
    CycleError: Fault(
        "The graph has a cycle: a node depends on its own result.",
        "a node depends on itself",
        "Start at the result and follow the inputs back. Where do you go in a circle?",
    ),
    DeadEndError: _UNUSED,
    SeveralSinksError: _UNUSED,
    UnknownOperationError: Fault(
        "A node has an unknown operation. The operations are {offered}.",
        "an operation is not in the table",
        "Copy the name of each operation exactly from the question.",
    ),
    ArityError: Fault(
        "{operation} has {count} in your graph; it needs {inputs}.",
        "an operation has the wrong number of inputs",
        "Look up how many inputs this operation takes in the question.",
    ),
    ShapeError: Fault(
        "{operation} has inputs of shapes {shapes}; their shapes must be equal."
    ),
}
_NO_INPUT = Fault("{operation} has no input; it needs at least one.")


def evaluate(
    returned: Any, values: Mapping[str, np.ndarray], ops: Mapping[str, Op]
) -> np.ndarray:
    """The value of the graph's sink, shape ().

    Args:
        returned: the graph as plain data.
        values: the value of each source that the question names.
        ops: the operations that the question allows.

    Raises:
        FaultError: `returned` is not a graph, or cannot be evaluated.
    """
    graph = as_graph(returned)
    _check_sources(graph, values)
    try:
        checked = check_structure(graph)
        with np.errstate(all="ignore"):  # repeated squares may overflow
            known = solutions.evaluate(
                checked, values, ops={**dict.fromkeys(OPS), **ops}
            )
    except GraphError as error:
        raise FaultError(*_fault(error, graph, ops)) from None
    sink = np.asarray(known[checked.sink])
    if sink.shape != ():
        raise FaultError(
            f"The result has shape {sink.shape}; it should be one number.",
            "the result is a vector",
            "f is one number. Which node should add up the entries?",
        )
    return sink


def _fault(error: GraphError, graph: Graph, ops: Mapping[str, Op]) -> Fault:
    """The fault that describes an error from `solutions`."""
    operation, *inputs = graph[error.nodes[0]]
    arity = ops[operation].arity if operation in ops else 0
    needs_input = type(error) is ArityError and arity is None
    fault = _NO_INPUT if needs_input else _FAULTS[type(error)]
    message = fault.message.format(
        unused=clamped(error.unused),
        operation=operation,
        count=_inputs(len(inputs)),
        inputs=arity,
        offered=", ".join(ops),
        shapes=" and ".join(map(str, sorted(set(error.shapes)))),
    )
    return fault._replace(message=message)


def _inputs(count: int) -> str:
    return f"{clamped(count)} input{'' if count == 1 else 's'}"


def as_graph(value: Any) -> Graph:
    """The graph as a dict from node name to (operation, input, …).

    A list is accepted as a tuple, and "source" as ("source",).

    Raises:
        FaultError: the value is not a dict of tuples, or too large to be evaluated.
    """
    if not isinstance(value, dict):
        raise FaultError(f"What you return {describe(value)}; a graph is a dict.")
    if len(value) > MOST_NODES:
        raise FaultError(f"The graph has more than {MOST_NODES:,} nodes.")
    nodes = value.values()
    entries = sum(len(node) for node in nodes if isinstance(node, list | tuple))
    if entries - len(value) > MOST_EDGES:  # the first entry is the operation
        raise FaultError(f"The graph has more than {MOST_EDGES:,} edges.")
    return {name: _node(node) for name, node in value.items()}


def _node(node: Any) -> tuple[Any, ...]:
    if isinstance(node, str):
        return (node,)
    if not isinstance(node, list | tuple) or not node:
        raise FaultError(
            f"A node {describe(node)}; it should be a non-empty tuple: the operation, "
            "then the names of its inputs."
        )
    parts = tuple(_name(part) for part in node)
    if not isinstance(parts[0], str):
        raise FaultError(
            "A node's first entry is not text; it should be the name of the operation."
        )
    return parts


def _name(part: Any) -> Any:
    """An input's name as a dict key."""
    if isinstance(part, np.ndarray) and part.ndim == 0:
        return part.item()
    if isinstance(part, tuple):
        return tuple(_name(item) for item in part)
    try:
        hash(part)
    except TypeError:
        raise FaultError(
            f"An input of a node {describe(part)}; it should be the name of a node."
        ) from None
    return part


def _check_sources(graph: Graph, sources: Collection[str]) -> None:
    for name, node in graph.items():
        if node[0] == "source" and len(node) > 1:
            raise FaultError(
                "A source has inputs; it should be just ('source',).",
                "a source has inputs",
                "If the node is computed from others, use its operation instead.",
            )
        if name in sources and node[0] != "source":
            raise FaultError(
                f"{name!r} is computed in your graph; it should be a source.",
                "a source is computed from other nodes",
                "Mark each input of the function as ('source',), and rename your node.",
            )
    missing = [name for name in sources if name not in graph]
    if missing:
        raise FaultError(
            f"The source {missing[0]!r} is missing from the graph.",
            "a source is missing",
            "Compare the keys of your dict with the names in the question.",
        )
    extra = sum(node[0] == "source" for node in graph.values()) - len(sources)
    if extra:
        raise FaultError(
            f"The graph has {clamped(extra)} source{'' if extra == 1 else 's'} too "
            f"many: the question names only {', '.join(sorted(sources))}.",
            "there is an extra source",
            "Which of your sources does the question not name?",
        )


def graph_check(value_of: ValueOf, expected: Callable[[int], np.ndarray]) -> Check:
    """A check of a function of n that returns a graph.

    Args:
        value_of: returns the value of a graph, or raises FaultError.
        expected: returns the value of a right graph for n.
    """

    right = functools.cache(expected)

    def judge(answer: Answer, arguments: Sequence[Any], reply: Reply) -> Finding | None:
        [n] = arguments
        call = f"{answer.function}({n})"
        try:
            if close(value_of(n, reply.value), right(n), CLOSE):
                return None
            return not_yet(answer, feedback.other_function(call), feedback.NODES)
        except FaultError as error:
            fault = error.fault._replace(message=f"{call}: {error.fault.message}")
            return Finding(answer.name, "not yet", *fault, general=True)

    sizes = [(n,) for n in SIZES]
    return lambda ask, answer: call_all(ask, answer, sizes, judge) or passed(answer)


def graph_mistakes(
    program: GraphProgram, value_of: ValueOf, listed: Iterable[Mistake]
) -> Mistakes:
    """The known mistakes of an answer that is a graph for each n.

    Two wrong graphs are the same mistake if they have the same value, or the same
    structure where they have none.
    """

    def read(graph: Any, arguments: Sequence[Any]) -> np.ndarray | None:
        [n] = arguments
        return _read(value_of, n, graph)

    return Mistakes(program, at=(SIZES[0],), listed=listed, read=read)


def _read(value_of: ValueOf, n: int, graph: Any) -> np.ndarray | None:
    """A graph's value, else numbers for its structure: to compare two wrong ones."""
    try:
        return value_of(n, graph)
    except FaultError:
        try:
            return structure(as_graph(graph))
        except FaultError:
            return None


def forward_only(arity: int, forward: Callable[..., Value]) -> Op:
    """An operation without a derivative."""
    return Op(arity, forward, vjp=lambda ct, out, *inputs: ())

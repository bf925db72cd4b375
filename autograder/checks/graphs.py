"""A student's graph: read from plain data, then checked and computed by `solutions`.

No sentence here names a node of the student's: hidden inputs could be carried out in
names. Only the names that the question gives are told, and shapes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any, NamedTuple

import numpy as np

import solutions
from autograder.checks.answers import Answer, Ask, Check, Finding
from autograder.checks.ask import passed, unusable
from autograder.checks.compare import CLOSE, MisfitError, clamped, close, described
from autograder.checks.mistakes import named
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
ValueOf = Callable[[int, Any], np.ndarray]  # of the graph that came back for n
# n = 1 hides many mistakes, n = 11 finds names that are taken apart digit by digit.
SIZES = (3, 2, 1, 4, 11)
ROUNDS = 12  # deeper than any graph that is asked for here


class Fault(NamedTuple):
    """What is wrong with a graph, and the mistake's name where it is a known one."""

    words: str
    misconception: str | None = None
    hint: str = ""


class FaultError(Exception):
    """Carries a `Fault` out of the reading or the evaluation of a graph."""

    def __init__(self, words: str, misconception: str | None = None, hint: str = ""):
        super().__init__(words)
        self.fault = Fault(words, misconception, hint)


_UNUSED = Fault(
    "{unused} nodes are used by no other node; only the result may be.",
    "a node that leads nowhere",
    "Go through your dict: which name never appears among the inputs?",
)
_FAULTS = {  # by the kind of the error in `solutions`
    MissingInputError: Fault(
        "A node names an input that is not in the dict. Is every name spelt the same "
        "where it is made and where it is used?",
        "an input that no node makes",
        "Print your dict for n = 2. Which name is used and never made?",
    ),
    CycleError: Fault(
        "The graph has a cycle: following the arrows leads back to the start.",
        "a node that depends on itself",
        "Pick any node and follow its inputs back: do you always end at a source?",
    ),
    DeadEndError: _UNUSED,
    SeveralSinksError: _UNUSED,
    UnknownOperationError: Fault(
        "A node has an operation that this question does not offer; it offers "
        "{offered}.",
        "an operation that is not in the table",
        "Which operations are there to choose from, and how are they spelt?",
    ),
    ArityError: Fault(
        "{operation} gets {count}; it should get {inputs}.",
        "a wrong number of inputs",
        "How many inputs does the question give this function?",
    ),
    ShapeError: Fault(
        "{operation} gets inputs of shapes {shapes}; they should be equal."
    ),
}
_NO_INPUT = Fault("{operation} gets no input; it should get one or more.")


def evaluate(
    returned: Any, values: Mapping[str, np.ndarray], ops: Mapping[str, Op]
) -> np.ndarray:
    """The sink's value, of shape ().

    Args:
        returned: the graph as plain data.
        values: for each source that the question names its value.
        ops: the operations that the question offers, and no others.

    Raises:
        FaultError: the graph is none, or cannot be evaluated.
    """
    graph = as_graph(returned)
    _check_sources(graph, values)
    try:
        checked = check_structure(graph)
        with np.errstate(all="ignore"):  # towers of squares may overflow: just wrong
            known = solutions.evaluate(
                checked, values, ops={**dict.fromkeys(OPS), **ops}
            )
    except GraphError as error:
        raise FaultError(*_fault(error, graph, ops)) from None
    sink = np.asarray(known[checked.sink])
    if sink.shape != ():
        raise FaultError(
            f"The result has shape {sink.shape}; it should be a number.",
            "a vector at the end",
            "f is a number. Which node of yours was to add the entries up?",
        )
    return sink


def _fault(error: GraphError, graph: Graph, ops: Mapping[str, Op]) -> Fault:
    """What an error of `solutions` is called here."""
    operation, *inputs = graph[error.nodes[0]]
    arity = ops[operation].arity if operation in ops else 0
    lacks_input = type(error) is ArityError and arity is None
    fault = _NO_INPUT if lacks_input else _FAULTS[type(error)]
    words = fault.words.format(
        unused=clamped(error.unused),
        operation=operation,
        count=clamped(len(inputs)),
        inputs=f"{arity} input{'' if arity == 1 else 's'}",
        offered=", ".join(ops),
        shapes=" and ".join(map(str, sorted(set(error.shapes)))),
    )
    return fault._replace(words=words)


def as_graph(value: Any) -> Graph:
    """The dict of nodes, each a tuple of operation and inputs.

    A list will do for a tuple, and "source" for ("source",).

    Raises:
        FaultError: not a dict of tuples.
    """
    if not isinstance(value, dict):
        raise FaultError(f"What comes back {described(value)}; a graph is a dict.")
    return {name: _node(node) for name, node in value.items()}


def _node(node: Any) -> tuple[Any, ...]:
    if isinstance(node, str):
        return (node,)
    if not isinstance(node, list | tuple) or not node:
        raise FaultError(
            f"A node {described(node)}; it should be a tuple: the operation, then "
            "the names of its inputs."
        )
    parts = tuple(_name(part) for part in node)
    if not isinstance(parts[0], str):
        raise FaultError("A node's first entry is no text; it names the operation.")
    return parts


def _name(part: Any) -> Any:
    """An input's name in the form that dict keys have."""
    if isinstance(part, np.ndarray) and part.ndim == 0:
        return part.item()
    if isinstance(part, tuple):
        return tuple(_name(item) for item in part)
    try:
        hash(part)
    except TypeError:
        raise FaultError(
            f"An input of a node {described(part)}; it should be the name of a node."
        ) from None
    return part


def _check_sources(graph: Graph, sources: Collection[str]) -> None:
    for name, node in graph.items():
        if node[0] == "source" and len(node) > 1:
            raise FaultError(
                "A source has inputs; it should be just ('source',).",
                "a source with inputs",
                "What comes from outside: is it computed from anything here?",
            )
        if name in sources and node[0] != "source":
            raise FaultError(
                f"{name!r} should be a source: nothing in this question computes it.",
                "a source computed from something",
                "Does this value come from outside, or out of the graph?",
            )
    missing = [name for name in sources if name not in graph]
    if missing:
        raise FaultError(
            f"The source {missing[0]!r} is missing: the formula has it, and the graph "
            "does not.",
            "a source left out",
            "Which names of the question are not among the keys of your dict?",
        )
    extra = sum(node[0] == "source" for node in graph.values()) - len(sources)
    if extra:
        raise FaultError(
            f"There are {clamped(extra)} sources more than the question names: only "
            f"{', '.join(sorted(sources))} come from outside.",
            "a source too many",
            "Which of your sources does the question not name?",
        )


def structure(graph: Graph) -> np.ndarray:
    """Numbers for a graph that cannot be evaluated, shape (6,).

    Invariant under renaming of inner nodes (Weisfeiler–Lehman refinement): every node
    is labelled by its operation and, round by round, by the labels of its inputs.
    """
    labels = {
        name: str(name) if node[0] == "source" else "" for name, node in graph.items()
    }
    for _ in range(ROUNDS):
        labels = {
            name: labels[name] if node[0] == "source" else _label(node, labels)
            for name, node in graph.items()
        }
    digest = hashlib.sha256(" ".join(sorted(labels.values())).encode()).digest()
    return np.array(list(digest[:6]), float)


def _label(node: tuple[Any, ...], labels: dict[Any, str]) -> str:
    inputs = ",".join(labels.get(name, "?") for name in node[1:])
    return hashlib.sha256(f"{node[0]}({inputs})".encode()).hexdigest()[:16]


def graph_check(value_of: ValueOf, expected: Callable[[int], np.ndarray]) -> Check:
    """A check of a function of n that returns a graph.

    Args:
        value_of: the value of the graph; raises FaultError where it has none.
        expected: the value for n that a right graph has.
    """

    def check(ask: Ask, answer: Answer) -> Finding:
        for n in SIZES:
            reply = ask.call(answer.function, n)
            finding = unusable(answer, reply) or judged(answer, n, reply.value)
            if finding is not None:
                return finding
        return passed(answer)

    def judged(answer: Answer, n: int, returned: Any) -> Finding | None:
        call = f"{answer.function}({n})"
        try:
            if close(value_of(n, returned), expected(n), CLOSE):
                return None
            words = f"{call} is a graph, and computes another function than asked."
            fault = Fault(words)
        except FaultError as error:
            fault = error.fault._replace(words=f"{call}: {error.fault.words}")
        read = partial(_read, value_of, n)
        mistake = named(answer.mistakes, (n,), returned, read)
        if mistake is not None:
            fault = Fault(fault.words, mistake.name, mistake.hint)
        return Finding(answer.name, "not yet", *fault)

    return check


def _read(value_of: ValueOf, n: int, graph: Any) -> np.ndarray:
    """A graph's value, else numbers for its structure: to compare two wrong ones."""
    try:
        return value_of(n, graph)
    except FaultError:
        try:
            return structure(as_graph(graph))
        except FaultError as error:
            raise MisfitError(str(error)) from None


def forward_only(arity: int, forward: Callable[..., Value]) -> Op:
    """An operation that is never differentiated."""
    return Op(arity, forward, vjp=lambda ct, out, *inputs: ())

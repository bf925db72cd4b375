"""Section 1 (b) and (c): graphs, judged by what they compute and never by spelling.

n: number of inputs or units, d: length of x. n = 1 hides many mistakes, n = 11 finds
names that are taken apart digit by digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.answers import Answer, Ask, Check, Finding
from autograder.checks.ask import passed, unusable
from autograder.checks.compare import CLOSE, MisfitError, close
from autograder.checks.graph_reading import (
    Fault,
    FaultError,
    as_graph,
    in_order,
    structure,
)
from autograder.checks.inputs import unit_map
from autograder.checks.mistakes import named

SIZES = (3, 2, 1, 4, 11)
Operation = Callable[..., np.ndarray]
Value = Callable[[int, Any], np.ndarray]  # of the graph that came back for n


def graph_check(value_of: Value, expected: Callable[[int], np.ndarray]) -> Check:
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


def _read(value_of: Value, n: int, graph: Any) -> np.ndarray:
    """A graph's value, else numbers for its structure: to compare two wrong ones."""
    try:
        return value_of(n, graph)
    except FaultError:
        try:
            return structure(as_graph(graph))
        except FaultError as error:
            raise MisfitError(str(error)) from None


def evaluate(
    returned: Any, values: Mapping[str, np.ndarray], operations: Mapping[str, Operation]
) -> np.ndarray:
    """The sink's value, of shape ().

    Args:
        returned: the graph as plain data.
        values: for each source its value.
        operations: by name; each raises FaultError for inputs that do not fit.

    Raises:
        FaultError: the graph is none, or cannot be evaluated.
    """
    graph = as_graph(returned)
    known = dict(values)
    for name in (order := in_order(graph, values)):
        operation, *inputs = graph[name]
        if operation == "source":
            continue
        if operation not in operations:
            raise FaultError(
                "A node has an operation that this question does not offer; it offers "
                f"{', '.join(operations)}.",
                "an operation that is not in the table",
                "Which operations are there to choose from, and how are they spelt?",
            )
        with np.errstate(all="ignore"):  # towers of squares may overflow: just wrong
            known[name] = operations[operation](*(known[inner] for inner in inputs))
    sink = known[order[-1]]
    if np.shape(sink) != ():
        raise FaultError(
            f"The result has shape {np.shape(sink)}; it should be a number.",
            "a vector at the end",
            "f is a number. Which node of yours was to add the entries up?",
        )
    return np.asarray(sink)


def _expect(name: str, got: int, expected: int) -> None:
    if got != expected:
        s = "" if expected == 1 else "s"
        raise FaultError(
            f"{name} gets {got}; it should get {expected} input{s}.",
            "a wrong number of inputs",
            "How many inputs does the question give this function?",
        )


# Part (c): the operations of the worksheet, with no broadcasting.


def _dot(*inputs: np.ndarray) -> np.ndarray:
    _expect("dot", len(inputs), 2)
    _same_shape("dot", inputs)
    if np.ndim(inputs[0]) > 1:
        raise FaultError("dot takes two vectors or two numbers.")
    return np.asarray(np.dot(*inputs))


def _sum(*inputs: np.ndarray) -> np.ndarray:
    _at_least_one("sum", inputs)
    return np.asarray(sum(np.sum(value) for value in inputs))


def _add(*inputs: np.ndarray) -> np.ndarray:
    _at_least_one("add", inputs)
    _same_shape("add", inputs)
    return np.asarray(sum(inputs[1:], start=inputs[0]))


def _entrywise(name: str, arity: int, function: Operation) -> Operation:
    def operation(*inputs: np.ndarray) -> np.ndarray:
        _expect(name, len(inputs), arity)
        _same_shape(name, inputs)
        return np.asarray(function(*inputs))

    return operation


def _at_least_one(name: str, inputs: tuple[np.ndarray, ...]) -> None:
    if not inputs:
        raise FaultError(f"{name} gets no input; it should get one or more.")


def _same_shape(name: str, inputs: tuple[np.ndarray, ...]) -> None:
    shapes = {np.shape(value) for value in inputs}
    if len(shapes) > 1:
        raise FaultError(
            f"{name} gets inputs of shapes {' and '.join(map(str, sorted(shapes)))}; "
            "they should be equal."
        )


OPERATIONS: dict[str, Operation] = {
    "dot": _dot,
    "add": _add,
    "sub": _entrywise("sub", 2, lambda u, v: u - v),
    "mul": _entrywise("mul", 2, lambda u, v: u * v),
    "neg": _entrywise("neg", 1, lambda u: -u),
    "sum": _sum,
    "square": _entrywise("square", 1, lambda u: u * u),
    "phi": _entrywise("phi", 1, unit_map),
}

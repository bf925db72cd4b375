"""Section 1 (b) and (c): graphs, judged by what they compute and never by spelling.

n: number of inputs or units, d: length of x. n = 1 hides many mistakes, n = 11 finds
names that are taken apart digit by digit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.checks.answers import Finding
from autograder.checks.ask import Ask, Check, unusable
from autograder.checks.compare import CLOSE, MisfitError, close
from autograder.checks.graph_reading import (
    Fault,
    FaultError,
    as_graph,
    in_order,
    structure,
)
from autograder.checks.inputs import unit_map
from autograder.checks.naming import named

SIZES = (3, 2, 1, 4, 11)
D = 3
Operation = Callable[..., np.ndarray]


def chain_graph_checks() -> tuple[Check, ...]:
    """`chain_rule_graph(n)`: w fans out to g1 … gn, which f joins in order."""
    return (_graph_check("chain_rule_graph", _chain_value),)


def unit_graph_checks() -> tuple[Check, ...]:
    """`computation_graph(n)`: f(W, x, y) from w1 … wn, b1 … bn, x and y."""
    return (_graph_check("computation_graph", _unit_value),)


def _graph_check(name: str, value_of: Callable[[int, Any], np.ndarray]) -> Check:
    def check(ask: Ask) -> Finding:
        for n in SIZES:
            reply = ask.call(name, n)
            finding = unusable(name, name, reply) or _judged(n, reply.value)
            if finding is not None:
                return finding
        return Finding(name, "passed")

    def _judged(n: int, returned: Any) -> Finding | None:
        try:
            if close(value_of(n, returned), EXPECTED[name](n), CLOSE):
                return None
            said = f"{name}({n}) is a graph, and computes another function than asked."
            fault = Fault(said)
        except FaultError as error:
            fault = error.fault._replace(words=f"{name}({n}): {error.fault.words}")
        mistake = named(name, (n,), returned, lambda graph: _read(value_of, n, graph))
        if mistake is not None:
            fault = Fault(fault.words, mistake.name, mistake.hint)
        return Finding(name, "not yet", *fault)

    return check


def _read(value_of: Callable[[int, Any], np.ndarray], n: int, graph: Any) -> np.ndarray:
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


# Part (b): the functions are opaque; generic ones show the order of the inputs.


def _g(i: int) -> Operation:
    def g(*inputs: np.ndarray) -> np.ndarray:
        _expect(f"g{i}", len(inputs), 1)
        return np.cos(0.4 * i * inputs[0] + 0.2 * i * i) + 0.1 * i

    return g


def _f(n: int) -> Operation:
    def f(*inputs: np.ndarray) -> np.ndarray:
        _expect("f", len(inputs), n)
        total = np.asarray(0.3)
        for i, x in enumerate(inputs, start=1):
            total = np.sin(total + i * x) + 0.5 * total
        return total

    return f


def _expect(name: str, got: int, expected: int) -> None:
    if got != expected:
        s = "" if expected == 1 else "s"
        raise FaultError(
            f"{name} gets {got}; it should get {expected} input{s}.",
            "a wrong number of inputs",
            "How many inputs does the question give this function?",
        )


W_VALUE = np.asarray(0.83)


def _chain_value(n: int, returned: Any) -> np.ndarray:
    operations = {f"g{i}": _g(i) for i in range(1, n + 1)} | {"f": _f(n)}
    value = evaluate(returned, {"w": W_VALUE}, operations)
    used = [node[0] for node in as_graph(returned).values() if node[0] != "source"]
    if sorted(used) != sorted(operations):
        raise FaultError(
            f"Each of g1 … g{n} and f should be there exactly once.",
            "a function used too often, or never",
            "Count in your graph: how often is each g applied, and f?",
        )
    return value


def _chain_expected(n: int) -> np.ndarray:
    return _f(n)(*(_g(i)(W_VALUE) for i in range(1, n + 1)))


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


def _unit_sources(n: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(60 + n)
    vectors = {name: rng.normal(size=D) for name in ("x", *_numbered("w", n))}
    return vectors | {name: rng.normal(size=()) for name in ("y", *_numbered("b", n))}


def _numbered(letter: str, n: int) -> list[str]:
    return [f"{letter}{i}" for i in range(1, n + 1)]


def _unit_value(n: int, returned: Any) -> np.ndarray:
    return evaluate(returned, _unit_sources(n), OPERATIONS)


def _unit_expected(n: int) -> np.ndarray:
    s = _unit_sources(n)
    W = np.array([s[name] for name in _numbered("w", n)])
    b = np.array([s[name] for name in _numbered("b", n)])
    return np.asarray((s["y"] - np.sum(unit_map(W @ s["x"] + b))) ** 2)


EXPECTED = {"chain_rule_graph": _chain_expected, "computation_graph": _unit_expected}

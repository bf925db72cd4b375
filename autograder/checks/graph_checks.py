"""Section 1 (b) and (c): graphs, judged by what they compute and never by spelling.

n: number of inputs or units, d: length of x. n = 1 hides many mistakes, n = 11 finds
names that are taken apart digit by digit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.assignment.verdict import Finding
from autograder.checks.ask import Ask, Check, unusable
from autograder.checks.compare import CLOSE, MisfitError, close
from autograder.checks.graphs import Fault, FaultError, as_graph, evaluate, structure
from autograder.checks.inputs import unit_map
from autograder.checks.naming import named
from solutions import OPS, Op
from solutions.operations import Value

SIZES = (3, 2, 1, 4, 11)
D = 3


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


# Part (b): the functions are opaque; generic ones show the order of the inputs.


def _g(i: int) -> Op:
    return _forward_only(1, lambda w: np.cos(0.4 * i * w + 0.2 * i * i) + 0.1 * i)


def _f(n: int) -> Op:
    def f(*inputs: Value) -> Value:
        total = 0.3
        for i, x in enumerate(inputs, start=1):
            total = np.sin(total + i * x) + 0.5 * total
        return total

    return _forward_only(n, f)


def _forward_only(arity: int, forward: Callable[..., Value]) -> Op:
    return Op(arity, forward, vjp=lambda ct, out, *inputs: ())


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
    gs = (_g(i).forward(W_VALUE) for i in range(1, n + 1))
    return np.asarray(_f(n).forward(*gs))


# Part (c): the operations of the worksheet, in its order.

OPERATIONS = {
    name: OPS[name] for name in ("dot", "add", "sub", "mul", "neg", "sum", "square")
} | {"phi": _forward_only(1, unit_map)}


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

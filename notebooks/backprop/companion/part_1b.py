"""Section 1 (b): the total derivative of f(g1(w), …, gn(w)), and its graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.errors import PropertyError
from .answers.fingerprint_inputs import Z, of_any_shape
from .answers.returned import as_shape, ask, naming_case
from .answers.row import Answer, Choices, Fingerprint, Function, ignores_derivative
from .display.cards import join_names
from .display.figures import distinct_numbers
from .graphs.evaluate import Inputs
from .graphs.properties import SIZES, computes, valid_graph, value_or_structure
from .properties.finite_differences import central_difference, close


def total(answer: Any) -> None:
    """The test of total_derivative."""
    for n in (3, 1, 4):
        _total_for(answer, n)


def _total_for(answer: Any, n: int) -> None:
    rng = np.random.default_rng(n)
    A, c = rng.normal(size=(n, n)), rng.normal(size=n)
    gradient = of_any_shape("df", lambda v: A.T @ np.cos(A @ v) + c)

    def f(v: Any) -> Any:
        return np.sum(np.sin(A @ v)) + c @ v

    def g(w: Any) -> Any:
        return c * w**2 + np.exp(-w)

    def derivatives(w: Any) -> Any:
        return 2 * c * w - np.exp(-w)

    with naming_case(f"for n = {n}"):
        got = as_shape(ask(answer, gradient, g, derivatives, 0.8), ())
    wanted = central_difference(lambda w: f(g(w)), 0.8)
    if not close(got, wanted):
        returned, expected = distinct_numbers(np.real(got), wanted)
        raise PropertyError(
            f"returns {returned} for n = {n}; the numerical derivative is {expected}"
        )


def _total_of_generic(function: Function) -> Any:
    gradient = of_any_shape("df", lambda x: np.sin(Z[:3, :3] @ x) + Z[3, :3])

    def g(w: Any) -> Any:
        return np.cos(Z[4, :3] * w) + w / 3

    def derivatives(w: Any) -> Any:
        return Z[5, :3] * (1.5 + np.sin(w))

    return ask(function, gradient, g, derivatives, 0.9)


class _Outer:
    """A function of n inputs whose value depends on their order."""

    def __init__(self, n: int) -> None:
        self.arity = n

    def __call__(self, *inputs: Any) -> Any:
        if len(inputs) != self.arity:
            raise TypeError
        return sum((i + 1) ** 1.5 * x for i, x in enumerate(inputs))


def chain_inputs(n: int) -> Inputs:
    """Make a value for w, and generic operations g1 … gn and f."""

    def g(i: int) -> Callable[[Any], Any]:
        return lambda w: np.sin(0.7 * i * w + 0.3 * i)

    operations: dict[str, Function] = {f"g{i}": g(i) for i in range(1, n + 1)}
    return Inputs({"w": 0.83}, operations | {"f": _Outer(n)})


def chain_graph(answer: Any) -> None:
    """The test of chain_rule_graph."""
    for n in SIZES:
        inputs = chain_inputs(n)
        [w], operations = inputs.sources.values(), inputs.operations
        graph = valid_graph(answer, n, inputs)
        used = sorted(str(node[0]) for node in graph.values() if node[0] != "source")
        if used != sorted(operations):
            names = join_names([*(f"g{i}" for i in range(1, n + 1)), "f"])
            raise PropertyError(
                f"for n = {n} uses {join_names(used or ['no operation'])}; expected "
                f"{names}, once each"
            )
        expected = operations["f"](*(operations[f"g{i}"](w) for i in range(1, n + 1)))
        computes(graph, n, inputs, expected)


QUESTIONS = {
    ("q1b_chain", "total_derivative"): Answer(
        test=total,
        question="Predict: all entries of `dg(w)` are 0. What is the result?",
        next_step="Print `df(g(w))` and `dg(w)`, and compute the case n = 1 by hand.",
        fingerprint=Fingerprint(_total_of_generic),
        inexact=ignores_derivative("dg"),
    ),
    ("q1b_graph", "chain_rule_graph"): Answer(
        test=chain_graph,
        question="Draw the graph for n = 3 on paper. How many arrows leave `w`?",
        next_step="Run `worksheet.show_graph(chain_rule_graph, 2)` and check each "
        "arrow.",
        fingerprint=Fingerprint(lambda f: value_or_structure(f, chain_inputs(3))),
    ),
}

CHOICES = {
    "1b": Choices(
        "w affects f along two paths, through x1 and through x2. The contributions of "
        "the two paths are …",
        {
            "multiplied": "Suppose x1 does not change with w, so its path contributes "
            "0. Does f stay constant, even if x2 changes?",
            "added": "Each path changes f a little, and small changes add up. Along "
            "one path, the derivatives are multiplied.",
            "averaged": "If each path alone raises f by 1, by how much do both "
            "together raise it?",
        },
        "B",
    )
}

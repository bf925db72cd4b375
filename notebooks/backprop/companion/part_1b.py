"""Section 1 (b): the total derivative of f(g1(w), …, gn(w)), and its graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .answers.errors import PropertyError
from .answers.fingerprint_inputs import Z, checked, of_any_shape, several
from .answers.returned import as_shape, ask, naming_case
from .answers.row import Answer, Choices, Fingerprint, Function
from .answers.shown_names import operation_name
from .display.cards import join_names
from .display.figures import distinct_numbers
from .graphs.evaluate import Inputs
from .graphs.properties import (
    SIZES,
    computes,
    require_dependence,
    valid_graph,
    values_or_structures,
)
from .properties.finite_differences import central_difference, close
from .properties.follows import require_following
from .properties.isolation import OTHER_SIZE, Names, Plan, Simple, isolate


class Chain(NamedTuple):
    """Arguments of `total_derivative`, and the right value by nudging w."""

    df: Function
    g: Function
    dg: Function
    w: float
    expected: float


ONE_PATH = Simple("n = 1", "n is larger", "Check how you combine the n paths.")
DG_IS_ONE = Simple(
    "every entry of dg(w) is 1", "dg(w) has other entries",
    "Check where dg(w) enters, and how it is combined with df.",
)  # fmt: skip
DF_IS_ONE = Simple(
    "every entry of df is 1", "df has other entries",
    "Check where df enters, and how it is combined with dg(w).",
)  # fmt: skip
DF_IS_FIXED = Simple(
    "df returns the same gradient at every point", "the gradient depends on the point",
    "Check the point at which you call `df`: f gets the numbers g(w).",
    implied_by="every entry of df is 1",
)  # fmt: skip
AT_GW = "Pass it the numbers that f gets: g(w)."
AT_W = "Pass it w."


def chain(names: Names, n: int = 3, w: float = 0.8) -> Chain:
    """Draw a chain f(g(w)) with these simplifications."""
    n = 1 if ONE_PATH.name in names else n
    rng = np.random.default_rng(n)
    A, c = rng.normal(size=(n, n)), rng.normal(size=n)
    linear = np.ones(n) if DF_IS_ONE.name in names else c + 0.4
    bends = 0.0 if names & {DF_IS_ONE.name, DF_IS_FIXED.name} else 1.0

    def f(v: Any) -> Any:
        return bends * np.sum(np.sin(A @ v)) + linear @ v

    def g(w: float) -> Any:
        return w + c if DG_IS_ONE.name in names else c * w**2 + np.exp(-w)

    def dg(w: float) -> Any:
        return np.ones(n) if DG_IS_ONE.name in names else 2 * c * w - np.exp(-w)

    return Chain(
        of_any_shape("df", lambda v: bends * A.T @ np.cos(A @ v) + linear, n, AT_GW),
        checked("g", g, 1, AT_W),
        checked("dg", dg, 1, AT_W),
        w,
        central_difference(lambda w: f(g(w)), w),
    )


def total(answer: Any) -> None:
    """The test of total_derivative."""
    for n, w in ((3, 0.8), (1, 0.8), (4, -1.3), (2, 0.0)):
        _total_for(answer, n, w)


def _total_for(answer: Any, n: int, w: float) -> None:
    df, g, dg, _, expected = chain(frozenset(), n, w)

    def total_with(derivative: Function) -> Any:
        with naming_case(f"for n = {n}"):
            return _one_number(ask(answer, df, g, derivative, w))

    got = total_with(dg)
    if not close(got, expected):
        returned, wanted = distinct_numbers(np.real(got), expected)
        raise PropertyError(
            f"returns {returned} for n = {n}; the numerical derivative is {wanted}"
        )
    require_following(total_with, dg, "dg")


def _one_number(returned: Any) -> Any:
    try:
        return as_shape(returned, ())
    except PropertyError as error:
        problem = f"returns a value that {error}"
        raise PropertyError(problem, error.next_step) from None


OTHER_W = (-1.6, -0.4, 0.3, 2.1)  # at one of them the derivative has the other sign


def _measured(answer: Any, names: Names) -> tuple[Any, Any]:
    *arguments, expected = chain(names)
    if OTHER_SIZE.name in names:
        others = [chain(names, 2, w) for w in OTHER_W]
        signs = [other.expected * expected < 0 for other in others]
        *arguments, expected = others[signs.index(True) if any(signs) else 0]
    return as_shape(ask(answer, *arguments), ()), expected


PLAN = Plan(
    (DF_IS_FIXED, ONE_PATH, DF_IS_ONE, DG_IS_ONE),
    (DG_IS_ONE, DF_IS_ONE, DF_IS_FIXED, ONE_PATH),
    _measured,
)


def _generic(n: int, w: float) -> tuple[Any, ...]:
    """Arguments for the fingerprint; `df` and `dg` are not derivatives."""

    def gradient(x: Any) -> Any:
        return np.sin(Z[:n, :n] @ x) + Z[3, :n]

    def g(w: float) -> Any:
        return np.cos(Z[4, :n] * w) + w / 3

    def dg(w: float) -> Any:
        return Z[5, :n] * (0.4 + np.sin(w))  # of either sign

    df = of_any_shape("df", gradient, n, AT_GW)
    return df, checked("g", g, 1, AT_W), checked("dg", dg, 1, AT_W), w


# The sign of dg(w) differs, so that no path is the largest, or the smallest, in all.
# Those of the other sign count less: in a sum, errors must not cancel.
CHAIN_CASES = tuple(
    (_generic(n, w), scale)
    for n, w, scale in (
        (3, 0.9, 1.0), (1, 1.2637281, 1.0), (4, 0.0, 1.0), (3, -1.4, 10.0),
        (4, -2.2, 10.0),
    )
)  # fmt: skip


def _with_zeros(w: float) -> tuple[Any, ...]:
    """Arguments in which df, g and dg have a 0 each, and values of both signs."""

    def gradient(x: Any) -> Any:
        return np.array([1.0, 1.0, 0.0, -1.0]) * (1.4 + np.sin(Z[:4] @ x))

    def g(w: float) -> Any:
        return np.array([0.0, 1.0, -1.0, 1.0]) * (np.cos(Z[4] * w) + 1.3)

    def dg(w: float) -> Any:
        return np.array([1.0, 0.0, -1.0, 1.0]) * (1.5 + np.sin(Z[5] * w))

    df = of_any_shape("df", gradient, 4, AT_GW)
    return df, checked("g", g, 1, AT_W), checked("dg", dg, 1, AT_W), w


FURTHER = {
    "where an entry of df, g or dg is 0": several(((_with_zeros(0.7), 1.0),)),
    "for large w, such as 31.4": several(
        ((_generic(4, 31.4), 1.0), (_generic(3, -28.3), 1.0))
    ),
}


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
    require_dependence(answer)
    for n in SIZES:
        inputs = chain_inputs(n)
        [w], operations = inputs.sources.values(), inputs.operations
        graph = valid_graph(answer, n, inputs)
        used = [node[0] for node in graph.values() if node[0] != "source"]
        _once_each(n, used, list(operations))
        expected = operations["f"](*(operations[f"g{i}"](w) for i in range(1, n + 1)))
        computes(graph, n, inputs, expected)


def _once_each(n: int, used: list[Any], operations: list[str]) -> None:
    """Raise `PropertyError` unless these operations are used once each."""
    unknown = [operation for operation in used if operation not in operations]
    if unknown:
        names = join_names([f"g{i}" for i in range(1, n + 1)])
        raise PropertyError(
            f"for n = {n} uses {operation_name(unknown[0])}; "
            f"the operations are {names} and f",
            "Write each node as one of these operations.",
        )
    for operation in operations:
        times = used.count(operation)
        if times != 1:
            often = "is not used" if times == 0 else f"is used {times} times"
            raise PropertyError(
                f"for n = {n} is a valid graph in which {operation} {often}; expected "
                "each of the operations once",
                f"Run `worksheet.show_graph(chain_rule_graph, {n})` and look for "
                f"{operation}.",
            )


QUESTIONS = {
    ("q1b_chain", "total_derivative"): Answer(
        test=total,
        question="Predict: all entries of `dg(w)` are 0. What is the result?",
        next_step="Print `df(g(w))` and `dg(w)`, and compute the case n = 1 by hand.",
        isolate=lambda answer: isolate(PLAN, answer),
        fingerprint=Fingerprint(several(CHAIN_CASES), further=FURTHER),
    ),
    ("q1b_graph", "chain_rule_graph"): Answer(
        test=chain_graph,
        question="Draw the graph for n = 3 on paper. How many arrows leave `w`?",
        next_step="Run `worksheet.show_graph(chain_rule_graph, 2)` and check each "
        "arrow.",
        fingerprint=Fingerprint(lambda f: values_or_structures(f, chain_inputs)),
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

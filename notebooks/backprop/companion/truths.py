"""Is an answer true? One test for each, none of which needs a formula of the answer.

A test takes what the student defined. It returns where that holds, and raises
`PropertyError` with words that follow the answer's name where it does not.

Some answers may use earlier ones. What fails with an earlier answer that is itself not
right yet is asked again with a stand-in for it, so that each part is judged by itself.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, MutableMapping
from typing import Any

import numpy as np

from . import given
from .answers.returned import NotAttemptedError, PropertyError, RaisedError, as_shape
from .descent_truths import descent, descent_with, numerical
from .gradient_truths import GRADIENT_TRUTHS, weights_from
from .graph_truths import chain_graph, unit_graph
from .properties.derivatives import DERIVATIVE_TRUTHS
from .properties.finite_differences import central_difference

Namespace = MutableMapping[str, Any]


def _number(answer: Any) -> None:
    """The form of an exponent; its value is judged after handing in."""
    as_shape(answer, ())


TRUTHS: dict[str, Callable[[Any], None]] = {
    **DERIVATIVE_TRUTHS,
    **GRADIENT_TRUTHS,
    "chain_rule_graph": chain_graph,
    "computation_graph": unit_graph,
    "analytic_exponent": _number,
    "numerical_exponent": _number,
    "numerical_gradient": numerical,
    "gradient_descent": descent,
}


Sound = Callable[[str, Any], bool]  # answer id, value -> is it right?


def _slope(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The slope of f by nudging: good enough to stand in for a moment."""
    return np.vectorize(lambda x: central_difference(f, x), otypes=[float])


def _slopes_of_h(x1: Any, x2: Any) -> tuple[float, float]:
    across = central_difference(lambda t: t**2 + x2**2, x1)
    return across, central_difference(lambda t: x1**2 + t**2, x2)


STAND_INS: dict[str, dict[str, Callable[..., Any]]] = {
    "dl": {"df": _slope(lambda x: x**2), "dg": _slope(lambda x: x), "dh": _slopes_of_h},
    "d_relu": {"d_sigmoid": _slope(given.sigmoid)},
    "d_tanh": {"d_sigmoid": _slope(given.sigmoid), "d_relu": _slope(given.relu)},
    "d_tanh.stable": {"d_sigmoid": _slope(given.sigmoid)},
    "d_leaky_relu": {"d_relu": _slope(given.relu), "d_tanh": _slope(given.tanh)},
}
BORROWERS = {"grad_W": "sensitivities", "gradient_descent": "grad_W"}


def right_but_for(answer: str, namespace: Namespace, sound: Sound) -> list[str]:
    """The student's earlier answers that alone keep this one from being right."""
    function = namespace.get(answer.split(".")[0])
    try:
        if answer in STAND_INS:
            return _with_stand_ins(answer, function, namespace, sound)
        if answer in BORROWERS and not _earlier_sound(answer, namespace, sound):
            return _with_borrowed(answer, function, namespace)
    except (NotAttemptedError, RaisedError, PropertyError):
        pass
    return []


def _with_stand_ins(
    answer: str, function: Any, namespace: Namespace, sound: Sound
) -> list[str]:
    used: set[str] = set()
    wrong = {
        name: _watched(name, stand_in, used)
        for name, stand_in in STAND_INS[answer].items()
        if not sound(name, namespace.get(name))
    }
    with lent(namespace, wrong):
        TRUTHS[answer](function)
    return sorted(used)


def _watched(name: str, stand_in: Callable[..., Any], used: set[str]) -> Any:
    def watched(*arguments: Any) -> Any:
        used.add(name)
        return stand_in(*arguments)

    return watched


def _earlier_sound(answer: str, namespace: Namespace, sound: Sound) -> bool:
    earlier = namespace.get(BORROWERS[answer])
    if answer == "gradient_descent":
        return sound("grad_W", earlier)
    return all(sound(f"sensitivities.{key}", earlier) for key in "rspz")


def _with_borrowed(answer: str, function: Any, namespace: Namespace) -> list[str]:
    earlier = BORROWERS[answer]
    if answer == "gradient_descent":
        is_right = descent_with(function, lambda f: lent(namespace, {earlier: f}))
    else:
        is_right = weights_from(
            function,
            lambda made_up: lent(namespace, {earlier: lambda *_, **__: dict(made_up)}),
        )
    return [earlier] if is_right else []


@contextlib.contextmanager
def lent(namespace: Namespace, functions: dict[str, Any]) -> Iterator[None]:
    """The student's names with some of them exchanged, for as long as this lasts."""
    kept = {name: namespace[name] for name in functions if name in namespace}
    namespace.update(functions)
    try:
        yield
    finally:
        for name in functions:
            namespace.pop(name, None)
        namespace.update(kept)

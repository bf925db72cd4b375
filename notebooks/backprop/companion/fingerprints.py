"""Fingerprints: telling a known value without holding it.

A function is asked at one fixed generic input; what it gives is projected on a few
numbers, rounded and digested with a salt. `worksheet.json` keeps the digests of right
and of known wrong answers. From a digest no value and no formula can be read.

Slopes that are handed in here (`_slope`, `_jacobian`) are not those of their maps: an
answer that estimates slopes instead of using them has another fingerprint.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    as_array,
    as_shape,
    ask,
)
from .graphs.structure import (
    chain_operations,
    fault,
    normal,
    sinks,
    unit_operations,
    unit_sources,
    values,
)

SALT = "backprop-1"
EXACT, CLOSE = 2e-12, 1e-9  # grids: about as close as the worksheet asks
PROJECTIONS = 3

_rng = np.random.default_rng(2024)
X = np.array([1.3, -0.8, 2.6, -2.1, 0.55, -0.35, 0.06, -0.05])
FAR = np.array([40.0, -45.0, 720.0, -730.0, 9_000.0, -9_500.0, 1.4])
Z = _rng.normal(size=(12, 4))
J = _rng.normal(size=(4, 4))


def _map(z: Any) -> np.ndarray:
    flat = np.asarray(z).reshape(4)  # a column will do as well
    return (np.tanh(Z[:4] @ flat) + 0.2 * flat).reshape(np.shape(z))


def _jacobian(z: Any) -> np.ndarray:
    return J + np.outer(np.cos(np.asarray(z).reshape(4)), Z[4])


def _unit(z: Any) -> np.ndarray:
    return np.sin(1.1 * np.asarray(z) + 0.5) + 0.3 * np.asarray(z)


def _slope(z: Any) -> np.ndarray:
    return 0.7 + 0.4 * np.cos(np.asarray(z) - 0.6)


LAYERS = (Z[5], Z[6], Z[:4] / 2, J / 2, Z[7], _map, _jacobian)
UNITS = (Z[8:11, :2], Z[11, :2], 1.9, Z[5, :3], _unit, _slope)


def _by_number_or_array(function: Callable, x: np.ndarray) -> Any:
    """An answer may work on arrays only, or on numbers only."""
    try:
        value = as_array(ask(function, x))
        if value.shape == x.shape:
            return value
    except (RaisedError, PropertyError):
        pass
    values = [as_array(ask(function, float(number))) for number in x]
    return [v.item() if v.size == 1 else v.ravel() for v in values]


def _dh(function: Callable) -> Any:
    given = ask(function, 1.7, -0.6)
    try:
        return [as_shape(part, ()) for part in given]
    except (TypeError, PropertyError):
        return given


def _chain(function: Callable) -> Any:
    def gradient(x: Any) -> np.ndarray:
        flat = np.asarray(x).reshape(3)
        return (np.sin(Z[:3, :3] @ flat) + Z[3, :3]).reshape(np.shape(x))

    def g(w: Any) -> np.ndarray:
        return np.cos(Z[4, :3] * w) + w / 3

    def slopes(w: Any) -> np.ndarray:
        return Z[5, :3] * (1.5 + np.sin(w))

    return ask(function, gradient, g, slopes, 0.9)


def _graph(function: Callable, sources: dict[str, Any], operations: Any) -> Any:
    graph = normal(ask(function, 3))
    try:
        if fault(graph, sources) is None:
            sink = sinks(graph)[0]
            return values(graph, sources, operations)[sink]
    except PropertyError:
        pass
    return _structure(graph)


def _structure(graph: Any) -> list[int]:
    """Numbers for a graph that has no value: alike for alike ones, whatever the names.

    Every node is told by its operation and, round by round, by what its inputs are.
    """
    told = {
        name: str(name) if node[0] == "source" else "" for name, node in graph.items()
    }
    for _ in graph:
        told = {
            name: told[name]
            if node[0] == "source"
            else _short(f"{node[0]}({','.join(told.get(i, '?') for i in node[1:])})")
            for name, node in graph.items()
        }
    digest = hashlib.sha256(" ".join(sorted(map(str, told.values()))).encode())
    return list(digest.digest()[:6])


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _chain_graph(function: Callable) -> Any:
    return _graph(function, {"w": 0.83}, chain_operations(3))


def _unit_graph(function: Callable) -> Any:
    return _graph(function, unit_sources(3), unit_operations(_unit))


def _numerical(function: Callable) -> Any:
    def quadratic(W: Any) -> float:
        w = np.asarray(W, float).reshape(6)
        return float(w @ Z[:6] @ Z[6:].T @ w + w @ Z[6:, 0])

    return ask(function, quadratic, Z[:3, 2:], 0.3)


def _descent(function: Callable) -> Any:
    W, history = ask(function, *UNITS, 0.3, 4)
    return [*as_array(W).ravel(), *(as_array(f).item() for f in history)]


# Answer id: (how it is asked, the grid, the key of the returned dict).
_ASKED: dict[str, tuple[Callable[[Callable], Any], float, str | None]] = {
    "df": (lambda f: _by_number_or_array(f, X), EXACT, None),
    "dg": (lambda f: _by_number_or_array(f, X), EXACT, None),
    "dh": (_dh, EXACT, None),
    "dl": (lambda f: _by_number_or_array(f, X), EXACT, None),
    "total_derivative": (_chain, CLOSE, None),
    "chain_rule_graph": (_chain_graph, CLOSE, None),
    "computation_graph": (_unit_graph, CLOSE, None),
    **{
        f"loss_gradients.{key}": (lambda f: ask(f, *LAYERS), CLOSE, key)
        for key in ("x", "W1", "W2", "b")
    },
    "numerical_gradient": (_numerical, CLOSE, None),
    **{
        f"sensitivities.{key}": (lambda f: ask(f, *UNITS), CLOSE, key) for key in "rspz"
    },
    "grad_W": (lambda f: ask(f, *UNITS), CLOSE, None),
    "gradient_descent": (_descent, CLOSE, None),
    "d_sigmoid": (lambda f: _by_number_or_array(f, X), EXACT, None),
    "d_sigmoid.stable": (lambda f: _by_number_or_array(f, FAR), EXACT, None),
    "d_relu": (lambda f: _by_number_or_array(f, X), EXACT, None),
    "d_tanh": (lambda f: _by_number_or_array(f, X), EXACT, None),
    "d_tanh.stable": (lambda f: _by_number_or_array(f, FAR), EXACT, None),
    "d_leaky_relu": (lambda f: _by_number_or_array(f, X), EXACT, None),
}
ANSWERS = tuple(_ASKED)


def value(answer: str, function: Callable) -> np.ndarray | None:
    """What the function gives at the fixed input, or None if it gives no array."""
    asked, _, key = _ASKED[answer]
    try:
        given = asked(function)
        array = as_array(given if key is None else given[key])
    except (
        NotAttemptedError,
        RaisedError,
        PropertyError,
        KeyError,
        TypeError,
        ValueError,
    ):
        return None
    return array if array.size > 1 else array.reshape(())


def digests(answer: str, function: Callable) -> str | None:
    """The fingerprint of what the function gives, or None if it gives nothing."""
    array = value(answer, function)
    return None if array is None else fingerprint(answer, array)


def neighbours(answer: str, function: Callable) -> list[str]:
    """The fingerprints within one step of the grid, the nearest first.

    Two right answers may differ in the last bit and lie on two sides of an edge.
    """
    array = value(answer, function)
    if array is None:
        return []
    nearest = np.round(projections(answer, array))
    moves = itertools.product((0, 1, -1), repeat=PROJECTIONS)
    return [_digest(answer, array, nearest + move) for move in moves]


def fingerprint(answer: str, array: np.ndarray) -> str:
    """The salted digest of the array's shape and rounded projections."""
    return _digest(answer, array, np.round(projections(answer, array)))


def _digest(answer: str, array: np.ndarray, rounded: np.ndarray) -> str:
    steps = [int(step) for step in rounded]
    told = f"{SALT} {answer} {array.shape} {_power(array)} {steps}"
    return hashlib.sha256(told.encode()).hexdigest()[:20]


def projections(answer: str, array: np.ndarray) -> np.ndarray:
    """The array as a few generic sums, counted in steps of the answer's grid.

    nan and infinities are told apart from all numbers by values of their own.
    """
    flat = _finite(array)
    rng = np.random.default_rng(len(flat))
    weights = rng.uniform(0.5, 1.5, size=(PROJECTIONS, len(flat)))
    return weights @ flat / 10.0 ** _power(array) / _ASKED[answer][1]


def _finite(array: np.ndarray) -> np.ndarray:
    return np.nan_to_num(array.real.ravel(), nan=3.17, posinf=5.33, neginf=-7.19)


def _power(array: np.ndarray) -> int:
    """The power of ten that leaves large values as many digits as a float has."""
    largest = float(np.max(np.abs(_finite(array)), initial=0.0))
    return max(0, math.ceil(np.log10(largest))) if largest > 1 else 0

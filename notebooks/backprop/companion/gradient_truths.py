"""Is a gradient true? Held against the change of its function along some directions.

(d): x, y, b of shape (d,), W1, W2 of shape (d, d).  (f), (g): see `unit_nodes`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from . import given
from .answers.returned import PropertyError, as_shape, ask, naming_case
from .properties.finite_differences import (
    NEAR,
    along_directions,
    central_difference,
    close,
)
from .properties.unit_nodes import NODES, UnitArguments, after, nodes, some_units

Truth = Callable[[Any], None]
SIZES = ((3, 2), (2, 4))  # n, d
LAYER_PLACES = {"x": 0, "W1": 2, "W2": 3, "b": 4}


def total(answer: Any) -> None:
    """Section 1 (b): the derivative of f(g1(w), …, gn(w)) by w."""
    for n in (3, 1, 4):
        rng = np.random.default_rng(n)
        A, c = rng.normal(size=(n, n)), rng.normal(size=n)
        f = lambda v, A=A, c=c: np.sum(np.sin(A @ v)) + c @ v  # noqa: E731
        gradient = _of_any_shape("df", lambda v, A=A, c=c: A.T @ np.cos(A @ v) + c)
        g = lambda w, c=c: c * w**2 + np.exp(-w)  # noqa: E731
        slopes = lambda w, c=c: 2 * c * w - np.exp(-w)  # noqa: E731
        with naming_case(f"for n = {n}"):
            got = as_shape(ask(answer, gradient, g, slopes, 0.8), ())
        if not close(got, central_difference(lambda w, f=f, g=g: f(g(w)), 0.8)):
            raise PropertyError(f"is wrong for n = {n}")


def _of_any_shape(
    name: str, f: Callable[[np.ndarray], np.ndarray]
) -> Callable[[Any], Any]:
    """f for columns and rows as well, under the name that the worksheet gives it."""

    def function(v: Any) -> np.ndarray:
        return f(np.ravel(v)).reshape(np.shape(v))

    function.__qualname__ = function.__name__ = name
    return function


def some_layers(d: int) -> tuple[Any, ...]:
    """Generic arguments of `loss_gradients`; every output of Φ depends on all of z."""
    rng = np.random.default_rng(d)
    x, y, b = rng.normal(size=(3, d))
    W1, W2, A = rng.normal(size=(3, d, d)) / 2

    def slopes(z: Any) -> np.ndarray:
        flat = np.ravel(z)
        return A * np.cos(A @ flat)[:, None] + np.diag(flat)

    phi = _of_any_shape("phi", lambda z: np.sin(A @ z) + z**2 / 2)
    return x, y, W1, W2, b, phi, slopes


def loss_gradient(key: str) -> Truth:
    """Section 1 (d): one of the four gradients."""
    place = LAYER_PLACES[key]

    def test(answer: Any) -> None:
        for d in (4, 3):
            arguments = some_layers(d)
            with naming_case(f"for d = {d}"):
                returned = ask(answer, *arguments)
            gradient = of_key(returned, key, arguments[place].shape)

            def moved(way: np.ndarray, t: float, arguments: Any = arguments) -> float:
                nudged = list(arguments[:6])
                nudged[place] = nudged[place] + t * way
                return given.loss(*nudged)

            along_directions(gradient, moved)

    return test


def of_key(returned: Any, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """One entry of the dict that a student's function returned, in its shape."""
    if not isinstance(returned, Mapping):
        kind = type(returned).__name__
        raise PropertyError(f"is not there: a {kind} comes back, expected a dict")
    if key not in returned:
        raise PropertyError("is not a key of the dict that comes back")
    return as_shape(returned[key], shape)


def sensitivity(key: str) -> Truth:
    """Section 1 (f): the derivative of f by one kind of node."""

    def test(answer: Any) -> None:
        for n, d in SIZES:
            u = some_units(n, d)
            at, f = nodes(u)[key], after(key, u)
            with naming_case(f"for n = {n}, d = {d}"):
                gradient = of_key(ask(answer, *u), key, at.shape)
            along_directions(gradient, lambda v, t, f=f, at=at: f(at + t * v))

    return test


def weights(answer: Any) -> None:
    """Section 1 (g): the gradient of f by W."""
    for n, d in SIZES:
        u = some_units(n, d)
        with naming_case(f"for n = {n}, d = {d}"):
            gradient = as_shape(ask(answer, *u), u.W.shape)
        along_directions(gradient, lambda v, t, u=u: _f(u, u.W + t * v))


def _f(u: UnitArguments, W: np.ndarray) -> float:
    return given.model(W, u.x, u.y, u.b, u.phi)


def weights_from(answer: Any, borrowed: Callable[[dict[str, Any]], Any]) -> bool:
    """Whether `grad_W` is right but for the `sensitivities` that it uses.

    It is handed made-up sensitivities. Whichever of them it uses, its result must
    then be how fast that node changes with W, weighted by them: told by nudging W.

    Args:
        borrowed: a context in which `sensitivities` returns the given dict.
    """
    u = some_units(3, 2)
    rng = np.random.default_rng(8)
    made_up = {key: rng.normal(size=np.shape(v)) for key, v in nodes(u).items()}
    with borrowed(made_up):
        got = as_shape(ask(answer, *u), u.W.shape)
    return any(_follows(got, u, key, made_up[key]) for key in NODES)


def _follows(got: np.ndarray, u: UnitArguments, key: str, weight: np.ndarray) -> bool:
    def moved(direction: np.ndarray, t: float) -> float:
        return float(np.sum(weight * nodes(u._replace(W=u.W + t * direction))[key]))

    try:
        along_directions(got, moved)
    except PropertyError:
        return False
    return bool(np.max(np.abs(got)) > NEAR)


GRADIENT_TRUTHS: dict[str, Truth] = {
    "total_derivative": total,
    **{f"loss_gradients.{key}": loss_gradient(key) for key in LAYER_PLACES},
    **{f"sensitivities.{key}": sensitivity(key) for key in NODES},
    "grad_W": weights,
}

"""Are `numerical_gradient` and `gradient_descent` true? Told by their properties.

The first is held against a quadratic, where central differences are exact at any eps;
the second must do what any descent does, whatever the function.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.returned import PropertyError, as_shape, ask_uncopied, naming_case
from .given import model
from .properties.finite_differences import along_directions, close
from .properties.unit_nodes import UnitArguments, some_units

SHAPES = ((3, 2), (1, 4))
KEPT = 1e-9  # how closely the caller's W must be left as it was


def numerical(answer: Any) -> None:
    """Section 1 (e): right on a quadratic, both steps of size eps, W left alone."""
    rng = np.random.default_rng(3)
    for shape in SHAPES:
        A, W = rng.normal(size=shape), rng.normal(size=shape)
        reach = [_asked(answer, A, W, eps) for eps in (0.5, 0.125)]
        _steps_follow(reach)


def _asked(
    answer: Any, A: np.ndarray, W: np.ndarray, eps: float
) -> tuple[float, float]:
    """The longest steps up and down from W at which f was evaluated."""
    points: list[np.ndarray] = []

    def f(V: Any) -> float:
        V = np.array(V, float)
        points.append(V)
        return float(np.sum(A * V) ** 2 + np.sum(V**2) + V[0, 0])

    given = W.copy()
    with naming_case(f"for a W of shape {W.shape}"):
        gradient = as_shape(ask_uncopied(answer, f, given, eps), W.shape)
    if not np.allclose(given, W, rtol=0, atol=KEPT):
        raise PropertyError("changes the W that it is given")
    steps = [V - W for V in points if V.shape == W.shape] or [np.zeros(W.shape)]
    try:
        along_directions(gradient, lambda way, t: f(W + t * way))
    except PropertyError as misfit:
        raise PropertyError(f"{misfit} for a W of shape {W.shape}") from None
    return float(np.max(steps)), float(-np.min(steps))


def _steps_follow(reach: list[tuple[float, float]]) -> None:
    (up, down), (small_up, _) = reach
    if up == 0 or not np.isclose(up, 4 * small_up):
        raise PropertyError("steps equally far whatever `eps` is")
    if not np.isclose(up, down):
        raise PropertyError("does not step equally far to both sides")


class Ran:
    """One run of the student's descent on a copy of W, its result read and counted."""

    def __init__(self, answer: Any, u: UnitArguments, lr: float, steps: int) -> None:
        given = u.W.copy()
        returned = ask_uncopied(answer, given, *u[1:], lr, steps)
        if not np.allclose(given, u.W, rtol=0, atol=KEPT):
            raise PropertyError("changes the W that it is given: work on a copy")
        if isinstance(returned, np.ndarray) or not _is_pair(returned):
            raise PropertyError("does not return the pair (W_final, history)")
        self.end = _final(returned[0], u.W.shape)
        self.history = _numbers(returned[1], steps)


def _final(W: Any, shape: tuple[int, ...]) -> np.ndarray:
    try:
        return as_shape(W, shape)
    except PropertyError as misfit:
        raise PropertyError(f"returns a W_final that {misfit}") from None


def _is_pair(value: Any) -> bool:
    return isinstance(value, tuple | list) and len(value) == 2


def _numbers(history: Any, steps: int) -> np.ndarray:
    try:
        values = [as_shape(value, ()) for value in history]
    except TypeError:
        raise PropertyError("has one number for a history, expected a list") from None
    except PropertyError as misfit:
        raise PropertyError(f"has a history in which one entry {misfit}") from None
    if len(values) != steps + 1:
        raise PropertyError(
            f"has {len(values)} values in its history after {steps} steps, "
            f"expected {steps + 1}"
        )
    return np.array(values)


LR = 0.01


def descent(answer: Any) -> None:
    """Section 1 (g): what must hold for any right gradient descent."""
    u = some_units(3, 2)
    bookkeeping(answer, u)
    first = Ran(answer, u, LR, 1).history
    if not first[1] < first[0]:
        raise PropertyError("does not go down with its first small step")
    steadiness(answer, u)
    Ran(answer, u._replace(x=np.zeros_like(u.x)), LR, 4)  # steps count where f is flat


def bookkeeping(answer: Any, u: UnitArguments) -> None:
    """The history begins and ends where the descent does."""
    for steps in (0, 1, 4):
        ran = Ran(answer, u, LR, steps)
        if not close(ran.history[0], _f(u, u.W)):
            raise PropertyError("has a history that does not begin with f at the start")
        if not close(ran.history[-1], _f(u, ran.end)):
            raise PropertyError("has a history that does not end with f at the last W")


def steadiness(answer: Any, u: UnitArguments) -> None:
    """k + 1 steps are one after k; a step is as long as lr says."""
    once, twice = Ran(answer, u, LR, 1), Ran(answer, u, LR, 2)
    again = Ran(answer, u._replace(W=once.end), LR, 1)
    if not close(again.end, twice.end):
        raise PropertyError(
            "takes a second step that differs from a first step from there"
        )
    if not close(twice.history[:2], once.history):
        raise PropertyError("tells another history of its first step when it takes two")
    if not close(Ran(answer, u, 0.0, 1).end, u.W):
        raise PropertyError("moves although lr is 0")
    half = Ran(answer, u, LR / 2, 1).end
    if not close(2 * (half - u.W), once.end - u.W):
        raise PropertyError("takes a step whose length does not follow lr")


def descent_with(answer: Any, borrowed: Callable[[Any], Any]) -> bool:
    """Whether the descent is right but for the `grad_W` that it uses.

    It is handed a made-up uphill direction; one step must be lr times against it.
    """
    u = some_units(3, 2)

    def uphill(W: Any, *_: Any, **__: Any) -> Any:
        return np.cos(np.asarray(W)) + np.asarray(W) / 3

    with borrowed(uphill):
        bookkeeping(answer, u)
        steadiness(answer, u)
        moved = u.W - Ran(answer, u, LR, 1).end
    return close(moved / LR, uphill(u.W))


def _f(u: UnitArguments, W: np.ndarray) -> float:
    return model(W, u.x, u.y, u.b, u.phi)

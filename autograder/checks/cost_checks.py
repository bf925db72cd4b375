"""Section 1 (e): two exponents, and a gradient by central differences.

A quadratic f with a large eps has no approximation error under any central rule, and
a clear one under every one-sided rule. The points at which f is asked show whether
eps is honoured and whether each step has its mirror image.
"""

from __future__ import annotations

from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Finding
from autograder.checks.ask import Ask, Case, Check, compare, failed, unusable
from autograder.checks.compare import (
    CLOSE,
    MisfitError,
    as_array,
    as_scalar,
    close,
    is_blank,
)
from autograder.checks.naming import named

NAME = "numerical_gradient"
WELL_CHOSEN = 1e-5  # what a central difference reaches with the default eps, and more


def exponent_checks() -> tuple[Check, ...]:
    """`analytic_exponent` and `numerical_exponent`, each by itself."""
    return tuple(
        _exponent(name) for name in ("analytic_exponent", "numerical_exponent")
    )


def numerical_checks() -> tuple[Check, ...]:
    """`numerical_gradient`, on matrices that are not square."""
    return (_numerical_check,)


def _exponent(name: str) -> Check:
    expected = getattr(solutions, name)

    def check(ask: Ask) -> Finding:
        reply = ask.read(name)
        if reply.failure is not None:
            return failed(name, name, reply.failure)
        if is_blank(reply.value):
            return Finding(name, "not attempted", feedback.undefined(name))
        try:
            if close(as_scalar(reply.value), expected, CLOSE):
                return Finding(name, "passed")
        except MisfitError as misfit:
            said = feedback.misfit(name, str(misfit), "the number p of Θ(dᵖ)")
            return Finding(name, "not yet", said)
        mistake = named(name, (), reply.value)
        if mistake is None:
            return Finding(name, "not yet", feedback.wrong_value(name))
        said = feedback.wrong_value(name)
        return Finding(name, "not yet", said, mistake.name, mistake.hint)

    return check


class Recorded:
    """A scalar function of a matrix that keeps the points at which it is asked."""

    def __init__(self, function: Any, shape: tuple[int, ...]) -> None:
        self.function = function
        self.shape = shape
        self.points: list[np.ndarray] = []

    def __call__(self, W: Any) -> float:
        point = np.asarray(W)
        if point.shape != self.shape:
            raise ValueError(f"f takes a W of shape {self.shape}, got {point.shape}")
        if point.dtype.kind == "c":
            raise TypeError("f takes a real W")
        point = np.array(point, float)
        self.points.append(point)
        return float(self.function(point))

    def reach(self, W: np.ndarray) -> tuple[float, float]:
        """The longest step down and the longest step up from W, as entries."""
        steps = [point - W for point in self.points] or [np.zeros(self.shape)]
        return float(np.min(steps)), float(np.max(steps))


def _quadratic(shape: tuple[int, int], seed: int) -> tuple[Any, Any, np.ndarray]:
    """f(W) = wᵀQw/2 + cᵀw with w the entries of W, its gradient, and a W."""
    rng = np.random.default_rng(seed)
    size = shape[0] * shape[1]
    half = rng.normal(size=(size, size))
    Q, c = (half + half.T) / 2, rng.normal(size=size)
    f = lambda W: W.ravel() @ Q @ W.ravel() / 2 + c @ W.ravel()  # noqa: E731
    gradient = lambda W: (Q @ W.ravel() + c).reshape(shape)  # noqa: E731
    return f, gradient, rng.normal(size=shape)


def _smooth(W: np.ndarray) -> float:
    return float(np.sum(np.sin(W) * np.arange(1, W.size + 1).reshape(W.shape)))


def _smooth_gradient(W: np.ndarray) -> np.ndarray:
    return np.cos(W) * np.arange(1, W.size + 1).reshape(W.shape)


def _numerical_check(ask: Ask) -> Finding:
    """Shapes of W: (3, 2), (1, 4), (4, 1), (1, 2), (2, 2)."""
    for shape, eps, seed in (((3, 2), 0.3, 41), ((1, 4), 0.25, 42), ((4, 1), 0.5, 43)):
        finding = _at_quadratic(ask, shape, eps, seed)
        if finding is not None:
            return finding
    return _eps_honoured(ask) or _at_default_eps(ask) or Finding(NAME, "passed")


def _at_quadratic(
    ask: Ask, shape: tuple[int, int], eps: float, seed: int
) -> Finding | None:
    f, gradient, W = _quadratic(shape, seed)
    recorded = Recorded(f, shape)
    case = Case((recorded, W, eps), gradient(W), CLOSE)
    reply = ask.call(NAME, recorded, W, eps)
    return (
        unusable(NAME, NAME, reply)
        or _left_alone(W, reply.arguments)
        or compare(NAME, reply.value, case, NAME)
    )


def _left_alone(W: np.ndarray, arguments: tuple[Any, ...]) -> Finding | None:
    return left_alone(NAME, W, arguments[1] if len(arguments) > 1 else None)


def left_alone(name: str, W: np.ndarray, after: Any) -> Finding | None:
    """None if the caller's W is as it was to within 1e-9, else the finding."""
    try:
        if close(as_array(after), W, CLOSE):
            return None
    except MisfitError:
        pass
    said = f"{name} changes the W that it is given. Work on a copy, or put W back."
    hint = "Print W before and after a call: which of your lines gives it a new value?"
    return Finding(name, "not yet", said, "caller's W changed", hint)


def _eps_honoured(ask: Ask) -> Finding | None:
    """Twice the eps, twice the steps; and as far down as up."""
    reaches = []
    for eps in (0.5, 0.125):
        f, _, W = _quadratic((1, 2), 44)
        recorded = Recorded(f, W.shape)
        reply = ask.call(NAME, recorded, W, eps)
        finding = unusable(NAME, NAME, reply)
        if finding is not None:
            return finding
        reaches.append(recorded.reach(W))
    (down, up), (small_down, small_up) = reaches
    if not np.isclose(up, 4 * small_up, rtol=1e-6) or up == 0:
        said = f"{NAME} steps equally far whatever eps is: use the eps that is passed."
        hint = "Which line of yours mentions eps, and is another step written there?"
        return Finding(NAME, "not yet", said, "eps ignored", hint)
    if not (np.isclose(up, -down, rtol=1e-6) and np.isclose(small_up, -small_down)):
        said = f"{NAME} does not step equally far to both sides of W."
        return Finding(NAME, "not yet", said)
    return None


def _at_default_eps(ask: Ask) -> Finding | None:
    W = np.random.default_rng(45).normal(size=(2, 2))
    recorded = Recorded(_smooth, W.shape)
    case = Case((recorded, W), _smooth_gradient(W), WELL_CHOSEN)
    reply = ask.call(NAME, recorded, W)
    return (
        unusable(NAME, NAME, reply)
        or _left_alone(W, reply.arguments)
        or compare(NAME, reply.value, case, NAME)
    )

"""Central differences, to test a derivative without its formula."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers.errors import PropertyError
from ..display.figures import distinct_numbers

H = 1e-5
TOLERANCE = 1e-7  # relative tolerance; the error of a nudge of size H is smaller
DIRECTIONS = 4
DIVISION = "Look for a division by a number that is 0 here."


def central_difference(f: Callable[[float], Any], x: float, h: float = H) -> float:
    """Estimate the derivative of f at x from one nudge up and one down."""
    return float((f(x + h) - f(x - h)) / (2 * h))


def numerical_derivative(f: Callable[[Any], Any]) -> Callable[..., Any]:
    """Make the numerical derivative of f, for a number or an array."""
    return np.vectorize(lambda x: central_difference(f, x), otypes=[float])


def close(got: Any, expected: Any, near: float = TOLERANCE) -> bool:
    """Whether all entries agree within the accuracy of central differences."""
    bound = near * np.maximum(1.0, np.abs(expected))
    return bool(np.all(np.abs(np.asarray(got) - expected) <= bound))


def along_directions(
    gradient: np.ndarray, f: Callable[[np.ndarray], float], at: np.ndarray
) -> None:
    """Compare a gradient of f with the slope of f along random directions.

    Args:
        gradient: what the student's function returned, in the shape of `at`.
        f: maps an array in the shape of `at` to a number.

    Raises:
        PropertyError: they differ.
    """
    rng = np.random.default_rng(7)
    for _ in range(DIRECTIONS):
        direction = rng.normal(size=at.shape)
        if not close(np.sum(gradient * direction), _slope(f, at, direction)):
            step = "" if np.all(np.isfinite(gradient)) else DIVISION
            raise PropertyError(_difference(gradient, f, at), step)


def _slope(
    f: Callable[[np.ndarray], float], at: np.ndarray, direction: np.ndarray
) -> float:
    """The numerical derivative of f at `at` along a direction."""
    return central_difference(lambda t: f(at + t * direction), 0.0)


def gradient_at(f: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    """The numerical gradient of f, in the shape of `at`."""
    units = np.eye(at.size).reshape(-1, *at.shape)
    return np.reshape([_slope(f, at, unit) for unit in units], at.shape)


def _difference(
    gradient: np.ndarray, f: Callable[[np.ndarray], float], at: np.ndarray
) -> str:
    """Describe the entry in which the gradient is farthest from the numerical one."""
    numerical = gradient_at(f, at)
    error = np.nan_to_num(np.abs(gradient - numerical), nan=np.inf)
    worst = np.unravel_index(int(np.argmax(error)), at.shape)
    got, expected = distinct_numbers(np.real(gradient[worst]), numerical[worst])
    entry = f"entry [{', '.join(map(str, worst))}] " if at.ndim else ""
    shape = "has the right shape, but " if at.ndim else ""
    return f"{shape}{entry}is {got}; the numerical derivative is {expected}"

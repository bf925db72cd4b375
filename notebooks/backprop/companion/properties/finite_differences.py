"""Derivatives by central differences, to test a derivative without its formula."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers.errors import PropertyError

H = 1e-5
NEAR = 1e-7  # relative; what a nudge of size H resolves, with room
DIRECTIONS = 4


def central_difference(f: Callable[[float], Any], x: float, h: float = H) -> float:
    """The derivative of f at x, from a nudge to both sides."""
    return float((f(x + h) - f(x - h)) / (2 * h))


def numerical_derivative(f: Callable[[Any], Any]) -> Callable[..., Any]:
    """The derivative of f by central differences, for a number or an array."""
    return np.vectorize(lambda x: central_difference(f, x), otypes=[float])


def close(got: Any, expected: Any, near: float = NEAR) -> bool:
    """Whether all entries agree to the precision of central differences."""
    bound = near * np.maximum(1.0, np.abs(expected))
    return bool(np.all(np.abs(np.asarray(got) - expected) <= bound))


def along_directions(
    gradient: np.ndarray, moved: Callable[[np.ndarray, float], float]
) -> None:
    """Compare a gradient with the function's slope along some random directions.

    Args:
        gradient: what the student's function returned.
        moved: the function's value after a move by t along a direction.

    Raises:
        PropertyError: they differ.
    """
    rng = np.random.default_rng(7)
    for _ in range(DIRECTIONS):
        direction = rng.normal(size=gradient.shape)
        wanted = central_difference(functools.partial(moved, direction), 0.0)
        if not close(np.sum(gradient * direction), wanted):
            raise PropertyError(
                "has the right shape and a wrong value" + _blown(gradient)
            )


def _blown(gradient: np.ndarray) -> str:
    return "" if np.all(np.isfinite(gradient)) else ": it holds nan or infinity"

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
    gradient: np.ndarray, f: Callable[[np.ndarray], float], at: np.ndarray
) -> None:
    """Compare a gradient of f with the slope of f along some random directions.

    Args:
        gradient: what the student's function returned, in the shape of `at`.

    Raises:
        PropertyError: they differ.
    """

    def moved(t: float, way: np.ndarray) -> float:
        return f(at + t * way)

    rng = np.random.default_rng(7)
    for _ in range(DIRECTIONS):
        way = rng.normal(size=at.shape)
        wanted = central_difference(functools.partial(moved, way=way), 0.0)
        if not close(np.sum(gradient * way), wanted):
            blown = not np.all(np.isfinite(gradient))
            why = ": it holds nan or infinity" if blown else ""
            raise PropertyError(f"has the right shape and a wrong value{why}")

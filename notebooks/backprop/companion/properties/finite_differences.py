"""Slopes by nudging: what a function does is the judge of what its derivative says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers.returned import PropertyError

H = 1e-5
NEAR = 1e-7  # relative; what a nudge of size H can tell, with room
DIRECTIONS = 4


def central_difference(f: Callable[[float], Any], x: float, h: float = H) -> float:
    """How fast f rises at x, by a nudge to both sides."""
    return float((f(x + h) - f(x - h)) / (2 * h))


def close(got: Any, expected: Any, near: float = NEAR) -> bool:
    """Whether all entries agree as far as nudging can tell."""
    bound = near * np.maximum(1.0, np.abs(expected))
    return bool(np.all(np.abs(np.asarray(got) - expected) <= bound))


def along_directions(
    gradient: np.ndarray, moved: Callable[[np.ndarray, float], float]
) -> None:
    """A gradient tells how fast the function rises in every direction; test some.

    Args:
        gradient: what the student gave.
        moved: the function's value after a move by t along a direction.

    Raises:
        PropertyError: it does not.
    """
    rng = np.random.default_rng(7)
    for _ in range(DIRECTIONS):
        direction = rng.normal(size=gradient.shape)
        wanted = central_difference(lambda t, way=direction: moved(way, t), 0.0)
        if not close(np.sum(gradient * direction), wanted):
            raise PropertyError(
                "has the right shape and a wrong value" + _blown(gradient)
            )


def _blown(gradient: np.ndarray) -> str:
    return "" if np.all(np.isfinite(gradient)) else ": it holds nan or infinity"

"""Functions of a matrix that record how they are called, and central differences.

A gradient by central differences is right if it follows from the values that the
function returned, whatever the rule.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from autograder.values.waves import Total

MOST_CALLS = 10_000


class Recorded:
    """A scalar function of a matrix that keeps the points where it is asked, and its
    values there.
    """

    def __init__(self, function: Total) -> None:
        self.function = function
        self.shape = function.shape
        self.points: list[np.ndarray] = []
        self.values: list[float] = []

    def __call__(self, W: Any) -> float:
        if len(self.points) >= MOST_CALLS:
            raise RuntimeError("f was called too often")
        value = self.function(W)
        self.points.append(np.array(W, float))
        self.values.append(value)
        return value

    def central_differences(self, W: np.ndarray, eps: float) -> Iterator[np.ndarray]:
        """Gradients at W, shape of W, by every central rule for the recorded values.

        Its steps are eps, or small multiples or fractions of eps.
        """
        sides = self._sides(W)
        steps = [
            {t for t in known if t > 0 and _near(known, -t) is not None}
            for known in sides
        ]
        usable = [
            t
            for t in sorted(steps[0])
            if _belongs_to(eps, t) and all(_near(s, t) is not None for s in steps)
        ]
        for count in range(1, 5):
            for chosen in itertools.combinations(usable[:8], count):
                rates = [_central(known, chosen) for known in sides]
                yield np.array(rates).reshape(self.shape)

    def _sides(self, W: np.ndarray) -> list[dict[float, float]]:
        """For each entry: from its step to f where only this entry is moved."""
        found: list[dict[float, float]] = [{} for _ in range(W.size)]
        for point, value in zip(self.points, self.values, strict=True):
            step = (point - W).ravel()
            moved = np.flatnonzero(np.abs(step) > 1e-12)
            if len(moved) == 1:
                found[moved[0]][float(step[moved[0]])] = value
        return found


def _belongs_to(eps: float, step: float) -> bool:
    """Whether the step is eps, or a small multiple or fraction of it."""
    ratio = max(step / eps, eps / step)
    return ratio < 8.5 and abs(ratio - round(ratio)) < 1e-6


def _near(known: Any, step: float) -> float | None:
    """The recorded step that is this one but for rounding."""
    close_ones = (t for t in known if abs(t - step) <= 1e-9 * max(1.0, abs(step)))
    return next(close_ones, None)


def _central(known: Mapping[float, float], steps: tuple[float, ...]) -> float:
    """The derivative, from the central rule of highest order for these steps."""
    t = np.array(steps)
    powers = t[None, :] ** (2 * np.arange(len(t))[:, None])
    weights = np.linalg.solve(powers, np.eye(len(t))[0])

    def f(step: float) -> float:
        at = _near(known, step)
        return np.nan if at is None else known[at]

    return float(
        sum(w * (f(s) - f(-s)) / (2 * s) for w, s in zip(weights, t, strict=True))
    )

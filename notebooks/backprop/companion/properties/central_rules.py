"""Central differences of the values that a function returned to the student's code."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers.errors import ArgumentError, PropertyError, StepError
from ..display.figures import distinct_numbers, number
from .relations import cut_off, relation

MOST_CALLS = 10_000
SAME_STEP = 1e-9  # two steps are the same but for rounding
SAME_REACH = 0.1  # of steps; much smaller ones are what rounding leaves behind
MOST_STEPS = 4  # step sizes in one rule
MOST_TIMES, SAME_RATIO = 8.5, 1e-6  # of a step to eps, or of eps to a step
NEAR = 1e-8
NEARLY = (
    "it is close, but not the central difference. Check the two points that you use, "
    "and the number that you divide by"
)


class Recorded:
    """A function of a matrix that keeps where it is called, and what it returns."""

    def __init__(self, function: Callable[[Any], float], W: np.ndarray) -> None:
        self.function = function
        self.W = W
        self.points: list[np.ndarray] = []
        self.values: list[float] = []

    def __call__(self, W: Any) -> float:
        point = np.array(W, float)
        if point.shape != self.W.shape:
            got = f"shape {point.shape}" if point.shape else "one number"
            raise ArgumentError(
                f"calls `f` with {got}; `f` needs a W of shape {self.W.shape}. Change "
                "one entry of a copy of W, and pass the whole matrix."
            )
        if len(self.points) >= MOST_CALLS:
            raise ArgumentError(
                f"calls `f` more than {MOST_CALLS} times. Is there a loop that never "
                "ends?"
            )
        self.points.append(point)
        self.values.append(float(self.function(point)))
        return self.values[-1]

    def steps(self) -> list[np.ndarray]:
        """How far each point is from W."""
        return [point - self.W for point in self.points]

    def moved_together(self) -> int:
        """The largest number of entries that differ from W at one point."""
        return max((int(np.sum(_moved(step))) for step in self.steps()), default=0)

    def first_moved(self) -> int:
        """How many entries differ from W at the first point other than W."""
        moved = (int(np.sum(_moved(step))) for step in self.steps())
        return next(filter(None, moved), 0)

    def reach(self) -> float:
        """The largest step, if each entry is moved up and down by about as much."""
        steps = np.array(self.steps()).reshape(len(self.points), -1)
        ends = [*np.max(steps, axis=0, initial=0), *-np.min(steps, axis=0, initial=0)]
        largest = float(max(ends))
        return largest if min(ends) > SAME_REACH * largest else 0.0

    def rules(self, eps: float) -> list[np.ndarray]:
        """All central differences, of any order, that the values allow; W's shape.

        Their steps are eps, or small multiples or fractions of eps.
        """
        sides: list[dict[float, float]] = [{} for _ in range(self.W.size)]
        for step, value in zip(self.steps(), self.values, strict=True):
            moved = np.flatnonzero(_moved(step))
            if len(moved) == 1:
                entry = int(moved[0])
                sides[entry][float(step.flat[entry])] = value
        sizes = [s for s in _step_sizes(sides[0]) if _belongs_to(eps, s)][:MOST_STEPS]
        chosen = itertools.chain.from_iterable(
            itertools.combinations(sizes, count) for count in range(1, len(sizes) + 1)
        )
        rules = [[_central(side, steps) for side in sides] for steps in chosen]
        return [np.reshape(rule, self.W.shape) for rule in rules]


def _moved(step: np.ndarray) -> Any:
    """Which entries moved by more than what rounding leaves behind."""
    return np.abs(step) > SAME_STEP


def _belongs_to(eps: float, step: float) -> bool:
    """Whether the step is eps, or a small multiple or fraction of it."""
    ratio = max(step / eps, eps / step)
    return ratio < MOST_TIMES and abs(ratio - round(ratio)) < SAME_RATIO


def _step_sizes(side: dict[float, float]) -> list[float]:
    """The positive steps, each once."""
    sizes: list[float] = []
    for step in sorted(abs(step) for step in side):
        if not sizes or step - sizes[-1] > SAME_STEP:
            sizes.append(step)
    return sizes


def _central(side: dict[float, float], steps: tuple[float, ...]) -> float:
    """The central difference of highest order for these steps; nan without values."""
    t = np.array(steps)
    powers = t[None, :] ** (2 * np.arange(len(t))[:, None])
    weights = np.linalg.solve(powers, np.eye(len(t))[0])
    slopes = [(_value(side, s) - _value(side, -s)) / (2 * s) for s in steps]
    return float(weights @ slopes)


def _value(side: dict[float, float], step: float) -> float:
    return next((v for s, v in side.items() if abs(s - step) <= SAME_STEP), np.nan)


def require_central(gradient: np.ndarray, f: Recorded, eps: float) -> None:
    """Raise `PropertyError` unless the gradient is a central difference."""
    rules = f.rules(eps)
    if any(np.allclose(gradient, rule, rtol=NEAR, atol=NEAR) for rule in rules):
        return
    complete = [rule for rule in rules if np.all(np.isfinite(rule))]
    if not complete and (reach := f.reach()):
        raise StepError(
            f"changes entries of W by {number(reach)} for eps = {number(eps)}",
            "Move each entry by the eps that is passed, once up and once down.",
        )
    if not complete:
        raise PropertyError(
            "does not call `f` at one point above and one below for every entry of W",
            "Print the entry that moves, and how far, at every call of `f`.",
        )
    rule = complete[0]
    error = np.nan_to_num(np.abs(gradient - rule), nan=np.inf)
    worst = np.unravel_index(int(np.argmax(error)), error.shape)
    got, expected = distinct_numbers(gradient[worst], rule[worst])
    related = relation(gradient, rule, "the central difference")
    nearly = np.allclose(gradient, rule, rtol=1e-4, atol=1e-6)
    if nearly and not cut_off(gradient, rule):
        related = NEARLY
    entry = ", ".join(map(str, worst))
    raise PropertyError(
        f"returns {got} at entry [{entry}]; from the values of `f` with "
        f"eps = {number(eps)}, the central difference is {expected}",
        related[:1].upper() + related[1:] + "." if related else "",
    )

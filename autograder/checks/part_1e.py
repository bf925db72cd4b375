"""More mistakes in `numerical_gradient` of Section 1 (e): how W is nudged.

f: a function of a matrix, W: the matrix, B: 1 at one entry and 0 elsewhere, h: eps.
"""

# ruff: noqa: E501 (a row of the catalogue is one line)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.mistake import Mistake, table

EPS = 1e-6


def _each(rate: Callable[..., Any]) -> Callable[..., np.ndarray]:
    """A rate (f, W, B, eps) for one entry, worked out for all entries."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        bumps = np.eye(W.size).reshape(-1, *W.shape)
        return np.array([rate(f, W, B, eps) for B in bumps]).reshape(W.shape)

    return wrong


def _central(f: Any, W: np.ndarray, B: np.ndarray, h: float) -> Any:
    return (f(W + h * B) - f(W - h * B)) / (2 * h)


def _piling_up(back: float) -> Callable[..., np.ndarray]:
    """Each nudge is undone only in part: `back` of the two steps down is made good."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        V, rates = W.astype(float), []
        for B in np.eye(W.size).reshape(-1, *W.shape):
            V = V + eps * B
            up = f(V)
            V = V - 2 * eps * B
            rates.append((up - f(V)) / (2 * eps))
            V = V + back * eps * B
        return np.array(rates).reshape(W.shape)

    return wrong


def _masked(keep: Callable[[np.ndarray], np.ndarray]) -> Callable[..., np.ndarray]:
    """Right where `keep` is 1, and 0 where the loop never came."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        return _each(_central)(f, W, eps) * keep(W)

    return wrong


def _total(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    return np.sum(_each(_central)(f, W, eps))


def _by_columns(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
    return _each(_central)(f, W, eps).ravel().reshape(W.shape, order="F")


def _square(W: np.ndarray) -> np.ndarray:
    """The entries that two loops over `range(min(W.shape))` reach."""
    rows, columns = np.indices(W.shape)
    return (rows < min(W.shape)) & (columns < min(W.shape))


ONE_SIDE = "a difference to one side only"
ASK_SIDES = "Your estimate leans to one side. What if you stepped both ways?"
ASK_APART = "How far apart are the two points at which you evaluate f?"
ASK_RATE = "A rate is a difference over the width of a step. What is yours?"
ASK_LOOP = "Which entries does your loop reach? Print them for W of shape (2, 3)."
ASK_UNDO = "After one entry is done, is W again what it was?"

# fmt: off
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "numerical_gradient": table(
        (f"{ONE_SIDE}; and two steps counted", ASK_SIDES,
         _each(lambda f, W, B, h: (f(W + h * B) - f(W)) / (2 * h))),
        (f"{ONE_SIDE}; and two steps counted", ASK_SIDES,
         _each(lambda f, W, B, h: (f(W) - f(W - h * B)) / (2 * h))),
        (f"{ONE_SIDE}; the wrong way round", ASK_SIDES,
         _each(lambda f, W, B, h: (f(W) - f(W + h * B)) / h)),
        (f"{ONE_SIDE}; the wrong way round", ASK_SIDES,
         _each(lambda f, W, B, h: (f(W - h * B) - f(W)) / h)),
        (f"{ONE_SIDE}; with twice the step", ASK_SIDES,
         _each(lambda f, W, B, h: (f(W + 2 * h * B) - f(W)) / (2 * h))),
        (f"{ONE_SIDE}; not divided", ASK_SIDES,
         _each(lambda f, W, B, h: f(W + h * B) - f(W))),
        (f"{ONE_SIDE}; the step doubled, its width not", ASK_SIDES,
         _each(lambda f, W, B, h: (f(W + 2 * h * B) - f(W)) / h)),
        ("values added instead of subtracted", ASK_RATE,
         _each(lambda f, W, B, h: (f(W + h * B) + f(W - h * B)) / (2 * h))),
        ("no difference taken", ASK_RATE,
         _each(lambda f, W, B, h: f(W + h * B) / (2 * h))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B) / h)),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B))),
        ("no difference taken", ASK_RATE,
         _each(lambda f, W, B, h: f(W - h * B) / (2 * h))),
        ("no difference taken", ASK_RATE,
         _each(lambda f, W, B, h: -f(W - h * B) / (2 * h))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W) / h)),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W) / (2 * h))),
        ("the value of f everywhere", ASK_RATE, _each(lambda f, W, B, h: f(W))),
        ("f of the nudge alone", "Around which point is f measured?",
         _each(lambda f, W, B, h: (f(W + h * B) - f(h * B)) / (2 * h))),
        ("0 everywhere", "Do the two points at which you evaluate f differ?",
         _each(lambda f, W, B, h: 0.0)),
        ("a second difference", "Which derivative is that: the first, or the second?",
         _each(lambda f, W, B, h: (f(W + h * B) - 2 * f(W) + f(W - h * B)) / h**2)),
        ("only the second value divided", "Read your quotient as Python does.",
         _each(lambda f, W, B, h: f(W + h * B) - f(W - h * B) / (2 * h))),
        ("the wrong way round; and the width counted once", ASK_APART,
         _each(lambda f, W, B, h: -2 * _central(f, W, B, h))),
        ("the wrong way round; and brackets missing", "Read it as Python does.",
         _each(lambda f, W, B, h: -_central(f, W, B, h) * h * h)),
        ("divided by the square of two steps", ASK_RATE,
         _each(lambda f, W, B, h: _central(f, W, B, h) / (2 * h))),
        ("divided by twice the square of the step", ASK_RATE,
         _each(lambda f, W, B, h: 2 * _central(f, W, B, h) / h)),
        ("multiplied by the width of the step", ASK_RATE,
         _each(lambda f, W, B, h: _central(f, W, B, h) * (2 * h) ** 2)),
        ("multiplied by the width of the step", ASK_RATE,
         _each(lambda f, W, B, h: _central(f, W, B, h) * 2 * h**2)),
        ("the size of the change only", "Can a slope be negative?",
         _each(lambda f, W, B, h: np.abs(_central(f, W, B, h)))),
        ("entries multiplied instead of nudged", "Is the nudge added or multiplied?",
         _each(lambda f, W, B, h: (f(W * (1 + h * B)) - f(W * (1 - h * B))) / (2 * h))),
        ("nudged from 0 instead of from W", "Around which point is f measured?",
         _each(lambda f, W, B, h: (f(h * B) - f(-h * B)) / (2 * h))),
        ("an entry replaced instead of nudged", "Is the entry moved by eps, or set to "
         "eps?", _each(lambda f, W, B, h: (f(W * (1 - B) + h * B)
                                            - f(W * (1 - B) - h * B)) / (2 * h))),
        ("nudges pile up", ASK_UNDO, _piling_up(0.0)),
        ("nudges pile up", ASK_UNDO, _piling_up(2.0)),
        ("all slopes added up", "How many numbers has the gradient?", _total),
        ("columns filled before rows", ASK_LOOP, _by_columns),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.arange(W.size).reshape(W.shape) == 0)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.arange(W.size).reshape(W.shape) == W.size - 1)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.arange(W.size).reshape(W.shape) < W.size - 1)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.arange(W.size).reshape(W.shape) > 0)),
        ("only part of the entries reached", ASK_LOOP, _masked(lambda W: np.eye(*W.shape))),
        ("only part of the entries reached", ASK_LOOP, _masked(_square)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.indices(W.shape)[0] == 0)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.indices(W.shape)[1] == 0)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.indices(W.shape)[0] < len(W) - 1)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.indices(W.shape)[1] < W.shape[1] - 1)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.indices(W.shape)[0] > 0)),
        ("only part of the entries reached", ASK_LOOP,
         _masked(lambda W: np.indices(W.shape)[1] > 0)),
        ("divided by the number of entries", "Is a mean asked for?",
         _each(lambda f, W, B, h: _central(f, W, B, h) / W.size)),
    ),
}
# fmt: on

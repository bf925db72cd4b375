"""Fingerprints: recognise a known value without storing it.

A function is called with one fixed generic input. Its value is reduced to a few
weighted sums, which are rounded and hashed with a salt. `worksheet.json` stores the
digests of right and of known wrong answers; a digest reveals no value or formula.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from . import registry, worksheet_json
from .answers.errors import AnswerError
from .answers.returned import as_array, by_number
from .answers.row import Function

SALT = "backprop-1"
PROJECTIONS = 3

# Answer id -> how its function is called, and the grid of its digests.
_FINGERPRINTS = {
    answer: row.fingerprint
    for answer, row in registry.ANSWERS.items()
    if row.fingerprint
}
ANSWERS = tuple(_FINGERPRINTS)


def value(answer: str, function: Function) -> np.ndarray | None:
    """Compute the function's value at the fixed input; None if it is not an array."""
    return _value(_FINGERPRINTS[answer].call, function)


def _value(call: Callable[[Function], Any], function: Function) -> np.ndarray | None:
    try:
        array = as_array(call(function))
    except (AnswerError, LookupError, TypeError, ValueError):
        return None
    return array if array.size > 1 else array.reshape(())


def digests(answer: str, function: Function, grid: float | None = None) -> str | None:
    """Compute the fingerprint of the function's value; None without a value."""
    array = value(answer, function)
    return None if array is None else _nearest(answer, array, grid)


def further_digests(
    answer: str, function: Function, grid: float | None = None
) -> list[str | None]:
    """Compute the fingerprints at the awkward inputs, in the order of the row."""
    calls = _FINGERPRINTS[answer].further.values()
    arrays = [_value(call, function) for call in calls]
    return [None if a is None else _nearest(answer, a, grid) for a in arrays]


def styles(answer: str, function: Any) -> list[Any]:
    """The ways to call an answer; it is right if one of them gives the right values."""
    row = _FINGERPRINTS.get(answer)
    if row is None or not row.elementwise or not callable(function):
        return [function]
    return [function, by_number(function)]


def known_digests(answer: str, function: Any) -> list[str]:
    """The fingerprints by which a mistake is recognised, the nearest first.

    Those of the values for single numbers, if it has any: messages show these values.
    """
    found = (neighbours(answer, one) for one in reversed(styles(answer, function)))
    return next(filter(None, found), []) if answer in ANSWERS else []


def wrong_case(answer: str, function: Function) -> str:
    """What is special about the first awkward input with a wrong value; "" if none."""
    right = worksheet_json.answer(answer).get("further", [])
    further = _FINGERPRINTS[answer].further if answer in _FINGERPRINTS else {}
    for (case, call), digest in zip(further.items(), right, strict=False):
        array = _value(call, function)
        if array is None or digest not in _near(answer, array):
            return case
    return ""


def _nearest(answer: str, array: np.ndarray, grid: float | None) -> str:
    return _digest(answer, array, np.round(projections(answer, array, grid)))


def neighbours(answer: str, function: Function, grid: float | None = None) -> list[str]:
    """List the fingerprints within one step of the grid, the nearest first.

    Two right answers may differ in the last bit and be rounded to different steps.
    """
    array = value(answer, function)
    return [] if array is None else [*_near(answer, array, grid)]


def _near(answer: str, array: np.ndarray, grid: float | None = None) -> Iterator[str]:
    """The fingerprints of an array within one step of the grid, the nearest first."""
    grid = grid or worksheet_json.answer(answer).get("tolerance")
    nearest = np.round(projections(answer, array, grid))
    moves = itertools.product((0, 1, -1), repeat=PROJECTIONS)
    return (_digest(answer, array, nearest + move) for move in moves)


def _digest(answer: str, array: np.ndarray, rounded: np.ndarray) -> str:
    """Hash the array's shape and rounded projections, with the salt."""
    steps = [int(step) for step in rounded]
    text = f"{SALT} {answer} {array.shape} {_power(array)} {steps}"
    return hashlib.sha256(text.encode()).hexdigest()[:10]


def projections(
    answer: str, array: np.ndarray, grid: float | None = None
) -> np.ndarray:
    """Reduce the array to weighted sums of its entries, in steps of the grid.

    nan and infinities count as fixed numbers.

    Args:
        grid: the size of a step; by default, that of the answer's row.
    """
    flat = _finite(array)
    rng = np.random.default_rng(len(flat))
    weights = rng.uniform(0.5, 1.5, size=(PROJECTIONS, len(flat)))
    steps: np.ndarray = weights @ flat / 10.0 ** _power(array)
    return steps / (grid or _FINGERPRINTS[answer].grid)


def _finite(array: np.ndarray) -> np.ndarray:
    flat = array.real.ravel()
    return np.asarray(np.nan_to_num(flat, nan=3.17, posinf=5.33, neginf=-7.19))


def _power(array: np.ndarray) -> int:
    """The power of ten that scales large values to at most 1."""
    largest = float(np.max(np.abs(_finite(array)), initial=0.0))
    return max(0, math.ceil(np.log10(largest))) if largest > 1 else 0

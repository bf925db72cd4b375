"""How a wrong array relates to the right one: by a factor, rows, columns or signs."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..display.figures import number

NEAR = 1e-6  # relative to the largest entry
NUMERICAL = "the numerical derivative"


def relation(got: Any, expected: Any, right: str = NUMERICAL) -> str:
    """Describe how `got` relates to `expected`, which it differs from; "" if unclear.

    Args:
        got, expected: real arrays of the same shape.
        right: what `expected` is, in words.
    """
    got, expected = np.asarray(got, float), np.asarray(expected, float)
    if not np.all(np.isfinite(got)):
        return "it has entries that are nan or infinite"
    if _same(got, 0 * got) and not _same(expected, 0 * got):
        return "every entry is 0" if got.size > 1 else "it is 0"
    if cut := cut_off(got, expected):
        return cut.rstrip(".")
    if got.size == 1 or _same(got, expected):
        return ""
    factor = common_factor(got, expected)
    if factor is not None and (is_round(factor) or np.ptp(np.abs(expected)) > NEAR):
        return f"every entry is {number(factor)} times {right}"
    of_shape = _of_matrix if got.ndim == 2 else _of_vector
    return _of_entries(got, expected, right) or of_shape(got, expected, right)


def cut_off(got: Any, expected: Any) -> str:
    """Say how few digits the values have; "" unless digits of the right ones are lost.

    Three different values are needed: two may come from another formula.
    """
    got, expected = np.asarray(got), np.asarray(expected)
    for digits in range(7):
        few = _within(got, np.round(got, digits), 1e-12)
        if few and _within(got, expected, 10.0**-digits) and len(np.unique(got)) > 2:
            after = f"it has at most {digits} digits after the point"
            kind = after if digits else "it is a whole number"
            return f"{kind}: look for `int`, `round`, `//` and arrays of integers."
    return ""


def _within(first: np.ndarray, second: np.ndarray, bound: float) -> bool:
    return bool(np.all(np.abs(first - second) <= bound))


def common_factor(got: Any, expected: Any) -> float | None:
    """The number by which all entries of `expected` are multiplied, if there is one."""
    got, expected = np.asarray(got, float), np.asarray(expected, float)
    square = float(np.sum(expected**2))
    if not square > 0 or not np.all(np.isfinite(got)):
        return None
    factor = float(np.sum(got * expected)) / square
    return factor if abs(factor) > NEAR and _same(got, factor * expected) else None


def is_round(factor: float) -> bool:
    """Whether a factor is a multiple or a simple fraction, so no accident."""
    return any(
        abs(part - round(part)) <= NEAR * max(1.0, abs(part))
        and 0 < abs(round(part)) < 13
        for part in (factor, 2 * factor, 3 * factor, 4 * factor)
    )


def _same(first: np.ndarray, second: np.ndarray) -> bool:
    largest = max(1e-3, float(np.max(np.abs(second), initial=0.0)))
    return bool(np.all(np.abs(first - second) <= NEAR * largest))


def _of_entries(got: np.ndarray, expected: np.ndarray, right: str) -> str:
    """Signs, the order of the entries, or a number added to all of them."""
    if _same(got, np.abs(expected)):
        return f"it is the absolute value of {right}"
    if _same(np.abs(got), np.abs(expected)):
        return "it is right up to the signs of some entries"
    shifts = got - expected
    if _same(shifts, np.full(got.shape, shifts.flat[0])):
        shift, size = float(shifts.flat[0]), "large" if shifts.flat[0] > 0 else "small"
        return f"every entry is too {size} by the same number, {number(abs(shift))}"
    if _same(got, np.full(got.shape, got.flat[0])):
        return "all entries are equal, but they should differ"
    return ""


def _of_vector(got: np.ndarray, expected: np.ndarray, _: str) -> str:
    if _same(np.sort(got), np.sort(expected)):
        return "its entries are right but in another order"
    return _right_parts(
        np.abs(got - expected) <= NEAR * np.max(np.abs(expected)), "entry"
    )


def _of_matrix(got: np.ndarray, expected: np.ndarray, right: str) -> str:
    if got.shape == got.T.shape:
        if _same(got.T, expected):
            return f"it is the transpose of {right}"
        factor = common_factor(got.T, expected)
        if factor is not None:
            return f"it is {number(factor)} times the transpose of {right}"
    equal = np.abs(got - expected) <= NEAR * np.max(np.abs(expected))
    parts = _right_parts(equal.all(axis=1), "row") or _right_parts(
        equal.all(axis=0), "column"
    )
    if parts:
        return parts
    if _proportional(got, expected):
        return "each row is a multiple of the right row"
    if _proportional(got.T, expected.T):
        return "each column is a multiple of the right column"
    return ""


def _right_parts(right: np.ndarray, kind: str) -> str:
    """Say which entries, rows or columns are right, if some but not all are."""
    if not right.any() or right.all():
        return ""
    kinds = "entries" if kind == "entry" else f"{kind}s"
    for wanted, verb in ((right, "right"), (~right, "wrong")):
        places = [str(i) for i in np.flatnonzero(wanted)]
        if len(places) == 1:
            return f"only {kind} {places[0]} is {verb}"
    places = [str(i) for i in np.flatnonzero(right)]
    return f"only the {kinds} {', '.join(places)} are right"


def _proportional(got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether each row of `got` is a number times the same row of `expected`."""
    pairs = zip(got, expected, strict=True)
    return got.shape[0] > 1 < got.shape[1] and all(
        common_factor(row, right) is not None for row, right in pairs
    )

"""At which x a derivative of one number is right: a side of 0, 0 itself, large |x|."""

from __future__ import annotations

import numpy as np

from ..display.figures import number
from .finite_differences import close
from .relations import common_factor, cut_off

TELLS = 1e-3  # at smaller derivatives, many wrong formulas look right
MIDDLE, NEARLY, FAINT = 2.0, 0.05, 1e-7  # |x|; of the largest derivative; an error
APPROXIMATE = (
    "The values are close to the derivative but not exact, as a difference quotient or "
    "another approximation gives them. Return the exact derivative, as a formula."
)


def where_right(
    x: np.ndarray, got: np.ndarray, expected: np.ndarray, *, everywhere: bool = True
) -> str:
    """Describe where values are right or how they relate to the right ones.

    Args:
        x, got, expected: shape (m,); entries of `got` are nan where it has no value.
        everywhere: whether the values are wrong at one of these x.

    Returns:
        A sentence about all x, or "" if nothing general can be said.
    """
    near = everywhere and _approximates(x, got, expected)
    tells = (expected == 0) | (np.abs(expected) > TELLS)
    x, got, expected = x[tells], got[tells], expected[tells]
    right = np.array([close(g, e) for g, e in zip(got, expected, strict=True)])
    if not right.all() and (cut := cut_off(got, expected)):
        return f"At every x, {cut}"
    if near:
        related = "" if right.all() else _relation(x, got, expected)
        return related or APPROXIMATE
    if right.all():
        return ""
    if np.any(right & (expected != 0)):
        return _sides(x, right)
    return _relation(x, got, expected)


def _approximates(x: np.ndarray, got: np.ndarray, expected: np.ndarray) -> bool:
    """Whether the values are near the right ones everywhere, as far out as around 0."""
    error, size = np.abs(got - expected), np.abs(expected)
    middle = np.max(error[np.abs(x) <= MIDDLE])
    bound = 1e-3 * size + max(FAINT, middle)
    near = middle <= NEARLY * np.max(size) and np.all(error <= bound)
    return bool(near and error.any())


def _sides(x: np.ndarray, right: np.ndarray) -> str:
    """Name a condition on x that is true exactly where the values are right."""
    size = np.abs(x)
    conditions: dict[str, tuple[np.ndarray, str]] = {
        "x ≠ 0": (x != 0, "at x = 0"),
        "x > 0": (x > 0, "for x ≤ 0" if np.any(x == 0) else "for x < 0"),
        "x < 0": (x < 0, "for x ≥ 0" if np.any(x == 0) else "for x > 0"),
        "x ≥ 0": (x >= 0, "for x < 0"),
        "x ≤ 0": (x <= 0, "for x > 0"),
    }
    for words, (where, otherwise) in conditions.items():
        if np.array_equal(where, right):
            return f"It is right for {words}, and wrong {otherwise}."
    for values, word in ((size, "|x|"), (x, "x"), (-x, "−x")):
        small, large = _split(values, right)
        if small:
            return f"It is right up to {word} = {small}, and wrong from {large} on."
        small, large = _split(values, ~right)
        if small:
            return f"It is wrong up to {word} = {small}, and right from {large} on."
    wrong = x[~right]
    if len(wrong) <= 2:
        return f"It is right at all other x that the check tries ({len(x)} in all)."
    for side, other, sign in (("x > 0", "x < 0", 1), ("x < 0", "x > 0", -1)):
        if np.all(sign * wrong < 0):
            at = number(wrong[0])
            return (
                f"It is right for all {side} that the check tries, and wrong for some "
                f"{other}, such as x = {at}."
            )
    return ""


def _split(values: np.ndarray, low: np.ndarray) -> tuple[str, str]:
    """The largest of the low values and the smallest other, if all low are smaller."""
    below, above = np.max(values[low]), np.min(values[~low])
    return (number(below), number(above)) if below < above else ("", "")


def _relation(x: np.ndarray, got: np.ndarray, expected: np.ndarray) -> str:
    if not np.all(np.isfinite(got)):
        return ""
    factor = common_factor(got, expected)
    if factor is not None:
        return f"At every x, it is {number(factor)} times the numerical derivative."
    if close(got, np.abs(expected)):
        return "At every x, it is the absolute value of the numerical derivative."
    shift = got - expected
    if close(shift, shift[0]):
        more = "large" if shift[0] > 0 else "small"
        return f"At every x, it is too {more} by {number(abs(shift[0]))}."
    if close(got, x):
        return "At every x, it is x itself."
    if close(got, got[0]):
        return f"It returns {number(got[0])} at every x that the check tries."
    return ""


def sides_of(x: np.ndarray, got: np.ndarray, expected: np.ndarray) -> str:
    """Say where values are too large, and where too small; "" if that is unclear."""
    pairs = zip(got, expected, strict=True)
    wrong = np.isfinite(got) & ~np.array([close(g, e) for g, e in pairs]) & (x != 0)
    larger, right = (got > expected)[wrong], (x > 0)[wrong]
    if not wrong.any():
        return ""
    if larger.all() or not larger.any():
        size = "large" if larger.all() else "small"
        return f"At every x where it is wrong, it is too {size}."
    for side, words in ((right, ("large", "small")), (~right, ("small", "large"))):
        if np.array_equal(larger, side):
            return f"It is too {words[0]} for x > 0 and too {words[1]} for x < 0."
    return ""

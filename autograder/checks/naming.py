"""Naming a mistake: the returned value is that of a catalogued wrong answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.checks.compare import MisfitError, as_array
from autograder.checks.mistakes import MISTAKES, Mistake

# Relative to the largest entry. Tight: what is merely near a known mistake (or near the
# right answer, as a difference quotient is) was made in another way.
SAME = 1e-12


Reader = Callable[[Any], np.ndarray]


def named(
    answer: str, arguments: Sequence[Any], got: Any, read: Reader = as_array
) -> Mistake | None:
    """The mistake of the catalogue whose value at `arguments` is `got`, if one is.

    Args:
        answer: an answer id such as "dl" or "loss_gradients.x".
        arguments: what the student's function was called with.
        got: what came back, as plain data.
        read: turns what a right or wrong answer gives into one array to compare.
    """
    try:
        value = read(got)
    except MisfitError:
        return None
    for mistake in MISTAKES.get(answer, ()):
        if _same(_value(mistake, arguments, read), value):
            return mistake
    return None


def _value(
    mistake: Mistake, arguments: Sequence[Any], read: Reader
) -> np.ndarray | None:
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    try:
        with np.errstate(all="ignore"):
            return read(mistake.wrong(*copies))
    except Exception:  # wrong answers may well fail on some inputs
        return None


def _same(wrong: np.ndarray | None, value: np.ndarray) -> bool:
    if wrong is None or wrong.shape != value.shape:
        return False
    finite = np.isfinite(wrong)
    if not np.array_equal(wrong[~finite], value[~finite], equal_nan=True):
        return False
    scale = max(1.0, float(np.max(np.abs(wrong[finite]), initial=0.0)))
    return bool(np.all(np.abs(wrong[finite] - value[finite]) <= SAME * scale))

"""Tests of a derivative of one number, by central differences of its function.

All points lie away from kinks. At the FAR points the functions of Section 2 are flat
to double precision, so the derivative must be 0 there, and finite.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..answers.errors import AnswerError, PropertyError, RaisedError
from ..answers.returned import as_shape, ask, naming_case
from ..answers.row import Test
from ..display.figures import distinct_numbers
from ..display.figures import number as short
from .finite_differences import TOLERANCE, H, central_difference, close

TAME = (1.3, -0.7, 0.06, -0.06, 0.5, -0.5, 2.0, -2.0, 7.7, -9.6, 19.0, -19.0)
FAR = (30.0, -30.0, 355.1, -355.1, 400.0, -400.0, 720.0, -720.0, 746.0, 1e4, -1e4)


def derivative_of(
    f: Callable[[float], Any], points: Sequence[float], far: Sequence[float] = ()
) -> Test:
    """Make the test of a derivative of f, called with an array or with numbers.

    Args:
        points: compare with central differences here.
        far: compare with 0 here.
    """
    x = np.array([*points, *far])
    expected = [central_difference(f, at) for at in points] + [0.0 for _ in far]

    def test(answer: Any) -> None:
        with contextlib.suppress(AnswerError):  # it may work on numbers only
            if close(as_shape(ask(answer, x), x.shape), expected):
                return
        for number, wanted in zip((*points, *far), expected, strict=True):
            _require_at(answer, number, wanted)

    return test


def derivative_with_kink(f: Callable[[float], Any]) -> Test:
    """Make the test of a derivative of f, which has a kink at 0.

    At the kink, an exception, nan and any number between both slopes are accepted.
    """
    away_from_kink = derivative_of(f, TAME)
    low, high = sorted(float(f(side * H) / (side * H)) for side in (-1, 1))

    def test(answer: Any) -> None:
        away_from_kink(answer)
        try:
            got = as_shape(_by_number_or_array(answer, 0.0), ())
        except AnswerError:
            return
        if not np.isnan(got) and not low - TOLERANCE <= got <= high + TOLERANCE:
            raise PropertyError(
                f"returns {short(got)} at the kink, x = 0; expected a number from "
                f"{short(low)} to {short(high)}",
                "Return the slope on one side of the kink for x = 0.",
            )

    return test


def _require_at(answer: Any, number: float, wanted: float) -> None:
    """Raise `PropertyError` unless the answer returns the wanted value here."""
    with naming_case(f"at x = {short(number)}"):
        got = as_shape(_by_number_or_array(answer, number), ())
    if not np.isfinite(got):
        value = "nan" if np.isnan(got) else "infinity"
        raise PropertyError(
            f"returns {value} at x = {short(number)}; expected a finite number"
        )
    if not close(got, wanted):
        returned, derivative = distinct_numbers(np.real(got), wanted)
        raise PropertyError(
            f"returns {returned} at x = {short(number)}; the numerical derivative is "
            f"{derivative}"
        )


def _by_number_or_array(answer: Any, number: float) -> Any:
    """Call the answer with a number, or with an array of one if that raises."""
    try:
        return ask(answer, number)
    except RaisedError as error:
        try:
            return ask(answer, np.array([number]))
        except RaisedError:
            raise error from None

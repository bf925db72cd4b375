"""Tests of a derivative of one number, by central differences of its function.

All points lie away from kinks. Far out, where the functions of Section 2 are flat to
double precision, the derivative must be finite and 0.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..answers.errors import AnswerError, PropertyError, RaisedError
from ..answers.returned import as_shape, ask, naming_case
from ..answers.row import Test
from ..display.figures import number as short
from .finite_differences import NEAR, H, central_difference, close

TAME = (1.3, -0.7, 0.06, -0.06, 0.5, -0.5, 2.0, -2.0, 7.7, -9.6, 19.0, -19.0)
FAR = (30.0, -30.0, 355.1, -355.1, 400.0, -400.0, 720.0, -720.0, 746.0, 1e4, -1e4)


def derivative_of(
    f: Callable[[float], Any], points: Sequence[float], far: Sequence[float] = ()
) -> Test:
    """The test of a derivative of one number, by numbers or by an array."""
    x = np.array([*points, *far])
    expected = [central_difference(f, at) for at in points] + [0.0 for _ in far]

    def test(answer: Any) -> None:
        with contextlib.suppress(AnswerError):  # perhaps it works on numbers only
            if close(as_shape(ask(answer, x), x.shape), expected):
                return
        for number, wanted in zip((*points, *far), expected, strict=True):
            _right_at(answer, number, wanted)

    return test


def derivative_beside_kink(f: Callable[[float], Any]) -> Test:
    """The test of a derivative with a kink at 0: there, anything between its sides."""
    beside = derivative_of(f, TAME)
    sides = sorted(float(f(side * H) / (side * H)) for side in (-1, 1))

    def test(answer: Any) -> None:
        beside(answer)
        try:
            got = as_shape(_any_way(answer, 0.0), ())
        except AnswerError:
            return
        if not np.isnan(got) and not sides[0] - NEAR <= got <= sides[1] + NEAR:
            raise PropertyError("is outside of both slopes at the kink, x = 0")

    return test


def _right_at(answer: Any, number: float, wanted: float) -> None:
    with naming_case(f"at x = {short(number)}"):
        got = as_shape(_any_way(answer, number), ())
    if not close(got, wanted):
        seen = "gives nan" if np.isnan(got) else "gives infinity"
        what = "is wrong" if np.isfinite(got) else seen
        raise PropertyError(f"{what} at x = {short(number)}")


def _any_way(answer: Any, number: float) -> Any:
    try:
        return ask(answer, number)
    except RaisedError as error:
        try:
            return ask(answer, np.array([number]))
        except RaisedError:
            raise error from None

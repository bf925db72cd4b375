"""Is a derivative of one number true? Held against nudges of its function.

All points lie away from kinks. Far out, where the functions of Section 2 are flat to
double precision, the slope must be finite and 0.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .. import given
from ..answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    as_shape,
    ask,
    is_blank,
    naming_case,
)
from ..display.figures import number as short
from .finite_differences import NEAR, H, central_difference, close

Truth = Callable[[Any], None]

POINTS = (1.7, -0.3, 2.5, -1.9, 0.4)
TAME = (1.3, -0.7, 0.06, -0.06, 0.5, -0.5, 2.0, -2.0, 7.7, -9.6, 19.0, -19.0)
FAR = (30.0, -30.0, 355.1, -355.1, 400.0, -400.0, 720.0, -720.0, 746.0, 1e4, -1e4)


def slope_of(
    f: Callable[[float], Any], points: Sequence[float], far: Sequence[float] = ()
) -> Truth:
    """The test of a derivative of one number, by numbers or by an array."""
    expected = np.array([central_difference(f, x) for x in points] + [0.0 for _ in far])

    def test(answer: Any) -> None:
        _right_everywhere(answer, (*points, *far), expected)

    return test


def slope_beside_kink(f: Callable[[float], Any]) -> Truth:
    """The test of a derivative with a kink at 0: there, anything between its sides."""
    beside = slope_of(f, TAME)
    sides = sorted(float(f(side * H) / (side * H)) for side in (-1, 1))

    def test(answer: Any) -> None:
        beside(answer)
        try:
            got = as_shape(_any_way(answer, 0.0), ())
        except (NotAttemptedError, RaisedError, PropertyError):
            return
        if not np.isnan(got) and not sides[0] - NEAR <= got <= sides[1] + NEAR:
            raise PropertyError("is outside of both slopes at the kink, x = 0")

    return test


def _right_everywhere(
    answer: Any, points: Sequence[float], expected: np.ndarray
) -> None:
    x = np.array(points)
    if not is_blank(answer):
        try:
            if close(as_shape(ask(answer, x), x.shape), expected):
                return
        except (RaisedError, PropertyError, NotAttemptedError):
            pass  # perhaps it works on numbers only
    for number, wanted in zip(points, expected, strict=True):
        _right_at(answer, number, wanted)


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
    except RaisedError as failed:
        try:
            return ask(answer, np.array([number]))
        except RaisedError:
            raise failed from None


PAIRS = ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8))


def pair(answer: Any) -> None:
    """dh of Section 1 (a): both partial derivatives of x1^2 + x2^2."""
    for x1, x2 in PAIRS:
        parts = _two_numbers(ask(answer, x1, x2))
        wanted = (
            central_difference(lambda t, x2=x2: t**2 + x2**2, x1),
            central_difference(lambda t, x1=x1: x1**2 + t**2, x2),
        )
        for part, slope, which in zip(parts, wanted, ("first", "second"), strict=True):
            if not close(part, slope):
                at = f"x1 = {short(x1)}, x2 = {short(x2)}"
                raise PropertyError(f"is wrong in its {which} entry at {at}")


def _two_numbers(value: Any) -> list[np.ndarray]:
    if isinstance(value, dict | str | set):
        raise PropertyError(f"is a {type(value).__name__}, expected a pair of numbers")
    try:
        parts = list(value)
    except TypeError:
        raise PropertyError(
            "is one number, expected a pair: h has two inputs"
        ) from None
    if len(parts) != 2:
        raise PropertyError(f"has {len(parts)} entries, expected a pair")
    return [as_shape(part, ()) for part in parts]


DERIVATIVE_TRUTHS: dict[str, Truth] = {
    "df": slope_of(lambda x: x**2, POINTS),
    "dg": slope_of(lambda x: x, POINTS),
    "dh": pair,
    "dl": slope_of(lambda x: (x**2) ** 2 + x**2, POINTS),
    "d_sigmoid": slope_of(given.sigmoid, TAME),
    "d_sigmoid.stable": slope_of(given.sigmoid, TAME[:3], FAR),
    "d_relu": slope_beside_kink(given.relu),
    "d_tanh": slope_of(given.tanh, TAME),
    "d_tanh.stable": slope_of(given.tanh, TAME[:3], FAR),
    "d_leaky_relu": slope_beside_kink(given.leaky_relu),
}

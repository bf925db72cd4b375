"""Tests of a derivative of one number, by central differences of its function.

All points lie away from kinks, apart from the one test at a kink. TAILS are points
where a derivative is small but not 0; at the FAR points the functions of Section 2 are
flat to double precision, so the derivative must be 0 there, and finite.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ..answers.errors import (
    AnswerError,
    NotAttemptedError,
    PropertyError,
    RaisedError,
)
from ..answers.returned import as_shape, ask, ask_elementwise, naming_case
from ..answers.row import Test
from ..display.figures import distinct_numbers
from ..display.figures import number as short
from .finite_differences import TOLERANCE, H, central_difference, close
from .places import sides_of, where_right

TAME = (
    1.3, -0.7, 0.06, -0.06, 0.5, -0.5, 2.0, -2.0, 0.31726589, -1.10473816, 7.7, -9.6,
    19.0, -19.0,
)  # fmt: skip
TAILS = (11.3, -12.1, 16.4, -17.2)  # for the plain cells, |x| <= 20
STABLE_TAILS = (20.6, -21.7, 23.4, -24.9, 26.3, -25.8, 11.8, -13.3)
FAR = (30.0, -30.0, 355.1, -355.1, 400.0, -400.0, 720.0, -720.0, 746.0, 1e4, -1e4)
SMALL = 2e-12  # absolute tolerance at the TAILS


class Expected:
    """The points of a test, and the numerical derivatives with their tolerances.

    tails: points -> derivatives known so well that they are compared to within SMALL.
    """

    def __init__(
        self,
        f: Callable[[float], Any],
        points: Sequence[float],
        far: Sequence[float] = (),
        tails: Mapping[float, float] | None = None,
    ) -> None:
        tails = tails or {}
        self.x = np.array([*points, *tails, *far])
        values = [central_difference(f, at) for at in points]
        self.values = np.array([*values, *tails.values(), *(0.0 for _ in far)])
        exact = len(tails) + len(far)
        self.near = np.array([TOLERANCE] * len(points) + [SMALL] * exact)

    def fits(self, got: Any, i: int | slice) -> bool:
        """Whether the values at these points are right."""
        bound = self.near[i] * np.maximum(1.0, np.abs(self.values[i]))
        return bool(np.all(np.abs(np.asarray(got) - self.values[i]) <= bound))


def tails_of(f: Callable[[float], Any], points: Sequence[float]) -> dict[float, float]:
    """Derivatives at the tails of an f whose derivative is even.

    f must be nearly 0 at negative points, where its differences lose no digits.
    """
    return {at: central_difference(f, -abs(at)) for at in points}


def derivative_of(
    f: Callable[[float], Any],
    points: Sequence[float],
    far: Sequence[float] = (),
    tails: Mapping[float, float] | None = None,
) -> Test:
    """Make the test of a derivative of f, called with an array or with numbers.

    Args:
        points: compare with central differences here.
        far: compare with 0 here.
        tails: compare closely with these derivatives.
    """
    expected = Expected(f, points, far, tails)

    def test(answer: Any) -> None:
        x = expected.x
        with contextlib.suppress(AnswerError):  # it may work on numbers only
            if expected.fits(as_shape(ask(answer, x), x.shape), slice(None)):
                return
        for i, number in enumerate(x):
            try:
                _require_at(answer, float(number), expected, i)
            except NotAttemptedError:
                if (other := _with_value(answer, x)) is None:
                    raise
                raise PropertyError(
                    f"returns nothing at x = {short(number)}, but a value at "
                    f"x = {short(other)}",
                    "Check that every path through your function ends in `return`.",
                ) from None

    return test


def places_of(
    f: Callable[[float], Any],
    points: Sequence[float],
    tails: Mapping[float, float] | None = None,
    look: str = "",
    further: Callable[[Any], str] = lambda answer: "",
    everywhere: bool = True,
) -> Callable[[Any], str]:
    """Make the function that says at which x an answer is right.

    Args:
        look: what to try if nothing is known but which values are too large or too
            small.
        further: says what else is known about an answer.
        everywhere: whether the test compares values at no other points.
    """
    expected = Expected(f, points, (), tails)

    def isolate(answer: Any) -> str:
        got = ask_elementwise(answer, expected.x)
        if close(got, np.array([float(f(at)) for at in expected.x])):
            return "At every x, it is the value of the function, not its derivative."
        if found := where_right(
            expected.x, got, expected.values, everywhere=everywhere
        ):
            return found
        said = further(answer) or sides_of(expected.x, got, expected.values)
        return f"{said} {look}".strip() if said else ""

    return isolate


def shape_of_bell(f: Callable[[float], Any]) -> Callable[[Any], str]:
    """Make the function that compares an answer with a slope that is a bell.

    The slope is positive, the same at x and −x, and largest at 0.
    """
    x = np.array([0.0, 0.5, 1.0, 2.0])

    def compare(answer: Any) -> str:
        right, left = (np.real(ask_elementwise(answer, side * x)) for side in (1, -1))
        zero, slope = right[0], central_difference(f, 0.0)
        if not np.isfinite(zero):
            return "It is not finite at x = 0: which of your terms is 0 there?"
        said = []
        if np.all(right < 0) and np.all(left < 0):
            said.append("It is negative where the graph rises: check the signs.")
        if not close(zero, slope):
            got, expected = distinct_numbers(zero, slope)
            said.append(
                f"At x = 0 it is {got}; the numerical derivative is {expected}."
            )
        elif not close(right, left):
            said.append(
                "It is right at x = 0, but not the same at x and −x, as the slope of "
                f"this graph is: {short(right[-1])} at x = 2 and {short(left[-1])} at "
                "x = −2. Which of your terms changes with the sign of x?"
            )
        return " ".join(said)

    return compare


def derivative_with_kink(f: Callable[[float], Any]) -> Test:
    """Make the test of a derivative of f, which has a kink at 0.

    At the kink, an exception, nan and any number between both slopes are accepted.
    """
    away_from_kink = derivative_of(f, TAME)
    low, high = sorted(float(f(side * H) / (side * H)) for side in (-1, 1))

    def test(answer: Any) -> None:
        away_from_kink(answer)
        got = _number_or_nan(answer, 0.0)
        slopes = (got, _number_or_nan(answer, np.zeros(1)))  # one of them is enough
        if not any(
            np.isnan(slope) or low - TOLERANCE <= slope <= high + TOLERANCE
            for slope in slopes
        ):
            raise PropertyError(
                f"returns {short(got)} at the kink, x = 0; expected a number from "
                f"{short(low)} to {short(high)}",
                "Return the slope on one side of the kink for x = 0.",
            )

    return test


def _require_at(answer: Any, number: float, expected: Expected, i: int) -> None:
    """Raise `PropertyError` unless the answer returns the wanted value here."""
    with naming_case(f"at x = {short(number)}"):
        got = as_shape(_by_number_or_array(answer, number), ())
    if not np.isfinite(got):
        value = "nan" if np.isnan(got) else "infinity"
        raise PropertyError(
            f"returns {value} at x = {short(number)}; expected a finite number",
            "Print each step of your formula at this x: which one is inf or nan first?",
        )
    if not expected.fits(got, i):
        small = got == 0 and abs(expected.values[i]) < 1e-6
        returned, derivative = distinct_numbers(np.real(got), expected.values[i])
        raise PropertyError(
            f"returns {returned} at x = {short(number)}; the numerical derivative is "
            f"{derivative}",
            "The derivative is small here, but not 0." if small else "",
        )


def _number_or_nan(answer: Any, x: Any) -> Any:
    """What the answer returns for one number; nan if it raises or returns none."""
    try:
        return as_shape(_by_number_or_array(answer, x), ())
    except AnswerError:
        return np.nan


def _with_value(answer: Any, x: np.ndarray) -> float | None:
    """The first x at which the answer returns a value."""
    for number in map(float, x):
        with contextlib.suppress(AnswerError):
            _by_number_or_array(answer, number)
            return number
    return None


def _by_number_or_array(answer: Any, number: Any) -> Any:
    """Call the answer with a number, or with an array of one if only that works."""
    try:
        return ask(answer, number)
    except RaisedError as error:
        try:
            return as_shape(ask(answer, np.reshape(number, 1)), ())
        except (RaisedError, PropertyError):
            raise error from None

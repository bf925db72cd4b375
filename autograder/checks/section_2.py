"""More mistakes in Section 2: other sides, other exponentials, other short formulas.

x: a number or an array; s stands for σ(x), t for tanh(x).
"""

# ruff: noqa: E501 (a row of the catalogue is one line)

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

import numpy as np

import solutions
from autograder.checks.mistake import Mistake
from autograder.checks.slips import scaled

Slope = Callable[[Any], np.ndarray]


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


# ReLU and its leaky relative: what a side may be is a number or a function of x.

RIGHT = "another slope on the right", "For x > 0, which line is the graph? How steep?"
LEFT = "another slope on the left", "For x < 0, which line is the graph? How steep?"
BOTH = "other slopes on both sides", "Sketch the graph. How steep is it on each side?"
CORNER = "the step at another place", "At which x does the graph have its corner?"


def _sided(right: Any, left: Any, at: float = 0.0) -> Slope:
    def wrong(x: Any) -> np.ndarray:
        x = _array(x)
        return np.where(x > at, *(s(x) if callable(s) else s for s in (right, left)))

    return wrong


def _itself(x: np.ndarray) -> np.ndarray:
    return x


def _minus_tenth(x: np.ndarray) -> np.ndarray:
    return -0.1 * x


def _minus_itself(x: np.ndarray) -> np.ndarray:
    return -x


def _grid(
    right: float,
    left: float,
    sides: Collection[Any],
    known: Collection[tuple[Any, Any]],
) -> Iterator[Mistake]:
    """One side wrong, or both with a frequent slope; without those that are `known`."""
    pairs = [(r, left) for r in sides] + [(right, s) for s in sides]
    pairs += [(r, s) for r in FREQUENT for s in FREQUENT if r != right and s != left]
    for r, s in dict.fromkeys(pairs):
        told = BOTH if r != right and s != left else RIGHT if r != right else LEFT
        if (r, s) not in (*known, (right, left)):
            yield Mistake(*told, _sided(r, s))


def _corners(right: float, left: float, known: Collection[float]) -> Iterator[Mistake]:
    for at in (0.1, -0.1, 1.0, -1.0, 2.0):
        if at not in known:
            yield Mistake(*CORNER, _sided(right, left, at))


# fmt: off
FREQUENT = (0.0, 1.0, -1.0, 0.1, -0.1, _itself)
RELU_SIDES = (0.0, 1.0, -0.1, 0.1, 0.01, -0.01, -1.0, 2.0, 0.5, np.nan, _itself)
RELU_KNOWN = (  # named one by one in `simple_mistakes`
    (_itself, 0.0), (1.0, -1.0), (1.0, 1.0), (0.0, 1.0), (1.0, _itself), (0.0, 0.0),
    (1.0, -0.1), (1.0, 0.01), (_itself, -0.1),
)
LEAKY_SIDES = (0.0, 1.0, -0.1, 0.1, 0.01, -0.01, -1.0, 10.0, -10.0, -0.2, 0.9, 1.1, -1.1, 2.0, 0.5,
               _itself, _minus_itself, _minus_tenth)
LEAKY_KNOWN = (
    (1.0, 0.1), (1.0, 0.01), (1.0, -0.01), (_itself, _minus_tenth), (1.0, _minus_tenth),
    (1.0, 0.0), (1.0, 1.0), (-0.1, 1.0), (1.0, -1.0), (1.0, -10.0), (_itself, -0.1),
    (0.9, 0.9),
)
# fmt: on

# σ and tanh: families of fractions, and short formulas.

FRACTION = "the exponentials put together in another way"
ASK_U = "Write u = 1 + e⁻ˣ, differentiate 1/u, then u: does every factor stand there?"
ASK_QUOTIENT = "Use the quotient rule once more: what is below, and what is left above?"
SHORT = "another short formula"
ASK_S = "Write s for σ(x): what must come out far to the left and far to the right?"
ASK_T = "Write t for tanh(x): what must come out at 0, and far out?"


def _fraction(sign: float, top: int, plus: float, low: int, power: int) -> Slope:
    """± e^(top x) / (1 ± e^(low x))^power."""

    def wrong(x: Any) -> np.ndarray:
        x = _array(x)
        return sign * np.exp(top * x) / (1 + plus * np.exp(low * x)) ** power

    return wrong


def _fractions() -> Iterator[Mistake]:
    """Those that are not equal to another one with the exponents turned round."""
    for sign in (1.0, -1.0):
        for power in (1, 2, 3, 4):
            for top in (0, -1, -2, 1):
                for plus in (1.0, -1.0):
                    if (sign, top, plus, power) not in FRACTIONS_KNOWN:
                        yield Mistake(
                            FRACTION, ASK_U, _fraction(sign, top, plus, -1, power)
                        )


# Right ones, and those named one by one: (sign, exponent above, sign below, power).
FRACTIONS_KNOWN = (
    (1.0, -1, 1.0, 2), (1.0, 0, 1.0, 1), (1.0, -1, 1.0, 1), (-1.0, -1, 1.0, 2),
    (1.0, 0, 1.0, 2), (-1.0, 0, 1.0, 2), (1.0, -2, 1.0, 2), (1.0, -1, 1.0, 3),
)  # fmt: skip


def _hyperbolic(above: float, below: float, power: int) -> Slope:
    """above / (eˣ ± e⁻ˣ)^power."""
    return lambda x: above / (np.exp(_array(x)) + below * np.exp(-_array(x))) ** power


def _hyperbolics() -> Iterator[Mistake]:
    for above in (1.0, 2.0, 4.0, -4.0):
        for below in (1.0, -1.0):
            for power in (1, 2, 3, 4):
                if (above, below, power) not in HYPERBOLICS_KNOWN:
                    yield Mistake(
                        FRACTION, ASK_QUOTIENT, _hyperbolic(above, below, power)
                    )


HYPERBOLICS_KNOWN = ((4.0, 1.0, 2), (2.0, 1.0, 1), (1.0, 1.0, 2), (-4.0, 1.0, 2),
                     (2.0, 1.0, 2))  # fmt: skip


def _in(inner: Callable[[Any], np.ndarray], hint: str, *formulas: Any) -> list[Mistake]:
    """Formulas in s or t, and x."""

    def of(formula: Callable[[Any, Any], Any]) -> Slope:
        return lambda x: formula(inner(x), _array(x))

    return [Mistake(SHORT, hint, of(formula)) for formula in formulas]


def _s(x: Any) -> np.ndarray:
    return 1 / (1 + np.exp(-_array(x)))


def _t(x: Any) -> np.ndarray:
    return np.tanh(_array(x))


# fmt: off
SIGMOIDS = _in(
    _s, ASK_S,
    lambda s, x: s - (1 - s), lambda s, x: s * (s - 2), lambda s, x: s * (2 - s),
    lambda s, x: s * (1 - s**2),
    lambda s, x: s / (1 - s) ** 2, lambda s, x: s / (1 - s), lambda s, x: x * (1 - s),
    lambda s, x: x * s * (1 - s), lambda s, x: s * x,
    lambda s, x: _s(s) * (1 - _s(s)), lambda s, x: np.log(s), lambda s, x: 1 - s * s * s,
    lambda s, x: (1 + s) * (1 - s) * s * 2, lambda s, x: s + (1 - s) * x,
    lambda s, x: s * (1 + x), lambda s, x: 1 - np.tanh(x) ** 2,
    lambda s, x: np.exp(x), lambda s, x: np.exp(-x),
    lambda s, x: 1 / (1 + np.exp(-x) ** 2), lambda s, x: np.exp(-x) / (1 + np.exp(-x) ** 2),
    lambda s, x: x * np.exp(-x) / (1 + np.exp(-x)) ** 2,
    lambda s, x: np.exp(-x) / (1 + np.exp(x)) ** 2,
    lambda s, x: np.exp(-x) / (1 + np.exp(-2 * x)) ** 2,
    lambda s, x: np.exp(-x) / (1 + np.exp(-2 * x)),
    lambda s, x: 0.25 + 0 * x, lambda s, x: np.exp(x) * (1 - np.exp(x)),
    lambda s, x: np.exp(-x) * (1 - np.exp(-x)),
)
TANHS = _in(
    _t, ASK_T,
    lambda t, x: 1 - 2 * t**2, lambda t, x: 2 - t**2, lambda t, x: 1 - t**3,
    lambda t, x: 1 - t**4, lambda t, x: (1 - t) ** 2, lambda t, x: (1 + t) ** 2,
    lambda t, x: 1 + t, lambda t, x: t * (1 - t**2), lambda t, x: t * (1 + t),
    lambda t, x: t - 1, lambda t, x: -(t**2), lambda t, x: -1 - t**2,
    lambda t, x: 1 - np.tanh(x**2), lambda t, x: -2 * t, lambda t, x: 1 - 2 * t,
    lambda t, x: 1 - _t(t) ** 2, lambda t, x: 1 - _s(x) ** 2, lambda t, x: 1 - t * x,
    lambda t, x: np.cosh(x) ** 2, lambda t, x: 1 / np.cosh(x) ** 3,
    lambda t, x: 1 / np.cosh(x) ** 4, lambda t, x: -1 / np.cosh(x),
    lambda t, x: np.cosh(x), lambda t, x: 1 / (1 + x**2), lambda t, x: 1 / (1 - x**2),
    lambda t, x: 1 - np.tan(x) ** 2,
    lambda t, x: 1 - 1 / np.cosh(x) ** 2 - t, lambda t, x: (1 - t**2) ** 2,
    lambda t, x: np.sqrt(1 - t**2) * t, lambda t, x: 1 / np.cosh(2 * x) ** 2,
    lambda t, x: np.sin(x), lambda t, x: x * (1 - t**2), lambda t, x: x * (1 - x),
    lambda t, x: -2 * t * (1 - t**2), lambda t, x: 2 * t, lambda t, x: 1 + 0 * x,
    lambda t, x: np.exp(-2 * x), lambda t, x: np.exp(2 * x), lambda t, x: 4 * np.exp(2 * x),
    lambda t, x: 4 * np.exp(-2 * x),
)
# fmt: on


def _clipped(slope: Slope, *limits: float) -> Iterator[Mistake]:
    """Right near 0, and the slope at the limit instead of the one far out."""
    hint = (
        "What does yours give at x = 30, and what at x = 10000? Should they be equal?"
    )
    for limit in limits:
        yield Mistake("x cut off too early", hint, _cut(slope, limit))


def _cut(slope: Slope, limit: float) -> Slope:
    return lambda x: slope(np.clip(x, -limit, limit))


MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "d_sigmoid.stable": tuple(_clipped(solutions.d_sigmoid, 2, 5, 6, 10, 15, 20)),
    "d_tanh.stable": tuple(_clipped(solutions.d_tanh, 2, 3, 5, 6, 10)),
    "d_sigmoid": (
        *_fractions(),
        *scaled(solutions.d_sigmoid, known=(-1.0,)),
        *SIGMOIDS,
    ),
    "d_relu": (
        *_grid(1.0, 0.0, RELU_SIDES, RELU_KNOWN),
        *_corners(1.0, 0.0, known=(1.0,)),
    ),
    "d_tanh": (
        *scaled(solutions.d_tanh, known=(-1.0, 0.5)),
        *_hyperbolics(),
        *TANHS,
    ),
    "d_leaky_relu": (
        *_grid(1.0, -0.1, LEAKY_SIDES, LEAKY_KNOWN),
        *_corners(1.0, -0.1, known=(-0.1,)),
        *scaled(solutions.d_leaky_relu, known=(-1.0, 0.0)),
    ),
}

"""Section 2: derivatives of four functions of one number.

x: a number or an array of any shape; s stands for σ(x), t for tanh(x).  The answers
`.stable` are right for moderate x and may fail far out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np

import solutions
from autograder.checks.answers import Answer, Check, Questions
from autograder.checks.ask import elementwise_check
from autograder.checks.compare import EXACT
from autograder.checks.mistakes import Mistake, alike, scaled, table

# fmt: off
PLAIN = (1.3, -0.7, 0.05, -0.05, 0.5, -0.5, 2.0, -2.0, 3.1, -4.2, 7.7, -9.6, 13.0, -20.0)
NEAR_KINK = (1e-9, -1e-9, 0.09, -0.09)
FAR = (30.0, 37.5, 90.0, 354.9, 355.1, 700.0, 709.5, 710.5, 744.0, 746.0, 1e3, 1e4)
STABLE = (0.3, -1.1, *FAR, *(-x for x in FAR), 5.5, -8.0)
# fmt: on


def _smooth(reference: Callable[[Any], Any]) -> Check:
    """A check at |x| ≤ 20."""
    return elementwise_check(reference, ((*PLAIN, 0.0, 20.0), EXACT))


def _kinked(reference: Callable[[Any], Any], kink: tuple[float, float]) -> Check:
    """A check at |x| ≤ 20; at exactly 0 any slope between the two sides will do."""
    return elementwise_check(reference, ((*PLAIN, *NEAR_KINK), EXACT), kink=kink)


def _stable(reference: Callable[[Any], Any]) -> Check:
    """A check that values are right and finite up to |x| = 10⁴."""
    return elementwise_check(reference, (STABLE, EXACT))


# What wrong slopes are made of

Slope = Callable[[Any], np.ndarray]
H = 1e-5


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


def _sigmoid(x: Any) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-_array(x))))


def _t(x: Any) -> Any:
    return np.tanh(_array(x))


def _estimated(f: Slope, h: float = H) -> Slope:
    return lambda x: (f(np.asarray(x) + h) - f(np.asarray(x) - h)) / (2 * h)


def _sides(right: Any, left: Any, at: float = 0.0) -> Slope:
    """A slope that is `right` of x beyond `at`, else `left`; numbers or functions."""

    def wrong(x: Any) -> Any:
        x = _array(x)
        return np.where(x > at, *(s(x) if callable(s) else s for s in (right, left)))

    return wrong


# ReLU and its leaky relative: what a side may be is a number or a function of x.

RIGHT = "another slope on the right", "For x > 0, which line is the graph? How steep?"
LEFT = "another slope on the left", "For x < 0, which line is the graph? How steep?"
BOTH = "other slopes on both sides", "Sketch the graph. How steep is it on each side?"
CORNER = "the step at another place", "At which x does the graph have its corner?"
ITSELF, MINUS_ITSELF, MINUS_TENTH = (partial(np.multiply, a) for a in (1.0, -1.0, -0.1))


def _grid(
    right: float,
    left: float,
    sides: Collection[Any],
    exclude: Collection[tuple[Any, Any]],
) -> Iterator[Mistake]:
    """One side wrong, or both with a frequent slope; without those in `exclude`."""
    pairs = [(r, left) for r in sides] + [(right, s) for s in sides]
    pairs += [(r, s) for r in FREQUENT for s in FREQUENT if r != right and s != left]
    for r, s in dict.fromkeys(pairs):
        told = BOTH if r != right and s != left else RIGHT if r != right else LEFT
        if (r, s) not in (*exclude, (right, left)):
            yield Mistake(*told, _sides(r, s))


def _corners(right: float, left: float, *places: float) -> tuple[Mistake, ...]:
    return alike(*CORNER, *(_sides(right, left, at) for at in places))


# fmt: off
FREQUENT = (0.0, 1.0, -1.0, 0.1, -0.1, ITSELF)
RELU_SIDES = (0.0, 1.0, -0.1, 0.1, 0.01, -0.01, -1.0, 2.0, 0.5, np.nan, ITSELF)
RELU_EXCLUDED = (  # named one by one
    (ITSELF, 0.0), (1.0, -1.0), (1.0, 1.0), (0.0, 1.0), (1.0, ITSELF), (0.0, 0.0),
    (1.0, -0.1), (1.0, 0.01), (ITSELF, -0.1),
)
LEAKY_SIDES = (0.0, 1.0, -0.1, 0.1, 0.01, -0.01, -1.0, 10.0, -10.0, -0.2, 0.9, 1.1, -1.1, 2.0, 0.5,
               ITSELF, MINUS_ITSELF, MINUS_TENTH)
LEAKY_EXCLUDED = (
    (1.0, 0.1), (1.0, 0.01), (1.0, -0.01), (ITSELF, MINUS_TENTH), (1.0, MINUS_TENTH),
    (1.0, 0.0), (1.0, 1.0), (-0.1, 1.0), (1.0, -1.0), (1.0, -10.0), (ITSELF, -0.1),
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


def _fraction(sign: float, top: int, plus: float, power: int) -> Slope:
    """± e^(top x) / (1 ± e⁻ˣ)^power."""
    return lambda x: (
        sign * np.exp(top * _array(x)) / (1 + plus * np.exp(-_array(x))) ** power
    )


def _fractions() -> tuple[Mistake, ...]:
    """Those that are not equal to another one with the exponents turned round."""
    choices = product((1.0, -1.0), (1, 2, 3, 4), (0, -1, -2, 1), (1.0, -1.0))
    wrong = [(sign, top, plus, power) for sign, power, top, plus in choices]
    rest = (choice for choice in wrong if choice not in FRACTIONS_EXCLUDED)
    return alike(FRACTION, ASK_U, *(_fraction(*choice) for choice in rest))


# Right ones, and those named one by one: (sign, exponent above, sign below, power).
FRACTIONS_EXCLUDED = (
    (1.0, -1, 1.0, 2), (1.0, 0, 1.0, 1), (1.0, -1, 1.0, 1), (-1.0, -1, 1.0, 2),
    (1.0, 0, 1.0, 2), (-1.0, 0, 1.0, 2), (1.0, -2, 1.0, 2), (1.0, -1, 1.0, 3),
)  # fmt: skip


def _hyperbolic(above: float, below: float, power: int) -> Slope:
    """above / (eˣ ± e⁻ˣ)^power."""
    return lambda x: above / (np.exp(_array(x)) + below * np.exp(-_array(x))) ** power


def _hyperbolics() -> tuple[Mistake, ...]:
    choices = product((1.0, 2.0, 4.0, -4.0), (1.0, -1.0), (1, 2, 3, 4))
    rest = (choice for choice in choices if choice not in HYPERBOLICS_EXCLUDED)
    return alike(FRACTION, ASK_QUOTIENT, *(_hyperbolic(*choice) for choice in rest))


HYPERBOLICS_EXCLUDED = (
    (4.0, 1.0, 2), (2.0, 1.0, 1), (1.0, 1.0, 2), (-4.0, 1.0, 2), (2.0, 1.0, 2),
)  # fmt: skip


def _in(
    inner: Callable[[Any], np.ndarray], hint: str, *formulas: Any
) -> tuple[Mistake, ...]:
    """Formulas in s or t, and x."""

    def of(formula: Callable[[Any, Any], Any]) -> Slope:
        return lambda x: formula(inner(x), _array(x))

    return alike(SHORT, hint, *map(of, formulas))


# fmt: off
SIGMOIDS = _in(
    _sigmoid, ASK_S,
    lambda s, x: s - (1 - s), lambda s, x: s * (s - 2), lambda s, x: s * (2 - s), lambda s, x: s * (1 - s**2),
    lambda s, x: s / (1 - s) ** 2, lambda s, x: s / (1 - s), lambda s, x: x * (1 - s), lambda s, x: x * s * (1 - s),
    lambda s, x: s * x, lambda s, x: _sigmoid(s) * (1 - _sigmoid(s)), lambda s, x: np.log(s),
    lambda s, x: 1 - s * s * s, lambda s, x: (1 + s) * (1 - s) * s * 2, lambda s, x: s + (1 - s) * x,
    lambda s, x: s * (1 + x), lambda s, x: 1 - np.tanh(x) ** 2, lambda s, x: np.exp(x), lambda s, x: np.exp(-x),
    lambda s, x: 1 / (1 + np.exp(-x) ** 2), lambda s, x: np.exp(-x) / (1 + np.exp(-x) ** 2),
    lambda s, x: np.exp(-x) / (1 + np.exp(x)) ** 2, lambda s, x: np.exp(-x) / (1 + np.exp(-2 * x)) ** 2,
    lambda s, x: 0.25 + 0 * x, lambda s, x: np.exp(x) * (1 - np.exp(x)), lambda s, x: np.exp(-x) * (1 - np.exp(-x)),
)
TANHS = _in(
    _t, ASK_T,
    lambda t, x: 1 - 2 * t**2, lambda t, x: 2 - t**2, lambda t, x: 1 - t**3, lambda t, x: 1 - t**4,
    lambda t, x: (1 - t) ** 2, lambda t, x: (1 + t) ** 2, lambda t, x: 1 + t, lambda t, x: t * (1 - t**2),
    lambda t, x: t * (1 + t), lambda t, x: t - 1, lambda t, x: -(t**2), lambda t, x: -1 - t**2,
    lambda t, x: 1 - np.tanh(x**2), lambda t, x: -2 * t, lambda t, x: 1 - 2 * t, lambda t, x: 1 - _t(t) ** 2,
    lambda t, x: 1 - _sigmoid(x) ** 2, lambda t, x: 1 - t * x, lambda t, x: np.cosh(x) ** 2,
    lambda t, x: 1 / np.cosh(x) ** 3, lambda t, x: 1 / np.cosh(x) ** 4, lambda t, x: -1 / np.cosh(x),
    lambda t, x: np.cosh(x), lambda t, x: 1 / (1 + x**2), lambda t, x: 1 / (1 - x**2),
    lambda t, x: 1 - np.tan(x) ** 2, lambda t, x: 1 - 1 / np.cosh(x) ** 2 - t, lambda t, x: np.sqrt(1 - t**2) * t,
    lambda t, x: 1 / np.cosh(2 * x) ** 2, lambda t, x: np.sin(x), lambda t, x: x * (1 - t**2),
    lambda t, x: x * (1 - x), lambda t, x: -2 * t * (1 - t**2), lambda t, x: 2 * t, lambda t, x: 1 + 0 * x,
    lambda t, x: np.exp(-2 * x), lambda t, x: np.exp(2 * x), lambda t, x: 4 * np.exp(2 * x),
    lambda t, x: 4 * np.exp(-2 * x),
)
# fmt: on


def _clipped(slope: Slope, *limits: float) -> tuple[Mistake, ...]:
    """Right near 0, and the slope at the limit instead of the one far out."""

    def cut(limit: float) -> Slope:
        return lambda x: slope(np.clip(x, -limit, limit))

    return alike("x cut off too early", ASK_FLAT, *map(cut, limits))


# Mistakes

VALUE = "the function itself instead of its slope"
FAR_RIGHT = "infinity over infinity for large x"
FAR_LEFT = "infinity over infinity for large −x"
ASK_FAR = "Try 10000 and −10000, and look at numerator and denominator by themselves."
ASK_FLAT = (
    "What does yours give at x = 30, and what at x = 10000? Should they be equal?"
)
NEAR_ZERO = "a difference quotient instead of the derivative"
ASK_EXACT = "How many digits of an estimate can be right? The formula has them all."
# fmt: off
D_SIGMOID = (
    *table(
        (VALUE, "At 0, is σ's slope as large as its height?", _sigmoid),
        ("the short formula with x in place of σ(x)", "The short formula speaks of σ(x). "
         "What did you put in?", lambda x: x * (1 - np.asarray(x))),
        ("the square in the denominator lost", "What becomes of 1/u when it is differentiated?", lambda x: np.exp(-x) / (1 + np.exp(-x))),
        ("one of two minus signs lost", "σ rises everywhere: can its slope be negative?", lambda x: -np.exp(-x) / (1 + np.exp(-x)) ** 2),
        ("the chain rule through e⁻ˣ left out", "You differentiated 1/u. How does u change with x?", lambda x: 1 / (1 + np.exp(-x)) ** 2),
        ("the chain rule through e⁻ˣ left out", "You differentiated 1/u. How does u change with x?", lambda x: -1 / (1 + np.exp(-x)) ** 2),
        ("a plus in the short formula", "Far to the right σ is flat. Is your slope 0 there?", lambda x: _sigmoid(x) * (1 + _sigmoid(x))),
        ("σ put in only once", "Both factors of the short formula speak of σ(x).", lambda x: _sigmoid(x) * (1 - np.asarray(x))),
        ("tanh's short formula", "To which function does that formula belong? Compare at 0.", lambda x: 1 - _sigmoid(x) ** 2),
        ("the short formula squared once too often", "What are the two factors?", lambda x: _sigmoid(x) ** 2 * (1 - _sigmoid(x))),
        ("the slope of e⁻ˣ alone", "Where is the fraction in yours?", lambda x: -np.exp(-np.asarray(x, float))),
        ("a square of 1 − σ", "What are the two factors?", lambda x: (1 - _sigmoid(x)) ** 2),
        (NEAR_ZERO, ASK_EXACT, _estimated(_sigmoid)),
        (NEAR_ZERO, ASK_EXACT, _estimated(_sigmoid, 1e-6)),
    ),
    *_fractions(),
    *scaled(solutions.d_sigmoid, exclude=(-1.0,)),
    *SIGMOIDS,
)
D_SIGMOID_STABLE = (
    *table(
        (FAR_LEFT, ASK_FAR, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
        (FAR_RIGHT, ASK_FAR, lambda x: np.exp(x) / (1 + np.exp(x)) ** 2),
    ),
    *_clipped(solutions.d_sigmoid, 2, 5, 6, 10, 15, 20),
)
D_RELU = (
    *table(
        (VALUE, "At x = 3 the height is 3. Is the line that steep?", lambda x: np.maximum(x, 0)),
        ("the slope of the absolute value", "Left of 0, does ReLU fall or stay flat?", lambda x: np.sign(x)),
        ("the left side forgotten", "What does the graph do left of 0?", lambda x: np.ones_like(x, dtype=float)),
        ("a ramp instead of a step", "What is the slope at 0.5?", lambda x: np.clip(x, 0, 1)),
        ("the sides exchanged", "On which side does the output move with the input?", _sides(0.0, 1.0)),
        ("the input passed through on the left", "Left of 0 the output never moves. What slope is that?", _sides(1.0, lambda x: x)),
        ("0 everywhere", "Is the graph flat on both sides?", lambda x: np.zeros_like(x, dtype=float)),
        ("the slope of the leaky function", "Left of 0, is ReLU flat?", _sides(1.0, -0.1)),
        ("the slope of the customary leaky function", "Left of 0, is ReLU flat?", _sides(1.0, 0.01)),
        ("a step at 1", "Where is the kink?", _sides(1.0, 0.0, at=1.0)),
        ("the sigmoid as a soft step", "ReLU has a sharp corner: is your slope sharp?", _sigmoid),
    ),
    *_grid(1.0, 0.0, RELU_SIDES, RELU_EXCLUDED),
    *_corners(1.0, 0.0, 0.1, -0.1, -1.0, 2.0),
)
D_TANH = (
    *table(
        (VALUE, "tanh is steepest at 0. Is yours largest there?", lambda x: np.tanh(x)),
        ("the square lost", "The slope is the same at x and −x. Is yours?", lambda x: 1 - np.tanh(x)),
        ("the short formula with x in place of tanh x", "The short formula speaks of "
         "tanh(x). What did you put in?", lambda x: 1 - np.asarray(x) ** 2),
        ("the sigmoid's short formula", "To which function does that belong? Compare at 0.", lambda x: np.tanh(x) * (1 - np.tanh(x))),
        ("a plus in the short formula", "Far out tanh is flat. Is your slope 0 there?", lambda x: 1 + np.tanh(x) ** 2),
        ("the square of cosh lost", "Close: compare with a small step at 1.", lambda x: 1 / np.cosh(x)),
        ("tan for tanh", "Your slope comes back every 2π. Does tanh?", lambda x: 1 / np.cos(x) ** 2),
        ("wrong sign", "tanh rises everywhere: can its slope be negative?", lambda x: np.tanh(x) ** 2 - 1),
        ("the slope of the sigmoid", "How steep is tanh at 0?", lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
        ("the chain rule through 2x left out", "tanh is 2σ(2x) − 1. What does the inner 2 do?",
         lambda x: 2 * _sigmoid(2 * np.asarray(x)) * (1 - _sigmoid(2 * np.asarray(x)))),
        ("the square without the 1", "At 0, how steep is tanh?", lambda x: np.tanh(x) ** 2),
        ("the slope of sinh over that of cosh", "How is a quotient differentiated?", lambda x: 1 / np.tanh(x)),
        ("1 minus the square of sinh", "Which function stands in the short formula?", lambda x: 1 - np.sinh(x) ** 2),
        (NEAR_ZERO, ASK_EXACT, _estimated(np.tanh)),
        (NEAR_ZERO, ASK_EXACT, _estimated(np.tanh, 1e-6)),
    ),
    *scaled(solutions.d_tanh, exclude=(-1.0, 0.5)),
    *_hyperbolics(),
    *TANHS,
)
D_TANH_STABLE = (
    *table(
        ("infinity over infinity on both sides", ASK_FAR, lambda x: 1 - ((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))) ** 2),
        (FAR_RIGHT, ASK_FAR, lambda x: 4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2),
        ("infinity over infinity on both sides", "NumPy has a function that never forms "
         "these huge numbers: which?", lambda x: 1 - np.sinh(x) ** 2 / np.cosh(x) ** 2),
        (FAR_LEFT, ASK_FAR, lambda x: 4 * np.exp(-2 * x) / (1 + np.exp(-2 * x)) ** 2),
    ),
    *_clipped(solutions.d_tanh, 2, 3, 5, 6, 10),
)
D_LEAKY_RELU = (
    *table(
        ("the customary leaky ReLU, 0.1", "Read max(x, −0.1x) once more at x = −10: is the output positive or negative?", _sides(1.0, 0.1)),
        ("the customary leaky ReLU, 0.01", "Libraries define it otherwise. What does this sheet say?", _sides(1.0, 0.01)),
        ("a leak of −0.01", "Which factor stands in the formula?", _sides(1.0, -0.01)),
        (VALUE, "You have the height. How steep is it?", lambda x: np.maximum(x, -0.1 * np.asarray(x))),
        ("the slope multiplied by x", "Left of 0 the graph is straight: does its slope depend on x?", _sides(1.0, lambda x: -0.1 * x)),
        ("plain ReLU", "Left of 0, is this function flat?", _sides(1.0, 0.0)),
        ("the largest slope instead of the slope of the largest", "Which of the two "
         "lines is on top at this x? Take its slope.",
         lambda x: np.ones_like(x, dtype=float)),
        ("the wrong crossing point", "Where do the lines x and −0.1x cross?", _sides(1.0, -0.1, at=-0.1)),
        ("the sides exchanged", "At x = 5, which line is on top?", _sides(-0.1, 1.0)),
        ("the slope of the absolute value", "How steep is −0.1x?", _sides(1.0, -1.0)),
        ("a leak of −10", "How steep is −0.1x?", _sides(1.0, -10.0)),
        ("the slope multiplied by x on the right", "Right of 0 the graph is straight: does its slope grow?", _sides(lambda x: x, -0.1)),
        ("the slopes added up", "Does max add?", lambda x: 0.9 + 0 * np.asarray(x)),
    ),
    *_grid(1.0, -0.1, LEAKY_SIDES, LEAKY_EXCLUDED),
    *_corners(1.0, -0.1, 0.1, 1.0, -1.0, 2.0),
    *scaled(solutions.d_leaky_relu, exclude=(-1.0, 0.0)),
)

SIMPLE = (
    "Work the slope out on paper first. Which rule does the outermost operation need?",
    "Follow the worked example of softplus: outside in, one rule at a time.",
)
STABLE_HINTS = (
    "Put x = 10000 and x = −10000 into your formula by hand. Which part becomes huge?",
    "In the worked example of softplus, numerator and denominator are divided by the same number. What does that buy?",
    "An exponential of something that is never positive cannot overflow. Which sign "
    "may the exponent have, and is the slope the same at x and at −x?",
)
ANSWERS = {
    "q2a": Answer("d_sigmoid", _smooth(solutions.d_sigmoid), D_SIGMOID, hints=(
        *SIMPLE, "σ is 1/u with u = 1 + e⁻ˣ: (slope of 1/u at u) * (slope of u)")),
    "q2a_stable": Answer("d_sigmoid.stable", _stable(solutions.d_sigmoid), D_SIGMOID_STABLE, STABLE_HINTS),
    "q2b": Answer("d_relu", _kinked(solutions.d_relu, (0.0, 1.0)), D_RELU, hints=(
        "How steep is the graph at x = 3, and how steep at x = −3?",
        "There are two straight lines. Take the slope of each, where it is on top.",
        "np.where(x > 0, slope of the right line, slope of the left line)")),
    "q2c": Answer("d_tanh", _smooth(solutions.d_tanh), D_TANH, hints=(
        *SIMPLE, "With s for the numerator and c for the denominator: what are their slopes? Then use the quotient rule.")),
    "q2c_stable": Answer("d_tanh.stable", _stable(solutions.d_tanh), D_TANH_STABLE, STABLE_HINTS),
    "q2d": Answer("d_leaky_relu", _kinked(solutions.d_leaky_relu, (-0.1, 1.0)), D_LEAKY_RELU, hints=(
        "At x = −10, which of x and −0.1x is larger?",
        "Sketch both lines. On each side of 0 the upper one counts, with its own slope.",
        "np.where(x > 0, slope of the line x, slope of the other line)")),
}
# fmt: on
QUESTIONS: Questions = {grade_id: (answer,) for grade_id, answer in ANSWERS.items()}

"""Section 2: derivatives of four functions of one number.

x: a number or an array of any shape; s = σ(x), t = tanh(x).  The mistakes of the
`.stable` answers are right for moderate x and wrong for large |x|.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from itertools import product
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Questions
from autograder.checks.ask import elementwise_check
from autograder.checks.compare import EXACT
from autograder.checks.mistakes import Mistake, scaled, table, variants

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
    """A check at |x| ≤ 20; at exactly 0 any slope between the two sides is accepted."""
    return elementwise_check(reference, ((*PLAIN, *NEAR_KINK), EXACT), kink=kink)


def _stable(reference: Callable[[Any], Any]) -> Check:
    """A check of values up to |x| = 10⁴."""
    return elementwise_check(
        reference, (STABLE, EXACT), wrong=feedback.wrong_far_from_0
    )


# Building blocks of wrong slopes

Slope = Callable[[Any], np.ndarray]
H = 1e-5


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


def _sigmoid(x: Any) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-_array(x))))


def _tanh(x: Any) -> Any:
    return np.tanh(_array(x))


def _estimated(f: Slope, h: float = H) -> Slope:
    return lambda x: (f(np.asarray(x) + h) - f(np.asarray(x) - h)) / (2 * h)


def _sides(right: Any, left: Any, at: float = 0.0) -> Slope:
    """A slope that is `right` for x > at, else `left`; both are numbers or functions."""

    def wrong(x: Any) -> Any:
        x = _array(x)
        return np.where(x > at, *(s(x) if callable(s) else s for s in (right, left)))

    return wrong


# ReLU and leaky ReLU: the slope on each side is a number or a function of x.

RIGHT = (
    "the slope on the right is wrong",
    "For x > 0, which line does the graph follow? How steep is it?",
)
LEFT = (
    "the slope on the left is wrong",
    "For x < 0, which line does the graph follow? How steep is it?",
)
BOTH = (
    "the slopes on both sides are wrong",
    "Sketch the graph. How steep is it on each side of 0?",
)
CORNER = "the slope changes at a wrong x", "At which x does the graph have its corner?"
ITSELF, MINUS_ITSELF, MINUS_TENTH = (partial(np.multiply, a) for a in (1.0, -1.0, -0.1))


def _grid(
    right: float,
    left: float,
    sides: Collection[Any],
    exclude: Collection[tuple[Any, Any]],
) -> Iterator[Mistake]:
    """Mistakes with one side wrong, or both; without the pairs in `exclude`."""
    pairs = [(r, left) for r in sides] + [(right, s) for s in sides]
    pairs += [(r, s) for r in FREQUENT for s in FREQUENT if r != right and s != left]
    for r, s in dict.fromkeys(pairs):
        row = BOTH if r != right and s != left else RIGHT if r != right else LEFT
        if (r, s) not in (*exclude, (right, left)):
            yield Mistake(*row, _sides(r, s))


def _corners(right: float, left: float, *corners: float) -> tuple[Mistake, ...]:
    return variants(*CORNER, *(_sides(right, left, at) for at in corners))


# fmt: off
FREQUENT = (0.0, 1.0, -1.0, 0.1, -0.1, ITSELF)
RELU_SIDES = (0.0, 1.0, -0.1, 0.1, 0.01, -0.01, -1.0, 2.0, 0.5, np.nan, ITSELF)
RELU_EXCLUDED = (  # these have their own rows in D_RELU
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

# σ and tanh: families of fractions, and short formulas in σ(x) or tanh(x).

FRACTION = "the exponentials are combined in a wrong way"
ASK_U = "Write u = 1 + e⁻ˣ. Differentiate 1/u, then u, and multiply. Which factor differs from yours?"
ASK_QUOTIENT = "Use the quotient rule again, step by step. Compare your numerator and your denominator."
SHORT = "the short formula is wrong"
ASK_S = "Write s for σ(x). What should the slope be far to the left and far to the right? Test your formula there."
ASK_T = "Write t for tanh(x). What should the slope be at 0 and far out? Test your formula there."


def _fraction(sign: float, top: int, plus: float, power: int) -> Slope:
    """± e^(top x) / (1 ± e⁻ˣ)^power."""
    return lambda x: (
        sign * np.exp(top * _array(x)) / (1 + plus * np.exp(-_array(x))) ** power
    )


def _fractions() -> tuple[Mistake, ...]:
    """Fractions that do not equal another one with the exponents exchanged."""
    choices = product((1.0, -1.0), (1, 2, 3, 4), (0, -1, -2, 1), (1.0, -1.0))
    wrong = [(sign, top, plus, power) for sign, power, top, plus in choices]
    rest = (choice for choice in wrong if choice not in FRACTIONS_EXCLUDED)
    return variants(FRACTION, ASK_U, *(_fraction(*choice) for choice in rest))


# The right ones, and those with their own rows: (sign, exponent in the numerator, sign
# in the denominator, power).
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
    return variants(FRACTION, ASK_QUOTIENT, *(_hyperbolic(*choice) for choice in rest))


HYPERBOLICS_EXCLUDED = (
    (4.0, 1.0, 2), (2.0, 1.0, 1), (1.0, 1.0, 2), (-4.0, 1.0, 2), (2.0, 1.0, 2),
)  # fmt: skip


def _formulas_in(
    inner: Callable[[Any], np.ndarray], hint: str, *formulas: Any
) -> tuple[Mistake, ...]:
    """Mistakes from formulas in s or t, and x."""

    def of(formula: Callable[[Any, Any], Any]) -> Slope:
        return lambda x: formula(inner(x), _array(x))

    return variants(SHORT, hint, *map(of, formulas))


# fmt: off
SIGMOIDS = _formulas_in(
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
TANHS = _formulas_in(
    _tanh, ASK_T,
    lambda t, x: 1 - 2 * t**2, lambda t, x: 2 - t**2, lambda t, x: 1 - t**3, lambda t, x: 1 - t**4,
    lambda t, x: (1 - t) ** 2, lambda t, x: (1 + t) ** 2, lambda t, x: 1 + t, lambda t, x: t * (1 - t**2),
    lambda t, x: t * (1 + t), lambda t, x: t - 1, lambda t, x: -(t**2), lambda t, x: -1 - t**2,
    lambda t, x: 1 - np.tanh(x**2), lambda t, x: -2 * t, lambda t, x: 1 - 2 * t, lambda t, x: 1 - _tanh(t) ** 2,
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
    """Slopes that are right near 0 and constant for |x| beyond a limit."""

    def cut(limit: float) -> Slope:
        return lambda x: slope(np.clip(x, -limit, limit))

    return variants(
        "the slope stays constant beyond some x", ASK_FLAT, *map(cut, limits)
    )


# Mistakes

VALUE = "the function is returned instead of its derivative"
FAR_RIGHT = "the result overflows to inf/inf for large positive x"
FAR_LEFT = "the result overflows to inf/inf for large negative x"
ASK_FAR = "Print the numerator and the denominator at x = 10000 and at x = −10000. Which one overflows?"
ASK_FLAT = (
    "Print your values at x = 30 and at x = 10000. Are they equal? They should not be."
)
NEAR_ZERO = "a finite difference is used instead of the derivative"
ASK_EXACT = "A finite difference has only about ten correct digits. Derive the formula and use it."
# fmt: off
D_SIGMOID = (
    *table(
        (VALUE, "Print your value at 0. The slope of σ there is smaller than σ(0).", _sigmoid),
        ("the short formula uses x instead of σ(x)", "The short formula is written in terms of σ(x). What did you put in its place?", lambda x: x * (1 - np.asarray(x))),
        ("the square in the denominator is missing", "Differentiate 1/u: which power of u do you get in the denominator?", lambda x: np.exp(-x) / (1 + np.exp(-x))),
        ("one of two minus signs is missing", "σ rises everywhere. Can its slope be negative?", lambda x: -np.exp(-x) / (1 + np.exp(-x)) ** 2),
        ("the inner derivative of e⁻ˣ is missing", "You differentiated 1/u. Now multiply by the derivative of u with respect to x.", lambda x: 1 / (1 + np.exp(-x)) ** 2),
        ("the inner derivative of e⁻ˣ is missing", "You differentiated 1/u. Now multiply by the derivative of u with respect to x.", lambda x: -1 / (1 + np.exp(-x)) ** 2),
        ("the short formula has a plus instead of a minus", "Far to the right σ is flat. Does your slope go to 0 there?", lambda x: _sigmoid(x) * (1 + _sigmoid(x))),
        ("σ replaces x in only one of two places", "The short formula has two factors, and both use σ(x).", lambda x: _sigmoid(x) * (1 - np.asarray(x))),
        ("the short formula of tanh is used", "Which function does this short formula belong to? Compare at x = 0.", lambda x: 1 - _sigmoid(x) ** 2),
        ("the short formula has an extra factor σ", "Write down the two factors of the short formula, and compare with yours.", lambda x: _sigmoid(x) ** 2 * (1 - _sigmoid(x))),
        ("only e⁻ˣ is differentiated", "You differentiated e⁻ˣ. What does the fraction around it add?", lambda x: -np.exp(-np.asarray(x, float))),
        ("1 − σ is squared", "Write down the two factors of the short formula, and compare with yours.", lambda x: (1 - _sigmoid(x)) ** 2),
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
        (VALUE, "At x = 3 the function has the value 3. Is the line that steep?", lambda x: np.maximum(x, 0)),
        ("the slope of the absolute value is returned", "For x < 0, does ReLU fall, or does it stay flat?", lambda x: np.sign(x)),
        ("the slope is 1 on both sides", "What does the graph look like for x < 0? Which slope is that?", lambda x: np.ones_like(x, dtype=float)),
        ("the slope is a ramp instead of a step", "What is the slope at x = 0.5?", lambda x: np.clip(x, 0, 1)),
        ("the two sides are exchanged", "On which side of 0 does the output change with the input?", _sides(0.0, 1.0)),
        ("x is returned on the left side", "For x < 0 the output never changes. Which slope is that?", _sides(1.0, lambda x: x)),
        ("the result is 0 everywhere", "Is the graph flat on both sides of 0?", lambda x: np.zeros_like(x, dtype=float)),
        ("the slope of the leaky ReLU is returned", "For x < 0, is ReLU flat?", _sides(1.0, -0.1)),
        ("the slope of the usual leaky ReLU (0.01) is returned", "For x < 0, is ReLU flat?", _sides(1.0, 0.01)),
        ("the step is at 1 instead of 0", "At which x does the graph have its corner?", _sides(1.0, 0.0, at=1.0)),
        ("the sigmoid is used as a smooth step", "ReLU has a sharp corner. Does your slope change suddenly there?", _sigmoid),
    ),
    *_grid(1.0, 0.0, RELU_SIDES, RELU_EXCLUDED),
    *_corners(1.0, 0.0, 0.1, -0.1, -1.0, 2.0),
)
D_TANH = (
    *table(
        (VALUE, "tanh is steepest at 0. Is your value largest there?", lambda x: np.tanh(x)),
        ("the square is missing", "The slope is the same at x and −x. Compare your values at 1 and −1.", lambda x: 1 - np.tanh(x)),
        ("the short formula uses x instead of tanh(x)", "The short formula is written in terms of tanh(x). What did you put in its place?", lambda x: 1 - np.asarray(x) ** 2),
        ("the short formula of the sigmoid is used", "Which function does this short formula belong to? Compare at x = 0.", lambda x: np.tanh(x) * (1 - np.tanh(x))),
        ("the short formula has a plus instead of a minus", "Far from 0 tanh is flat. Does your slope go to 0 there?", lambda x: 1 + np.tanh(x) ** 2),
        ("the square of cosh is missing", "Compare with a finite difference at x = 1. Which power of cosh fits?", lambda x: 1 / np.cosh(x)),
        ("tan is used instead of tanh", "Your slope repeats with period π. Is tanh periodic?", lambda x: 1 / np.cos(x) ** 2),
        ("the sign is wrong", "tanh rises everywhere. Can its slope be negative?", lambda x: np.tanh(x) ** 2 - 1),
        ("the slope of the sigmoid is returned", "How steep is tanh at x = 0? Sketch it, and compare with your value.", lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
        ("the inner derivative of 2x is missing", "tanh(x) = 2σ(2x) − 1. Which factor does the inner 2x give?",
         lambda x: 2 * _sigmoid(2 * np.asarray(x)) * (1 - _sigmoid(2 * np.asarray(x)))),
        ("only the square of tanh is returned", "How steep is tanh at x = 0? Sketch it, and compare with your value.", lambda x: np.tanh(x) ** 2),
        ("numerator and denominator are differentiated separately", "Which rule differentiates a quotient? Write it down, then apply it.", lambda x: 1 / np.tanh(x)),
        ("the short formula uses sinh instead of tanh", "Which function does the short formula contain? Compare with yours.", lambda x: 1 - np.sinh(x) ** 2),
        (NEAR_ZERO, ASK_EXACT, _estimated(np.tanh)),
        (NEAR_ZERO, ASK_EXACT, _estimated(np.tanh, 1e-6)),
    ),
    *scaled(solutions.d_tanh, exclude=(-1.0, 0.5)),
    *_hyperbolics(),
    *TANHS,
)
D_TANH_STABLE = (
    *table(
        ("the result overflows to inf/inf on both sides", ASK_FAR, lambda x: 1 - ((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))) ** 2),
        (FAR_RIGHT, ASK_FAR, lambda x: 4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2),
        ("the result overflows to inf/inf on both sides", "Does NumPy have a function for this that does not overflow?", lambda x: 1 - np.sinh(x) ** 2 / np.cosh(x) ** 2),
        (FAR_LEFT, ASK_FAR, lambda x: 4 * np.exp(-2 * x) / (1 + np.exp(-2 * x)) ** 2),
    ),
    *_clipped(solutions.d_tanh, 2, 3, 5, 6, 10),
)
D_LEAKY_RELU = (
    *table(
        ("the left slope is 0.1, as in the usual leaky ReLU", "Read max(x, −0.1x) again. At x = −10, is the output positive or negative?", _sides(1.0, 0.1)),
        ("the left slope is 0.01, as in the usual leaky ReLU", "Libraries define the leaky ReLU differently. Use the formula of this worksheet.", _sides(1.0, 0.01)),
        ("the left slope is −0.01", "Which factor does the formula of this worksheet contain?", _sides(1.0, -0.01)),
        (VALUE, "You return the value of the function. How steep is its graph?", lambda x: np.maximum(x, -0.1 * np.asarray(x))),
        ("the slope on the left is multiplied by x", "For x < 0 the graph is a straight line. Does its slope depend on x?", _sides(1.0, lambda x: -0.1 * x)),
        ("the left slope is 0, as in plain ReLU", "For x < 0 the graph is not flat. If your formula is right, is your array an integer array? It cuts off decimals.", _sides(1.0, 0.0)),
        ("the larger of the two slopes is returned for every x", "For this x, which of the two lines is on top? Return the slope of that line.",
         lambda x: np.ones_like(x, dtype=float)),
        ("the slope changes at −0.1 instead of 0", "At which x do the lines x and −0.1x cross?", _sides(1.0, -0.1, at=-0.1)),
        ("the two sides are exchanged", "At x = 5, which of the two lines is on top?", _sides(-0.1, 1.0)),
        ("the slope of the absolute value is returned", "How steep is the line −0.1x?", _sides(1.0, -1.0)),
        ("the left slope is −10", "How steep is the line −0.1x?", _sides(1.0, -10.0)),
        ("the slope on the right is multiplied by x", "For x > 0 the graph is a straight line. Does its slope depend on x?", _sides(lambda x: x, -0.1)),
        ("the two slopes are added", "max picks one of the two lines. It does not add them.", lambda x: 0.9 + 0 * np.asarray(x)),
    ),
    *_grid(1.0, -0.1, LEAKY_SIDES, LEAKY_EXCLUDED),
    *_corners(1.0, -0.1, 0.1, 1.0, -1.0, 2.0),
    *scaled(solutions.d_leaky_relu, exclude=(-1.0, 0.0)),
)

SIMPLE = (
    "Differentiate on paper first. Which rule does the outermost operation need?",
    "Follow the worked example of softplus: work from the outside in, one rule at a time.",
)
STABLE_HINTS = (
    "Compute your formula by hand at x = 10000 and at x = −10000. Which part becomes huge?",
    "In the worked example of softplus, numerator and denominator are divided by the same number. Why does that prevent the overflow?",
    "The exponential of a number that is never positive can't overflow. Which sign should the exponent have? Is the slope the same at x and at −x?",
)
ANSWERS = {
    "q2a": Answer("d_sigmoid", _smooth(solutions.d_sigmoid), D_SIGMOID, hints=(
        *SIMPLE, "σ is 1/u with u = 1 + e⁻ˣ: (derivative of 1/u at u) * (derivative of u)")),
    "q2a_stable": Answer("d_sigmoid.stable", _stable(solutions.d_sigmoid), D_SIGMOID_STABLE, STABLE_HINTS),
    "q2b": Answer("d_relu", _kinked(solutions.d_relu, (0.0, 1.0)), D_RELU, hints=(
        "How steep is the graph at x = 3, and how steep is it at x = −3?",
        "The graph has two straight parts. Find the slope of each part.",
        "np.where(x > 0, slope of the right line, slope of the left line)")),
    "q2c": Answer("d_tanh", _smooth(solutions.d_tanh), D_TANH, hints=(
        *SIMPLE, "Write s for the numerator and c for the denominator. What are their derivatives? Then use the quotient rule.")),
    "q2c_stable": Answer("d_tanh.stable", _stable(solutions.d_tanh), D_TANH_STABLE, STABLE_HINTS),
    "q2d": Answer("d_leaky_relu", _kinked(solutions.d_leaky_relu, (-0.1, 1.0)), D_LEAKY_RELU, hints=(
        "At x = −10, which is larger: x, or −0.1x?",
        "Sketch both lines. On each side of 0 the function is the upper line, with its own slope.",
        "np.where(x > 0, slope of the line x, slope of the other line)")),
}
# fmt: on
QUESTIONS: Questions = {grade_id: (answer,) for grade_id, answer in ANSWERS.items()}

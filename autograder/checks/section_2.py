"""Section 2: derivatives of four functions of one number.

x: a number or an array of any shape; s stands for σ(x), t for tanh(x).  The answers
`.stable` are right for moderate x and may fail far out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Check, Questions
from autograder.checks.ask import elementwise_check
from autograder.checks.compare import EXACT
from autograder.mutations.edits import Edit
from autograder.mutations.mistakes import Mistake, Mistakes, table
from autograder.mutations.programs import Line, Program, choice

# fmt: off
DECIMALS = (0.693147180560, -1.098612288668)  # rounding changes them
PLAIN = (
    1.3, -0.7, 0.05, -0.05, 0.5, -0.5, 2.0, -2.0, 3.1, -4.2, 7.7, -9.6, 12.2, -13.3, 13.0, -20.0,
    17.3, -18.9, *DECIMALS,
)
NEAR_KINK = (1e-9, -1e-9, 0.09, -0.09)
FAR = (
    10.7, 11.4, 12.6, 13.5, 20.5, 21.7, 23.9, 25.5, 30.0, 37.5, 49.0, 90.0, 354.9, 355.1, 700.0, 709.5, 710.5, 744.0, 746.0, 1e3, 1e4,
)
STABLE = (0.0, 0.3, -1.1, *DECIMALS, *FAR, *(-x for x in FAR), 5.5, -8.0)
# fmt: on
X = (np.array([*PLAIN, 0.0]),)


def _smooth(reference: Callable[[Any], Any]) -> Check:
    """A check at |x| ≤ 20."""
    return elementwise_check(reference, ((*PLAIN, 0.0, 20.0), EXACT))


def _kinked(reference: Callable[[Any], Any], kink: tuple[float, float]) -> Check:
    """A check at |x| ≤ 20; at exactly 0 any slope between the two sides will do."""
    return elementwise_check(reference, ((*PLAIN, *NEAR_KINK), EXACT), kink=kink)


def _stable(reference: Callable[[Any], Any]) -> Check:
    """A check that values are right and finite up to |x| = 10⁴."""
    return elementwise_check(reference, (STABLE, EXACT), advice=feedback.FAR_FROM_0)


# fmt: off
LIMITS = "What should the slope be at 0, far to the left and far to the right?"
VALUE = "the function itself is returned instead of its derivative"
BRACKETS = "Python takes powers first, then divides, then adds: check your parentheses."
CHAIN = "σ is 1/u with u = 1 + e⁻ˣ. How does u change with x?"
QUOTIENT = "Use the quotient rule once more, and write every square."
SHORT_S = "Write s for σ(x). Which two factors does the derivative have?"
SHORT_T = "Write t for tanh(x). What should the derivative be at 0, and where tanh is flat?"
E = Line("e", "np.exp(-x)", "Check the sign in the exponent.", "e⁻ˣ")
U = Line("u", "1 + e", "Check the denominator of σ.", "1 + e⁻ˣ")
D_SIGMOID = Mistakes(
    Program(("x",), (E, U, Line("s", "1 / u", "Check your σ(x): at x = 0 it is ½.", "σ(x)", (
            choice("parentheses are missing in 1 / (1 + e⁻ˣ)", "1 / 1 + e", BRACKETS),
        )),
        Line("d", "s * (1 - s)", SHORT_S, "σ′(x)", (
            choice(VALUE, "s", "At x = 0, is σ as steep as it is high?"),
            choice("x is used instead of σ(x) in the short formula", "x * (1 - x)", SHORT_S),
            choice("x is used instead of σ(x) in 1 − σ(x)", "s * (1 - x)", SHORT_S),
            choice("x is used instead of one factor σ(x) = 1 / (1 + e⁻ˣ)", "x * (1 - s)", SHORT_S),
            choice("one factor σ(x) is missing (in the form with e⁻ˣ: the denominator is not squared)", "1 - s", "1/u, differentiated, has u² in the denominator."),
            choice("only σ(x)² is returned (in the form with e⁻ˣ: the derivative of the denominator is missing)", "s ** 2", CHAIN),
            choice("there is a plus instead of a minus: σ(x) · (1 + σ(x))", "s * (1 + s)", "Far to the right σ is flat. Is your derivative 0 there?"),
            choice("the short formula of tanh is used", "1 - s ** 2", "Compare your derivative at x = 0 with the picture of σ."),
            choice("the short formula of tanh is used", "1 - np.tanh(x) ** 2", "Compare your derivative at x = 0 with the picture of σ."),
        )),
    )),
    Program(("x",), (E, U, Line("d", "e / u ** 2", CHAIN, "σ′(x)", (
        choice("one of the two minus signs is missing", "-e / u ** 2", "σ rises everywhere. Can its slope be negative?"),
        choice("the derivative of 1 + e⁻ˣ is missing", "1 / u ** 2"),
        choice("the derivative of 1 + e⁻ˣ is missing", "-1 / u ** 2"),
        choice("eˣ is used instead of e⁻ˣ in the numerator", "np.exp(x) / u ** 2"),
        choice("eˣ is used instead of e⁻ˣ in the denominator", "e / (1 + np.exp(x)) ** 2"),
        choice("only the derivative of e⁻ˣ is returned", "-e", LIMITS),
        choice("parentheses are missing around the denominator", "e / 1 + e ** 2", BRACKETS),
        choice("only e⁻ˣ is squared in the denominator, not all of 1 + e⁻ˣ", "e / (1 + e ** 2)", BRACKETS),
    )),)), at=X)
FAR_RIGHT = "infinity is divided by, or subtracted from, infinity for large positive x"
FAR_LEFT = FAR_RIGHT.replace("positive", "negative")
TRY = "Try x = 10000 and x = −10000, and print numerator and denominator separately."


def _clipped(derivative: Callable[[Any], Any], *limits: float) -> tuple[Mistake, ...]:
    """Right near 0, and constant or 0 too early far out."""
    name = "x is cut off too early"
    hint = "What does your function return at x = 22, and what at x = 30? They should differ."

    def constant(limit: float) -> Callable[[Any], Any]:
        return lambda x: derivative(np.clip(x, -limit, limit))

    def zero(limit: float) -> Callable[[Any], Any]:
        return lambda x: np.where(np.abs(x) > limit, 0.0, derivative(x))

    return tuple(Mistake(name, hint, cut(limit)) for limit in limits for cut in (constant, zero))


FAR_OUT = (np.array(STABLE),)
D_SIGMOID_STABLE = Mistakes(listed=(
    *table((FAR_LEFT, TRY, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
           (FAR_RIGHT, TRY, lambda x: np.exp(x) / (1 + np.exp(x)) ** 2)),
    *_clipped(solutions.d_sigmoid, 2, 5, 6, 10, 15, 20, 25, 30, 50, 100),
), at=FAR_OUT)
T = Line("t", "np.tanh(x)", "Check your tanh(x): it is 0 at x = 0.", "tanh(x)")
D_TANH = Mistakes(
    Program(("x",), (T, Line("d", "1 - t ** 2", SHORT_T, "tanh′(x)", (
        choice(VALUE, "t", "tanh is steepest at x = 0. Is your derivative largest there?"),
        choice("the square is missing from the short formula", "1 - t", "The slope is the same at x and −x. Is yours?"),
        choice("x is used instead of tanh(x) in the short formula", "1 - x ** 2", SHORT_T),
        choice("the short formula of the sigmoid is used", "t * (1 - t)", "Compare your derivative at x = 0 with the picture of tanh."),
        choice("there is a plus instead of a minus: 1 + tanh(x)²", "1 + t ** 2", "Where tanh is flat, is your derivative 0?"),
        choice("the 1 is missing from the short formula", "t ** 2", SHORT_T),
        choice("tan is used instead of tanh", "1 / np.cos(x) ** 2", "Your derivative repeats every 2π. Does tanh?"),
        choice("tan is used instead of tanh", "1 + np.tan(x) ** 2", "Your derivative repeats every 2π. Does tanh?"),
        choice("sinh is used instead of tanh", "1 - np.sinh(x) ** 2", SHORT_T),
        choice("the square is inside tanh", "1 - np.tanh(x ** 2)", "Compare tanh(x)² with tanh(x²) at x = 2."),
        choice("tanh is doubled instead of squared", "1 - 2 * t", "In Python the square of t is t ** 2."),
        choice("σ is taken at x instead of 2x", "1 - (2 / (1 + np.exp(-x)) - 1) ** 2", "Compare your tanh(x) with np.tanh(x) at x = 1."),
        choice("cosh is not squared", "1 / np.cosh(x)", "Compare with a small step at x = 1."),
        choice("the quotient is differentiated without the quotient rule", "1 / np.tanh(x)", QUOTIENT),
        choice("there is a plus instead of a minus and no square: 1 + tanh(x)", "1 + t", LIMITS),
    )),)),
    Program(("x",), (
        Line("a", "np.exp(x)", "Check the sign in the exponent.", "eˣ"), Line("b", "np.exp(-x)", "Check the sign in the exponent.", "e⁻ˣ"),
        Line("n", "a - b", "Check the numerator of tanh.", "eˣ − e⁻ˣ"), Line("m", "a + b", "Check the denominator of tanh.", "eˣ + e⁻ˣ"),
        Line("t", "m * m - n * n", QUOTIENT, "the numerator"), Line("d", "t / m ** 2", QUOTIENT, "tanh′(x)"),
    )),
    Program(("x",), (Line("c", "np.cosh(x)", QUOTIENT, "cosh(x)"), Line("d", "1 / c ** 2", QUOTIENT, "tanh′(x)"))), at=X)
D_TANH_STABLE = Mistakes(listed=(
    *table((f"{FAR_RIGHT}, and for large negative x", TRY, lambda x: 1 - ((np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))) ** 2),
           (f"{FAR_RIGHT}, and for large negative x", TRY,
            lambda x: ((np.exp(x) + np.exp(-x)) ** 2 - (np.exp(x) - np.exp(-x)) ** 2) / (np.exp(x) + np.exp(-x)) ** 2),
           (FAR_RIGHT, TRY, lambda x: 4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2),
           (f"{FAR_RIGHT}, and for large negative x", "NumPy has a function that never computes these huge numbers. Which?",
            lambda x: 1 - np.sinh(x) ** 2 / np.cosh(x) ** 2),
           (FAR_LEFT, TRY, lambda x: 4 * np.exp(-2 * x) / (1 + np.exp(-2 * x)) ** 2)),
    *_clipped(solutions.d_tanh, 2, 3, 5, 6, 10),
), at=FAR_OUT)

# ReLU and the leaky ReLU of this worksheet: two straight lines.


def _slopes(side: str, wrong: dict[str, str], *extra: Edit) -> tuple[Edit, ...]:
    """Wrong slopes of one side: from how sentences call them to their source."""
    common = {"0": "0 * x", "1": "1 + 0 * x", "−1": "-1 + 0 * x", "0.1": "0.1 + 0 * x", "−0.1": "-0.1 + 0 * x"}
    found = [choice(f"the derivative is {shown} for x {side} 0", source) for shown, source in (common | wrong).items()]
    return (*extra, *found)


MORE = {"0.01": "0.01 + 0 * x", "−0.01": "-0.01 + 0 * x", "2": "2 + 0 * x", "½": "0.5 + 0 * x", "nan": "np.nan + 0 * x",
        "x": "x", "−x": "-x", "−0.1x": "-0.1 * x", "0.1x": "0.1 * x"}
SIDE = "Look at the graph for x {} 0: which straight line is it, and how steep is that line?"
CORNER = "The two lines meet at x = 0: check the condition."


def _two_lines(right: Line, left: Line, *whole: Edit) -> Mistakes:
    """Mistakes of a derivative with one value on each side of 0."""
    places = {"0.1": 0.1, "−0.1": -0.1, "1": 1, "−1": -1, "2": 2}
    corners = tuple(choice(f"the corner is at {shown} instead of 0", f"np.where(x > {at}, right, left)", CORNER, False)
                    for shown, at in places.items())
    right, left = (
        line._replace(choices=tuple(c for c in line.choices if c.source != line.source)) for line in (right, left)
    )
    exchanged = choice("the two sides are exchanged", "np.where(x > 0, left, right)", "Compare your derivative at x = 3 and x = −3 with the graph.")
    end = Line("d", "np.where(x > 0, right, left)", CORNER, choices=(*whole, exchanged, *corners), by_hand=True)
    return Mistakes(Program(("x",), (right, left, end), factors=()), at=(np.array(PLAIN),))


D_RELU = _two_lines(
    Line("right", "1 + 0 * x", SIDE.format(">"), choices=_slopes(">", MORE), by_hand=True),
    Line("left", "0 * x", SIDE.format("<"), choices=_slopes("<", MORE), by_hand=True),
    choice(VALUE, "np.maximum(x, 0)", "At x = 3 the graph is 3 high. How steep is it?"),
    choice("the derivative of the absolute value is returned", "np.sign(x)", "Left of 0, does ReLU fall or stay flat?"),
    choice("the left side is missing", "1 + 0 * x", SIDE.format("<")),
    choice("the derivative is a ramp instead of a step", "np.clip(x, 0, 1)", "At x = 0.5, how steep is the graph?"),
    choice("the sigmoid is used as a soft step", "1 / (1 + np.exp(-x))", "ReLU has a sharp corner, so its derivative jumps."),
)
D_LEAKY_RELU = _two_lines(
    Line("right", "1 + 0 * x", SIDE.format(">"), choices=_slopes(">", MORE), by_hand=True),
    Line("left", "-0.1 + 0 * x", SIDE.format("<"), by_hand=True, choices=_slopes(
        "<", MORE | {"−10": "-10 + 0 * x", "10": "10 + 0 * x", "−0.2": "-0.2 + 0 * x", "0.9": "0.9 + 0 * x", "1.1": "1.1 + 0 * x", "−1.1": "-1.1 + 0 * x"},
        choice("the usual leaky ReLU, with the slope 0.1, is differentiated", "0.1 + 0 * x", "Read max(x, −0.1x) again for x = −10: is the output positive or negative?"),
        choice("the usual leaky ReLU, with the slope 0.01, is differentiated", "0.01 + 0 * x", "Libraries define it in another way. Which formula does this worksheet give?"),
        choice("the plain ReLU is differentiated", "0 * x", "Left of 0 this function is not flat. Does your code fill an array of integers? Then it cannot hold this slope."),
    )),
    choice(VALUE, "np.maximum(x, -0.1 * x)", "That is the height of the graph. How steep is it?"),
    choice("the larger slope is used instead of the slope of the larger line", "1 + 0 * x", "At x = −10, which of the two lines is higher? Take the slope of that one."),
    choice("the two slopes are added", "0.9 + 0 * x", "max takes one of the two lines. Which one, for which x?"),
    choice("the derivative of the absolute value is returned", "np.sign(x)", "How steep is the line −0.1x?"),
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

"""Section 1 (a): derivatives of f, g, h, and of ℓ(x) = h(f(x), g(x)).

x, x1, x2: numbers or arrays.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import solutions
from autograder.checks.answers import Answer, Ask, Finding, Questions
from autograder.checks.ask import Case, call_all, compare, elementwise_check, passed
from autograder.checks.compare import CLOSE, EXACT
from autograder.mutations.mistakes import Mistakes
from autograder.mutations.programs import Line, Program, choice
from autograder.values.arrays import MisfitError, as_array, as_items, as_scalar
from autograder.values.student import Reply

# Ordinary numbers, 0, and numbers with many decimals, which rounding changes.
MODERATE = (1.7, -0.3, 2.5, -1.9, 0.4, 3.0, -2.2, 0.0, 0.123456789012, -1.414213562373)
LARGE = (1e6, -1e6)  # a difference quotient loses its digits here
POINTS = ((MODERATE, EXACT), (LARGE, CLOSE))
PAIRS = (
    (1.7, -0.6), (-0.4, 2.3), (3.1, 0.8), (0.0, 1.2), (-2.7, 0.0),
    (0.577215664902, -1.618033988750), (1e6, -2e6), (-3e6, 1e6),
)  # fmt: skip


def _pair_check(ask: Ask, answer: Answer) -> Finding:
    """dh: a pair of partial derivatives, asked by numbers and by arrays."""
    by_numbers = [tuple(float(x) for x in pair) for pair in PAIRS]
    by_arrays = [tuple(np.array(column) for column in zip(*PAIRS, strict=True))]
    finding = _pairs_at(by_numbers, ask, answer)
    if finding is None or _pairs_at(by_arrays, ask, answer) is None:
        return passed(answer)
    return finding


def _pairs_at(
    inputs: Sequence[tuple[Any, ...]], ask: Ask, answer: Answer
) -> Finding | None:
    return call_all(ask, answer, inputs, _judged_pair)


def _judged_pair(
    answer: Answer, arguments: Sequence[Any], reply: Reply
) -> Finding | None:
    tolerance = EXACT if np.max(np.abs(arguments)) < 1e3 else CLOSE
    case = Case(arguments, np.array(solutions.dh(*arguments)), tolerance)
    return compare(answer, _paired(reply.value), case)


def _paired(value: Any) -> Any:
    """Two things of size 1 as two numbers; everything else as it came."""
    try:
        return [as_scalar(item) for item in as_items(value, 2)]
    except MisfitError:
        try:
            return as_array(value)
        except MisfitError:
            return value


def _pair_of_arrays(value: Any, _: Sequence[Any]) -> np.ndarray | None:
    """A pair, or what came back in its place, as one array."""
    try:
        return as_array(_paired(value))
    except MisfitError:
        return None


# The correct answers, line by line.
# fmt: off
POWER = "The power rule does two things: the old exponent comes down as a factor, and the exponent falls by one."
FACTOR = "Work the derivative out once more on paper, and compare every factor."
INVERSE = "Differentiating lowers the exponent; integrating raises it."
X = np.array([1.3, -0.7, 0.45, 2.6, -1.15])
DF = Mistakes(Program(("x",), (
    Line("df", "2 * x", POWER, "df(x)", (
        choice("the function itself is returned instead of its derivative", "x ** 2", "That is how high the curve is. How steep is it?"),
        choice("the power rule is applied twice", "2 + 0 * x", "The slope of x² is not the same everywhere."),
        choice("the factor of the power rule is missing", "x", "From x = 3 to x = 3.01, by how much does x² grow?"),
        choice("the exponent is not lowered", "2 * x ** 2"),
        choice("base and exponent are exchanged", "2.0 ** x", "x is the base and 2 is the exponent. In Python, write x ** 2."),
        choice("the function is integrated instead of differentiated", "x ** 3 / 3", INVERSE),
        choice("the function is halved instead of differentiated", "x ** 2 / 2", POWER),
        choice("the exponent is raised instead of lowered", "2 * x ** 3"),
        choice("the exponent is raised instead of lowered", "x ** 3"),
        choice("the exponent is added instead of multiplied", "x + 2"),
        choice("the rule for x³ is used", "3 * x ** 2", "f(x) = x²: which exponent comes down?"),
        choice("a constant is added", "2 * x + 1", "x² has no second term, so its derivative has none."),
        choice("a constant is added", "2 * x + 2", "x² has no second term, so its derivative has none."),
        choice("the derivative is the same everywhere", "1 + 0 * x", "The slope of x² is not the same everywhere."),
        choice("the derivative of 2ˣ is returned", "np.log(2) * 2.0 ** x", "x is the base and 2 is the exponent."),
        choice("the absolute value is returned", "2 * np.abs(x)", "Left of 0 the curve falls: which sign has its slope there?", False),
    )),
), FACTOR), at=(X,))
DG = Mistakes(Program(("x",), (
    Line("dg", "1 + 0 * x", "When x grows by 0.01, by how much does g(x) = x grow?", "dg(x)", (
        choice("the function itself is returned instead of its derivative", "x"),
        choice("x is treated as a constant", "0 * x", "g(x) = x is not constant, and its graph is not flat."),
        choice("the derivative of f is returned", "2 * x", "This is the derivative of x². g(x) = x."),
        choice("f is returned", "x ** 2", "g(x) = x: how steep is it?"),
        choice("the function is integrated instead of differentiated", "x ** 2 / 2", INVERSE),
        choice("the result is divided by x", "1 / x", "A straight line is equally steep everywhere."),
        choice("the result is divided by x", "x / x", "A straight line is equally steep everywhere, also at x = 0.", False),
        choice("the sign of g is changed", "-x"),
        choice("x is added to the slope", "1 + x", "A straight line is equally steep everywhere."),
    ), by_hand=True),
), FACTOR), at=(X,))
EACH = "Move one input of h and keep the other fixed. Which term of h changes?"
DH = Mistakes(Program(("x1", "x2"), (
    Line("first", "2 * x1", POWER, "∂h/∂x₁"),
    Line("second", "2 * x2", POWER, "∂h/∂x₂"),
    Line("dh", "np.array([first, second])", EACH, "dh", (
        choice("the two partial derivatives are exchanged", "np.array([second, first])"),
        choice("the two partial derivatives are added up", "first + second", "Return both, with a comma between them."),
        choice("h is returned instead of its partial derivatives", "x1 ** 2 + x2 ** 2", "Return how fast h changes with each input."),
        choice("only the first partial derivative is returned", "first", "Return both, with a comma between them."),
        choice("only the second partial derivative is returned", "second", "Return both, with a comma between them."),
        choice("the first partial derivative is returned twice", "np.array([first, first])"),
        choice("the second partial derivative is returned twice", "np.array([second, second])"),
        choice("both inputs are in both partial derivatives", "np.array([first + second, first + second])"),
        choice("the other input is not kept fixed", "np.array([first + x2 ** 2, x1 ** 2 + second])"),
        choice("h is treated as a product", "np.array([x2, x1])", "The two squares in h are added."),
        choice("h is treated as a product", "np.array([2 * x1 * x2 ** 2, 2 * x2 * x1 ** 2])", "The two squares in h are added."),
        choice("h itself is returned twice", "np.array([x1 ** 2 + x2 ** 2, x1 ** 2 + x2 ** 2])", "Return how fast h changes with each input."),
        choice("h is differentiated with respect to x", "np.array([4 * x1 ** 3, second])", "h only knows its two inputs, not where they come from."),
        choice("the exponents are not lowered", "np.array([2 * x1 ** 2, 2 * x2 ** 2])", POWER),
        choice("the squares themselves are returned", "np.array([x1 ** 2, x2 ** 2])", "Return how fast each square changes."),
        choice("second derivatives are returned", "np.array([2 + 0 * x1, 2 + 0 * x2])", "Differentiate once, not twice."),
        choice("the partial derivatives of a sum are returned", "np.array([1 + 0 * x1, 1 + 0 * x2])", "Each input is squared before they are added."),
    ), by_hand=True),
), FACTOR), at=(X, X[::-1] * 0.7 + 0.2), read=_pair_of_arrays)
POWERS = ("", "x", "x²", "x³", "x⁴", "x⁵", "x⁶")
PATH = "Each path contributes one product: its outer derivative times its inner one."
DL = Mistakes(Program(("x",), (
    Line("f", "x ** 2", "h gets f(x) = x² as its first input.", "f(x)", (
        choice("the path through f has a wrong power (4x² instead of 4x³)", "x"),
    ), by_hand=True),
    Line("g", "x", "h gets g(x) = x as its second input.", "g(x)", (
        choice("f(x) is used instead of g(x)", "f"),
    ), by_hand=True),
    Line("df", "2 * x", POWER, "df", (
        choice("f(x) is used instead of df", "f"),
    ), by_hand=True),
    Line("dg", "1 + 0 * x", "The slope of g(x) = x is 1 everywhere.", "dg", (
        choice("x is used instead of dg", "x"),
    ), by_hand=True),
    Line("h1", "2 * f", "∂h/∂x₁ is taken at f(x), the first input of h.", "∂h/∂x₁", (
        choice("the square of f(x) is used instead of ∂h/∂x₁", "f ** 2"),
    ), by_hand=True),
    Line("h2", "2 * g", "∂h/∂x₂ is taken at g(x), the second input of h.", "∂h/∂x₂", (), True),
    Line("via_f", "h1 * df", PATH, "the path through f", (
        choice("the inner derivative is missing from the path through f", "h1"),
        *(choice(f"the path through f has a wrong factor ({c:g} instead of 4)", f"{c} * x ** 3", PATH, c == 2) for c in (0.5, 1, 2, 3, 5, 6, 8, 12, 16)),
        *(choice(f"the path through f has a wrong power ({c}{POWERS[n]} instead of 4x³)", f"{c} * x ** {n} + 0 * x", PATH, False)
          for c, n in ((4, 1), (4, 4), (4, 0), (4, 5), (2, 5), (1, 4), (6, 2), (6, 5), (4, 6), (2, 4), (1, 2), (3, 2))),
    ), by_hand=True),
    Line("via_g", "h2 * dg", PATH, "the path through g", (
        choice("the outer derivative is missing from the path through g", "dg"),
        *(choice(f"the path through g has a wrong factor ({c:g} instead of 2)", f"{c} * x", PATH, c == 1) for c in (0.5, 1, 3, 4, 6)),
        *(choice(f"the path through g has a wrong power ({c}{POWERS[n]} instead of 2x)", f"{c} * x ** {n} + 0 * x", PATH, n == 0) for c, n in ((2, 2), (2, 0), (1, 2), (2, 3))),
    )),
    Line("dl", "via_f + via_g", "x reaches h along two paths. Add up what each of them contributes.", "dl(x)", (
        choice("the path through g is missing", "via_f"),
        choice("the path through f is missing", "via_g"),
        choice("the two paths are multiplied instead of added", "via_f * via_g"),
        choice("the path through g is subtracted instead of added", "via_f - via_g"),
        choice("the path through f is subtracted instead of added", "via_g - via_f"),
        choice("the inner derivatives are exchanged", "h1 * dg + h2 * df"),
        choice("a constant is added", "via_f + via_g + 1", "Neither path contributes a constant: what remains of your terms at x = 0?"),
        choice("a constant is added", "via_f + via_g + 2", "Neither path contributes a constant: what remains of your terms at x = 0?"),
        choice("one number for each path is returned, not their sum", "np.array([via_f, via_g])", "dl has one value at each x: add the two paths."),
        choice("ℓ itself is returned", "x ** 4 + x ** 2", "How fast does ℓ change with x?"),
        choice("the outer function h is left out", "df + dg"),
        choice("the inner derivatives are missing", "h1 + h2"),
        choice("the second derivative is returned", "12 * x ** 2 + 2", "Differentiate once, not twice."),
        choice("the exponents are not lowered", "4 * x ** 4 + 2 * x ** 2", POWER),
        choice("only the constant factors are left", "6 + 0 * x", POWER),
        choice("outer and inner derivatives are added instead of multiplied", "(h1 + df) + (h2 + dg)"),
        choice("each outer derivative is multiplied by both inner ones", "(h1 + h2) * (df + dg)"),
        choice("the derivatives of f and g are put into h", "df ** 2 + dg ** 2", "h gets f(x) and g(x), not their derivatives."),
        choice("the derivatives of f and g are put into dh", "2 * df ** 2 + 2 * dg ** 2", "The partial derivatives of h are taken at f(x) and g(x)."),
        choice("the derivatives of f and g are put into dh, and the inner derivatives are missing", "2 * df + 2 * dg", "The partial derivatives of h are taken at f(x) and g(x)."),
    )),
), FACTOR, pairs=False), at=(X,))
# fmt: on

# fmt: off
QUESTIONS: Questions = {
    "q1a_parts": (
        Answer("df", elementwise_check(solutions.df, *POINTS), DF, hints=(
            "How much larger is (x + 0.01)² than x²? Divide that by 0.01.",
            "In the worked example the derivative of u(x) = x³ is 3x². Use the same rule here.",
            "return (the old exponent) * x ** (one less)")),
        Answer("dg", elementwise_check(solutions.dg, *POINTS), DG, hints=(
            "When x grows by 0.01, by how much does g(x) = x grow?",
            "In the worked example the derivative of v(x) = 2x is 2 for every x. What is it for g(x) = x?",
            "The derivative does not depend on x: return one number.")),
        Answer("dh", _pair_check, DH, hints=(
            "Hold the second input fixed. Which term of h still changes?",
            "In the worked example the partial derivatives of k = uv are v and u. For each of them the other input is held fixed.",
            "return (derivative of x1² with respect to x1), (derivative of x2² with respect to x2)")),
    ),
    "q1a": (
        Answer("dl", elementwise_check(solutions.dl, *POINTS), DL, hints=(
            "Along how many paths does x reach the output? How much does each path contribute?",
            "The worked example adds two products, one for each path. Write the same two products for f, g and h.",
            "first, second = dh(..., ...) at the values of f and g; then first * ... + second * ...")),
    ),
}
# fmt: on

"""Section 1 (a): derivatives of f, g, h, and of ℓ(x) = h(f(x), g(x)).

x, a, b: numbers or arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import solutions
from autograder.checks.answers import Answer, Ask, Finding, Questions
from autograder.checks.ask import Case, compare, elementwise_check, passed, unusable
from autograder.checks.compare import (
    CLOSE,
    EXACT,
    MisfitError,
    as_array,
    as_items,
    as_scalar,
)
from autograder.checks.mistakes import Mistake, scaled, table, variants

MODERATE = (1.7, -0.3, 2.5, -1.9, 0.4, 3.0, -2.2)
LARGE = (1e6, -1e6)  # finite differences are inaccurate here
POINTS = ((MODERATE, EXACT), (LARGE, CLOSE))
PAIRS = ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8), (1e6, -2e6), (-3e6, 1e6))


def _pair_check(ask: Ask, answer: Answer) -> Finding:
    """Check dh, a pair of partial derivatives, with numbers and with arrays."""
    of_numbers = [tuple(float(x) for x in pair) for pair in PAIRS]
    of_arrays = [tuple(np.array(column) for column in zip(*PAIRS, strict=True))]
    finding = _pairs_at(of_numbers, ask, answer)
    if finding is None or _pairs_at(of_arrays, ask, answer) is None:
        return passed(answer)
    return finding


def _pairs_at(
    inputs: Sequence[tuple[Any, ...]], ask: Ask, answer: Answer
) -> Finding | None:
    for arguments in inputs:
        reply = ask.call(answer.function, *arguments)
        tolerance = EXACT if np.max(np.abs(arguments)) < 1e3 else CLOSE
        case = Case(arguments, np.array(solutions.dh(*arguments)), tolerance)
        finding = unusable(answer, reply) or compare(answer, _paired(reply.value), case)
        if finding is not None:
            return finding
    return None


def _paired(value: Any) -> Any:
    """A pair of values of size 1 as two numbers; any other value as an array, or as is."""
    try:
        return [as_scalar(item) for item in as_items(value, 2)]
    except MisfitError:
        try:
            return as_array(value)
        except MisfitError:
            return value


VALUE = "the function is returned instead of its derivative"
ASK_RULE = "Apply the power rule again: the exponent becomes a factor, and the power goes down by one."


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


def _sum(a: float, m: int, b: float, n: int) -> Callable[[Any], np.ndarray]:
    """a xᵐ + b xⁿ: one term for the path through f, one for the path through g."""
    return lambda x: a * _array(x) ** m + b * _array(x) ** n


def _paths(
    name: str, hint: str, *wrong: tuple[float, int, float, int]
) -> tuple[Mistake, ...]:
    return variants(name, hint, *(_sum(*terms) for terms in wrong))


FACTOR = "a factor is wrong in the term for the path through"
ASK_FACTOR = "Write this term again: outer derivative times inner derivative. Is each of them there once?"
POWER = "the power of x is wrong in the term for the path through"
ASK_POWER = "Multiply the powers of x along this path, step by step. Which power do you get in the end?"
ASK_SQUARES = "Differentiate both squares with the same rule."
# fmt: off
DF = (
    *table(
        (VALUE, "You return the height of the curve. Return how fast the height changes.", lambda x: x**2),
        ("the derivative is taken twice", "Compare the curve at x = 0 and at x = 10. Is it equally steep at both points?", lambda x: 2 + 0 * x),
        ("the factor from the power rule is missing", "How much does x² grow when x goes from 3 to 3.01? Divide that by 0.01 and compare.", lambda x: 1 * x),
        ("the power of x is not lowered", "What does the power rule do to the exponent? Check that your exponent went down by one.", lambda x: 2 * x**2),
        ("base and exponent are exchanged", "Check which of the two is the exponent. In Python a power is written with **, not with ^.", lambda x: 2.0**x),
        ("the function is integrated instead of differentiated", "Differentiating lowers the power of x. Which power does your result have?", lambda x: x**3 / 3),
        ("the sign is wrong", "For x > 0, does the curve go up or down as x grows? Compare the sign of your result.", lambda x: -2 * x),
    ),
    *scaled(solutions.df, exclude=(-1.0, 0.5)),
    *table(
        ("the power of x is not lowered, and the factor is wrong", ASK_RULE, lambda x: _array(x) ** 2 / 2),
        ("the power of x is raised instead of lowered", ASK_RULE, lambda x: 2 * _array(x) ** 3),
        ("the power of x is raised instead of lowered", ASK_RULE, lambda x: _array(x) ** 3),
        ("the exponent is added instead of multiplied", ASK_RULE, lambda x: _array(x) + 2),
        ("the derivative belongs to x³", "Read the definition of f again: which power of x is it?", lambda x: 3 * _array(x) ** 2),
        ("a constant is added to the derivative", "What is the derivative of a constant? Check where your extra number comes from.", lambda x: 2 * _array(x) + 1),
        ("a constant is added to the derivative", "What is the derivative of a constant? Check where your extra number comes from.", lambda x: 2 * _array(x) + 2),
        ("the derivative is a constant", "Compare the curve at x = 0 and at x = 10. Is it equally steep at both points?", lambda x: 0 * _array(x) + 1),
        ("the derivative belongs to 2ˣ", "Check which of the two is the base and which is the exponent in f.", lambda x: np.log(2) * 2.0 ** _array(x)),
    ),
)
DG = table(
    (VALUE, "When x grows by 0.01, by how much does g grow? Does the answer depend on x?", lambda x: 1 * x),
    ("x is treated as a constant", "Sketch the graph of g(x) = x. Is it a flat line?", lambda x: 0 * x),
    ("the derivative of f is returned for g", "Check which function you differentiated: f, or g?", lambda x: 2 * x),
    ("the sign is wrong", "Does g go up or down as x grows? Compare the sign of your result.", lambda x: -1 + 0 * x),
    ("the slope of a steeper line is returned", "When x grows by 0.01, by how much does g grow?", lambda x: 0 * _array(x) + 2),
    ("f is returned as the derivative of g", "Check which function you differentiated: f, or g?", lambda x: _array(x) ** 2),
    ("the function is integrated instead of differentiated", "Differentiating lowers the power of x. Which power does your result have?", lambda x: _array(x) ** 2 / 2),
    ("1/x is returned", "The graph of g is a straight line. Does its slope depend on x?", lambda x: 1 / _array(x)),
    ("−x is returned", "Does g go up or down as x grows, and how fast?", lambda x: -_array(x)),
    ("x is added to the derivative", "The graph of g is a straight line. Does its slope depend on x?", lambda x: 1 + _array(x)),
)
DH = (
    *table(
        ("the two partial derivatives are added", "There are two inputs to change, one at a time. How many numbers should come back?", lambda a, b: 2 * a + 2 * b),
        ("the two partial derivatives are in the wrong order", "For the first entry, hold x2 fixed and change x1. Which variable should that entry contain?",
         lambda a, b: (2 * b, 2 * a)),
        ("the other input is not held fixed", "For the first entry x2 is a constant. What is the derivative of a term that contains only x2?", lambda a, b: (2 * a + b**2, a**2 + 2 * b)),
        (VALUE, "You return the two terms themselves. Return how fast each term changes with its input.", lambda a, b: (a**2, b**2)),
        ("a factor of 2 is missing", "Differentiate one of the two squares again, step by step.", lambda a, b: (1 * a, 1 * b)),
        ("the second derivatives are returned", "Count how often you differentiated. One time is enough.", lambda a, b: (2.0, 2.0)),
        ("both inputs appear in both entries", "For the first entry only x1 changes, and x2 is a constant. Which term is left?", lambda a, b: (2 * a + 2 * b, 2 * a + 2 * b)),
        ("both signs are wrong", "For x > 0, does a square go up or down as x grows?", lambda a, b: (-2 * a, -2 * b)),
        ("the second entry has the wrong sign", "Check the sign between the two squares in h.", lambda a, b: (2 * a, -2 * b)),
        ("the first entry has the wrong sign", "Check the sign between the two squares in h.", lambda a, b: (-2 * a, 2 * b)),
        ("only one of the two entries is returned", "h has two inputs. Return one partial derivative for each.", lambda a, b: 2 * a),
        ("only one of the two entries is returned", "h has two inputs. Return one partial derivative for each.", lambda a, b: 2 * b),
        ("the same entry is returned twice", "For the second entry, change x2 and hold x1 fixed. Which variable should it contain?", lambda a, b: (2 * a, 2 * a)),
        ("the same entry is returned twice", "For the second entry, change x2 and hold x1 fixed. Which variable should it contain?", lambda a, b: (2 * b, 2 * b)),
        ("h is returned instead of its derivatives", "You return the value of h. Return how fast h changes with each input.", lambda a, b: a**2 + b**2),
        ("h is returned instead of its derivatives", "You return the value of h. Return how fast h changes with each input.", lambda a, b: (a**2 + b**2, a**2 + b**2)),
        ("the partial derivatives belong to a product", "Check how the two inputs are combined in h: is it a sum or a product?", lambda a, b: (b, a)),
        ("the partial derivatives belong to a product", "Check how the two inputs are combined in h: is it a sum or a product?", lambda a, b: (2 * a * b**2, 2 * b * a**2)),
        ("the partial derivatives belong to x₁ + x₂", "What happens to each input in h before the two are added?", lambda a, b: (1.0, 1.0)),
        ("a factor of 2 is missing in one entry", ASK_SQUARES, lambda a, b: (2 * a, b)),
        ("a factor of 2 is missing in one entry", ASK_SQUARES, lambda a, b: (a, 2 * b)),
        ("the power of x is not lowered", ASK_RULE, lambda a, b: (2 * a**2, 2 * b**2)),
    ),
    *variants("one entry has a wrong factor", ASK_SQUARES,
           lambda a, b: (2 * a, 4 * b), lambda a, b: (4 * a, 2 * b), lambda a, b: (2 * a, 3 * b), lambda a, b: (3 * a, 2 * b)),
    *variants("one entry does not contain its input", ASK_RULE,
           lambda a, b: (2 * a, 2 + 0 * b), lambda a, b: (2 + 0 * a, 2 * b), lambda a, b: (2 * a, 1 + 0 * b),
           lambda a, b: (1 + 0 * a, 2 * b), lambda a, b: (2 * a, 0 * b), lambda a, b: (0 * a, 2 * b)),
    *variants("both entries have a wrong factor", ASK_RULE, lambda a, b: (4 * a, 4 * b), lambda a, b: (3 * a, 3 * b)),
    *table(("h is differentiated with respect to x instead of x₁ and x₂", "Treat x1 and x2 as two independent inputs here. The chain rule comes later, in dl.",
            lambda a, b: (4 * a**3, 2 * b))),
)
DL = (
    *table(
        ("the path through g is missing", "Draw the paths from x to h. How many are there? Each one needs a term in your sum.", lambda x: 4 * x**3),
        ("the path through f is missing", "Draw the paths from x to h. How many are there? Each one needs a term in your sum.", lambda x: 2 * x),
        ("the inner derivatives are missing", "You have how h changes with its inputs. How fast do these inputs change with x?", lambda x: 2 * x**2 + 2 * x),
        ("the outer derivative is taken at x", "For x = 3, which number does h get as its first input? Take the derivative of h there.", lambda x: 4 * x**2 + 2 * x),
        ("the two paths are multiplied instead of added", "Multiply the derivatives along one path. What do you do with the results of the two paths?", lambda x: 8 * x**4),
        (VALUE, "You return ℓ itself. Return how fast ℓ changes with x.", lambda x: x**4 + x**2),
        ("the outer function h is left out", "Where does h appear in your answer? Another h would need another result.", lambda x: 2 * x + 1),
        ("a factor of 2 is missing in the term for g", "Differentiate the square of g(x) again, step by step.", lambda x: 4 * x**3 + x),
        ("a factor of 2 is missing in the term for f", "Differentiate the square of f(x) again, step by step. Which factor is missing?", lambda x: 2 * x**3 + 2 * x),
        ("the two terms are returned separately, not added", "ℓ has one input and one output, so its derivative is one number. How do you combine the terms?", lambda x: (4 * x**3, 2 * x)),
        ("the second derivative is returned", "Count how often you differentiated. One time is enough.", lambda x: 12 * x**2 + 2),
        ("the two paths are subtracted instead of added", "Check the sign between your two terms. How do the contributions of two paths combine?", lambda x: 4 * x**3 - 2 * x),
        ("the sign is wrong", "For a large x, does ℓ go up or down as x grows? Compare the sign of your result.", lambda x: -4 * x**3 - 2 * x),
        ("the derivative is half the right one", "Check your factors: there is no ½ in this function.", lambda x: 2 * x**3 + x),
        ("the power of x is not lowered", "What does the power rule do to the exponent? Check the exponent of each term.", lambda x: 4 * x**4 + 2 * x**2),
    ),
    *scaled(solutions.dl, exclude=(-1.0, 0.5)),
    *_paths(f"{FACTOR} f", ASK_FACTOR, (1, 3, 2, 1), (3, 3, 2, 1), (6, 3, 2, 1), (8, 3, 2, 1), (5, 3, 2, 1),
            (12, 3, 2, 1), (16, 3, 2, 1), (-4, 3, 2, 1), (0.5, 3, 2, 1)),
    *_paths(f"{FACTOR} g", ASK_FACTOR, (4, 3, 3, 1), (4, 3, 4, 1), (4, 3, 6, 1), (4, 3, 0.5, 1)),
    *_paths(f"{POWER} f", ASK_POWER, (4, 1, 2, 1), (4, 4, 2, 1), (4, 0, 2, 1), (4, 5, 2, 1), (2, 1, 2, 1), (2, 5, 2, 1),
            (1, 4, 2, 1), (6, 2, 2, 1), (6, 5, 2, 1), (4, 6, 2, 1), (6, 1, 2, 1), (2, 4, 2, 1), (1, 2, 2, 1), (3, 2, 2, 1)),
    *_paths(f"{POWER} g", ASK_POWER, (4, 3, 2, 2), (4, 3, 2, 0), (4, 3, 1, 0), (4, 3, 1, 2), (4, 3, 2, 3)),
    *table(
        ("only the constant factors are returned", ASK_RULE, lambda x: 6 + 0 * _array(x)),
        ("outer and inner derivative are added instead of multiplied", "Along one path, do you add or multiply the derivatives?", lambda x: 2 * _array(x) ** 2 + 4 * _array(x) + 1),
        ("every outer derivative is multiplied by every inner one", "Multiply each outer derivative only by the inner derivative of the same path, then add.", lambda x: (2 * _array(x) ** 2 + 2 * _array(x)) * (2 * _array(x) + 1)),
        ("h is applied to the derivatives of f and g", "At which point do you take the derivative of h? Its inputs are the values f(x) and g(x).", lambda x: 4 * _array(x) ** 2 + 1),
        ("dh is called with the derivatives of f and g", "At which point do you take the derivative of h? Its inputs are the values f(x) and g(x).", lambda x: 4 * _array(x) + 2),
    ),
)

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

# Printed in the answer key: a forward and a backward sweep with numbers.
SWEEPS = {
    "s1a": """\
# l(x) = h(f(x), g(x)) at x = 2: the cotangents of the two paths are added at x.
graph = {"x": ("source",), "f": ("square", "x"), "g": ("add", "x")}
graph |= {"u": ("square", "f"), "v": ("square", "g"), "l": ("add", "u", "v")}
for step in solutions.explain(graph, {"x": 2.0}):
    print(step)""",
}

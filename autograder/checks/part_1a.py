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
from autograder.checks.mistakes import Mistake, alike, scaled, table

MODERATE = (1.7, -0.3, 2.5, -1.9, 0.4, 3.0, -2.2)
LARGE = (1e6, -1e6)  # a difference quotient loses its digits here
POINTS = ((MODERATE, EXACT), (LARGE, CLOSE))
PAIRS = ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8), (1e6, -2e6), (-3e6, 1e6))


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
    for arguments in inputs:
        reply = ask.call(answer.function, *arguments)
        tolerance = EXACT if np.max(np.abs(arguments)) < 1e3 else CLOSE
        case = Case(arguments, np.array(solutions.dh(*arguments)), tolerance)
        finding = unusable(answer, reply) or compare(answer, _paired(reply.value), case)
        if finding is not None:
            return finding
    return None


def _paired(value: Any) -> Any:
    """Two things of size 1 as two numbers; everything else as it came."""
    try:
        return [as_scalar(item) for item in as_items(value, 2)]
    except MisfitError:
        try:
            return as_array(value)
        except MisfitError:
            return value


VALUE = "the function itself instead of its derivative"
ASK_RULE = "Which two things does the power rule do?"


def _array(x: Any) -> np.ndarray:
    return np.asarray(x, float)


def _sum(a: float, m: int, b: float, n: int) -> Callable[[Any], np.ndarray]:
    """a xᵐ + b xⁿ: a term for the path through f, and one for the path through g."""
    return lambda x: a * _array(x) ** m + b * _array(x) ** n


def _paths(
    name: str, hint: str, *wrong: tuple[float, int, float, int]
) -> tuple[Mistake, ...]:
    return alike(name, hint, *(_sum(*terms) for terms in wrong))


FACTOR = "a wrong factor in the path through"
ASK_FACTOR = (
    "Work this path out by itself: outer slope times inner slope. Is each there once?"
)
POWER = "a wrong power in the path through"
ASK_POWER = "Count the factors x along this path, one link after the other. How many?"
ASK_ALIKE = "Differentiate both squares alike."
# fmt: off
DF = (
    *table(
        (VALUE, "How high is the curve, and how fast does it rise: which is asked?", lambda x: x**2),
        ("the power rule applied twice", "Is the curve equally steep everywhere?", lambda x: 2 + 0 * x),
        ("the factor of the power rule lost", "From 3 to 3.01, by how much does x² grow?", lambda x: 1 * x),
        ("the power not lowered", "What happens to the exponent in the power rule?", lambda x: 2 * x**2),
        ("base and exponent exchanged", "Which of the two is the exponent, and does "
         "Python write powers with ^ or with **?", lambda x: 2.0**x),
        ("integrated instead of differentiated", "Should the power rise or fall?", lambda x: x**3 / 3),
        ("wrong sign", "Right of 0, does the curve rise or fall?", lambda x: -2 * x),
    ),
    *scaled(solutions.df, exclude=(-1.0, 0.5)),
    *table(
        ("the power not lowered, and the factor lost", ASK_RULE, lambda x: _array(x) ** 2 / 2),
        ("the power raised", ASK_RULE, lambda x: 2 * _array(x) ** 3),
        ("the power raised", ASK_RULE, lambda x: _array(x) ** 3),
        ("the exponent added instead of multiplied", ASK_RULE, lambda x: _array(x) + 2),
        ("the rule for x³", "Which power is f?", lambda x: 3 * _array(x) ** 2),
        ("a constant added", "What is the slope of a constant?", lambda x: 2 * _array(x) + 1),
        ("a constant added", "What is the slope of a constant?", lambda x: 2 * _array(x) + 2),
        ("the same everywhere", "Is the curve equally steep everywhere?", lambda x: 0 * _array(x) + 1),
        ("the slope of 2ˣ", "Which of the two is the exponent?", lambda x: np.log(2) * 2.0 ** _array(x)),
    ),
)
DG = table(
    (VALUE, "When x grows by 0.01, by how much does g grow; does it matter where?", lambda x: 1 * x),
    ("the variable taken for a constant", "Is the graph of g flat?", lambda x: 0 * x),
    ("the derivative of f given for g", "Which of the two functions is this?", lambda x: 2 * x),
    ("wrong sign", "Does g rise or fall?", lambda x: -1 + 0 * x),
    ("the slope of a steeper line", "When x grows by 0.01, by how much does g grow?", lambda x: 0 * _array(x) + 2),
    ("f given for the slope of g", "Which of the two functions is this?", lambda x: _array(x) ** 2),
    ("integrated instead of differentiated", "Should the power rise or fall?", lambda x: _array(x) ** 2 / 2),
    ("divided by x", "Does it matter where you are on a straight line?", lambda x: 1 / _array(x)),
    ("minus g", "Does g rise or fall, and how fast?", lambda x: -_array(x)),
    ("x added to the slope", "Does it matter where you are on a straight line?", lambda x: 1 + _array(x)),
)
DH = (
    *table(
        ("the two partial derivatives added up", "There are two inputs to nudge, one at "
         "a time: how many answers does that give?", lambda a, b: 2 * a + 2 * b),
        ("the two partial derivatives exchanged", "Hold the second input and move the "
         "first: which of the two must the first entry speak of?",
         lambda a, b: (2 * b, 2 * a)),
        ("the other input not held fixed", "What is the derivative of a term in which "
         "the moving input does not occur?", lambda a, b: (2 * a + b**2, a**2 + 2 * b)),
        (VALUE, "That is how large the terms are. How fast do they change?", lambda a, b: (a**2, b**2)),
        ("a factor 2 lost", "Differentiate one square once more, slowly.", lambda a, b: (1 * a, 1 * b)),
        ("second derivatives", "How often did you differentiate?", lambda a, b: (2.0, 2.0)),
        ("both inputs in both entries", "Which input moves in the first entry, and "
         "which one stands still?", lambda a, b: (2 * a + 2 * b, 2 * a + 2 * b)),
        ("wrong signs", "Right of 0, does a square rise or fall?", lambda a, b: (-2 * a, -2 * b)),
        ("the second entry with the wrong sign", "Which sign joins the squares in h?", lambda a, b: (2 * a, -2 * b)),
        ("the first entry with the wrong sign", "Which sign joins the squares in h?", lambda a, b: (-2 * a, 2 * b)),
        ("only one of two entries", "How many inputs has h?", lambda a, b: 2 * a),
        ("only one of two entries", "How many inputs has h?", lambda a, b: 2 * b),
        ("one entry given twice", "Which input moves in the other entry?", lambda a, b: (2 * a, 2 * a)),
        ("one entry given twice", "Which input moves in the other entry?", lambda a, b: (2 * b, 2 * b)),
        ("h itself", "How fast, not how much?", lambda a, b: a**2 + b**2),
        ("h itself", "How fast, not how much?", lambda a, b: (a**2 + b**2, a**2 + b**2)),
        ("the slopes of a product", "How are the inputs joined in h?", lambda a, b: (b, a)),
        ("the slopes of a product", "How are the inputs joined in h?", lambda a, b: (2 * a * b**2, 2 * b * a**2)),
        ("the slopes of a sum", "What happens to each input before they are added?", lambda a, b: (1.0, 1.0)),
        ("a factor 2 lost in one entry", ASK_ALIKE, lambda a, b: (2 * a, b)),
        ("a factor 2 lost in one entry", ASK_ALIKE, lambda a, b: (a, 2 * b)),
        ("the power not lowered", ASK_RULE, lambda a, b: (2 * a**2, 2 * b**2)),
    ),
    *alike("another factor in one entry", ASK_ALIKE,
           lambda a, b: (2 * a, 4 * b), lambda a, b: (4 * a, 2 * b), lambda a, b: (2 * a, 3 * b), lambda a, b: (3 * a, 2 * b)),
    *alike("one entry without its input", ASK_RULE,
           lambda a, b: (2 * a, 2 + 0 * b), lambda a, b: (2 + 0 * a, 2 * b), lambda a, b: (2 * a, 1 + 0 * b),
           lambda a, b: (1 + 0 * a, 2 * b), lambda a, b: (2 * a, 0 * b), lambda a, b: (0 * a, 2 * b)),
    *alike("a wrong factor", ASK_RULE, lambda a, b: (4 * a, 4 * b), lambda a, b: (3 * a, 3 * b)),
    *table(("differentiated by x, as if the inputs were f and g", "h has two inputs of its own: does it know what they come from?",
            lambda a, b: (4 * a**3, 2 * b))),
)
DL = (
    *table(
        ("the path through g left out", "Along how many ways does x reach h?", lambda x: 4 * x**3),
        ("the path through f left out", "Along how many ways does x reach h?", lambda x: 2 * x),
        ("inner derivatives left out", "h reacts to its inputs; how fast do these inputs move when x moves?", lambda x: 2 * x**2 + 2 * x),
        ("outer derivative taken at x", "For x = 3, which number does h get as its first input?", lambda x: 4 * x**2 + 2 * x),
        ("paths multiplied", "Along a path effects multiply. What do the effects of two paths do where they meet?", lambda x: 8 * x**4),
        (VALUE, "You have ℓ itself. How fast does it change?", lambda x: x**4 + x**2),
        ("the outer function left out", "If h were another function, would your answer change?", lambda x: 2 * x + 1),
        ("a factor 2 lost in the path through g", "Check the term of one path with "
         "pencil: which square was differentiated in a hurry?", lambda x: 4 * x**3 + x),
        ("a factor 2 lost in the path through f", "Check the term of one path with "
         "pencil: which factor is missing?", lambda x: 2 * x**3 + 2 * x),
        ("one term per path, not joined", "ℓ has one input and one output, so how many "
         "numbers is its derivative?", lambda x: (4 * x**3, 2 * x)),
        ("second derivative", "How often did you differentiate?", lambda x: 12 * x**2 + 2),
        ("paths subtracted", "Why would what comes along the second path be taken away?", lambda x: 4 * x**3 - 2 * x),
        ("wrong sign", "For a large x, does ℓ rise or fall?", lambda x: -4 * x**3 - 2 * x),
        ("halved", "Is there a ½ in this function?", lambda x: 2 * x**3 + x),
        ("the power not lowered", "What does the power rule do to the exponent?", lambda x: 4 * x**4 + 2 * x**2),
    ),
    *scaled(solutions.dl, exclude=(-1.0, 0.5)),
    *_paths(f"{FACTOR} f", ASK_FACTOR, (1, 3, 2, 1), (3, 3, 2, 1), (6, 3, 2, 1), (8, 3, 2, 1), (5, 3, 2, 1),
            (12, 3, 2, 1), (16, 3, 2, 1), (-4, 3, 2, 1), (0.5, 3, 2, 1)),
    *_paths(f"{FACTOR} g", ASK_FACTOR, (4, 3, 3, 1), (4, 3, 4, 1), (4, 3, 6, 1), (4, 3, 0.5, 1)),
    *_paths(f"{POWER} f", ASK_POWER, (4, 1, 2, 1), (4, 4, 2, 1), (4, 0, 2, 1), (4, 5, 2, 1), (2, 1, 2, 1), (2, 5, 2, 1),
            (1, 4, 2, 1), (6, 2, 2, 1), (6, 5, 2, 1), (4, 6, 2, 1), (6, 1, 2, 1), (2, 4, 2, 1), (1, 2, 2, 1), (3, 2, 2, 1)),
    *_paths(f"{POWER} g", ASK_POWER, (4, 3, 2, 2), (4, 3, 2, 0), (4, 3, 1, 0), (4, 3, 1, 2), (4, 3, 2, 3)),
    *table(
        ("the constant factors alone", ASK_RULE, lambda x: 6 + 0 * _array(x)),
        ("outer and inner derivative added", "Along one path, what do slopes do?", lambda x: 2 * _array(x) ** 2 + 4 * _array(x) + 1),
        ("outer slopes times all inner slopes", "Does each outer slope still meet its own "
         "inner one?", lambda x: (2 * _array(x) ** 2 + 2 * _array(x)) * (2 * _array(x) + 1)),
        ("the slopes of f and g put into h", "At which point is h's slope taken?", lambda x: 4 * _array(x) ** 2 + 1),
        ("the slopes of f and g put into dh", "At which point is h's slope taken?", lambda x: 4 * _array(x) + 2),
    ),
)

QUESTIONS: Questions = {
    "q1a_parts": (
        Answer("df", elementwise_check(solutions.df, *POINTS), DF, hints=(
            "How much larger is (x + 0.01)² than x²?",
            "In the worked example u(x) = x³ has the slope 3x². Which rule gave that?",
            "return (the old exponent) * x ** (one less)")),
        Answer("dg", elementwise_check(solutions.dg, *POINTS), DG, hints=(
            "When x grows by 0.01, by how much does g(x) = x grow?",
            "In the worked example v(x) = 2x has the slope 2, everywhere. And g?",
            "The slope does not depend on x: return one number.")),
        Answer("dh", _pair_check, DH, hints=(
            "Hold the second input still. Which term of h still moves?",
            "In the worked example the two partial derivatives of k = uv are v and u, each with the other input held still.",
            "return (slope of x1² along x1), (slope of x2² along x2)")),
    ),
    "q1a": (
        Answer("dl", elementwise_check(solutions.dl, *POINTS), DL, hints=(
            "Along how many ways does x reach the output, and what does each contribute?",
            "The worked example adds two products, one for each path. Write the same two for f, g and h.",
            "first, second = dh(..., ...) at the values of f and g; then first * ... + second * ...")),
    ),
}
# fmt: on

# For the answer key: the sweep through the graph of this part, with numbers.
SWEEPS = {
    "s1a": """\
# l(x) = h(f(x), g(x)) at x = 2: two paths, whose cotangents are added at x
graph = {"x": ("source",), "f": ("square", "x"), "g": ("add", "x")}
graph |= {"u": ("square", "f"), "v": ("square", "g"), "l": ("add", "u", "v")}
for step in solutions.explain(graph, {"x": 2.0}):
    print(step)""",
}

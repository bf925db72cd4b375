"""Section 1 (e): two exponents of cost, and a gradient by central differences.

For a quadratic f every central rule is exact, even with a large eps, and every one-sided
rule is clearly wrong. The points at which the student's code calls f show whether it
uses eps and whether each step up has a matching step down.

f: a function of a matrix, W: the matrix, B: 1 at one entry and 0 elsewhere, h: eps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Ask, Finding, Questions, RubricLine
from autograder.checks.ask import (
    Case,
    argument_unchanged,
    compare,
    failed,
    not_attempted,
    not_yet,
    passed,
    unusable,
)
from autograder.checks.compare import CLOSE, MisfitError, as_scalar, close, is_blank
from autograder.checks.mistakes import Mistake, named, table, variants

DEFAULT_EPS_TOLERANCE = 1e-5  # central differences with the default eps are closer


def _exponent_check(ask: Ask, answer: Answer) -> Finding:
    reply = ask.read(answer.function)
    if reply.failure is not None:
        return failed(answer, reply.failure)
    if is_blank(reply.value):
        return not_attempted(answer, feedback.no_value(answer.name))
    try:
        if close(as_scalar(reply.value), getattr(solutions, answer.id), CLOSE):
            return passed(answer)
    except MisfitError as misfit:
        expected = "a number p, where the cost is Θ(dᵖ)"
        return not_yet(answer, feedback.misfit(answer.name, str(misfit), expected))
    message = feedback.wrong_exponent(answer.name)
    return not_yet(answer, message, named(answer.mistakes, (), reply.value))


class Recorded:
    """A scalar function of a matrix that records the points at which it is called.

    Raises:
        ValueError: the argument has another shape than W.
        TypeError: the argument is complex.
    """

    def __init__(self, function: Any, shape: tuple[int, ...]) -> None:
        self.function = function
        self.shape = shape
        self.points: list[np.ndarray] = []

    def __call__(self, W: Any) -> float:
        point = np.asarray(W)
        if point.shape != self.shape:
            raise ValueError(f"f needs a W of shape {self.shape}, got {point.shape}")
        if point.dtype.kind == "c":
            raise TypeError("f needs a real W, got a complex one")
        point = np.array(point, float)
        self.points.append(point)
        return float(self.function(point))

    def reach(self, W: np.ndarray) -> tuple[float, float]:
        """The smallest and the largest entry of all steps from W."""
        steps = [point - W for point in self.points] or [np.zeros(self.shape)]
        return float(np.min(steps)), float(np.max(steps))


def _quadratic(shape: tuple[int, int], seed: int) -> tuple[Any, Any, np.ndarray]:
    """f(W) = wᵀQw/2 + cᵀw with w the entries of W, its gradient, and a W."""
    rng = np.random.default_rng(seed)
    size = shape[0] * shape[1]
    half = rng.normal(size=(size, size))
    Q, c = (half + half.T) / 2, rng.normal(size=size)
    f = lambda W: W.ravel() @ Q @ W.ravel() / 2 + c @ W.ravel()  # noqa: E731
    gradient = lambda W: (Q @ W.ravel() + c).reshape(shape)  # noqa: E731
    return f, gradient, rng.normal(size=shape)


def _smooth(W: np.ndarray) -> float:
    return float(np.sum(np.sin(W) * np.arange(1, W.size + 1).reshape(W.shape)))


def _smooth_gradient(W: np.ndarray) -> Any:
    return np.cos(W) * np.arange(1, W.size + 1).reshape(W.shape)


def _numerical_check(ask: Ask, answer: Answer) -> Finding:
    """Shapes of W: (3, 2), (1, 4), (4, 1), (1, 2), (2, 2)."""
    for shape, eps, seed in (((3, 2), 0.3, 41), ((1, 4), 0.25, 42), ((4, 1), 0.5, 43)):
        f, gradient, W = _quadratic(shape, seed)
        recorded = Recorded(f, shape)
        case = Case((recorded, W, eps), gradient(W), CLOSE)
        finding = _at(ask, answer, case)
        if finding is not None:
            return finding
    return _eps_is_used(ask, answer) or _at_default_eps(ask, answer) or passed(answer)


def _at(ask: Ask, answer: Answer, case: Case) -> Finding | None:
    reply = ask.call(answer.function, *case.arguments)
    W, after = case.arguments[1], (*reply.arguments, None, None)[1]
    return (
        unusable(answer, reply)
        or argument_unchanged(answer, W, after)
        or compare(answer, reply.value, case)
    )


def _at_default_eps(ask: Ask, answer: Answer) -> Finding | None:
    W = np.random.default_rng(45).normal(size=(2, 2))
    case = Case(
        (Recorded(_smooth, W.shape), W), _smooth_gradient(W), DEFAULT_EPS_TOLERANCE
    )
    return _at(ask, answer, case)


def _eps_is_used(ask: Ask, answer: Answer) -> Finding | None:
    """None if the steps scale with eps and go equally far up and down."""
    reaches = []
    for eps in (0.5, 0.125):
        f, _, W = _quadratic((1, 2), 44)
        recorded = Recorded(f, W.shape)
        finding = unusable(answer, ask.call(answer.function, recorded, W, eps))
        if finding is not None:
            return finding
        reaches.append(recorded.reach(W))
    (down, up), (small_down, small_up) = reaches
    if not np.isclose(up, 4 * small_up, rtol=1e-6) or up == 0:
        return Finding(answer.name, "not yet", *feedback.eps_ignored(answer.name))
    if not (np.isclose(up, -down, rtol=1e-6) and np.isclose(small_up, -small_down)):
        return not_yet(answer, feedback.not_symmetric(answer.name))
    return None


# Mistakes

EPS = 1e-6


def _each(rule: Callable[..., Any]) -> Callable[..., np.ndarray]:
    """Apply a rule (f, W, B, eps) for one entry to all entries."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        bumps = np.eye(W.size).reshape(-1, *W.shape)
        return np.array([rule(f, W, B, eps) for B in bumps]).reshape(W.shape)

    return wrong


def _central(f: Any, W: np.ndarray, B: np.ndarray, h: float) -> Any:
    return (f(W + h * B) - f(W - h * B)) / (2 * h)


def _changed(change: Callable[[np.ndarray], Any]) -> Callable[..., Any]:
    """The right gradient with a change made at the end."""
    return lambda f, W, eps=EPS: change(_each(_central)(f, W, eps))


def _only_where(where: Callable[..., Any]) -> Callable[..., Any]:
    """The right gradient where `where(row, column, n, d)` is true, else 0."""
    return _changed(lambda G: G * where(*np.indices(G.shape), *G.shape))


def _not_restored(back: float) -> Callable[..., np.ndarray]:
    """W is not restored after an entry: it moves up by eps, down by 2, up by `back`."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        V, rates = W.astype(float), []
        for B in np.eye(W.size).reshape(-1, *W.shape):
            V = V + eps * B
            up = f(V)
            V = V - 2 * eps * B
            rates.append((up - f(V)) / (2 * eps))
            V = V + back * eps * B
        return np.array(rates).reshape(W.shape)

    return wrong


ONE_SIDE = "the difference goes to one side only"
ASK_SIDES = "Evaluate f on both sides of W, once with + eps and once with − eps."
ASK_APART = (
    "How far apart are the two points at which you evaluate f? Divide by that distance."
)
ASK_RATE = "A slope is a difference of f divided by the distance between the two points. Check both parts of your quotient."
ASK_LOOP = (
    "Print the entries that your loop visits for W of shape (2, 3). Are all six there?"
)
ASK_UNDO = "Print W after each entry. Is it back to the original W?"
# fmt: off
NUMERICAL_GRADIENT = (
    *table(
        (ONE_SIDE, ASK_SIDES, _each(lambda f, W, B, h: (f(W + h * B) - f(W)) / h)),
        (ONE_SIDE, ASK_SIDES, _each(lambda f, W, B, h: (f(W) - f(W - h * B)) / h)),
        ("the distance between the two points is taken as eps only", ASK_APART, _each(lambda f, W, B, h: 2 * _central(f, W, B, h))),
        ("the denominator has no parentheses", "Python evaluates * and / from left to right. Put the denominator in parentheses.", _each(lambda f, W, B, h: _central(f, W, B, h) * h * h)),
        ("all entries are changed at the same time", "You get the effect of all entries together. Change only one entry at a time.",
         _each(lambda f, W, B, h: _central(f, W, np.ones_like(W), h))),
        ("the two values of f are subtracted in the wrong order", "If f rises with this entry, which of your two values is larger? Subtract the other one from it.", _each(lambda f, W, B, h: -_central(f, W, B, h))),
        ("whole rows are changed at the same time", "All entries of a row have the same result. Change one entry, not the whole row.",
         _each(lambda f, W, B, h: _central(f, W, np.sum(B, axis=1, keepdims=True) * np.ones_like(W), h))),
        ("whole columns are changed at the same time", "All entries of a column have the same result. Change one entry, not the whole column.",
         _each(lambda f, W, B, h: _central(f, W, np.sum(B, axis=0, keepdims=True) * np.ones_like(W), h))),
        ("the difference is not divided by anything", "You return a difference of f. Divide it by the distance between the two points.", _each(lambda f, W, B, h: 2 * h * _central(f, W, B, h))),
        ("the difference is divided by 2 only", "How far apart are the two points, in terms of eps? Divide by that distance.", _each(lambda f, W, B, h: h * _central(f, W, B, h))),
        ("the denominator contains eps squared", "Divide the difference by the distance between the two points. Which power of eps is that?", _each(lambda f, W, B, h: _central(f, W, B, h) / h)),
        ("the result is transposed", "Print the shape of W and the shape of your result. They should be equal.", _changed(lambda G: G.T)),
        ("the result is flattened", "Print the shape of W and the shape of your result. They should be equal.", _changed(lambda G: G.ravel())),
        ("the difference is divided by twice the distance", "How far apart are the two points? Divide by that distance, once.", _each(lambda f, W, B, h: _central(f, W, B, h) / 2)),
        (f"{ONE_SIDE}, and is divided by twice eps", ASK_SIDES, _each(lambda f, W, B, h: (f(W + h * B) - f(W)) / (2 * h))),
        (f"{ONE_SIDE}, and is divided by twice eps", ASK_SIDES, _each(lambda f, W, B, h: (f(W) - f(W - h * B)) / (2 * h))),
        (f"{ONE_SIDE}, and in the wrong order", ASK_SIDES, _each(lambda f, W, B, h: (f(W) - f(W + h * B)) / h)),
        (f"{ONE_SIDE}, and in the wrong order", ASK_SIDES, _each(lambda f, W, B, h: (f(W - h * B) - f(W)) / h)),
        (f"{ONE_SIDE}, with twice the step", ASK_SIDES, _each(lambda f, W, B, h: (f(W + 2 * h * B) - f(W)) / (2 * h))),
        (f"{ONE_SIDE}, and is not divided by anything", ASK_SIDES, _each(lambda f, W, B, h: f(W + h * B) - f(W))),
        (f"{ONE_SIDE}, with twice the step, and is divided by eps", ASK_SIDES, _each(lambda f, W, B, h: (f(W + 2 * h * B) - f(W)) / h)),
        ("the values of f are added instead of subtracted", ASK_RATE, _each(lambda f, W, B, h: (f(W + h * B) + f(W - h * B)) / (2 * h))),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B) / (2 * h))),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B) / h)),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B))),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: f(W - h * B) / (2 * h))),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: -f(W - h * B) / (2 * h))),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: f(W) / h)),
        ("only one value of f is used", ASK_RATE, _each(lambda f, W, B, h: f(W) / (2 * h))),
        ("the value of f is returned for every entry", ASK_RATE, _each(lambda f, W, B, h: f(W))),
        ("the second point is the nudge alone, without W", "Both points should lie close to W. Print the two points at which you evaluate f.", _each(lambda f, W, B, h: (f(W + h * B) - f(h * B)) / (2 * h))),
        ("the result is 0 everywhere", "Print the two points at which you evaluate f. Do they differ?", _each(lambda f, W, B, h: 0.0)),
        ("the second derivative is estimated", "Which derivative does your formula estimate: the first or the second?",
         _each(lambda f, W, B, h: (f(W + h * B) - 2 * f(W) + f(W - h * B)) / h**2)),
        ("only the second value is divided", "Python divides before it subtracts. Put the difference in parentheses.",
         _each(lambda f, W, B, h: f(W + h * B) - f(W - h * B) / (2 * h))),
        ("the order of the two values is wrong, and the distance is taken as eps only", ASK_APART, _each(lambda f, W, B, h: -2 * _central(f, W, B, h))),
        ("the order of the two values is wrong, and the denominator has no parentheses", "Python evaluates * and / from left to right. Put the denominator in parentheses.", _each(lambda f, W, B, h: -_central(f, W, B, h) * h * h)),
        ("the difference is divided by the square of the distance", ASK_RATE, _each(lambda f, W, B, h: _central(f, W, B, h) / (2 * h))),
        ("the denominator is eps squared", ASK_RATE, _each(lambda f, W, B, h: 2 * _central(f, W, B, h) / h)),
        ("the difference is multiplied by the step instead of divided", ASK_RATE, _each(lambda f, W, B, h: _central(f, W, B, h) * (2 * h) ** 2)),
        ("the difference is multiplied by the step instead of divided", ASK_RATE, _each(lambda f, W, B, h: _central(f, W, B, h) * 2 * h**2)),
        ("the absolute value is taken", "A slope can be negative. Remove the absolute value.", _each(lambda f, W, B, h: np.abs(_central(f, W, B, h)))),
        ("each entry is multiplied instead of nudged", "Do you add eps to the entry, or multiply the entry by it?",
         _each(lambda f, W, B, h: (f(W * (1 + h * B)) - f(W * (1 - h * B))) / (2 * h))),
        ("the points are around 0 instead of around W", "Both points should lie close to W. Print the two points at which you evaluate f.", _each(lambda f, W, B, h: (f(h * B) - f(-h * B)) / (2 * h))),
        ("each entry is replaced instead of nudged", "Do you add eps to the entry, or set the entry to eps?",
         _each(lambda f, W, B, h: (f(W * (1 - B) + h * B) - f(W * (1 - B) - h * B)) / (2 * h))),
        ("W is not restored after each entry", ASK_UNDO, _not_restored(0.0)),
        ("W is not restored after each entry", ASK_UNDO, _not_restored(2.0)),
        ("all entries of the gradient are added up", "How many entries does the gradient have? It has the shape of W.", _changed(np.sum)),
        ("the columns are filled before the rows", ASK_LOOP, _changed(lambda G: G.ravel().reshape(G.shape, order="F"))),
    ),
    *variants(
        "some entries are never computed", ASK_LOOP, *map(_only_where, (
            lambda i, j, n, d: (i == 0) & (j == 0), lambda i, j, n, d: (i == n - 1) & (j == d - 1),
            lambda i, j, n, d: (i < n - 1) | (j < d - 1), lambda i, j, n, d: (i > 0) | (j > 0),
            lambda i, j, n, d: i == j, lambda i, j, n, d: (i < min(n, d)) & (j < min(n, d)),
            lambda i, j, n, d: i == 0, lambda i, j, n, d: j == 0, lambda i, j, n, d: i < n - 1,
            lambda i, j, n, d: j < d - 1, lambda i, j, n, d: i > 0, lambda i, j, n, d: j > 0))),
    Mistake("the gradient is divided by the number of entries", "The question does not ask for a mean. Check where you divide.", _each(lambda f, W, B, h: _central(f, W, B, h) / W.size)),
)
ANALYTIC_EXPONENT = table(
    ("a matrix–vector product is counted as a matrix–matrix product", "Does the backward pass multiply a matrix by a matrix, or by a vector? What does one such product cost?", lambda: 3),
    ("the size of the result is not counted", "The gradient has d² entries. How many steps do you need at least to write them down?", lambda: 1),
    ("this is the exponent for numerical gradients", "Which of the two methods evaluates the whole loss again for every entry?", lambda: 4),
)
NUMERICAL_EXPONENT = table(
    ("only one evaluation of the loss is counted", "How many entries of W1 do you have to nudge?", lambda: 2),
    ("the cost of one loss is too low", "What does it cost to multiply a vector by a d×d matrix, twice?", lambda: 3),
    ("a matrix–vector product is counted as a matrix–matrix product", "Does one evaluation of the loss multiply a matrix by a matrix, or by a vector?", lambda: 5),
)

QUESTIONS: Questions = {
    "q1e_exponents": (
        Answer("analytic_exponent", _exponent_check, ANALYTIC_EXPONENT, hints=(
            "What is the largest product in your formula: matrix times matrix, or matrix times vector?",
            "Count the multiplications in one product of a d×d matrix and a vector of size d.",
            "Every step of the formula uses each entry of a d×d matrix a fixed number of times.")),
        Answer("numerical_exponent", _exponent_check, NUMERICAL_EXPONENT, hints=(
            "How many entries do you have to nudge, and what do you compute after each nudge?",
            "Multiply the number of nudges by the cost of one loss.",
            "Both factors are powers of d. What happens to the exponents when you multiply powers?")),
    ),
    "q1e_numerical": (
        Answer("numerical_gradient", _numerical_check, NUMERICAL_GRADIENT, hints=(
            "Which single entry do you change, and how far apart are the two points?",
            "The formula is above the cell. Which entry of W does it change? The others stay fixed.",
            "for each entry: nudge = zeros with eps at that entry; gradient[entry] = (f(W + nudge) - ...) / (...)")),
    ),
}
# fmt: on

# What graders look for in the written answer, and comments on frequent mistakes.
# fmt: off
RUBRIC = {
    "q1e_discussion": (
        RubricLine("E1", 1, "You count the evaluations and the cost of each one: d² entries, Θ(d²) each."),
        RubricLine("E2", 0.5, "You name both limits of eps: the error of the formula and the rounding error."),
        RubricLine("E3", 0.5, "You say what numerical gradients are good for: an independent check of a formula."),
        RubricLine("E4", 0, "Count how often the loss is evaluated. Short code can still be slow."),
        RubricLine("E5", 0, "What does it cost to compute one of the d² entries numerically?"),
        RubricLine("E6", 0, "Which of your factors is a vector, not a matrix?"),
        RubricLine("E7", 0, "What happens in floating point when you add a tiny eps to a number like 1?"),
        RubricLine("E8", 0, "Would your reason still hold on paper, without any hardware?"),
    ),
}
# fmt: on

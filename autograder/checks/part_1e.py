"""Section 1 (e): two exponents of cost, and a gradient by central differences.

A quadratic f with a large eps has no approximation error under any central rule, and
a clear one under every one-sided rule. The points at which f is asked show whether
eps is honoured and whether each step has its mirror image.

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
    compare,
    failed,
    left_alone,
    not_attempted,
    not_yet,
    passed,
    unusable,
)
from autograder.checks.compare import CLOSE, MisfitError, as_scalar, close, is_blank
from autograder.checks.mistakes import Mistake, alike, named, table

WELL_CHOSEN = 1e-5  # what a central difference reaches with the default eps, and more


def _exponent_check(ask: Ask, answer: Answer) -> Finding:
    reply = ask.read(answer.function)
    if reply.failure is not None:
        return failed(answer, reply.failure)
    if is_blank(reply.value):
        return not_attempted(answer, feedback.undefined(answer.name))
    try:
        if close(as_scalar(reply.value), getattr(solutions, answer.id), CLOSE):
            return passed(answer)
    except MisfitError as misfit:
        expected = "the number p of Θ(dᵖ)"
        return not_yet(answer, feedback.misfit(answer.name, str(misfit), expected))
    words = feedback.wrong_value(answer.name)
    return not_yet(answer, words, named(answer.mistakes, (), reply.value))


class Recorded:
    """A scalar function of a matrix that keeps the points at which it is asked."""

    def __init__(self, function: Any, shape: tuple[int, ...]) -> None:
        self.function = function
        self.shape = shape
        self.points: list[np.ndarray] = []

    def __call__(self, W: Any) -> float:
        point = np.asarray(W)
        if point.shape != self.shape:
            raise ValueError(f"f takes a W of shape {self.shape}, got {point.shape}")
        if point.dtype.kind == "c":
            raise TypeError("f takes a real W")
        point = np.array(point, float)
        self.points.append(point)
        return float(self.function(point))

    def reach(self, W: np.ndarray) -> tuple[float, float]:
        """The longest step down and the longest step up from W, as entries."""
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
    return _eps_honoured(ask, answer) or _at_default_eps(ask, answer) or passed(answer)


def _at(ask: Ask, answer: Answer, case: Case) -> Finding | None:
    reply = ask.call(answer.function, *case.arguments)
    W, after = case.arguments[1], (*reply.arguments, None, None)[1]
    return (
        unusable(answer, reply)
        or left_alone(answer, W, after)
        or compare(answer, reply.value, case)
    )


def _at_default_eps(ask: Ask, answer: Answer) -> Finding | None:
    W = np.random.default_rng(45).normal(size=(2, 2))
    case = Case((Recorded(_smooth, W.shape), W), _smooth_gradient(W), WELL_CHOSEN)
    return _at(ask, answer, case)


def _eps_honoured(ask: Ask, answer: Answer) -> Finding | None:
    """Twice the eps, twice the steps; and as far down as up."""
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
        return not_yet(answer, feedback.lopsided(answer.name))
    return None


# Mistakes

EPS = 1e-6


def _each(rate: Callable[..., Any]) -> Callable[..., np.ndarray]:
    """A rate (f, W, B, eps) for one entry, worked out for all entries."""

    def wrong(f: Any, W: np.ndarray, eps: float = EPS) -> np.ndarray:
        bumps = np.eye(W.size).reshape(-1, *W.shape)
        return np.array([rate(f, W, B, eps) for B in bumps]).reshape(W.shape)

    return wrong


def _central(f: Any, W: np.ndarray, B: np.ndarray, h: float) -> Any:
    return (f(W + h * B) - f(W - h * B)) / (2 * h)


def _then(change: Callable[[np.ndarray], Any]) -> Callable[..., Any]:
    """The right gradient, changed afterwards."""
    return lambda f, W, eps=EPS: change(_each(_central)(f, W, eps))


def _reached(where: Callable[..., Any]) -> Callable[..., Any]:
    """The right gradient where `where` of (row, column, n, d) holds, and 0 elsewhere."""
    return _then(lambda G: G * where(*np.indices(G.shape), *G.shape))


def _piling_up(back: float) -> Callable[..., np.ndarray]:
    """Each nudge is undone only in part: `back` of the two steps down is made good."""

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


ONE_SIDE = "a difference to one side only"
ASK_SIDES = "Your estimate leans to one side. What if you stepped both ways?"
ASK_APART = "How far apart are the two points at which you evaluate f?"
ASK_RATE = "A rate is a difference over the width of a step. What is yours?"
ASK_LOOP = "Which entries does your loop reach? Print them for W of shape (2, 3)."
ASK_UNDO = "After one entry is done, is W again what it was?"
# fmt: off
NUMERICAL_GRADIENT = (
    *table(
        (ONE_SIDE, ASK_SIDES, _each(lambda f, W, B, h: (f(W + h * B) - f(W)) / h)),
        (ONE_SIDE, ASK_SIDES, _each(lambda f, W, B, h: (f(W) - f(W - h * B)) / h)),
        ("the width of the step counted once", ASK_APART, _each(lambda f, W, B, h: 2 * _central(f, W, B, h))),
        ("brackets missing in the denominator", "Read your quotient as Python does, from "
         "left to right.", _each(lambda f, W, B, h: _central(f, W, B, h) * h * h)),
        ("all entries moved at once", "You measured what all entries do together. How do you single one out?",
         _each(lambda f, W, B, h: _central(f, W, np.ones_like(W), h))),
        ("the difference the wrong way round", "If f rises with this entry, which of your "
         "two values is the larger?", _each(lambda f, W, B, h: -_central(f, W, B, h))),
        ("whole rows moved", "Every entry of a row has the same number. Did you move one entry?",
         _each(lambda f, W, B, h: _central(f, W, np.sum(B, axis=1, keepdims=True) * np.ones_like(W), h))),
        ("whole columns moved", "Every entry of a column has the same number. Did you move one entry?",
         _each(lambda f, W, B, h: _central(f, W, np.sum(B, axis=0, keepdims=True) * np.ones_like(W), h))),
        ("not divided at all", "You have a difference. What makes it a rate?", _each(lambda f, W, B, h: 2 * h * _central(f, W, B, h))),
        ("divided by 2 only", "How wide is the step, in terms of eps?", _each(lambda f, W, B, h: h * _central(f, W, B, h))),
        ("divided by the square of the step", "What is a rate: a difference over what?", _each(lambda f, W, B, h: _central(f, W, B, h) / h)),
        ("the result transposed", "What shape has W, and what shape has yours?", _then(lambda G: G.T)),
        ("the result flattened", "What shape has W, and what shape has yours?", _then(lambda G: G.ravel())),
        ("the difference divided by four steps", "How far apart are the two points?", _each(lambda f, W, B, h: _central(f, W, B, h) / 2)),
        (f"{ONE_SIDE}; and two steps counted", ASK_SIDES, _each(lambda f, W, B, h: (f(W + h * B) - f(W)) / (2 * h))),
        (f"{ONE_SIDE}; and two steps counted", ASK_SIDES, _each(lambda f, W, B, h: (f(W) - f(W - h * B)) / (2 * h))),
        (f"{ONE_SIDE}; the wrong way round", ASK_SIDES, _each(lambda f, W, B, h: (f(W) - f(W + h * B)) / h)),
        (f"{ONE_SIDE}; the wrong way round", ASK_SIDES, _each(lambda f, W, B, h: (f(W - h * B) - f(W)) / h)),
        (f"{ONE_SIDE}; with twice the step", ASK_SIDES, _each(lambda f, W, B, h: (f(W + 2 * h * B) - f(W)) / (2 * h))),
        (f"{ONE_SIDE}; not divided", ASK_SIDES, _each(lambda f, W, B, h: f(W + h * B) - f(W))),
        (f"{ONE_SIDE}; the step doubled, its width not", ASK_SIDES, _each(lambda f, W, B, h: (f(W + 2 * h * B) - f(W)) / h)),
        ("values added instead of subtracted", ASK_RATE, _each(lambda f, W, B, h: (f(W + h * B) + f(W - h * B)) / (2 * h))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B) / (2 * h))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B) / h)),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W + h * B))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W - h * B) / (2 * h))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: -f(W - h * B) / (2 * h))),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W) / h)),
        ("no difference taken", ASK_RATE, _each(lambda f, W, B, h: f(W) / (2 * h))),
        ("the value of f everywhere", ASK_RATE, _each(lambda f, W, B, h: f(W))),
        ("f of the nudge alone", "Around which point is f measured?", _each(lambda f, W, B, h: (f(W + h * B) - f(h * B)) / (2 * h))),
        ("0 everywhere", "Do the two points at which you evaluate f differ?", _each(lambda f, W, B, h: 0.0)),
        ("a second difference", "Which derivative is that: the first, or the second?",
         _each(lambda f, W, B, h: (f(W + h * B) - 2 * f(W) + f(W - h * B)) / h**2)),
        ("only the second value divided", "Read your quotient as Python does.",
         _each(lambda f, W, B, h: f(W + h * B) - f(W - h * B) / (2 * h))),
        ("the wrong way round; and the width counted once", ASK_APART, _each(lambda f, W, B, h: -2 * _central(f, W, B, h))),
        ("the wrong way round; and brackets missing", "Read it as Python does.", _each(lambda f, W, B, h: -_central(f, W, B, h) * h * h)),
        ("divided by the square of two steps", ASK_RATE, _each(lambda f, W, B, h: _central(f, W, B, h) / (2 * h))),
        ("divided by twice the square of the step", ASK_RATE, _each(lambda f, W, B, h: 2 * _central(f, W, B, h) / h)),
        ("multiplied by the width of the step", ASK_RATE, _each(lambda f, W, B, h: _central(f, W, B, h) * (2 * h) ** 2)),
        ("multiplied by the width of the step", ASK_RATE, _each(lambda f, W, B, h: _central(f, W, B, h) * 2 * h**2)),
        ("the size of the change only", "Can a slope be negative?", _each(lambda f, W, B, h: np.abs(_central(f, W, B, h)))),
        ("entries multiplied instead of nudged", "Is the nudge added or multiplied?",
         _each(lambda f, W, B, h: (f(W * (1 + h * B)) - f(W * (1 - h * B))) / (2 * h))),
        ("nudged from 0 instead of from W", "Around which point is f measured?", _each(lambda f, W, B, h: (f(h * B) - f(-h * B)) / (2 * h))),
        ("an entry replaced instead of nudged", "Is the entry moved by eps, or set to eps?",
         _each(lambda f, W, B, h: (f(W * (1 - B) + h * B) - f(W * (1 - B) - h * B)) / (2 * h))),
        ("nudges pile up", ASK_UNDO, _piling_up(0.0)),
        ("nudges pile up", ASK_UNDO, _piling_up(2.0)),
        ("all slopes added up", "How many numbers has the gradient?", _then(np.sum)),
        ("columns filled before rows", ASK_LOOP, _then(lambda G: G.ravel().reshape(G.shape, order="F"))),
    ),
    *alike(
        "only part of the entries reached", ASK_LOOP, *map(_reached, (
            lambda i, j, n, d: (i == 0) & (j == 0), lambda i, j, n, d: (i == n - 1) & (j == d - 1),
            lambda i, j, n, d: (i < n - 1) | (j < d - 1), lambda i, j, n, d: (i > 0) | (j > 0),
            lambda i, j, n, d: i == j, lambda i, j, n, d: (i < min(n, d)) & (j < min(n, d)),
            lambda i, j, n, d: i == 0, lambda i, j, n, d: j == 0, lambda i, j, n, d: i < n - 1,
            lambda i, j, n, d: j < d - 1, lambda i, j, n, d: i > 0, lambda i, j, n, d: j > 0))),
    Mistake("divided by the number of entries", "Is a mean asked for?", _each(lambda f, W, B, h: _central(f, W, B, h) / W.size)),
)
ANALYTIC_EXPONENT = table(
    ("a vector taken for a matrix", "What goes backwards through the layers: a "
     "matrix or a vector? What does one product with it cost?", lambda: 3),
    ("the size of the answer left out", "How many numbers must at least be written down?", lambda: 1),
    ("the two exponents exchanged", "Which way computes the whole loss again and again?", lambda: 4),
)
NUMERICAL_EXPONENT = table(
    ("one evaluation counted", "How many entries have to be nudged?", lambda: 2),
    ("a loss counted too cheap", "What does one pass through two d×d matrices cost?", lambda: 3),
    ("a vector taken for a matrix", "Is one pass a matrix times a matrix, or a matrix times a vector?", lambda: 5),
)

QUESTIONS: Questions = {
    "q1e_exponents": (
        Answer("analytic_exponent", _exponent_check, ANALYTIC_EXPONENT, hints=(
            "What is the largest product in your formula: matrix with matrix, or with vector?",
            "Count multiplications for one matrix times one vector of size d.",
            "Every step of the formula handles each entry of a d×d matrix a fixed number of times.")),
        Answer("numerical_exponent", _exponent_check, NUMERICAL_EXPONENT, hints=(
            "How many entries have to be nudged, and what is computed after each nudge?",
            "Multiply: number of nudges, times the cost of one loss.",
            "Both factors are powers of d. What happens to exponents in a product?")),
    ),
    "q1e_numerical": (
        Answer("numerical_gradient", _numerical_check, NUMERICAL_GRADIENT, hints=(
            "Which single entry moves, and how far apart are the two points?",
            "The formula is above the cell. Which w does it move, and what stays?",
            "for each entry: nudge = zeros with eps at that entry; gradient[entry] = (f(W + nudge) - ...) / (...)")),
    ),
}
# fmt: on

# What graders look for in the written answer, and comments to use again.
# fmt: off
RUBRIC = {
    "q1e_discussion": (
        RubricLine("E1", 1, "You count evaluations and the cost of one: d² entries, Θ(d²) each."),
        RubricLine("E2", 0.5, "You name both limits of eps: the error of the formula, and rounding."),
        RubricLine("E3", 0.5, "You say what nudging is good for: checking a formula independently."),
        RubricLine("E4", 0, "How often is the loss evaluated? Short code is not cheap code."),
        RubricLine("E5", 0, "What does it cost to get one of the d² numbers by nudging?"),
        RubricLine("E6", 0, "Which of your factors is a vector and not a matrix?"),
        RubricLine("E7", 0, "What is left of a tiny eps when it is added to a number like 1?"),
        RubricLine("E8", 0, "Would your reason still hold on paper, without any machine?"),
    ),
}
# fmt: on

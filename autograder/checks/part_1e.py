"""Section 1 (e): two exponents of cost, and a gradient by central differences.

`numerical_gradient` is judged by the values that f returned: f is rough, so that a
gradient from anywhere else, such as one-sided differences or another step, differs.

f: a function of a matrix, W: the matrix, B: 1 at one entry and 0 elsewhere, h: eps.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Ask, Finding, Questions
from autograder.checks.ask import (
    Case,
    argument_unchanged,
    call_all,
    compare,
    failed,
    first_finding,
    not_attempted,
    not_yet,
    passed,
    unusable,
    with_name,
)
from autograder.checks.compare import CLOSE, close
from autograder.mutations.mistakes import Called, Mistakes, table
from autograder.mutations.programs import Environment, Line, Program, Run, choice
from autograder.values.arrays import MisfitError, as_scalar, as_shape, is_blank
from autograder.values.central_rules import Recorded
from autograder.values.student import Reply
from autograder.values.waves import Total, Wave

WELL_CHOSEN = 1e-5  # what a central difference reaches with the default eps, and more


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
    finding = not_yet(answer, feedback.wrong_exponent(answer.name))
    return with_name(finding, answer, [Called((), reply.value)])


@functools.cache
def _rough(shape: tuple[int, int], seed: int) -> tuple[Total, np.ndarray]:
    """A function that a difference quotient with a large step does not resolve; a W."""
    rng = np.random.default_rng(seed)
    slopes, phases = rng.normal(size=(2, *shape))
    W = rng.normal(size=shape)
    W.flat[0] = 0.0 if W.size > 2 else W.flat[0]
    return Total(Wave(1.0, 7.0, phases, slopes, 0.0), shape), W


HEIGHTS = np.array([[1.0, 2.0], [3.0, 4.0]])
SMOOTH = Total(Wave(HEIGHTS, 1.0, 0.0, 0.0, 0.0), HEIGHTS.shape)


# Shape of W, eps, seed.
CASES = (
    ((3, 2), 0.3, 41), ((1, 4), 0.25, 42), ((4, 1), 0.5, 43), ((1, 1), 0.125, 46),
    ((2, 3), 1e-3, 47),
)  # fmt: skip


def _numerical_check(ask: Ask, answer: Answer) -> Finding:
    """Judge what the two-point rule gives, and only if that is wrong, other rules.

    For them, every call of f has to be recorded, which takes time.
    """
    inputs = [(*_rough(shape, seed), eps) for shape, eps, seed in CASES]
    first, _ = first_finding(ask, answer, inputs, _judged)
    if first is not None:
        recorded = [(Recorded(f), W, eps) for f, W, eps in inputs]
        first = call_all(ask, answer, recorded, _judged)
    return first or _at_default_eps(ask, answer) or passed(answer)


def _judged(answer: Answer, arguments: Sequence[Any], reply: Reply) -> Finding | None:
    """None if the value is a central difference of what f returned."""
    f, W, eps = arguments
    changed = argument_unchanged(answer, W, (*reply.arguments, None, None)[1])
    function = getattr(f, "function", f)
    right = np.asarray(solutions.numerical_gradient(function, W, eps))
    finding = changed or compare(answer, reply.value, Case(arguments, right, CLOSE))
    if finding is None or changed or f is function:
        return finding
    try:
        got = as_shape(reply.value, W.shape)
    except MisfitError:
        return finding
    rules = f.central_differences(W, eps)
    return None if any(close(got, rule, CLOSE) for rule in rules) else finding


def _at_default_eps(ask: Ask, answer: Answer) -> Finding | None:
    W = np.random.default_rng(45).normal(size=(2, 2))
    case = Case((), HEIGHTS * np.cos(W), WELL_CHOSEN)
    reply = ask.call(answer.function, SMOOTH, W)
    return (
        unusable(answer, reply)
        or argument_unchanged(answer, W, (*reply.arguments, None, None)[1])
        or compare(answer, reply.value, case)
    )


# The correct answer, line by line; the first three lines run once for each entry.


def _prepared(f: Any, W: np.ndarray, eps: float = 1e-6) -> Mapping[str, Any]:
    return {
        "f": getattr(f, "function", f),
        "W": W,
        "eps": eps,
        "B": np.eye(W.size)[0].reshape(W.shape),
    }


def _entry_by_entry(env: Environment, run: Run) -> Any:
    W, rates = env["W"], []
    for one in np.eye(W.size):
        env["B"] = one.reshape(W.shape)
        for line in ("h", "moved", "up", "down"):
            run(line)
        rates.append(run("rate"))
    env["G"] = np.array(rates).reshape(W.shape)
    return run("gradient")


# fmt: off
SIDES = "A central difference uses f at W + eps and at W − eps, for one entry at a time."
APART = "How far apart are your two points? Divide by that distance."
LOOP = "Print the indices that your loop visits for a W of shape (2, 3)."
ENTRY = "Move one entry of W at a time and leave all others as they are."
ONE_SIDE = "the difference is one-sided"
MASKS = {  # which entries a loop reaches, by their indices and the shape
    "only the first entry is computed": "(I == 0) & (J == 0)", "only the last entry is computed": "(I == n - 1) & (J == d - 1)",
    "the last entry is left out": "(I < n - 1) | (J < d - 1)", "the first entry is left out": "(I > 0) | (J > 0)",
    "only the diagonal is computed": "I == J", "only a square block is computed": "(I < min(n, d)) & (J < min(n, d))",
    "only the first row is computed": "I == 0", "only the first column is computed": "J == 0", "the last row is left out": "I < n - 1",
    "the last column is left out": "J < d - 1", "the first row is left out": "I > 0", "the first column is left out": "J > 0",
}


def _masked(G: np.ndarray, mask: str) -> Any:
    I, J = np.indices(G.shape)  # noqa: E741
    n, d = G.shape
    return G * eval(mask, {"I": I, "J": J, "n": n, "d": d, "min": min})


def _piling(f: Any, W: np.ndarray, h: float, back: float) -> np.ndarray:
    """The gradient when a moved entry is only partly put back."""
    V, rates = W.astype(float), []
    for one in np.eye(W.size).reshape(-1, *W.shape):
        V = V + h * one
        up = f(V)
        V = V - 2 * h * one
        rates.append((up - f(V)) / (2 * h))
        V = V + back * h * one
    return np.array(rates).reshape(W.shape)


NUMERICAL_GRADIENT = Mistakes(Program(("f", "W", "eps"), (
    Line("h", "eps", "Use the eps that is passed to your function.", "eps", tuple(
        choice("eps is not used", step, "", step == "1e-3") for step in ("1e-4", "1e-3", "1e-2")), by_hand=True),
    Line("moved", "B", ENTRY, "the step", (
        choice("all entries are moved at once", "np.ones_like(W)"),
        choice("a whole row is moved at once", "np.sum(B, axis=1, keepdims=True) * np.ones_like(W)", frequent=False),
        choice("a whole column is moved at once", "np.sum(B, axis=0, keepdims=True) * np.ones_like(W)", frequent=False),
        choice("the entry is multiplied instead of moved", "W * B", frequent=False),
    ), by_hand=True),
    Line("up", "f(W + h * moved)", SIDES, "f at the upper point", (
        choice("the upper point is W itself: the difference is one-sided", "f(W)"), choice("f is evaluated around 0 instead of W", "f(h * moved)", frequent=False),
        choice("the entry is set to eps instead of moved by eps", "f(W * (1 - B) + h * moved)", frequent=False), choice("the step up is twice as long", "f(W + 2 * h * moved)", frequent=False),
        choice("f at the upper point is missing", "0.0", "", False),
    ), by_hand=True),
    Line("down", "f(W - h * moved)", SIDES, "f at the lower point", (
        choice("the lower point is W itself: the difference is one-sided", "f(W)"), choice("f is evaluated around 0 instead of W", "f(-h * moved)", frequent=False),
        choice("the entry is set to eps instead of moved by eps", "f(W * (1 - B) - h * moved)", frequent=False), choice("the step down is twice as long", "f(W - 2 * h * moved)", frequent=False),
        choice("f at the lower point is missing", "0.0", "", False), choice("f is evaluated at the step alone", "f(h * moved)", frequent=False),
    ), by_hand=True),
    Line("rate", "(up - down) / (2 * h)", APART, "the quotient", (
        choice("the difference is divided by half the distance of the two points (eps instead of 2 · eps)", "(up - down) / h"), choice("the difference is not divided", "up - down"),
        choice("the difference is divided by 2 only", "(up - down) / 2"), choice("parentheses are missing in the denominator", "(up - down) / 2 * h", "Python computes from left to right: a / 2 * h is (a / 2) * h."),
        choice("the difference is the wrong way round", "(down - up) / (2 * h)", "If f rises with this entry, which of your two values is larger?"),
        choice("the difference is one-sided: the lower point is W itself", "(up - f(W)) / h", SIDES), choice("the difference is one-sided: the upper point is W itself", "(f(W) - down) / h", SIDES),
        choice("the values are added instead of subtracted", "(up + down) / (2 * h)"), choice("only the absolute value is used", "np.abs(up - down) / (2 * h)", frequent=False),
        choice("the difference is divided by twice the distance of the two points", "(up - down) / (4 * h)", frequent=False), choice("the difference is divided by eps²", "(up - down) / h ** 2", frequent=False),
        choice("the difference is divided by 2 · eps²", "(up - down) / (2 * h ** 2)", frequent=False), choice("the difference is divided by (2 · eps)²", "(up - down) / (2 * h) ** 2", frequent=False),
        choice("the difference is multiplied by 2 · eps instead of divided", "(up - down) * (2 * h)", frequent=False), choice("the difference is multiplied by eps instead of divided", "(up - down) * h", frequent=False),
        choice("parentheses are missing in the numerator", "up - down / (2 * h)", "Python divides before it subtracts: put the difference in parentheses.", frequent=False),
        choice("a second difference is computed", "(up - 2 * f(W) + down) / h ** 2", "That is the second derivative.", frequent=False), choice("f itself is returned", "f(W)", frequent=False), choice("f itself is divided", "f(W) / h", frequent=False), choice("f itself is divided", "f(W) / (2 * h)", frequent=False),
        choice("only f at the upper point is used", "up", frequent=False), choice("only f at the upper point is used", "up / h", frequent=False), choice("only f at the upper point is used", "up / (2 * h)", frequent=False),
        choice("only f at the lower point is used", "down / (2 * h)", frequent=False), choice("only f at the lower point is used", "-down / (2 * h)", frequent=False),
        choice("0 is returned everywhere", "0.0", "Do the two points at which you evaluate f differ?", frequent=False),
    ), by_hand=True),
    Line("gradient", "G", LOOP, "the gradient", (
        choice("the result is transposed", "G.T", "Compare the shape of W with that of your result."), choice("the result is flattened", "G.ravel()", "Compare the shape of W with that of your result."),
        choice("one number is returned for all entries together", "np.sum(G)", "The gradient has as many entries as W.", frequent=False), choice("the columns are filled before the rows", "G.ravel().reshape(G.shape, order='F')", frequent=False),
        choice("the result is divided by the number of entries", "G / W.size", "No mean is asked for.", frequent=False),
        choice("moved entries are not put back", "piling(f, W, h, 0.0)", "After one entry is done, W has to be what it was: print it.", frequent=False),
        choice("moved entries are not put back", "piling(f, W, h, 2.0)", "After one entry is done, W has to be what it was: print it.", frequent=False),
        *(choice(name, f"masked(G, {mask!r})", frequent=False) for name, mask in MASKS.items()),
    ), by_hand=True),
), prepare=lambda *given: {**_prepared(*given), "masked": _masked, "piling": _piling}, drive=_entry_by_entry), at=(*_rough((3, 2), 41), 0.3))

PASS = "One pass through the loss multiplies matrices by vectors: what does that cost?"
ANALYTIC_EXPONENT = Mistakes(listed=table(
    ("a vector is treated as a matrix", "What goes backward through the layers, a matrix or a vector? What does one product with it cost?", lambda: 3),
    ("the size of the result is not counted", "How many numbers does the gradient have? Each must be written at least once.", lambda: 1),
    ("the cost of numerical derivatives is counted", "Which of the two ways evaluates the whole loss again and again?", lambda: 4)))
NUMERICAL_EXPONENT = Mistakes(listed=table(
    ("only the entries are counted, or only the cost of one evaluation", "The loss is evaluated for every entry. What does each evaluation cost?", lambda: 2),
    ("the cost of one evaluation of the loss is counted too low", PASS, lambda: 3),
    ("a vector is treated as a matrix", PASS, lambda: 5)))

QUESTIONS: Questions = {
    "q1e_numerical": (
        Answer("numerical_gradient", _numerical_check, NUMERICAL_GRADIENT, hints=(
            "Which single entry do you change, and how far apart are the two points?",
            "The formula is above the cell. Which entry of W does it change? The others stay fixed.",
            "for each entry: nudge = zeros with eps at that entry; gradient[entry] = (f(W + nudge) - ...) / (...)")),
    ),
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
}
# fmt: on

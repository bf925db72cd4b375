"""Section 1 (g): the gradient with respect to W, and gradient descent.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
Descents are judged at step sizes for which right answers do not drift apart.
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
    argument_unchanged,
    call_all,
    not_yet,
    passed,
    value_check,
)
from autograder.checks.compare import CLOSE, close
from autograder.checks.inputs import Units, units, with_zeros
from autograder.checks.part_1f import CASES, FACTOR, LINES, with_residual
from autograder.mutations.mistakes import Mistakes
from autograder.mutations.programs import Environment, Line, Program, Run, choice
from autograder.values.arrays import (
    MisfitError,
    as_array,
    as_items,
    as_scalar,
    as_shape,
)
from autograder.values.student import Reply

# The gradient: one step further than (f)

# fmt: off
GRADIENT = Line("G", "np.outer(dz, x)", "Row i of W feeds only zᵢ, and each of its entries meets one entry of x.", "∂f/∂W", (
    choice("W is used instead of x", "dz[:, None] * W", "wᵢᵀx, differentiated with respect to wᵢ: which of the two factors is left?"),
    choice("∂f/∂z is returned instead of ∂f/∂W", "dz", "You know how f changes with z. How does z change with W?"),
    choice("every unit gets the same row", "np.outer(np.sum(dz) + 0 * dz, x)", "Each unit has its own entry of ∂f/∂z."),
    choice("x² is used instead of x", "np.outer(dz, x ** 2)", "", False),
    choice("the gradient is divided by the number of units", "np.outer(dz, x) / len(dz)", "s is a sum, not a mean."),
))
# fmt: on
GRAD_W = Mistakes(Program(Units._fields, (*LINES["z"], GRADIENT), FACTOR), at=CASES[0])

# The descent

# n, d, seed, residual at the start (None: as drawn), lr, steps. Because dphi is not the
# derivative of phi, f rises in some of them; in others it starts at 0, at a tiny or at
# a large value, or passes close to a minimum: a function that stops early returns too
# few values.
RUNS = (
    (3, 2, 51, None, 0.03, 4), (2, 3, 52, None, 0.05, 1), (2, 4, 53, -1.1, 0.02, 5),
    (3, 2, 54, None, 0.1, 0), (2, 2, 76, None, 0.02, 3), (1, 3, 56, None, 0.03, 2),
    (3, 1, 57, -0.8, 0.02, 3), (2, 3, 58, 0.0, 0.05, 3), (2, 3, 58, 3e-4, 0.05, 3), (2, 3, 63, 1e-7, 0.05, 3),
    (2, 2, 59, 0.04, 0.05, 30), (2, 3, 60, 2e3, 1e-5, 3), (3, 2, 60, -2e3, 1e-5, 3),
)  # fmt: skip


def _run(
    n: int, d: int, seed: int, residual: float | None, lr: float, steps: int
) -> tuple[Any, ...]:
    drawn = units(n, d, seed)
    start = drawn if residual is None else with_residual(residual, drawn)
    return (*start, lr, steps)


@functools.cache
def runs() -> list[tuple[Any, ...]]:
    """The arguments of every call. In the last one x is 0, so that W never changes."""
    still = units(2, 3, 55)._replace(x=np.zeros(3))
    wide = units(2, 2, 61)
    others = (with_zeros(units(3, 3, 62)), wide._replace(W=9 * wide.W), still)
    return [*(_run(*row) for row in RUNS), *((*start, 0.02, 3) for start in others)]


@functools.cache  # once in each process, not once for each student
def _right(place: int) -> tuple[np.ndarray, list[float]]:
    return solutions.gradient_descent(*runs()[place])


def _descent_check(ask: Ask, answer: Answer) -> Finding:
    """Check the final W, all values of f, and that the caller's W is unchanged."""
    return call_all(ask, answer, runs(), _judged) or passed(answer)


def _judged(answer: Answer, arguments: Sequence[Any], reply: Reply) -> Finding | None:
    W, after = arguments[0], (reply.arguments or (None,))[0]
    place = [id(run) for run in runs()].index(id(arguments))
    right = _right(place)
    changed = argument_unchanged(answer, W, after)
    return changed or _mismatch(answer, reply.value, *right)


def _mismatch(
    answer: Answer, value: Any, W_final: np.ndarray, history: list[float]
) -> Finding | None:
    """What is wrong with the returned pair; None if it is right."""
    try:
        W_got, history_got = as_items(value, 2)
    except MisfitError as misfit:
        expected = "the pair (W_final, history)"
        return not_yet(answer, feedback.misfit(answer.name, str(misfit), expected))
    try:
        end_is_right = close(as_shape(W_got, W_final.shape), W_final, CLOSE)
    except MisfitError as misfit:
        message = feedback.misfit("W_final", str(misfit), "the shape of W")
        return not_yet(answer, message)
    try:
        values = np.array([as_scalar(f) for f in as_items(history_got, len(history))])
    except MisfitError as misfit:
        message = feedback.misfit("history", str(misfit), "steps + 1 values of f")
        return not_yet(answer, message)
    if not close(values, history, CLOSE):
        return not_yet(answer, feedback.wrong("history"), feedback.HISTORY)
    return None if end_is_right else not_yet(answer, feedback.wrong_final())


def _numbers(value: Any, _: Sequence[Any]) -> np.ndarray | None:
    try:
        return flattened(value)
    except MisfitError:
        return None


def flattened(value: Any) -> np.ndarray:
    """A pair (W_final, history) as one row of numbers, to compare two of them."""
    return np.concatenate([as_array(part).ravel() for part in as_items(value, 2)])


def _prepared(*arguments: Any) -> Mapping[str, Any]:
    """What the lines of a descent start from; `at(W)` holds the nodes for a W."""
    *given, lr, steps = arguments
    u = Units(*given)

    def at(W: np.ndarray) -> Units:
        return u._replace(W=W)

    def gradient(W: np.ndarray) -> Any:
        return solutions.grad_W(*at(W))

    start = {"u": u, "at": at, "gradient": gradient, "W": u.W, "start": u.W}
    return {**start, "lr": lr, "steps": steps, "history": [], "k": 0, "before": u.W}


def _descend(env: Environment, run: Run) -> Any:
    """Run the lines of a descent: those of the loop once for every step."""
    run("f")
    run("grad")
    env["history"] = run("first")
    for env["k"] in run("loop"):
        run("G")
        run("rate")
        env["before"], env["W"] = env["W"], run("moved")
        env["history"] = run("longer")
        if run("stop"):
            break
    return run("final"), run("kept")


# fmt: off
SHORTER = "The history has steps + 1 values: f at the start, and f after each step."
F = "The history holds f = r²: compare your formula for f with the question."
STEP = "The step is W ← W − lr · gradient: compare it with your line."
EARLY = "Every step is asked for, even when f rises, hardly changes or is nearly 0."
RATE = "lr is the same in every step: use it as it is passed."
EARLIER = (  # conditions under which people stop
    "len(history) > 1 and history[-1] > history[-2]", "len(history) > 1 and history[-1] >= history[-2]",
    *(f"len(history) > 1 and abs(history[-1] - history[-2]) < {small}" for small in (1e-12, 1e-10, 1e-9, 1e-8, 1e-6, 1e-4, 1e-3)),
    *(f"history[-1] < {small}" for small in (1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3)),
    *(f"np.linalg.norm(G) < {small}" for small in (1e-12, 1e-10, 1e-8, 1e-6, 1e-4, 1e-3)),
)
DESCENT = (
    Line("f", "lambda W: at(W).r ** 2", F, choices=(
        choice("half of f is in the history", "lambda W: at(W).r ** 2 / 2"),
        choice("twice f is in the history", "lambda W: 2 * at(W).r ** 2", "", False),
        choice("r instead of r² is in the history", "lambda W: at(W).r"),
        choice("|r| instead of r² is in the history", "lambda W: np.abs(at(W).r)", "", False),
        choice("f has the wrong sign in the history", "lambda W: -at(W).r ** 2", "", False),
        choice("the prediction s instead of f is in the history", "lambda W: at(W).s", "", False),
        choice("the bias is missing from f", "lambda W: at(W)._replace(b=0 * u.b).r ** 2"),
        choice("the bias is subtracted in f", "lambda W: at(W)._replace(b=-u.b).r ** 2", "", False),
        choice("y is added instead of subtracted in f", "lambda W: (u.y + at(W).s) ** 2", "", False),
        choice("y is missing from f", "lambda W: at(W).s ** 2", "", False),
        choice("the square is inside the sum in f", "lambda W: np.sum((u.y - at(W).p) ** 2)", "", False),
        choice("f takes the mean over the units instead of the sum", "lambda W: (u.y - np.mean(at(W).p)) ** 2", "", False),
        choice("φ is missing from f", "lambda W: (u.y - np.sum(at(W).z)) ** 2", "", False),
        choice("φ is applied after the sum in f", "lambda W: (u.y - u.phi(np.sum(at(W).z))) ** 2", "", False),
        choice("f has the wrong power in the history", "lambda W: at(W).r ** 3", "", False),
        choice("f has the wrong power in the history", "lambda W: at(W).r ** 4", "", False),
        choice("the length of the gradient is in the history", "lambda W: np.linalg.norm(gradient(W))", "", False),
    ), by_hand=True),
    Line("grad", "lambda W: gradient(W)", "Print the gradient that your loop uses, and compare it with `grad_W`.", "the gradient", (
        choice("half of the gradient is used", "lambda W: gradient(W) / 2"),
        choice("twice the gradient is used", "lambda W: 2 * gradient(W)"),
        choice("only the sign of the gradient is used", "lambda W: np.sign(gradient(W))", "", False),
        choice("the gradient is divided by its length", "lambda W: gradient(W) / np.linalg.norm(gradient(W))", "", False),
        choice("the derivative of φ is missing from the gradient", "lambda W: np.outer(-2 * at(W).r + 0 * u.b, u.x)"),
        choice("the gradient uses one residual for each unit", "lambda W: np.outer(-2 * (u.y - at(W).p) * u.dphi(at(W).z), u.x)"),
        choice("x is missing from the gradient", "lambda W: np.outer(at(W).back, 1 + 0 * u.x)"),
        choice("f is used instead of the gradient", "lambda W: at(W).r ** 2", "", False),
        choice("the derivative of φ is evaluated without the bias", "lambda W: np.outer(-2 * at(W).r * u.dphi(W @ u.x), u.x)"),
    ), by_hand=True),
    Line("first", "[f(W)]", SHORTER, "the history", (
        choice("the start is missing from the history", "[]"),
        choice("the start is in the history twice", "[f(W), f(W)]", "", False),
    ), by_hand=True),
    Line("loop", "range(steps)", "Count how often your loop runs for steps = 1.", "the loop", (
        choice("there is one step too many", "range(steps + 1)"),
        choice("there is one step too few", "range(steps - 1)"),
    ), by_hand=True),
    Line("G", "grad(W)", "W changes in every step, so compute the gradient again inside the loop, at the current W.", "the gradient", (
        choice("the gradient is computed only once, at the start", "grad(start)"),
    ), by_hand=True),
    Line("rate", "lr", RATE, "lr", (
        choice("lr is not used", "1.0"),
        choice("lr is divided by the number of steps", "lr / max(steps, 1)"),
        choice("lr shrinks from step to step", "lr / (k + 1)", "", False),
        choice("lr grows from step to step", "lr * (k + 1)", "", False),
        choice("lr is multiplied by the number of the step", "lr * k", "", False),
        choice("lr is squared", "lr ** 2", "", False),
        choice("the gradient is divided by lr instead of multiplied", "1 / lr", "", False),
    ), by_hand=True),
    Line("moved", "W - rate * G", STEP, "the step", (
        choice("the step goes up instead of down", "W + rate * G"),
        choice("the W that you return, and at which you evaluate f, never changes", "W", "Does your loop assign the new value to this W, or to another variable?"),
        choice("every step starts from the first W", "start - rate * G"),
        choice("W is scaled down in each step", "W * (1 - rate) - rate * G", "", False),
        choice("W is multiplied by the step instead of moved", "W * (1 - rate * G)", "", False),
        choice("W is replaced by the step", "-rate * G"),
        choice("W is replaced by lr times the gradient", "rate * G"),
        choice("the gradient is missing from the step", "W - rate", "", False),
    )),
    Line("longer", "[*history, f(W)]", "Write f down after each step, at the W after the step.", "the history", (
        choice("f is written down before the step instead of after it", "[*history, f(before)]"),
    ), by_hand=True),
    Line("stop", "False", EARLY, choices=tuple(choice("the descent stops early", when, "", False) for when in EARLIER), by_hand=True),
    Line("final", "W", "Return the W that belongs to the last value in the history.", "W_final", (
        choice("the W at the start is returned", "start"),
        choice("the W before the last step is returned", "before"),
        choice("the change of W is returned instead of W", "W - start", "", False),
    ), by_hand=True),
    Line("kept", "history", SHORTER, "the history", (
        choice("the start is missing from the history", "history[1:]"),
        choice("the end is missing from the history", "history[:-1]"),
        choice("the start and the end are missing from the history", "history[1:-1]", "", False),
        choice("only the last value is returned", "history[-1:]", "", False),
        choice("the history is in reverse order", "history[::-1]", "", False),
        choice("the end is in the history twice", "[*history, history[-1]]", "", False),
        choice("the start is in the history twice", "[history[0], *history]", "", False),
        choice("the start is in the history twice and the end is missing", "[history[0], *history[:-1]]", "", False),
        choice("the end is in the history twice and the start is missing", "[*history[1:], history[-1]]", "", False),
    ), by_hand=True),
)
# fmt: on
GRADIENT_DESCENT = Mistakes(
    Program(
        (*Units._fields, "lr", "steps"),
        DESCENT,
        prepare=_prepared,
        drive=_descend,
        hidden=("u", "at", "gradient", "history", "k", "start", "before"),
    ),
    at=runs()[0],
    read=_numbers,
)

# fmt: off
QUESTIONS: Questions = {
    "q1g_grad": (
        Answer("grad_W", value_check(solutions.grad_W, CASES, feedback.DERIVATIVE), GRAD_W, hints=(
            "How does zᵢ change when you nudge one entry of wᵢ?",
            "You have ∂f/∂z from (f). Row i of W affects only zᵢ, and each entry of that row multiplies one entry of x.",
            'np.outer(sensitivities(...)["z"], ...)')),
    ),
    "q1g_descent": (
        Answer("gradient_descent", _descent_check, GRADIENT_DESCENT, hints=(
            "What do you have to compute again after every step?",
            "Append f at the start. Then, in each step, update W and append f again.",
            "history = [f of W]; for each step: W = W - lr * (the gradient at this W); append ...")),
    ),
}
# fmt: on

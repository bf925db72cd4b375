"""Section 1 (e): numerical_gradient, and its cost compared with the formula of (d)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.errors import AnswerError, PropertyError
from .answers.fingerprint_inputs import Z
from .answers.returned import (
    as_array,
    as_shape,
    ask,
    ask_uncopied,
    is_blank,
    naming_case,
)
from .answers.row import Answer, Fingerprint, Function
from .display.cards import Shown, no_picture, show_card
from .display.colours import BLUE, GREEN, ORANGE
from .display.figures import drawing, new_figure, number, picture
from .given import loss
from .properties.central_rules import Recorded, require_central
from .properties.multiplications import Counted, counted

SHAPES = ((3, 2), (1, 4), (4, 1), (1, 1))
UNCHANGED = 1e-9  # absolute tolerance for changes of the caller's W


def numerical(answer: Any) -> None:
    """The test of numerical_gradient: steps of eps, central rules, W unchanged.

    f is so rough that differences with eps = 0.3 are far from its derivative. So the
    result must come from the values that f returned.
    """
    for shape in SHAPES:
        (up, down), small_nudges = (
            _largest_nudges(answer, shape, eps) for eps in (0.5, 0.125)
        )
        size, small_size = max(up, down), max(small_nudges)
        if size == 0 or not np.isclose(size, 4 * small_size):
            raise PropertyError(
                f"changes entries of W by {number(size)} for eps = 0.5 and by "
                f"{number(small_size)} for eps = 0.125; expected changes proportional "
                "to eps",
                "Check where you evaluate f: both points are `eps` away from W.",
            )
        if not np.isclose(up, down):
            raise PropertyError(
                f"nudges up by {number(up)} and down by {number(down)} for eps = 0.5; "
                "expected the same size",
                "Compare your two points with those in the formula of (e).",
            )
        for eps in (0.3, 1e-3):
            gradient, f = _recorded(answer, shape, eps)
            require_central(gradient, f, eps)


def rough(shape: tuple[int, ...]) -> tuple[Function, np.ndarray]:
    """Draw a function of a matrix with slopes and waves, and a W."""
    rng = np.random.default_rng(3 + shape[0])
    slopes, phases, W = rng.normal(size=(3, *shape))
    if W.size > 2:
        W.flat[W.size // 2] = 0.0

    def f(V: Any) -> float:
        return float(np.sum(slopes * V**2) + np.sum(np.sin(7 * V + phases)))

    return f, W


def _recorded(
    answer: Any, shape: tuple[int, ...], eps: float
) -> tuple[np.ndarray, Recorded]:
    """The gradient that the answer returns, and the calls of f that it made."""
    function, W = rough(shape)
    f, given = Recorded(function, W), W.copy()
    with naming_case(f"for a W of shape {shape}"):
        gradient = as_shape(ask_uncopied(answer, f, given, eps), shape)
    if not np.allclose(given, W, rtol=0, atol=UNCHANGED):
        raise PropertyError(
            "changes the W that the caller passes; expected W unchanged",
            "Work on a copy: `W.copy()`.",
        )
    return np.real(gradient), f


def _largest_nudges(
    answer: Any, shape: tuple[int, ...], eps: float
) -> tuple[float, float]:
    """The largest change of an entry, up and down, at which f was evaluated."""
    _, f = _recorded(answer, shape, eps)
    together = f.moved_together()
    if together > 1:
        raise PropertyError(
            f"calls `f` at a matrix in which {together} entries differ from W; "
            "expected one at a time",
            "Start from a fresh copy of W for each entry."
            if f.first_moved() == 1
            else "Select one entry by its row and its column, such as `V[i, j]`.",
        )
    steps = f.steps() or [np.zeros(shape)]
    return float(np.max(steps)), float(-np.min(steps))


def _of_quadratic(function: Function) -> Any:
    """The gradients of a quadratic, of which every central rule is exact.

    W is tall, then wide: the last row of one shape may be a square block of another.
    """

    def quadratic(W: Any) -> float:
        w = np.asarray(W, float).reshape(6)
        return float(w @ Z[:6] @ Z[6:].T @ w + w @ Z[6:, 0])

    found: list[Any] = []
    for W in (Z[:3, 2:], Z[:2, 1:]):
        gradient = as_array(ask(function, quadratic, W, 0.3))
        found += [*gradient.shape, *gradient.ravel()]
    return found


QUESTIONS = {
    ("q1e_exponents", "analytic_exponent"): Answer(
        test=lambda answer: as_shape(answer, ()),
        question="d doubles. By what factor does the cost of one matrix–vector "
        "product grow?",
        form_only=True,
    ),
    ("q1e_exponents", "numerical_exponent"): Answer(
        test=lambda answer: as_shape(answer, ()),
        question="How many entries of W1 do you nudge when d = 10?",
        form_only=True,
    ),
    ("q1e_numerical", "numerical_gradient"): Answer(
        test=numerical,
        question="Take f(W) = 3·W[0, 0] and eps = 0.5. Which two values of f does "
        "your code subtract, and what does it divide by?",
        next_step="Call it with `f = lambda W: W[0, 0]`. Does it return 1 at [0, 0] "
        "and 0 elsewhere?",
        fingerprint=Fingerprint(_of_quadratic),
        inexact="`{name}` is close, but not the central difference. Check the two "
        "points that you use, and the number that you divide by.",
    ),
}


# Multiplications, counted while the student's functions run.

SIZES = (4, 8, 16, 32)
MOST = 0.4  # seconds; after a slower call, larger sizes are skipped


class Problem:
    """The arguments of (d) at size d; Φ and its Jacobian don't multiply."""

    def __init__(self, d: int) -> None:
        rng = np.random.default_rng(d)
        x, y, b = map(counted, rng.normal(size=(3, d)))
        self.W1, W2 = map(counted, rng.normal(size=(2, d, d)) / d)
        jacobian = counted(rng.normal(size=(d, d)))
        self.arguments = (x, y, self.W1, W2, b, np.abs, lambda z: jacobian)
        self.evaluations = 0

    def loss(self, W1: Any) -> float:
        """Evaluate the loss for another W1, and count the evaluation."""
        self.evaluations += 1
        x, y, _, W2, b, phi, _ = self.arguments
        return loss(x, y, counted(W1), W2, b, phi)


@drawing("the cost comparison", "numerical_gradient", "a gradient")
def show_cost(numerical_gradient: Any, loss_gradients: Any = None) -> Shown:
    """Plot the multiplications of both methods against d, on log axes, with fits.

    Args:
        numerical_gradient: your function of (e).
        loss_gradients: your function of (d); without it, its line is missing.
    """
    started = time.perf_counter()
    nudging = _costs(lambda p: ask(numerical_gradient, p.loss, np.array(p.W1)))
    if not nudging:
        return no_picture(
            "the cost comparison",
            "`numerical_gradient` evaluates its argument `f`",
        )
    seconds = time.perf_counter() - started
    lines = [
        ("nudging every entry of W1", nudging, ORANGE, "o", "-"),
        ("evaluating the loss once", _costs(lambda p: p.loss(p.W1)), GREEN, "s", "--"),
    ]
    with contextlib.suppress(AnswerError):
        formula = _costs(lambda p: ask(loss_gradients, *p.arguments))
        lines += [("your formula of (d)", formula, BLUE, "^", ":")] if formula else []
    problem = Problem(SIZES[0])
    ask(numerical_gradient, problem.loss, np.array(problem.W1))
    return _cost_picture(lines, problem.evaluations, seconds)


def _costs(run: Callable[[Problem], Any]) -> dict[int, int]:
    """Count multiplications for each size; stop after a slow run."""
    found: dict[int, int] = {}
    for d in SIZES:
        problem = Problem(d)
        before, started = Counted.multiplications, time.perf_counter()
        run(problem)
        found[d] = Counted.multiplications - before
        if time.perf_counter() - started > MOST:
            break
    return found if all(found.values()) else {}


def _cost_picture(
    lines: list[tuple[Any, ...]], evaluations: int, seconds: float
) -> Shown:
    figure, axes = new_figure(6.6, 3.5)
    growth = []
    for label, costs, colour, marker, line in lines:
        d, cost = np.array(list(costs), float), np.array(list(costs.values()), float)
        text = label
        axes.loglog(d, cost, marker, color=colour, ms=6)
        if len(d) > 1:  # fit the larger sizes, where lower-order terms hardly count
            slope, height = np.polyfit(np.log(d[-3:]), np.log(cost[-3:]), 1)
            axes.loglog(d, np.exp(height) * d**slope, line, color=colour, lw=1.6)
            text = f"{label}: slope {slope:.2f}"
            growth.append(f"{label} by a factor of {2**slope:.1f}")
        axes.text(d[-1] * 1.1, cost[-1], text, color=colour, fontsize=9, va="center")
    axes.set_xticks(SIZES, map(str, SIZES))
    axes.set_xticks([], minor=True)
    axes.set(xlabel="d, on a logarithmic axis", ylabel="multiplications")
    axes.set_xlim(SIZES[0] * 0.85, SIZES[-1] * 6)  # room for the labels
    grows = "; ".join(growth)
    caption = (
        f"When d doubles, the number of multiplications grows: {grows}. For d = "
        f"{SIZES[0]}, your `numerical_gradient` evaluated f {evaluations} times. "
        "How many evaluations does d = 100 need? All runs took "
        f"{number(seconds, 2)} s."
    )
    if len(lines) > 2:
        caption += (
            " If your formula grows faster than the loss, it multiplies two matrices: "
            "which product could you compute first instead?"
        )
    alt = (
        "Number of multiplications against d on logarithmic axes, with one straight "
        f"line each. When d doubles, they grow: {grows}."
    )
    return picture(figure, alt, caption)


# The bug hunt of (e): three gradients of one function of a (2, 3) matrix.
PLACE = np.array([[0.4, -0.7, 1.1], [0.9, 0.3, -0.5]])


def bumpy(W: Any) -> float:
    """The function of the bug hunt; W has shape (2, 3)."""
    W = np.asarray(W, float)
    return float(np.sum(W[0] * W[1]) ** 2 + np.sum(W**3))


def _first(W: np.ndarray) -> Any:
    return 2 * np.sum(W[0] * W[1]) * W[::-1] + 3 * W**2


def _second(W: np.ndarray) -> Any:
    gradient = _first(W)
    gradient[1, 2] += W[0, 2] * W[1, 2]
    return gradient


def _third(W: np.ndarray) -> Any:
    shared = W[0] @ W[1]
    return np.stack([2 * shared * W[1], 2 * shared * W[0]]) + 3 * np.square(W)


suspects = {"A": _first, "B": _second, "C": _third}


def bug_hunt(numerical_gradient: Any, suspect: Any = ..., entry: Any = ...) -> Shown:
    """Find which of `suspects` is wrong, and in which entry.

    Args:
        numerical_gradient: your function of (e).
        suspect: "A", "B" or "C".
        entry: the pair (row, column), counted from 0.
    """
    if is_blank(suspect) or is_blank(entry):
        message = (
            "Compare `worksheet.suspects['A'](worksheet.place)` with "
            "`numerical_gradient(worksheet.bumpy, worksheet.place)`, then B and C."
        )
        if is_blank(numerical_gradient):
            message = "Write `numerical_gradient` first. You need it to find the bug."
        return show_card("optional", "find the bug", message)
    if suspect not in list(suspects):
        message = 'Choose "A", "B" or "C" as the suspect.'
        return show_card("optional", "find the bug", message)
    is_wrong = ~np.isclose(suspects[suspect](PLACE), _third(PLACE))
    if not is_wrong.any():
        message = f"{suspect} is right in every entry. Test another suspect."
        return show_card("try again", "find the bug", message)
    if not _names(entry, is_wrong):
        message = (
            f"{suspect} is wrong, but not in entry {entry!s:.40}. Give the entry as a "
            "pair (row, column), counted from 0."
        )
        return show_card("try again", "find the bug", message)
    message = "You found the bug with a numerical check, without reading the code."
    return show_card("passed", "find the bug (no points)", message)


def _names(entry: Any, is_wrong: np.ndarray) -> bool:
    try:
        row, column = entry
        return bool(is_wrong[int(row), int(column)])
    except (TypeError, ValueError, IndexError):
        return False

"""Section 1 (e): numerical_gradient, and what it costs beside the formula of (d)."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.errors import AnswerError, PropertyError
from .answers.fingerprint_inputs import Z
from .answers.returned import as_shape, ask, ask_uncopied, is_blank, naming_case
from .answers.row import Answer, Fingerprint, Function
from .display.cards import Shown, nothing_yet, show_card
from .display.colours import BLUE, GREEN, ORANGE
from .display.figures import drawing, new_figure, number, picture
from .given import loss
from .properties.finite_differences import along_directions
from .properties.multiplications import Counted, counted

SHAPES = ((3, 2), (1, 4))
KEPT = 1e-9  # how closely the caller's W must stay as it was


def numerical(answer: Any) -> None:
    """The test of numerical_gradient: exact on a quadratic, steps of eps, W kept."""
    rng = np.random.default_rng(3)
    for shape in SHAPES:
        A, W = rng.normal(size=shape), rng.normal(size=shape)
        (up, down), (small_up, _) = (_reach(answer, A, W, eps) for eps in (0.5, 0.125))
        if up == 0 or not np.isclose(up, 4 * small_up):
            raise PropertyError("steps equally far whatever `eps` is")
        if not np.isclose(up, down):
            raise PropertyError("does not step equally far to both sides")


def _reach(
    answer: Any, A: np.ndarray, W: np.ndarray, eps: float
) -> tuple[float, float]:
    """The longest steps up and down from W at which f was evaluated."""
    points: list[np.ndarray] = []

    def f(V: Any) -> float:
        V = np.array(V, float)
        points.append(V)
        return float(np.sum(A * V) ** 2 + np.sum(V**2) + V[0, 0])

    given = W.copy()
    with naming_case(f"for a W of shape {W.shape}"):
        gradient = as_shape(ask_uncopied(answer, f, given, eps), W.shape)
    if not np.allclose(given, W, rtol=0, atol=KEPT):
        raise PropertyError("changes the W that it is given")
    steps = [V - W for V in points if V.shape == W.shape] or [np.zeros(W.shape)]
    try:
        along_directions(gradient, f, W)
    except PropertyError as error:
        raise PropertyError(f"{error} for a W of shape {W.shape}") from None
    return float(np.max(steps)), float(-np.min(steps))


def _of_quadratic(function: Function) -> Any:
    def quadratic(W: Any) -> float:
        w = np.asarray(W, float).reshape(6)
        return float(w @ Z[:6] @ Z[6:].T @ w + w @ Z[6:, 0])

    return ask(function, quadratic, Z[:3, 2:], 0.3)


QUESTIONS = {
    ("q1e_exponents", "analytic_exponent"): Answer(
        test=lambda answer: as_shape(answer, ()),
        question="d doubles: by what factor grows one matrix times vector?",
        form_only=True,
    ),
    ("q1e_exponents", "numerical_exponent"): Answer(
        test=lambda answer: as_shape(answer, ()),
        question="How many entries of W1 are nudged when d is 10?",
        form_only=True,
    ),
    ("q1e_numerical", "numerical_gradient"): Answer(
        test=numerical,
        question="Predict for f(W) = 3·W[0, 0] and eps = 0.5: which two values of "
        "f does your code subtract, and what does it divide by?",
        fingerprint=Fingerprint(_of_quadratic),
        inexact="`{name}` comes close, but is no central difference.",
    ),
}


# Multiplications, counted live in the student's own functions.

SIZES = (4, 8, 16, 32)
MOST = 0.4  # seconds: after a call that took so long no larger one is begun


class Problem:
    """The arguments of (d) at size d, with a Φ and a Jacobian that multiply nothing."""

    def __init__(self, d: int) -> None:
        rng = np.random.default_rng(d)
        x, y, b = map(counted, rng.normal(size=(3, d)))
        self.W1, W2 = map(counted, rng.normal(size=(2, d, d)) / d)
        jacobian = counted(rng.normal(size=(d, d)))
        self.arguments = (x, y, self.W1, W2, b, np.abs, lambda z: jacobian)
        self.evaluations = 0

    def loss(self, W1: Any) -> float:
        """The loss for another W1; the evaluations are counted."""
        self.evaluations += 1
        x, y, _, W2, b, phi, _ = self.arguments
        return loss(x, y, counted(W1), W2, b, phi)


@drawing("the comparison", "`numerical_gradient` returns a gradient")
def show_cost(numerical_gradient: Any, loss_gradients: Any = None) -> Shown:
    """Count multiplications both ways for growing d, on log axes, with fitted lines.

    Args:
        numerical_gradient: yours, of (e).
        loss_gradients: yours, of (d); its line is left out while it is blank.
    """
    started = time.perf_counter()
    nudging = _costs(lambda p: ask(numerical_gradient, p.loss, np.array(p.W1)))
    if not nudging:
        return nothing_yet("the comparison", "`numerical_gradient` evaluates its f")
    seconds = time.perf_counter() - started
    lines = [
        ("nudging all of W1", nudging, ORANGE, "o", "-"),
        ("the loss once", _costs(lambda p: p.loss(p.W1)), GREEN, "s", "--"),
    ]
    with contextlib.suppress(AnswerError):
        formula = _costs(lambda p: ask(loss_gradients, *p.arguments))
        lines += [("your formula of (d)", formula, BLUE, "^", ":")] if formula else []
    problem = Problem(SIZES[0])
    ask(numerical_gradient, problem.loss, np.array(problem.W1))
    return _cost_picture(lines, problem.evaluations, seconds)


def _costs(run: Callable[[Problem], Any]) -> dict[int, int]:
    """Multiplications for each size; stops when it gets long."""
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
        words = label
        axes.loglog(d, cost, marker, color=colour, ms=6)
        if len(d) > 1:  # the larger half: small sizes have small change beside
            slope, height = np.polyfit(np.log(d[-3:]), np.log(cost[-3:]), 1)
            axes.loglog(d, np.exp(height) * d**slope, line, color=colour, lw=1.6)
            words = f"{label},\nsteepness {slope:.2f}"
            growth.append(f"{label} {2**slope:.1f} times")
        axes.text(d[-1] * 1.1, cost[-1], words, color=colour, fontsize=9, va="center")
    axes.set_xticks(SIZES, map(str, SIZES))
    axes.set_xticks([], minor=True)
    axes.set(xlabel="d, on a logarithmic axis", ylabel="multiplications")
    axes.set_xlim(SIZES[0] * 0.85, SIZES[-1] * 3)
    grows = "; ".join(growth)
    caption = (
        f"When d doubles the count grows: {grows}. For d = {SIZES[0]} your "
        f"`numerical_gradient` evaluated the loss {evaluations} times; how many would "
        f"it be for d = 100? All its runs took {number(seconds, 2)} s."
    )
    if len(lines) > 2:
        caption += (
            " A formula that is steeper than the loss multiplies a matrix by a matrix "
            "somewhere: which product comes first?"
        )
    alt = f"Multiplications over d, straight on log axes: {grows}."
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
    """Which of `suspects` is wrong, and in which entry?

    Args:
        numerical_gradient: your own, the tool for this hunt.
        suspect: "A", "B" or "C".
        entry: the pair (row, column), counted from 0.
    """
    if is_blank(suspect) or is_blank(entry):
        words = (
            "Hold `worksheet.suspects['A'](worksheet.place)` against "
            "`numerical_gradient(worksheet.bumpy, worksheet.place)`; then B, then C."
        )
        if is_blank(numerical_gradient):
            words = "Write `numerical_gradient` first: it is the tool for this hunt."
        return show_card("optional", "a bug to hunt", words)
    if suspect not in list(suspects):
        words = 'The suspects are "A", "B" and "C".'
        return show_card("optional", "a bug to hunt", words)
    is_wrong = ~np.isclose(suspects[suspect](PLACE), _third(PLACE))
    if not is_wrong.any():
        words = f"{suspect} agrees with nudging in every entry: look at another one."
        return show_card("think", "a bug to hunt", words)
    if not _names(entry, is_wrong):
        words = f"{suspect} it is. In which entry, as (row, column) counted from 0?"
        return show_card("think", "a bug to hunt", words)
    words = "Found: without reading a line of its code, by an independent check."
    return show_card("passed", "a bug to hunt (no points)", words)


def _names(entry: Any, is_wrong: np.ndarray) -> bool:
    try:
        row, column = entry
        return bool(is_wrong[int(row), int(column)])
    except (TypeError, ValueError, IndexError):
        return False

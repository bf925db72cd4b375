"""What two ways to a gradient cost, counted live in the student's own functions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    ask,
    is_blank,
)
from .display.cards import Shown
from .display.figures import (
    BLUE,
    GREEN,
    ORANGE,
    default_style,
    new_figure,
    nothing_yet,
    number,
    picture,
)
from .given import loss
from .properties.multiplications import Counted, counted

SIZES = (4, 8, 16, 32)
MOST = 0.4  # seconds: after a call that took so long no larger one is begun


class Problem:
    """The arguments of (d) at size d, with a Φ and a Jacobian that multiply nothing."""

    def __init__(self, d: int) -> None:
        rng = np.random.default_rng(d)
        self.x, self.y, self.b = map(counted, rng.normal(size=(3, d)))
        self.W1, self.W2 = map(counted, rng.normal(size=(2, d, d)) / d)
        self.jacobian = counted(rng.normal(size=(d, d)))
        self.evaluations = 0

    def loss(self, W1: Any) -> float:
        """The loss for another W1; the evaluations are counted."""
        self.evaluations += 1
        return loss(self.x, self.y, counted(W1), self.W2, self.b, np.abs)

    def gradients(self, loss_gradients: Any) -> None:
        """One call of the student's formula."""
        ask(
            loss_gradients, self.x, self.y, self.W1, self.W2, self.b,
            np.abs, lambda z: self.jacobian,
        )  # fmt: skip


@default_style
def show_cost(numerical_gradient: Any, loss_gradients: Any = None) -> Shown:
    """Count multiplications both ways for growing d, on log axes, with fitted lines.

    Args:
        numerical_gradient: yours, of (e).
        loss_gradients: yours, of (d); its line is left out while it is blank.
    """
    started = time.perf_counter()
    try:
        nudging = _costs(lambda p: ask(numerical_gradient, p.loss, np.array(p.W1)))
    except NotAttemptedError:
        return nothing_yet("the comparison", "`numerical_gradient` returns a gradient")
    except (RaisedError, PropertyError) as error:
        return nothing_yet("the comparison", f"your function runs; now: {error}")
    if not nudging:
        return nothing_yet("the comparison", "`numerical_gradient` evaluates its f")
    seconds = time.perf_counter() - started
    lines = [
        ("nudging all of W1", nudging, ORANGE, "o", "-"),
        ("the loss once", _costs(lambda p: p.loss(p.W1)), GREEN, "s", "--"),
    ]
    formula = _formula(loss_gradients)
    if formula:
        lines.append(("your formula of (d)", formula, BLUE, "^", ":"))
    problem = Problem(SIZES[0])
    ask(numerical_gradient, problem.loss, np.array(problem.W1))
    return _drawn(lines, problem.evaluations, seconds)


def _formula(loss_gradients: Any) -> dict[int, int]:
    if is_blank(loss_gradients):
        return {}
    try:
        return _costs(lambda p: p.gradients(loss_gradients))
    except (NotAttemptedError, RaisedError, PropertyError):
        return {}


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


def _drawn(lines: list[tuple], evaluations: int, seconds: float) -> Shown:
    figure, axes = new_figure(6.6, 3.5)
    told = []
    for label, costs, colour, marker, line in lines:
        d, cost = np.array(list(costs), float), np.array(list(costs.values()), float)
        words = label
        axes.loglog(d, cost, marker, color=colour, ms=6)
        if len(d) > 1:  # the larger half: small sizes have small change beside
            slope, height = np.polyfit(np.log(d[-3:]), np.log(cost[-3:]), 1)
            axes.loglog(d, np.exp(height) * d**slope, line, color=colour, lw=1.6)
            words = f"{label},\nsteepness {slope:.2f}"
            told.append(f"{label} {2**slope:.1f} times")
        axes.text(d[-1] * 1.1, cost[-1], words, color=colour, fontsize=9, va="center")
    axes.set_xlim(SIZES[0] * 0.85, SIZES[-1] * 3)
    axes.set_xticks(SIZES, map(str, SIZES))
    axes.set_xticks([], minor=True)
    axes.set_xlabel("d, on a logarithmic axis")
    axes.set_ylabel("multiplications")
    grows = "; ".join(told)
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

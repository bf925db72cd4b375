"""Mistakes in the loop of Section 1 (g): whole wrong gradient descents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks.mistake import Mistake, table


def descent(
    step: Callable[..., np.ndarray],
    extra: int = 0,
    kept: slice = slice(None),
    stops: bool = False,
) -> Callable[..., Any]:
    """A gradient descent with another step, more steps, or a history cut short.

    Args:
        step: (W, gradient at W, gradient at the start, lr, steps, k) -> the next W.
        extra: steps too many.
        kept: the part of the history that is returned.
        stops: whether it ends when f rises.
    """

    def wrong(W, x, y, b, phi, dphi, lr, steps):
        def f(V):
            return float((y - np.sum(phi(V @ x + b))) ** 2)

        def gradient(V):
            return solutions.grad_W(V, x, y, b, phi, dphi)

        history, first = [f(W)], gradient(W)
        for k in range(steps + extra):
            W = step(W, gradient(W), first, lr, steps, k)
            history.append(f(W))
            if stops and history[-1] > history[-2]:
                break
        return W, history[kept]

    return wrong


def _plain(W, gradient, first, lr, steps, k):
    return W - lr * gradient


# fmt: off
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "gradient_descent": table(
        ("ascent", "After one small step, should f be smaller or larger?",
         descent(lambda W, g, first, lr, n, k: W + lr * g)),
        ("the start left out of the history", "Together with the start, how many values "
         "belong to so many steps?", descent(_plain, kept=slice(1, None))),
        ("the end left out of the history", "What is f at the W that you return?",
         descent(_plain, kept=slice(None, -1))),
        ("the gradient computed once", "After the first step the slope is another: where "
         "in your loop is it computed again?",
         descent(lambda W, g, first, lr, n, k: W - lr * first)),
        ("one step too many", "Count the arrows between steps + 1 values.",
         descent(_plain, extra=1)),
        ("one step too few", "How often does your loop run for steps = 1?",
         descent(_plain, extra=-1)),
        ("the step size not used", "For lr = 0, should anything move?",
         descent(lambda W, g, first, lr, n, k: W - g)),
        ("the step size divided by the number of steps", "Does one step care how many "
         "will follow?", descent(lambda W, g, first, lr, n, k: W - lr * g / max(n, 1))),
        ("stopped when f rises", "Every step is asked for, the bad ones too: what would "
         "you see?", descent(_plain, stops=True)),
        ("only the sign of the gradient used", "Should a steep slope and a gentle one "
         "move W equally far?",
         descent(lambda W, g, first, lr, n, k: W - lr * np.sign(g))),
        ("the gradient made one long", "Should a steep slope and a gentle one move W "
         "equally far?",
         descent(lambda W, g, first, lr, n, k: W - lr * g / np.linalg.norm(g))),
        ("the step size shrunk along the way", "Does the question let lr change?",
         descent(lambda W, g, first, lr, n, k: W - lr * g / (k + 1))),
        ("half the gradient", "Is there a ½ in this loss?",
         descent(lambda W, g, first, lr, n, k: W - lr * g / 2)),
        ("W scaled down in each step", "What is lr multiplied with?",
         descent(lambda W, g, first, lr, n, k: W * (1 - lr) - lr * g)),
    ),
}
# fmt: on

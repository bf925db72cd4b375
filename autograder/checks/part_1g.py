"""More mistakes in the loop of Section 1 (g): f in the history, the step, both.

W (n, d), x (d,), b (n,), scalar y; f(W) = (y − Σ φ(W x + b))².
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import solutions
from autograder.checks.mistake import Mistake
from autograder.checks.slips import Recipe, Slip, alone, in_pairs


class Given(NamedTuple):
    """What f is made of."""

    x: np.ndarray
    y: float
    b: np.ndarray
    phi: Callable[[Any], Any]
    dphi: Callable[[Any], Any]


RIGHT: Recipe = {
    "f": lambda g, W: (g.y - np.sum(g.phi(W @ g.x + g.b))) ** 2,
    "gradient": lambda g, W: solutions.grad_W(W, *g),
    "step": lambda W, start, slope, lr, k: W - lr * slope,
    "moment": lambda W, start: W,
    "loop": lambda steps: range(steps),
    "kept": lambda history: history,
    "returned": lambda W, start, last: W,
}


def formula(changes: Recipe) -> Callable[..., Any]:
    """A recipe as a whole gradient descent."""
    recipe = RIGHT | changes

    def wrong(W, x, y, b, phi, dphi, lr, steps):  # type: ignore[no-untyped-def]
        g, start, before = Given(x, y, b, phi, dphi), W, W
        history = [recipe["f"](g, W)]
        for k in recipe["loop"](steps):
            slope = recipe["gradient"](g, recipe["moment"](W, start))
            before, W = W, recipe["step"](W, start, slope, lr, k)
            history.append(recipe["f"](g, W))
        return recipe["returned"](W, start, before), recipe["kept"](history)

    return wrong


def _residual(g: Given, W: np.ndarray) -> Any:
    return g.y - np.sum(g.phi(W @ g.x + g.b))


def _back(g: Given, W: np.ndarray) -> np.ndarray:
    """How f changes with z."""
    return -2 * _residual(g, W) * g.dphi(W @ g.x + g.b)


ASK_F = "Which numbers belong in the history? Write f down from the question."
ASK_STEP = "Read the arrow in the task aloud: what is W replaced with?"
ASK_LENGTH = "Together with the start, how many values belong to so many steps?"
ASK_GRADIENT = "Is your step along the gradient that `grad_W` gives?"
ASK_NOW = "After the first step the slope is another: where is it computed again?"

# fmt: off
VALUES = (
    Slip("half of f in the history", ASK_F, "f", lambda g, W: _residual(g, W) ** 2 / 2),
    Slip("twice f in the history", ASK_F, "f", lambda g, W: 2 * _residual(g, W) ** 2),
    Slip("the residual, not squared, in the history", ASK_F, "f", _residual),
    Slip("the residual, not squared, in the history", ASK_F, "f",
         lambda g, W: np.abs(_residual(g, W))),
    Slip("f with its sign turned", ASK_F, "f", lambda g, W: -_residual(g, W) ** 2),
    Slip("the prediction in the history", ASK_F, "f",
         lambda g, W: np.sum(g.phi(W @ g.x + g.b))),
    Slip("the prediction squared in the history", ASK_F, "f",
         lambda g, W: np.sum(g.phi(W @ g.x + g.b)) ** 2),
    Slip("f without the bias", ASK_F, "f",
         lambda g, W: (g.y - np.sum(g.phi(W @ g.x))) ** 2),
    Slip("f with the bias subtracted", ASK_F, "f",
         lambda g, W: (g.y - np.sum(g.phi(W @ g.x - g.b))) ** 2),
    Slip("f with a plus in the residual", ASK_F, "f",
         lambda g, W: (g.y + np.sum(g.phi(W @ g.x + g.b))) ** 2),
    Slip("f with the squares inside the sum", ASK_F, "f",
         lambda g, W: np.sum((g.y - g.phi(W @ g.x + g.b)) ** 2)),
    Slip("f with a mean over the units", ASK_F, "f",
         lambda g, W: (g.y - np.mean(g.phi(W @ g.x + g.b))) ** 2),
    Slip("f without φ", ASK_F, "f", lambda g, W: (g.y - np.sum(W @ g.x + g.b)) ** 2),
    Slip("f with φ after the sum", ASK_F, "f",
         lambda g, W: (g.y - g.phi(np.sum(W @ g.x + g.b))) ** 2),
    Slip("f with another power", ASK_F, "f", lambda g, W: _residual(g, W) ** 3),
    Slip("f with another power", ASK_F, "f", lambda g, W: _residual(g, W) ** 4),
    Slip("the gradient's length in the history", ASK_F, "f",
         lambda g, W: np.linalg.norm(solutions.grad_W(W, *g))),
)
GRADIENTS = (
    Slip("the slope of φ left out of the gradient", ASK_GRADIENT, "gradient",
         lambda g, W: np.outer(-2 * _residual(g, W) * np.ones(len(g.b)), g.x)),
    Slip("a gradient for each unit by itself", ASK_GRADIENT, "gradient",
         lambda g, W: np.outer(-2 * (g.y - g.phi(W @ g.x + g.b))
                               * g.dphi(W @ g.x + g.b), g.x)),
    Slip("the gradient by z in each column", ASK_GRADIENT, "gradient",
         lambda g, W: np.outer(_back(g, W), np.ones(len(g.x)))),
    Slip("twice the gradient", ASK_GRADIENT, "gradient",
         lambda g, W: 2 * solutions.grad_W(W, *g)),
    Slip("f in place of the gradient", ASK_GRADIENT, "gradient",
         lambda g, W: RIGHT["f"](g, W)),
    Slip("the slope of φ taken without the bias", ASK_GRADIENT, "gradient",
         lambda g, W: np.outer(-2 * _residual(g, W) * g.dphi(W @ g.x), g.x)),
)
STEPS = (
    Slip("no step taken", "Where in your loop does W change?", "step",
         lambda W, start, slope, lr, k: W),
    Slip("the gradient left out of the step", ASK_STEP, "step",
         lambda W, start, slope, lr, k: W - lr),
    Slip("W replaced by the step", ASK_STEP, "step",
         lambda W, start, slope, lr, k: lr * slope),
    Slip("W replaced by the step against the gradient", ASK_STEP, "step",
         lambda W, start, slope, lr, k: -lr * slope),
    Slip("the step taken the wrong way round", ASK_STEP, "step",
         lambda W, start, slope, lr, k: lr * slope - W),
    Slip("divided by the step size", ASK_STEP, "step",
         lambda W, start, slope, lr, k: W - slope / lr),
    Slip("W multiplied with the step", ASK_STEP, "step",
         lambda W, start, slope, lr, k: W * (1 - lr * slope)),
    Slip("the step size squared", ASK_STEP, "step",
         lambda W, start, slope, lr, k: W - lr**2 * slope),
    Slip("each step begun at the start", "From where does the second step begin?",
         "step", lambda W, start, slope, lr, k: start - lr * slope),
    Slip("the step size growing along the way", ASK_STEP, "step",
         lambda W, start, slope, lr, k: W - lr * (k + 1) * slope),
    Slip("the step counted in the step size", ASK_STEP, "step",
         lambda W, start, slope, lr, k: W - lr * k * slope),
)
ENDS = (
    Slip("the history the wrong way round", "Which value comes first?", "kept",
         lambda history: history[::-1]),
    Slip("only the last value returned", ASK_LENGTH, "kept",
         lambda history: history[-1:]),
    Slip("start and end left out of the history", ASK_LENGTH, "kept",
         lambda history: history[1:-1]),
    Slip("the start written down twice", ASK_LENGTH, "kept",
         lambda history: [history[0], *history]),
    Slip("the start written down twice, the end left out", ASK_LENGTH, "kept",
         lambda history: [history[0], *history[:-1]]),
    Slip("the end written down twice", ASK_LENGTH, "kept",
         lambda history: [*history, history[-1]]),
    Slip("the end written down twice, the start left out", ASK_LENGTH, "kept",
         lambda history: [*history[1:], history[-1]]),
    Slip("the start returned as W", "Which W belongs to the last value of f?",
         "returned", lambda W, start, last: start),
    Slip("the W before the last step returned", "Which W belongs to the last value of "
         "f?", "returned", lambda W, start, last: last),
    Slip("the change of W returned", "Is W asked for, or how far it went?", "returned",
         lambda W, start, last: W - start),
)

# Frequent ones, which go in pairs as well.
FREQUENT = (
    Slip("ascent", "After one small step, should f be smaller or larger?", "step",
         lambda W, start, slope, lr, k: W + lr * slope),
    Slip("the step size not used", "For lr = 0, should anything move?", "step",
         lambda W, start, slope, lr, k: W - slope),
    Slip("half the gradient", "Is there a ½ in this loss?", "step",
         lambda W, start, slope, lr, k: W - lr * slope / 2),
    Slip("the gradient computed once", ASK_NOW, "moment", lambda W, start: start),
    Slip("the start left out of the history", ASK_LENGTH, "kept",
         lambda history: history[1:]),
    Slip("the end left out of the history", ASK_LENGTH, "kept",
         lambda history: history[:-1]),
    VALUES[0], VALUES[2], VALUES[7],
    Slip("one step too many", ASK_LENGTH, "loop", lambda steps: range(steps + 1)),
    Slip("one step too few", ASK_LENGTH, "loop", lambda steps: range(steps - 1)),
)
# fmt: on

MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "gradient_descent": (
        *alone(formula, (*VALUES, *GRADIENTS, *STEPS, *ENDS)),
        *in_pairs(formula, FREQUENT),
    )
}

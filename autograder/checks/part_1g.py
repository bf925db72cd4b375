"""Section 1 (g): the gradient with respect to W, and gradient descent.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
Descents are judged at step sizes where right answers stay together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Ask, Finding, Questions, RubricLine
from autograder.checks.ask import left_alone, not_yet, passed, unusable, value_check
from autograder.checks.compare import (
    CLOSE,
    MisfitError,
    as_array,
    as_items,
    as_scalar,
    as_shape,
    close,
)
from autograder.checks.inputs import Units, units
from autograder.checks.mistakes import (
    Mutation,
    Recipe,
    named,
    pairs,
    scaled,
    singles,
    table_of,
)
from autograder.checks.part_1f import (
    AT_B,
    BOTH,
    ENDS,
    FORWARD,
    FREQUENT,
    NO_Y,
    OUTSIDE,
    PLUS,
    RIGHT,
    SLOPES,
    UNITS,
    Nodes,
    by,
)

# The gradient: how it goes on from (f)

# fmt: off
WRITTEN_OUT = table_of(Units,
    ("the minus of y − s forgotten", "The model predicts too little: should weights that raise it go up or down, and what will "
     "your step do?", lambda u: np.outer(-u.back, u.x)),
    ("transposed", "Row i of W belongs to unit i. Does row i of yours?", lambda u: np.outer(u.x, u.back)),
    ("the slope of φ left out", "Should a unit that is flat move much?", lambda u: -2 * u.r * np.outer(np.ones(len(u.z)), u.x)),
    ("φ in place of its slope", "Value or slope: which one carries a change?", lambda u: -2 * u.r * np.outer(u.p, u.x)),
    ("the slope taken at p", "At which point was φ evaluated?", lambda u: -2 * u.r * np.outer(u.dphi(u.p), u.x)),
    ("the slope taken without the bias", "What exactly goes into φ?", lambda u: -2 * u.r * np.outer(u.dphi(u.W @ u.x), u.x)),
    ("a residual for each unit", "One y, one sum: how many residuals?", lambda u: np.outer(-2 * (u.y - u.p) * u.dphi(u.z), u.x)),
    ("a factor 2 lost", "Is there a ½ in front of this square?", lambda u: np.outer(u.back / 2, u.x)),
    ("W in place of x", "Which of the two factors of wᵢᵀx is left when you differentiate by wᵢ?", lambda u: u.back[:, np.newaxis] * u.W),
    ("averaged over the units", "Does the model add up its units, or average them?", lambda u: np.outer(u.back, u.x) / len(u.z)),
    ("x left out", "How does zᵢ depend on wᵢ?", lambda u: np.outer(u.back, np.ones(len(u.x)))),
    ("the bias left out of the way forward", "What exactly goes into φ, each time?",
     lambda u: np.outer(-2 * (u.y - np.sum(u.phi(u.W @ u.x))) * u.dphi(u.W @ u.x), u.x)),
    ("stopped at z", "You know how f changes with z. How does z depend on W?", lambda u: u.back),
    ("the same row for every unit", "Do all units have the same slope?", lambda u: np.outer(np.full(len(u.z), np.sum(u.back)), u.x)),
    ("the error left out", "Would a perfect prediction still move the weights?", lambda u: np.outer(u.dphi(u.z), u.x)),
)
# fmt: on
GRADIENT: Recipe = RIGHT | {"partner": lambda g, n: g.x, "product": np.outer}


def _gradient(recipe: Recipe, g: Units, n: Nodes) -> Any:
    back = recipe["outer slope"](g, n) * recipe["slope"](g, n)
    return recipe["product"](back, recipe["partner"](g, n))


# fmt: off
PARTNERS = tuple(
    Mutation(f"{name} in place of x", "Which factor of wᵢᵀx is left when you differentiate by wᵢ?", "partner", choice)
    for name, choice in (("b", lambda g, n: g.b), ("z", lambda g, n: n.z), ("p", lambda g, n: n.p), ("x²", lambda g, n: g.x**2))
)
ONES = Mutation("x left out", "How does zᵢ depend on wᵢ?", "partner", lambda g, n: np.ones(len(g.x)))
TURNED = Mutation("transposed", "Row i of W belongs to unit i. Does row i of yours?", "product", lambda u, v: np.outer(v, u))
GRAD_W = (
    *WRITTEN_OUT,
    *scaled(solutions.grad_W, exclude=(-1.0, 0.5)),
    *singles(by(_gradient, GRADIENT), (*FORWARD, AT_B, PLUS, NO_Y, *OUTSIDE[:3], *SLOPES, *PARTNERS)),
    *pairs(by(_gradient, GRADIENT), (TURNED, ONES, *FREQUENT, *ENDS), BOTH),
)
# fmt: on

# Descent: how it is asked

# n, d, seed, lr, steps. In the last row f rises during the run, because its slopes are
# not the derivatives of its phi: a function that stops when f rises fails that row.
RUNS = (
    (3, 2, 51, 0.03, 4), (2, 3, 52, 0.05, 1), (2, 4, 53, 0.02, 5), (3, 2, 54, 0.1, 0),
    (2, 2, 76, 0.02, 3),
)  # fmt: skip


def runs() -> list[tuple[Any, ...]]:
    """The arguments of every call that is judged.

    In the last call f is constant: a function that stops when W does not change
    returns too few values there.
    """
    drawn = [(*units(n, d, seed), lr, steps) for n, d, seed, lr, steps in RUNS]
    there = units(2, 3, 55)
    return [*drawn, (*there._replace(x=np.zeros(3)), 0.05, 3)]


def _descent_check(ask: Ask, answer: Answer) -> Finding:
    """W at the end, all values of f, and the caller's W."""
    for arguments in runs():
        reply = ask.call(answer.function, *arguments)
        finding = (
            unusable(answer, reply)
            or left_alone(answer, arguments[0], (reply.arguments or (None,))[0])
            or _compared(answer, arguments, reply.value)
        )
        if finding is not None:
            return finding
    return passed(answer)


def _compared(answer: Answer, arguments: tuple[Any, ...], value: Any) -> Finding | None:
    words = _mismatch(answer, value, *solutions.gradient_descent(*arguments))
    if words is None:
        return None
    # Where f is flat mistakes look alike: there the words have to do.
    flat = not np.any(arguments[1])
    mistakes = () if flat else answer.mistakes
    return not_yet(answer, words, named(mistakes, arguments, value, flattened))


def _mismatch(
    answer: Answer, value: Any, W_final: np.ndarray, history: list[float]
) -> str | None:
    """What is wrong with the pair that came back, in words; None if it is right."""
    try:
        W_got, history_got = as_items(value, 2)
    except MisfitError as misfit:
        expected = "the pair (W_final, history)"
        return feedback.misfit(answer.name, str(misfit), expected)
    try:
        end_is_right = close(as_shape(W_got, W_final.shape), W_final, CLOSE)
    except MisfitError as misfit:
        return feedback.misfit("W_final", str(misfit), "the shape of W")
    try:
        values = np.array([as_scalar(f) for f in as_items(history_got, len(history))])
    except MisfitError as misfit:
        return feedback.misfit("history", str(misfit), "steps + 1 values of f")
    if not close(values, history, CLOSE):
        return feedback.wrong_value("history")
    return None if end_is_right else feedback.wrong_value("W_final")


def flattened(value: Any) -> np.ndarray:
    """A pair (W_final, history) as one row of numbers, to compare two of them."""
    return np.concatenate([as_array(part).ravel() for part in as_items(value, 2)])


# Wrong descents; g holds the arguments with the W of the moment.

DESCENT: Recipe = {
    "f": lambda g: g.r**2,
    "gradient": lambda g: solutions.grad_W(*g),
    "rate": lambda lr, steps, k: lr,
    "step": lambda W, start, slope, lr, k: W - lr * slope,
    "moment": lambda W, start: W,
    "loop": lambda steps: range(steps),
    "stops": lambda history: False,
    "kept": lambda history: history,
    "returned": lambda W, start, last: W,
}


def formula(changes: Recipe) -> Callable[..., Any]:
    """A recipe as a whole gradient descent."""
    recipe = DESCENT | changes

    def wrong(*arguments: Any) -> Any:
        *given, lr, steps = arguments
        g = Units(*given)
        W = start = before = g.W
        history = [recipe["f"](g)]
        for k in recipe["loop"](steps):
            at = recipe["moment"](W, start)
            slope = recipe["gradient"](g._replace(W=at))
            rate = recipe["rate"](lr, steps, k)
            before, W = W, recipe["step"](W, start, slope, rate, k)
            history.append(recipe["f"](g._replace(W=W)))
            if recipe["stops"](history):
                break
        return recipe["returned"](W, start, before), recipe["kept"](history)

    return wrong


ASK_F = "Which numbers belong in the history? Write f down from the question."
ASK_STEP = "Read the arrow in the task aloud: what is W replaced with?"
ASK_LENGTH = "Together with the start, how many values belong to so many steps?"
ASK_GRADIENT = "Is your step along the gradient that `grad_W` gives?"
ASK_NOW = "After the first step the slope is another: where is it computed again?"

# fmt: off
ASCENT = Mutation("ascent", "After one small step, should f be smaller or larger?", "step", lambda W, start, slope, lr, k: W + lr * slope)
NO_RATE = Mutation("the step size not used", "For lr = 0, should anything move?", "step", lambda W, start, slope, lr, k: W - slope)
HALF = Mutation("half the gradient", "Is there a ½ in this loss?", "step", lambda W, start, slope, lr, k: W - lr * slope / 2)
WRITTEN_OUT_DESCENTS = (
    ASCENT,
    Mutation("the start left out of the history", "Together with the start, how many values belong to so many steps?",
             "kept", lambda history: history[1:]),
    Mutation("the end left out of the history", "What is f at the W that you return?", "kept", lambda history: history[:-1]),
    Mutation("the gradient computed once", "After the first step the slope is another: where in your loop is it computed again?",
             "moment", lambda W, start: start),
    Mutation("one step too many", "Count the arrows between steps + 1 values.", "loop", lambda steps: range(steps + 1)),
    Mutation("one step too few", "How often does your loop run for steps = 1?", "loop", lambda steps: range(steps - 1)),
    NO_RATE,
    Mutation("the step size divided by the number of steps", "Does one step care how many will follow?",
             "rate", lambda lr, steps, k: lr / max(steps, 1)),
    Mutation("stopped when f rises", "Every step is asked for, the bad ones too: what would you see?",
             "stops", lambda history: history[-1] > history[-2]),
    Mutation("only the sign of the gradient used", "Should a steep slope and a gentle one move W equally far?",
             "gradient", lambda g: np.sign(solutions.grad_W(*g))),
    Mutation("the gradient made one long", "Should a steep slope and a gentle one move W equally far?",
             "step", lambda W, start, slope, lr, k: W - lr * slope / np.linalg.norm(slope)),
    Mutation("the step size shrunk along the way", "Does the question let lr change?", "rate", lambda lr, steps, k: lr / (k + 1)),
    HALF,
    Mutation("W scaled down in each step", "What is lr multiplied with?", "step", lambda W, start, slope, lr, k: W * (1 - lr) - lr * slope),
)
VALUES = (
    Mutation("half of f in the history", ASK_F, "f", lambda g: g.r**2 / 2),
    Mutation("twice f in the history", ASK_F, "f", lambda g: 2 * g.r**2),
    Mutation("the residual, not squared, in the history", ASK_F, "f", lambda g: g.r),
    Mutation("the residual, not squared, in the history", ASK_F, "f", lambda g: np.abs(g.r)),
    Mutation("f with its sign turned", ASK_F, "f", lambda g: -g.r**2),
    Mutation("the prediction in the history", ASK_F, "f", lambda g: g.s),
    Mutation("the prediction squared in the history", ASK_F, "f", lambda g: g.s**2),
    Mutation("f without the bias", ASK_F, "f", lambda g: (g.y - np.sum(g.phi(g.W @ g.x))) ** 2),
    Mutation("f with the bias subtracted", ASK_F, "f", lambda g: (g.y - np.sum(g.phi(g.W @ g.x - g.b))) ** 2),
    Mutation("f with a plus in the residual", ASK_F, "f", lambda g: (g.y + g.s) ** 2),
    Mutation("f with the squares inside the sum", ASK_F, "f", lambda g: np.sum((g.y - g.p) ** 2)),
    Mutation("f with a mean over the units", ASK_F, "f", lambda g: (g.y - np.mean(g.p)) ** 2),
    Mutation("f without φ", ASK_F, "f", lambda g: (g.y - np.sum(g.z)) ** 2),
    Mutation("f with φ after the sum", ASK_F, "f", lambda g: (g.y - g.phi(np.sum(g.z))) ** 2),
    Mutation("f with another power", ASK_F, "f", lambda g: g.r**3),
    Mutation("f with another power", ASK_F, "f", lambda g: g.r**4),
    Mutation("the gradient's length in the history", ASK_F, "f", lambda g: np.linalg.norm(solutions.grad_W(*g))),
)
GRADIENTS = (
    Mutation("the slope of φ left out of the gradient", ASK_GRADIENT, "gradient", lambda g: np.outer(-2 * g.r * np.ones(len(g.b)), g.x)),
    Mutation("a gradient for each unit by itself", ASK_GRADIENT, "gradient", lambda g: np.outer(-2 * (g.y - g.p) * g.dphi(g.z), g.x)),
    Mutation("the gradient by z in each column", ASK_GRADIENT, "gradient", lambda g: np.outer(g.back, np.ones(len(g.x)))),
    Mutation("twice the gradient", ASK_GRADIENT, "gradient", lambda g: 2 * solutions.grad_W(*g)),
    Mutation("f in place of the gradient", ASK_GRADIENT, "gradient", lambda g: g.r**2),
    Mutation("the slope of φ taken without the bias", ASK_GRADIENT, "gradient", lambda g: np.outer(-2 * g.r * g.dphi(g.W @ g.x), g.x)),
)
STEPS = (
    Mutation("no step taken", "Where in your loop does W change?", "step", lambda W, start, slope, lr, k: W),
    Mutation("the gradient left out of the step", ASK_STEP, "step", lambda W, start, slope, lr, k: W - lr),
    Mutation("W replaced by the step", ASK_STEP, "step", lambda W, start, slope, lr, k: lr * slope),
    Mutation("W replaced by the step against the gradient", ASK_STEP, "step", lambda W, start, slope, lr, k: -lr * slope),
    Mutation("the step taken the wrong way round", ASK_STEP, "step", lambda W, start, slope, lr, k: lr * slope - W),
    Mutation("divided by the step size", ASK_STEP, "step", lambda W, start, slope, lr, k: W - slope / lr),
    Mutation("W multiplied with the step", ASK_STEP, "step", lambda W, start, slope, lr, k: W * (1 - lr * slope)),
    Mutation("the step size squared", ASK_STEP, "step", lambda W, start, slope, lr, k: W - lr**2 * slope),
    Mutation("each step begun at the start", "From where does the second step begin?",
             "step", lambda W, start, slope, lr, k: start - lr * slope),
    Mutation("the step size growing along the way", ASK_STEP, "step", lambda W, start, slope, lr, k: W - lr * (k + 1) * slope),
    Mutation("the step counted in the step size", ASK_STEP, "step", lambda W, start, slope, lr, k: W - lr * k * slope),
)
RESULTS = (
    Mutation("the history the wrong way round", "Which value comes first?", "kept", lambda history: history[::-1]),
    Mutation("only the last value returned", ASK_LENGTH, "kept", lambda history: history[-1:]),
    Mutation("start and end left out of the history", ASK_LENGTH, "kept", lambda history: history[1:-1]),
    Mutation("the start written down twice", ASK_LENGTH, "kept", lambda history: [history[0], *history]),
    Mutation("the start written down twice, the end left out", ASK_LENGTH, "kept", lambda history: [history[0], *history[:-1]]),
    Mutation("the end written down twice", ASK_LENGTH, "kept", lambda history: [*history, history[-1]]),
    Mutation("the end written down twice, the start left out", ASK_LENGTH, "kept", lambda history: [*history[1:], history[-1]]),
    Mutation("the start returned as W", "Which W belongs to the last value of f?", "returned", lambda W, start, last: start),
    Mutation("the W before the last step returned", "Which W belongs to the last value of f?", "returned", lambda W, start, last: last),
    Mutation("the change of W returned", "Is W asked for, or how far it went?", "returned", lambda W, start, last: W - start),
)

# Frequent ones, which go in pairs as well.
FREQUENT_DESCENTS = (
    ASCENT, NO_RATE, HALF,
    Mutation("the gradient computed once", ASK_NOW, "moment", lambda W, start: start),
    Mutation("the start left out of the history", ASK_LENGTH, "kept", lambda history: history[1:]),
    Mutation("the end left out of the history", ASK_LENGTH, "kept", lambda history: history[:-1]),
    VALUES[0], VALUES[2], VALUES[7],
    Mutation("one step too many", ASK_LENGTH, "loop", lambda steps: range(steps + 1)),
    Mutation("one step too few", ASK_LENGTH, "loop", lambda steps: range(steps - 1)),
)
GRADIENT_DESCENT = (
    *singles(formula, (*WRITTEN_OUT_DESCENTS, *VALUES, *GRADIENTS, *STEPS, *RESULTS)),
    *pairs(formula, FREQUENT_DESCENTS),
)

QUESTIONS: Questions = {
    "q1g_grad": (
        Answer("grad_W", value_check(solutions.grad_W, UNITS, wrong=feedback.not_followed), GRAD_W, hints=(
            "How does zᵢ change when one entry of wᵢ is nudged?",
            "You have ∂f/∂z from (f). Row i of W feeds only zᵢ, and each of its entries meets one entry of x.",
            'np.outer(sensitivities(...)["z"], ...)')),
    ),
    "q1g_descent": (
        Answer("gradient_descent", _descent_check, GRADIENT_DESCENT, hints=(
            "What has to be computed again after every step?",
            "Write down f at the start; then for each step move, and write f down again.",
            "history = [f of W]; for each step: W = W - lr * (the gradient at this W); append ...")),
    ),
}
# fmt: on

# What graders look for in the written answer, and comments to use again.
# fmt: off
RUBRIC = {
    "q1g_discussion": (
        RubricLine("G1", 1, "You tell computing the gradient from taking the step."),
        RubricLine("G2", 1, "You name the numbers of the forward pass that are used again."),
        RubricLine("G3", 1, "You name two things that go wrong and how the history shows them."),
        RubricLine("G4", 0, "Which of the two steps knows the step size?"),
        RubricLine("G5", 0, "What may happen for a large step, or where φ is flat?"),
        RubricLine("G6", 0, "Which quantities are given and never move?"),
        RubricLine("G7", 0, "Is the slope the same after a step?"),
    ),
}
# fmt: on

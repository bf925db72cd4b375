"""Section 1 (g): the gradient with respect to W, and gradient descent.

z = W x + b, p = φ(z), s = Σ p, r = y − s, f = r²; W (n, d), x (d,), b (n,).
Descents are judged at step sizes for which right answers do not diverge from each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Ask, Finding, Questions, RubricLine
from autograder.checks.ask import (
    argument_unchanged,
    not_yet,
    passed,
    unusable,
    value_check,
)
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
    DERIVATIVES,
    ENDS,
    FORWARD,
    FREQUENT,
    HIDDEN_PAIRS,
    NO_Y,
    OUTER,
    PLUS,
    RIGHT,
    UNITS,
    Nodes,
    formula_from,
)

# The gradient: one more step after (f)

# fmt: off
WRITTEN_OUT = table_of(Units,
    ("the minus of y − s is missing", "If the prediction is too low, should weights that raise it go up or down? What does your step do?", lambda u: np.outer(-u.back, u.x)),
    ("the result is transposed", "Row i of W belongs to unit i. Does row i of your result belong to unit i too?", lambda u: np.outer(u.x, u.back)),
    ("the derivative of φ is missing", "Where φ is flat, a change of W has little effect. Which factor of your formula shows that?", lambda u: -2 * u.r * np.outer(np.ones(len(u.z)), u.x)),
    ("φ is used instead of its derivative", "How does p change with z: by the value of φ, or by its derivative?", lambda u: -2 * u.r * np.outer(u.p, u.x)),
    ("the derivative of φ is taken at p", "At which point does the forward pass evaluate φ? Call `dphi` at the same point.", lambda u: -2 * u.r * np.outer(u.dphi(u.p), u.x)),
    ("the derivative of φ is taken without the bias", "Print z and compare it with the question: which expression is the input of φ?", lambda u: -2 * u.r * np.outer(u.dphi(u.W @ u.x), u.x)),
    ("each unit has its own residual", "There is one y and one sum. How many residuals are there?", lambda u: np.outer(-2 * (u.y - u.p) * u.dphi(u.z), u.x)),
    ("a factor of 2 is missing", "Differentiate r² step by step. Is there a ½ in front of it?", lambda u: np.outer(u.back / 2, u.x)),
    ("W is used instead of x", "Differentiate wᵢᵀx with respect to wᵢ. Which of the two factors is left?", lambda u: u.back[:, np.newaxis] * u.W),
    ("the gradient is divided by the number of units", "Does the model add its units or average them? Check where you divide.", lambda u: np.outer(u.back, u.x) / len(u.z)),
    ("x is missing", "How does zᵢ change when one entry of wᵢ changes?", lambda u: np.outer(u.back, np.ones(len(u.x)))),
    ("the bias is missing in the forward pass", "Check every place where you compute z: which expression is the input of φ?",
     lambda u: np.outer(-2 * (u.y - np.sum(u.phi(u.W @ u.x))) * u.dphi(u.W @ u.x), u.x)),
    ("the gradient with respect to z is returned", "You have how f changes with z. How does z change with W?", lambda u: u.back),
    ("every row contains the sum over all units", "Each unit has its own derivative. Print the rows of your result: do they differ?", lambda u: np.outer(np.full(len(u.z), np.sum(u.back)), u.x)),
    ("the factors before the derivative of φ are missing", "For a perfect prediction the residual is 0. Which gradient does your formula give then?", lambda u: np.outer(u.dphi(u.z), u.x)),
)
# fmt: on
GRADIENT: Recipe = RIGHT | {"partner": lambda g, n: g.x, "product": np.outer}


def _gradient(recipe: Recipe, g: Units, n: Nodes) -> Any:
    back = recipe["outer derivative"](g, n) * recipe["derivative"](g, n)
    return recipe["product"](back, recipe["partner"](g, n))


# fmt: off
PARTNERS = tuple(
    Mutation(f"{name} is used instead of x", "Differentiate wᵢᵀx with respect to wᵢ. Which of the two factors is left?", "partner", choice)
    for name, choice in (("b", lambda g, n: g.b), ("z", lambda g, n: n.z), ("p", lambda g, n: n.p), ("x²", lambda g, n: g.x**2))
)
ONES = Mutation("x is missing", "How does zᵢ change when one entry of wᵢ changes?", "partner", lambda g, n: np.ones(len(g.x)))
TRANSPOSED = Mutation("the result is transposed", "Row i of W belongs to unit i. Does row i of your result belong to unit i too?", "product", lambda u, v: np.outer(v, u))
GRAD_W = (
    *WRITTEN_OUT,
    *scaled(solutions.grad_W, exclude=(-1.0, 0.5)),
    *singles(formula_from(_gradient, GRADIENT), (*FORWARD, AT_B, PLUS, NO_Y, *OUTER[:3], *DERIVATIVES, *PARTNERS)),
    *pairs(formula_from(_gradient, GRADIENT), (TRANSPOSED, ONES, *FREQUENT, *ENDS), HIDDEN_PAIRS),
)
# fmt: on

# Descent: the calls

# n, d, seed, lr, steps. In the last row f rises during the run, because dphi is not the
# derivative of phi: a function that stops when f rises fails there.
RUNS = (
    (3, 2, 51, 0.03, 4), (2, 3, 52, 0.05, 1), (2, 4, 53, 0.02, 5), (3, 2, 54, 0.1, 0),
    (2, 2, 76, 0.02, 3),
)  # fmt: skip


def runs() -> list[tuple[Any, ...]]:
    """The arguments of every call.

    In the last call f is constant, so a function that stops when W does not change
    returns too few values.
    """
    drawn = [(*units(n, d, seed), lr, steps) for n, d, seed, lr, steps in RUNS]
    flat = units(2, 3, 55)
    return [*drawn, (*flat._replace(x=np.zeros(3)), 0.05, 3)]


def _descent_check(ask: Ask, answer: Answer) -> Finding:
    """Check the final W, all values of f, and that the caller's W is unchanged."""
    for arguments in runs():
        reply = ask.call(answer.function, *arguments)
        finding = (
            unusable(answer, reply)
            or argument_unchanged(answer, arguments[0], (reply.arguments or (None,))[0])
            or _compared(answer, arguments, reply.value)
        )
        if finding is not None:
            return finding
    return passed(answer)


def _compared(answer: Answer, arguments: tuple[Any, ...], value: Any) -> Finding | None:
    message = _mismatch(answer, value, *solutions.gradient_descent(*arguments))
    if message is None:
        return None
    # Where f is flat, different mistakes have equal values: name none of them.
    flat = not np.any(arguments[1])
    mistakes = () if flat else answer.mistakes
    mistake = named(mistakes, arguments, value, flattened)
    if mistake is not None and message == feedback.wrong_history():
        message = feedback.wrong("history")
    return not_yet(answer, message, mistake)


def _mismatch(
    answer: Answer, value: Any, W_final: np.ndarray, history: list[float]
) -> str | None:
    """A sentence about what is wrong with the returned pair; None if it is right."""
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
        return feedback.wrong_history()
    return None if end_is_right else feedback.wrong_final()


def flattened(value: Any) -> np.ndarray:
    """A pair (W_final, history) as one array of shape (N,), so that pairs can be compared."""
    return np.concatenate([as_array(part).ravel() for part in as_items(value, 2)])


# Wrong descents; g holds the arguments with the current W.

DESCENT: Recipe = {
    "f": lambda g: g.r**2,
    "gradient": lambda g: solutions.grad_W(*g),
    "rate": lambda lr, steps, k: lr,
    "step": lambda W, start, grad, lr, k: W - lr * grad,
    "point": lambda W, start: W,
    "loop": lambda steps: range(steps),
    "stops": lambda history: False,
    "kept": lambda history: history,
    "returned": lambda W, start, last: W,
}


def formula(changes: Recipe) -> Callable[..., Any]:
    """Turn a recipe into a whole gradient descent."""
    recipe = DESCENT | changes

    def wrong(*arguments: Any) -> Any:
        *given, lr, steps = arguments
        g = Units(*given)
        W = start = before = g.W
        history = [recipe["f"](g)]
        for k in recipe["loop"](steps):
            at = recipe["point"](W, start)
            grad = recipe["gradient"](g._replace(W=at))
            rate = recipe["rate"](lr, steps, k)
            before, W = W, recipe["step"](W, start, grad, rate, k)
            history.append(recipe["f"](g._replace(W=W)))
            if recipe["stops"](history):
                break
        return recipe["returned"](W, start, before), recipe["kept"](history)

    return wrong


ASK_F = "Print the first value of your history and compare it with f at the first W, computed from the question's formula."
ASK_STEP = "Read the update rule in the task again. Which expression replaces W?"
ASK_LENGTH = "How many values does the history have for steps = 1? There should be two: start and end."
ASK_GRADIENT = "Print the gradient that your loop uses, and compare it with `grad_W` at the same W."
ASK_NOW = "After the first step the gradient is different. Where in your loop do you compute it again?"

# fmt: off
ASCENT = Mutation("the step goes up instead of down", "After one small step, should f be smaller or larger? Check the sign of the step.", "step", lambda W, start, grad, lr, k: W + lr * grad)
NO_RATE = Mutation("the step size lr is not used", "With lr = 0 nothing should change. Where does lr appear in your step?", "step", lambda W, start, grad, lr, k: W - grad)
HALF = Mutation("half of the gradient is used", "Check the factors of your gradient: there is no ½ in this loss.", "step", lambda W, start, grad, lr, k: W - lr * grad / 2)
WRITTEN_OUT_DESCENTS = (
    ASCENT,
    Mutation("the first value is missing from the history", "How many values does the history have for steps = 1? There should be two: start and end.",
             "kept", lambda history: history[1:]),
    Mutation("the last value is missing from the history", "What is f at the W that you return? Append that value too.", "kept", lambda history: history[:-1]),
    Mutation("the gradient is computed only once", "After the first step the gradient is different. Where in your loop do you compute it again?",
             "point", lambda W, start: start),
    Mutation("there is one step too many", "Count how often W changes for steps = 1.", "loop", lambda steps: range(steps + 1)),
    Mutation("there is one step too few", "How often does your loop run for steps = 1? Does it stop early?", "loop", lambda steps: range(steps - 1)),
    NO_RATE,
    Mutation("the step size is divided by the number of steps", "Does the length of one step depend on how many steps follow?",
             "rate", lambda lr, steps, k: lr / max(steps, 1)),
    Mutation("the loop stops when f rises", "Take every step, also when f rises. Then the history shows that the step size is too large.",
             "stops", lambda history: history[-1] > history[-2]),
    Mutation("only the sign of the gradient is used", "A steep slope should move W further than a gentle one. Does the size of your gradient matter?",
             "gradient", lambda g: np.sign(solutions.grad_W(*g))),
    Mutation("the gradient is divided by its length", "A steep slope should move W further than a gentle one. Does the size of your gradient matter?",
             "step", lambda W, start, grad, lr, k: W - lr * grad / np.linalg.norm(grad)),
    Mutation("the step size shrinks during the descent", "Keep lr the same in every step.", "rate", lambda lr, steps, k: lr / (k + 1)),
    HALF,
    Mutation("W is scaled down in each step", "What is lr multiplied by? Check the parentheses in your step.", "step", lambda W, start, grad, lr, k: W * (1 - lr) - lr * grad),
)
VALUES = (
    Mutation("the history contains half of f", ASK_F, "f", lambda g: g.r**2 / 2),
    Mutation("the history contains twice f", ASK_F, "f", lambda g: 2 * g.r**2),
    Mutation("the history contains the residual without the square", ASK_F, "f", lambda g: g.r),
    Mutation("the history contains the residual without the square", ASK_F, "f", lambda g: np.abs(g.r)),
    Mutation("the history contains −f", ASK_F, "f", lambda g: -g.r**2),
    Mutation("the history contains the prediction", ASK_F, "f", lambda g: g.s),
    Mutation("the history contains the squared prediction", ASK_F, "f", lambda g: g.s**2),
    Mutation("the history contains f without the bias", ASK_F, "f", lambda g: (g.y - np.sum(g.phi(g.W @ g.x))) ** 2),
    Mutation("the history contains f with the bias subtracted", ASK_F, "f", lambda g: (g.y - np.sum(g.phi(g.W @ g.x - g.b))) ** 2),
    Mutation("the history contains f with a plus in the residual", ASK_F, "f", lambda g: (g.y + g.s) ** 2),
    Mutation("the history contains f with the square inside the sum", ASK_F, "f", lambda g: np.sum((g.y - g.p) ** 2)),
    Mutation("the history contains f with a mean over the units", ASK_F, "f", lambda g: (g.y - np.mean(g.p)) ** 2),
    Mutation("the history contains f without φ", ASK_F, "f", lambda g: (g.y - np.sum(g.z)) ** 2),
    Mutation("the history contains f with φ after the sum", ASK_F, "f", lambda g: (g.y - g.phi(np.sum(g.z))) ** 2),
    Mutation("the history contains another power of the residual", ASK_F, "f", lambda g: g.r**3),
    Mutation("the history contains another power of the residual", ASK_F, "f", lambda g: g.r**4),
    Mutation("the history contains the length of the gradient", ASK_F, "f", lambda g: np.linalg.norm(solutions.grad_W(*g))),
)
GRADIENTS = (
    Mutation("the derivative of φ is missing in the gradient", ASK_GRADIENT, "gradient", lambda g: np.outer(-2 * g.r * np.ones(len(g.b)), g.x)),
    Mutation("the gradient uses a separate residual for each unit", ASK_GRADIENT, "gradient", lambda g: np.outer(-2 * (g.y - g.p) * g.dphi(g.z), g.x)),
    Mutation("the gradient does not contain x", ASK_GRADIENT, "gradient", lambda g: np.outer(g.back, np.ones(len(g.x)))),
    Mutation("twice the gradient is used", ASK_GRADIENT, "gradient", lambda g: 2 * solutions.grad_W(*g)),
    Mutation("f is used instead of the gradient", ASK_GRADIENT, "gradient", lambda g: g.r**2),
    Mutation("the derivative of φ is taken without the bias", ASK_GRADIENT, "gradient", lambda g: np.outer(-2 * g.r * g.dphi(g.W @ g.x), g.x)),
)
STEPS = (
    Mutation("W never changes", "Where in your loop do you assign a new value to W?", "step", lambda W, start, grad, lr, k: W),
    Mutation("the gradient is not used in the step", ASK_STEP, "step", lambda W, start, grad, lr, k: W - lr),
    Mutation("W is replaced by lr times the gradient", ASK_STEP, "step", lambda W, start, grad, lr, k: lr * grad),
    Mutation("W is replaced by −lr times the gradient", ASK_STEP, "step", lambda W, start, grad, lr, k: -lr * grad),
    Mutation("W and the step are subtracted in the wrong order", ASK_STEP, "step", lambda W, start, grad, lr, k: lr * grad - W),
    Mutation("the gradient is divided by lr instead of multiplied", ASK_STEP, "step", lambda W, start, grad, lr, k: W - grad / lr),
    Mutation("W is multiplied by the step instead of moved", ASK_STEP, "step", lambda W, start, grad, lr, k: W * (1 - lr * grad)),
    Mutation("the step size is squared", ASK_STEP, "step", lambda W, start, grad, lr, k: W - lr**2 * grad),
    Mutation("every step begins at the first W", "Where does the second step begin: at the first W, or at the W after the first step?",
             "step", lambda W, start, grad, lr, k: start - lr * grad),
    Mutation("the step size grows during the descent", ASK_STEP, "step", lambda W, start, grad, lr, k: W - lr * (k + 1) * grad),
    Mutation("the step size is multiplied by the number of the step", ASK_STEP, "step", lambda W, start, grad, lr, k: W - lr * k * grad),
)
RESULTS = (
    Mutation("the history is in reverse order", "Which value should come first in the history?", "kept", lambda history: history[::-1]),
    Mutation("the history contains only the last value", ASK_LENGTH, "kept", lambda history: history[-1:]),
    Mutation("the first and the last value are missing from the history", ASK_LENGTH, "kept", lambda history: history[1:-1]),
    Mutation("the first value is in the history twice", ASK_LENGTH, "kept", lambda history: [history[0], *history]),
    Mutation("the first value is in the history twice, and the last one is missing", ASK_LENGTH, "kept", lambda history: [history[0], *history[:-1]]),
    Mutation("the last value is in the history twice", ASK_LENGTH, "kept", lambda history: [*history, history[-1]]),
    Mutation("the last value is in the history twice, and the first one is missing", ASK_LENGTH, "kept", lambda history: [*history[1:], history[-1]]),
    Mutation("the first W is returned", "Which W belongs to the last value of f? Return that one.", "returned", lambda W, start, last: start),
    Mutation("the W before the last step is returned", "Which W belongs to the last value of f? Return that one.", "returned", lambda W, start, last: last),
    Mutation("the change of W is returned", "Return the new W, not the difference from the first W.", "returned", lambda W, start, last: W - start),
)

# Frequent mutations. They are also combined in pairs.
FREQUENT_DESCENTS = (
    ASCENT, NO_RATE, HALF,
    Mutation("the gradient is computed only once", ASK_NOW, "point", lambda W, start: start),
    Mutation("the first value is missing from the history", ASK_LENGTH, "kept", lambda history: history[1:]),
    Mutation("the last value is missing from the history", ASK_LENGTH, "kept", lambda history: history[:-1]),
    VALUES[0], VALUES[2], VALUES[7],
    Mutation("there is one step too many", ASK_LENGTH, "loop", lambda steps: range(steps + 1)),
    Mutation("there is one step too few", ASK_LENGTH, "loop", lambda steps: range(steps - 1)),
)
GRADIENT_DESCENT = (
    *singles(formula, (*WRITTEN_OUT_DESCENTS, *VALUES, *GRADIENTS, *STEPS, *RESULTS)),
    *pairs(formula, FREQUENT_DESCENTS),
)

QUESTIONS: Questions = {
    "q1g_grad": (
        Answer("grad_W", value_check(solutions.grad_W, UNITS, wrong=feedback.wrong_derivative), GRAD_W, hints=(
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

# What graders look for in the written answer, and comments on frequent mistakes.
# fmt: off
RUBRIC = {
    "q1g_discussion": (
        RubricLine("G1", 1, "You distinguish computing the gradient from taking the step."),
        RubricLine("G2", 1, "You name the numbers of the forward pass that the backward pass uses again."),
        RubricLine("G3", 1, "You name two things that can go wrong, and how the history shows them."),
        RubricLine("G4", 0, "Which of the two steps uses the learning rate?"),
        RubricLine("G5", 0, "What can happen with a large step size, or where φ is flat?"),
        RubricLine("G6", 0, "Which quantities are given and never change?"),
        RubricLine("G7", 0, "Is the gradient the same after a step?"),
    ),
}
# fmt: on

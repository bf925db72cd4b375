"""Predictions: who says first what will happen sees more in the picture."""

from __future__ import annotations

from typing import Any

from .display.cards import Shown, card, plain_text

predictions: dict[str, Any] = {}

_QUESTIONS = {  # for the third failure of the same kind
    "df": "Predict: where is x² steeper, at 1 or at 10? Does your `df` say so?",
    "dg": "Predict: x moves from 5 to 5.001. By how much does g(x) = x move?",
    "dh": "Predict: only x1 moves. Which of the two entries may depend on x2?",
    "dl": "Predict: what must `dl` give at x = 0, and with which sign at x = −1?",
    "total_derivative": "Predict: all slopes in `dg` are 0. What must come out?",
    "chain_rule_graph": "With a pencil, for n = 3: how many arrows leave `w`?",
    "computation_graph": (
        "With a pencil, for n = 2: how many nodes has your drawing, and how many has "
        "your dict?"
    ),
    "loss_gradients": (
        "Predict with d = 1, where every matrix is a number: which factors must the "
        "answer have, and which of them are missing or in excess?"
    ),
    "numerical_gradient": (
        "Predict for f(W) = 3·W[0, 0] and eps = 0.5: which two values of f does your "
        "code subtract, and what does it divide by?"
    ),
    "sensitivities": (
        "Predict with n = 1 and y = 5, s = 3: in which direction does f go when this "
        "node rises a little, and does your number agree?"
    ),
    "grad_W": "Predict: x = (1, 0). Which entries of the answer must be 0?",
    "gradient_descent": (
        "Take steps = 1 and go through your loop line by line: what is in `history` "
        "after each line?"
    ),
    "d_sigmoid": "Predict: how steep is σ at x = 20, nearly flat or nearly upright?",
    "d_sigmoid.stable": (
        "Predict for x = −10000, one step of your code after the other: which of them "
        "holds a number too large for a float?"
    ),
    "d_tanh.stable": (
        "Predict for x = 10000, one step of your code after the other: which of them "
        "holds a number too large for a float?"
    ),
    "analytic_exponent": "d doubles: by what factor grows one matrix times vector?",
    "numerical_exponent": "How many entries of W1 are nudged when d is 10?",
    "d_relu": "From a sketch, predict: which slopes has the graph at −3, 0.5 and 3?",
    "d_tanh": "From a sketch, predict: which is steeper, x = 1 or x = −1?",
    "d_leaky_relu": "Predict: is the graph rising or falling at x = −5?",
}


def question_about(answer: str) -> str:
    """A question to answer on paper before trying again."""
    return _QUESTIONS.get(answer) or _QUESTIONS[answer.split(".")[0]]


def predict(question: str, prediction: Any = ...) -> Shown:
    """Write a prediction down before the picture shows. It is for you alone.

    Args:
        question: what is asked.
        prediction: what you expect, as text or a number; `...` for none yet.
    """
    if prediction is None or prediction is ...:
        lines = ["Put your prediction in place of the dots. It is not graded."]
        return _told("optional", question, lines)
    predictions[str(question)] = prediction
    return _told("noted", question, [f"You expect: {prediction}. Now see."])


def _told(state: str, title: str, lines: list[str]) -> Shown:
    return Shown(card(state, str(title), lines), plain_text(state, str(title), lines))

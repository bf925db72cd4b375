"""Predictions: to say first what will happen makes the picture stay in mind."""

from __future__ import annotations

from typing import Any

from companion.words_html import Shown, card

predictions: dict[str, Any] = {}

_QUESTIONS = {
    "dl": "Before you run it again, predict: what must `dl` be at x = 0, and why?",
    "total_derivative": (
        "Before you run it again, predict: if every slope in `dg` is 0, what must come "
        "out?"
    ),
    "chain_rule_graph": "On paper: how many arrows leave `w` when n is 3?",
    "computation_graph": (
        "On paper: draw the graph for n = 2 with a pencil, then count nodes in your dict."
    ),
    "numerical_gradient": (
        "On paper, predict: for f(W) = 3·W[0, 0] and eps = 0.5, which two values of f "
        "does your code subtract, and what does it divide by?"
    ),
    "gradient_descent": (
        "Predict W and the history for steps = 1 by hand, line by line through your loop."
    ),
}


def question_about(answer: str) -> str:
    """A question to answer before trying again; the same failure came three times."""
    function = answer.split(".")[0]
    general = (
        f"Before you run `{function}` again, choose an input so simple that you can work "
        "it out on paper. What should come out, and which of your lines gives it?"
    )
    return _QUESTIONS.get(function, general)


def predict(question: str, prediction: Any) -> Shown:
    """Write a prediction down, before the picture shows. It is for you alone.

    Args:
        question: what is asked.
        prediction: what you expect, as text or a number; `...` for none yet.
    """
    if prediction is None or prediction is ...:
        words = "Put your prediction in place of the dots. It is not graded."
        return Shown(card("not attempted", question, [words]), f"{question} …")
    predictions[question] = prediction
    words = f"You expect: {prediction}. Now see."
    return Shown(card("by hand", question, [words]).replace("read by a person", "noted"),
                 f"{question} {prediction}")

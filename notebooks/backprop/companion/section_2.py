"""Section 2: the derivatives of sigmoid, ReLU, tanh and leaky ReLU."""

from __future__ import annotations

from typing import Any

import numpy as np

from . import given
from .answers.fingerprint_inputs import AT_X, AT_X_AND_TAILS, FAR_OUT
from .answers.returned import ask
from .answers.row import Answer, Choices, Function, Puzzle
from .properties.derivatives import (
    FAR,
    STABLE_TAILS,
    TAILS,
    TAME,
    derivative_of,
    derivative_with_kink,
    places_of,
    shape_of_bell,
    tails_of,
)
from .properties.finite_differences import numerical_derivative

LOOK = (
    "The picture in the notebook draws a short line with each of your slopes: where "
    "does one cross the graph?"
)
PRINT_STEPS = (
    "Print each step of your formula at this x. Which one becomes exactly 0 or 1?"
)


def _shifted_tanh(x: float) -> float:
    """Return tanh(x) + 1, to full precision where it is nearly 0."""
    return float(2 * given.sigmoid(2 * x))


def _of_even(f: Function) -> Function:
    """Make the numerical derivative of f, which is even, without loss at large x."""
    derivative = numerical_derivative(f)
    return lambda x: derivative(-np.abs(x))


def _places_of_leaky_relu(answer: Any) -> str:
    """Where the values are right, and whether integers lose the slope −0.1."""
    found = places_of(given.leaky_relu, TAME, look=LOOK)(answer)
    if np.asarray(ask(answer, np.array(TAME))).dtype.kind in "iu":
        return f"{found} It returns integers, which cannot hold −0.1.".strip()
    return found


_SIGMOID = {"d_sigmoid": _of_even(given.sigmoid)}
_RELU = {"d_relu": numerical_derivative(given.relu)}
_TANH = {"d_tanh": _of_even(_shifted_tanh)}

_TAILS = {
    "sigmoid": tails_of(given.sigmoid, TAILS),
    "tanh": tails_of(_shifted_tanh, TAILS),
}
_BELL = {"sigmoid": shape_of_bell(given.sigmoid), "tanh": shape_of_bell(given.tanh)}
_STABLE = {
    "sigmoid": tails_of(given.sigmoid, STABLE_TAILS),
    "tanh": tails_of(_shifted_tanh, STABLE_TAILS),
}

QUESTIONS = {
    ("q2a", "d_sigmoid"): Answer(
        test=derivative_of(given.sigmoid, TAME, tails=_TAILS["sigmoid"]),
        isolate=places_of(
            given.sigmoid, TAME, _TAILS["sigmoid"], further=_BELL["sigmoid"]
        ),
        question="Predict: is the graph of σ nearly flat or very steep at x = 20?",
        next_step=LOOK,
        fingerprint=AT_X_AND_TAILS,
    ),
    ("q2a_stable", "d_sigmoid.stable"): Answer(
        test=derivative_of(given.sigmoid, TAME[:3], FAR, _STABLE["sigmoid"]),
        isolate=places_of(
            given.sigmoid, TAME[:3], _STABLE["sigmoid"], everywhere=False
        ),
        question="Take x = −10000 and go through your code step by step. Which number "
        "is too large for a float?",
        next_step=PRINT_STEPS,
        fingerprint=FAR_OUT,
        requires="d_sigmoid",
    ),
    ("q2b", "d_relu"): Answer(
        test=derivative_with_kink(given.relu),
        isolate=places_of(given.relu, TAME, look=LOOK),
        question="Sketch the graph. What is its slope at −3, at 0.5 and at 3?",
        next_step=LOOK,
        fingerprint=AT_X,
        stand_ins=_SIGMOID,
    ),
    ("q2c", "d_tanh"): Answer(
        test=derivative_of(given.tanh, TAME, tails=_TAILS["tanh"]),
        isolate=places_of(given.tanh, TAME, _TAILS["tanh"], further=_BELL["tanh"]),
        question="Sketch the graph. Is it steeper at x = 1 or at x = −1?",
        next_step=LOOK,
        fingerprint=AT_X_AND_TAILS,
        stand_ins=_SIGMOID | _RELU,
    ),
    ("q2c_stable", "d_tanh.stable"): Answer(
        test=derivative_of(given.tanh, TAME[:3], FAR, _STABLE["tanh"]),
        isolate=places_of(given.tanh, TAME[:3], _STABLE["tanh"], everywhere=False),
        question="Take x = 10000 and go through your code step by step. Which number "
        "is too large for a float?",
        next_step=PRINT_STEPS,
        fingerprint=FAR_OUT,
        stand_ins=_SIGMOID,
        requires="d_tanh",
    ),
    ("q2d", "d_leaky_relu"): Answer(
        test=derivative_with_kink(given.leaky_relu),
        isolate=_places_of_leaky_relu,
        question="Predict: does the graph rise or fall at x = −5?",
        next_step=LOOK,
        fingerprint=AT_X,
        stand_ins=_RELU | _TANH,
    ),
}

CHOICES = {
    "2d": Choices(
        "Draw the lines x and −0.1x for x < 0. Which of them is max(x, −0.1x)?",
        {
            "x": "Put in x = −5. Which of the two numbers is larger?",
            "−0.1x": "It is the upper line for x < 0. Does it rise or fall?",
            "neither: it is 0 there": "That is ReLU, the maximum of x and 0. Which "
            "line does this function have instead of 0?",
        },
        "B",
    )
}

PUZZLES = {
    "d_relu": Puzzle(given.relu, np.sign, (0.0,)),
    "d_leaky_relu": Puzzle(
        given.leaky_relu, lambda x: 1.0 if x > -0.1 else -0.1, (0.0,)
    ),
}

"""Section 2: the derivatives of sigmoid, ReLU, tanh and leaky ReLU."""

from __future__ import annotations

import numpy as np

from . import given
from .answers.fingerprint_inputs import AT_X, FAR_OUT
from .answers.row import Answer, Choices, Puzzle
from .properties.derivatives import FAR, TAME, derivative_beside_kink, derivative_of
from .properties.finite_differences import numerical_derivative

_SIGMOID = {"d_sigmoid": numerical_derivative(given.sigmoid)}
_RELU = {"d_relu": numerical_derivative(given.relu)}
_TANH = {"d_tanh": numerical_derivative(given.tanh)}

QUESTIONS = {
    ("q2a", "d_sigmoid"): Answer(
        test=derivative_of(given.sigmoid, TAME),
        question="Predict: how steep is σ at x = 20, nearly flat or nearly upright?",
        fingerprint=AT_X,
    ),
    ("q2a_stable", "d_sigmoid.stable"): Answer(
        test=derivative_of(given.sigmoid, TAME[:3], FAR),
        question="Predict for x = −10000, one step of your code after the other: "
        "which of them holds a number too large for a float?",
        fingerprint=FAR_OUT,
        after="d_sigmoid",
    ),
    ("q2b", "d_relu"): Answer(
        test=derivative_beside_kink(given.relu),
        question="From a sketch, predict: which slopes has the graph at −3, 0.5 and 3?",
        fingerprint=AT_X,
        stand_ins=_SIGMOID,
    ),
    ("q2c", "d_tanh"): Answer(
        test=derivative_of(given.tanh, TAME),
        question="From a sketch, predict: which is steeper, x = 1 or x = −1?",
        fingerprint=AT_X,
        stand_ins=_SIGMOID | _RELU,
    ),
    ("q2c_stable", "d_tanh.stable"): Answer(
        test=derivative_of(given.tanh, TAME[:3], FAR),
        question="Predict for x = 10000, one step of your code after the other: "
        "which of them holds a number too large for a float?",
        fingerprint=FAR_OUT,
        stand_ins=_SIGMOID,
        after="d_tanh",
    ),
    ("q2d", "d_leaky_relu"): Answer(
        test=derivative_beside_kink(given.leaky_relu),
        question="Predict: is the graph rising or falling at x = −5?",
        fingerprint=AT_X,
        stand_ins=_RELU | _TANH,
    ),
}

CHOICES = {
    "2d": Choices(
        "Two lines, x and −0.1x, drawn over x < 0. Which of them is max(x, −0.1x)?",
        {
            "x": "Put in x = −5: which of the two numbers is larger?",
            "−0.1x": "There it is the upper line. Does it rise or fall to the right?",
            "neither: it is 0 there": "That is ReLU, which has 0 as its other line. "
            "What stands here?",
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

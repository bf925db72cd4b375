"""Mistakes in Section 2: slopes of four functions of one number, x a number or array.

The `.stable` ones are right for moderate x and fail far out.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.checks.mistake import Mistake, table

VALUE = "the function itself instead of its slope"
H = 1e-5


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(x, float)))


def _quotient(x: Any) -> Any:
    """sinh over cosh, from exponentials: ∞/∞ far out."""
    x = np.asarray(x, float)
    return (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))


def _leaky(x: Any) -> Any:
    return np.maximum(x, -0.1 * np.asarray(x))


def _sides(right: Any, left: Any, at: float = 0.0) -> Any:
    """A slope that is `right` of x beyond `at`, else `left`; numbers or functions."""

    def wrong(x: Any) -> Any:
        x = np.asarray(x, float)
        ends = [side(x) if callable(side) else side for side in (right, left)]
        return np.where(x > at, *ends)

    return wrong


def _estimated(f: Any, h: float = H) -> Any:
    return lambda x: (f(np.asarray(x) + h) - f(np.asarray(x) - h)) / (2 * h)


FAR_RIGHT = "infinity over infinity for large x"
FAR_LEFT = "infinity over infinity for large −x"
ASK_FAR = "Try 10000 and −10000, and look at numerator and denominator by themselves."
NEAR_ZERO = "a difference quotient instead of the derivative"
ASK_EXACT = "How many digits of an estimate can be right? The formula has them all."

# fmt: off
MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "d_sigmoid": table(
        (VALUE, "At 0, is σ's slope as large as its height?", _sigmoid),
        ("the short formula with x in place of σ(x)", "The short formula speaks of σ(x). "
         "What did you put in?", lambda x: x * (1 - np.asarray(x))),
        ("the square in the denominator lost", "What becomes of 1/u when it is "
         "differentiated?", lambda x: np.exp(-x) / (1 + np.exp(-x))),
        ("one of two minus signs lost", "σ rises everywhere: can its slope be negative?",
         lambda x: -np.exp(-x) / (1 + np.exp(-x)) ** 2),
        ("the chain rule through e⁻ˣ left out", "You differentiated 1/u. How does u "
         "change with x?", lambda x: 1 / (1 + np.exp(-x)) ** 2),
        ("the chain rule through e⁻ˣ left out", "You differentiated 1/u. How does u "
         "change with x?", lambda x: -1 / (1 + np.exp(-x)) ** 2),
        ("a plus in the short formula", "Far to the right σ is flat. Is your slope 0 "
         "there?", lambda x: _sigmoid(x) * (1 + _sigmoid(x))),
        ("σ put in only once", "Both factors of the short formula speak of σ(x).",
         lambda x: _sigmoid(x) * (1 - np.asarray(x))),
        ("tanh's short formula", "To which function does that formula belong? Compare "
         "at 0.", lambda x: 1 - _sigmoid(x) ** 2),
        ("the short formula squared once too often", "What are the two factors?",
         lambda x: _sigmoid(x) ** 2 * (1 - _sigmoid(x))),
        ("the slope of e⁻ˣ alone", "Where is the fraction in yours?",
         lambda x: -np.exp(-np.asarray(x, float))),
        ("a square of 1 − σ", "What are the two factors?",
         lambda x: (1 - _sigmoid(x)) ** 2),
        (NEAR_ZERO, ASK_EXACT, _estimated(_sigmoid)),
        (NEAR_ZERO, ASK_EXACT, _estimated(_sigmoid, 1e-6)),
    ),
    "d_sigmoid.stable": table(
        (FAR_LEFT, ASK_FAR, lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2),
        (FAR_RIGHT, ASK_FAR, lambda x: np.exp(x) / (1 + np.exp(x)) ** 2),
        (FAR_RIGHT, ASK_FAR, lambda x: np.exp(x) / (np.exp(x) + 1)
         * (1 - np.exp(x) / (np.exp(x) + 1))),
    ),
    "d_relu": table(
        (VALUE, "At x = 3 the height is 3. Is the line that steep?",
         lambda x: np.maximum(x, 0)),
        ("the slope of the absolute value", "Left of 0, does ReLU fall or stay flat?",
         lambda x: np.sign(x)),
        ("the left side forgotten", "What does the graph do left of 0?",
         lambda x: np.ones_like(x, dtype=float)),
        ("a ramp instead of a step", "What is the slope at 0.5?",
         lambda x: np.clip(x, 0, 1)),
        ("the sides exchanged", "On which side does the output move with the input?",
         _sides(0.0, 1.0)),
        ("the input passed through on the left", "Left of 0 the output never moves. "
         "What slope is that?", _sides(1.0, lambda x: x)),
        ("0 everywhere", "Is the graph flat on both sides?",
         lambda x: np.zeros_like(x, dtype=float)),
        ("the slope of the leaky function", "Left of 0, is ReLU flat?",
         _sides(1.0, -0.1)),
        ("the slope of the customary leaky function", "Left of 0, is ReLU flat?",
         _sides(1.0, 0.01)),
        ("a step at 1", "Where is the kink?", _sides(1.0, 0.0, at=1.0)),
        ("the sigmoid as a soft step", "ReLU has a sharp corner: is your slope sharp?",
         _sigmoid),
    ),
    "d_tanh": table(
        (VALUE, "tanh is steepest at 0. Is yours largest there?", lambda x: np.tanh(x)),
        ("the square lost", "The slope is the same at x and −x. Is yours?",
         lambda x: 1 - np.tanh(x)),
        ("the short formula with x in place of tanh x", "The short formula speaks of "
         "tanh(x). What did you put in?", lambda x: 1 - np.asarray(x) ** 2),
        ("the sigmoid's short formula", "To which function does that belong? Compare at "
         "0.", lambda x: np.tanh(x) * (1 - np.tanh(x))),
        ("a plus in the short formula", "Far out tanh is flat. Is your slope 0 there?",
         lambda x: 1 + np.tanh(x) ** 2),
        ("the square of cosh lost", "Close: compare with a small step at 1.",
         lambda x: 1 / np.cosh(x)),
        ("tan for tanh", "Your slope comes back every 2π. Does tanh?",
         lambda x: 1 / np.cos(x) ** 2),
        ("wrong sign", "tanh rises everywhere: can its slope be negative?",
         lambda x: np.tanh(x) ** 2 - 1),
        ("the slope of the sigmoid", "How steep is tanh at 0?",
         lambda x: _sigmoid(x) * (1 - _sigmoid(x))),
        ("the chain rule through 2x left out", "tanh is 2σ(2x) − 1. What does the inner "
         "2 do?", lambda x: 2 * _sigmoid(2 * np.asarray(x))
         * (1 - _sigmoid(2 * np.asarray(x)))),
        ("the square without the 1", "At 0, how steep is tanh?",
         lambda x: np.tanh(x) ** 2),
        ("the slope of sinh over that of cosh", "How is a quotient differentiated?",
         lambda x: 1 / np.tanh(x)),
        ("1 minus the square of sinh", "Which function stands in the short formula?",
         lambda x: 1 - np.sinh(x) ** 2),
        (NEAR_ZERO, ASK_EXACT, _estimated(np.tanh)),
        (NEAR_ZERO, ASK_EXACT, _estimated(np.tanh, 1e-6)),
    ),
    "d_tanh.stable": table(
        ("infinity over infinity on both sides", ASK_FAR,
         lambda x: 1 - _quotient(x) ** 2),
        (FAR_RIGHT, ASK_FAR, lambda x: 4 * np.exp(2 * x) / (np.exp(2 * x) + 1) ** 2),
        ("infinity over infinity on both sides", "NumPy has a function that never forms "
         "these huge numbers: which?", lambda x: 1 - np.sinh(x) ** 2 / np.cosh(x) ** 2),
        (FAR_LEFT, ASK_FAR, lambda x: 4 * np.exp(-2 * x) / (1 + np.exp(-2 * x)) ** 2),
    ),
    "d_leaky_relu": table(
        ("the customary leaky ReLU, 0.1", "Read max(x, −0.1x) once more at x = −10: is "
         "the output positive or negative?", _sides(1.0, 0.1)),
        ("the customary leaky ReLU, 0.01", "Libraries define it otherwise. What does "
         "this sheet say?", _sides(1.0, 0.01)),
        ("a leak of −0.01", "Which factor stands in the formula?", _sides(1.0, -0.01)),
        (VALUE, "You have the height. How steep is it?", _leaky),
        ("the slope multiplied by x", "Left of 0 the graph is straight: does its slope "
         "depend on x?", _sides(1.0, lambda x: -0.1 * x)),
        ("plain ReLU", "Left of 0, is this function flat?", _sides(1.0, 0.0)),
        ("the largest slope instead of the slope of the largest", "Which of the two "
         "lines is on top at this x? Take its slope.",
         lambda x: np.ones_like(x, dtype=float)),
        ("the wrong crossing point", "Where do the lines x and −0.1x cross?",
         _sides(1.0, -0.1, at=-0.1)),
        ("the sides exchanged", "At x = 5, which line is on top?", _sides(-0.1, 1.0)),
        ("the slope of the absolute value", "How steep is −0.1x?", _sides(1.0, -1.0)),
        ("a leak of −10", "How steep is −0.1x?", _sides(1.0, -10.0)),
        ("the slope multiplied by x on the right", "Right of 0 the graph is straight: "
         "does its slope grow?", _sides(lambda x: x, -0.1)),
        ("the slopes added up", "Does max add?", lambda x: 0.9 + 0 * np.asarray(x)),
    ),
}
# fmt: on

"""Section 1 (a): df, dg and dh, and dl by the chain rule."""

from __future__ import annotations

from typing import Any

from .answers.errors import PropertyError
from .answers.fingerprint_inputs import AT_X
from .answers.returned import as_shape, ask
from .answers.row import EXACT, Answer, Fingerprint, Function, Puzzle
from .display.figures import number as short
from .properties.derivatives import derivative_of
from .properties.finite_differences import (
    central_difference,
    close,
    numerical_derivative,
)

POINTS = (1.7, -0.3, 2.5, -1.9, 0.4)
PAIRS = ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8))


def derivatives_of_h(x1: Any, x2: Any) -> tuple[float, float]:
    """Both partial derivatives of x1^2 + x2^2, by central differences."""
    first = central_difference(lambda t: t**2 + x2**2, x1)
    return first, central_difference(lambda t: x1**2 + t**2, x2)


def pair(answer: Any) -> None:
    """The test of dh."""
    for x1, x2 in PAIRS:
        parts = _two_numbers(ask(answer, x1, x2))
        wanted = derivatives_of_h(x1, x2)
        for part, slope, which in zip(parts, wanted, ("first", "second"), strict=True):
            if not close(part, slope):
                at = f"x1 = {short(x1)}, x2 = {short(x2)}"
                raise PropertyError(f"is wrong in its {which} entry at {at}")


def _two_numbers(value: Any) -> list[Any]:
    if isinstance(value, dict | str | set):
        kind = type(value).__name__
        raise PropertyError(f"is a {kind}, expected a pair of numbers")
    try:
        parts = list(value)
    except TypeError:
        words = "is one number, expected a pair: h has two inputs"
        raise PropertyError(words) from None
    if len(parts) != 2:
        raise PropertyError(f"has {len(parts)} entries, expected a pair")
    return [as_shape(part, ()) for part in parts]


def _pair_or_whole(function: Function) -> Any:
    returned = ask(function, 1.7, -0.6)
    try:
        return [as_shape(part, ()) for part in returned]
    except (TypeError, PropertyError):
        return returned


QUESTIONS = {
    ("q1a_parts", "df"): Answer(
        test=derivative_of(lambda x: x**2, POINTS),
        question="Predict: where is x² steeper, at 1 or at 10? Does your `df` say so?",
        fingerprint=AT_X,
    ),
    ("q1a_parts", "dg"): Answer(
        test=derivative_of(lambda x: x, POINTS),
        question="Predict: x moves from 5 to 5.001. By how much does g(x) = x move?",
        fingerprint=AT_X,
    ),
    ("q1a_parts", "dh"): Answer(
        test=pair,
        question="Predict: only x1 moves. Which of the two entries may depend on x2?",
        fingerprint=Fingerprint(_pair_or_whole, EXACT),
    ),
    ("q1a", "dl"): Answer(
        test=derivative_of(lambda x: (x**2) ** 2 + x**2, POINTS),
        question="Predict: what must `dl` give at x = 0, and with which sign at "
        "x = −1?",
        fingerprint=AT_X,
        stand_ins={
            "df": numerical_derivative(lambda x: x**2),
            "dg": numerical_derivative(lambda x: x),
            "dh": derivatives_of_h,
        },
    ),
}

PUZZLES = {"dl": Puzzle(lambda x: x**4 + x**2, lambda x: 4 * x**2 + 2 * x)}

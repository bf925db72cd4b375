"""Section 1 (a): df, dg and dh, and dl by the chain rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from .answers.errors import PropertyError
from .answers.fingerprint_inputs import AT_X
from .answers.returned import as_shape, ask
from .answers.row import EXACT, Answer, Fingerprint, Function, Puzzle
from .display.figures import distinct_numbers
from .display.figures import number as short
from .properties.derivatives import derivative_of
from .properties.finite_differences import (
    central_difference,
    close,
    numerical_derivative,
)

POINTS = (1.7, -0.3, 2.5, -1.9, 0.4)
PAIRS = ((1.7, -0.6), (-0.4, 2.3), (3.1, 0.8))
PAIR = "Return the derivatives with respect to x1 and x2, with a comma between them."
NUDGE = "Work out ({0}(x + 0.001) − {0}(x)) / 0.001 for this x, and compare it."


def derivatives_of_h(x1: Any, x2: Any) -> tuple[float, float]:
    """Estimate both partial derivatives of x1^2 + x2^2 by central differences."""
    first = central_difference(lambda t: t**2 + x2**2, x1)
    return first, central_difference(lambda t: x1**2 + t**2, x2)


def partial_derivatives(answer: Any) -> None:
    """The test of dh."""
    for x1, x2 in PAIRS:
        parts = _two_numbers(ask(answer, x1, x2))
        wanted = derivatives_of_h(x1, x2)
        for part, slope, place in zip(parts, wanted, ("first", "second"), strict=True):
            if not close(part, slope):
                got, expected = distinct_numbers(np.real(part), slope)
                raise PropertyError(
                    f"returns {got} as its {place} entry at x1 = {short(x1)}, "
                    f"x2 = {short(x2)}; the numerical derivative is {expected}"
                )


def _two_numbers(value: Any) -> list[Any]:
    if isinstance(value, dict | str | set):
        kind = type(value).__name__
        raise PropertyError(f"returns a {kind}; expected a pair of numbers", PAIR)
    try:
        parts = list(value)
    except TypeError:
        raise PropertyError(
            "returns one number; expected a pair, because h has two inputs", PAIR
        ) from None
    if len(parts) != 2:
        raise PropertyError(f"returns {len(parts)} entries; expected a pair", PAIR)
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
        question="Predict: is x² steeper at x = 1 or at x = 10? Does `df` agree?",
        next_step=NUDGE.format("f"),
        fingerprint=AT_X,
    ),
    ("q1a_parts", "dg"): Answer(
        test=derivative_of(lambda x: x, POINTS),
        question="x changes from 5 to 5.001. By how much does g(x) = x change?",
        next_step=NUDGE.format("g"),
        fingerprint=AT_X,
    ),
    ("q1a_parts", "dh"): Answer(
        test=partial_derivatives,
        question="Only x1 changes. Which terms of h(x1, x2) change with it?",
        next_step="For each entry, treat the other variable as a constant.",
        fingerprint=Fingerprint(_pair_or_whole, EXACT),
    ),
    ("q1a", "dl"): Answer(
        test=derivative_of(lambda x: (x**2) ** 2 + x**2, POINTS),
        question="Predict: what does `dl` return at x = 0, and is it positive or "
        "negative at x = −1?",
        next_step="Compute the terms of the two paths on separate lines, and print "
        "both.",
        fingerprint=AT_X,
        stand_ins={
            "df": numerical_derivative(lambda x: x**2),
            "dg": numerical_derivative(lambda x: x),
            "dh": derivatives_of_h,
        },
    ),
}

PUZZLES = {"dl": Puzzle(lambda x: x**4 + x**2, lambda x: 4 * x**2 + 2 * x)}

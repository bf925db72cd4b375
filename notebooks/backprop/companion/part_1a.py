"""Section 1 (a): df, dg and dh, and dl by the chain rule."""

from __future__ import annotations

import contextlib
from typing import Any

import numpy as np

from .answers.errors import AnswerError, PropertyError, RaisedError
from .answers.fingerprint_inputs import LARGE_X, at_small
from .answers.returned import as_shape, ask, ask_elementwise
from .answers.row import EXACT, Answer, Fingerprint, Function, Puzzle
from .display.figures import distinct_numbers
from .display.figures import number as short
from .properties.derivatives import derivative_of, places_of
from .properties.finite_differences import (
    central_difference,
    close,
    numerical_derivative,
)
from .properties.relations import common_factor

POINTS = (1.7, -0.3, 2.5, -1.9, 0.4, 0.0, 0.31726589, -1.10473816)
PAIRS = (
    (1.7, -0.6), (-0.4, 2.3), (3.1, 0.8), (0.0, 1.2), (0.7, 0.0), (0.31726, -1.10473),
)  # fmt: skip
PAIR = "Return the derivatives with respect to x1 and x2, with a comma between them."
NUDGE = "Work out ({0}(x + 0.001) − {0}(x)) / 0.001 for this x, and compare it."


def derivatives_of_h(x1: Any, x2: Any) -> tuple[float, float]:
    """Estimate both partial derivatives of x1^2 + x2^2 by central differences."""
    first = central_difference(lambda t: t**2 + x2**2, x1)
    return first, central_difference(lambda t: x1**2 + t**2, x2)


def partial_derivatives(answer: Any) -> None:
    """The test of dh."""
    for x1, x2 in PAIRS:
        parts = _two_numbers(_at_pair(answer, (x1, x2)))
        wanted = derivatives_of_h(x1, x2)
        for part, slope, place in zip(parts, wanted, ("first", "second"), strict=True):
            if not close(part, slope):
                got, expected = distinct_numbers(np.real(part), slope)
                raise PropertyError(
                    f"returns {got} as its {place} entry at x1 = {short(x1)}, "
                    f"x2 = {short(x2)}; the numerical derivative is {expected}"
                )


def _at_pair(answer: Any, pair: tuple[float, float]) -> Any:
    """Call the answer with two numbers, or with arrays of one if only that works."""
    try:
        return ask(answer, *pair)
    except RaisedError:
        with contextlib.suppress(AnswerError):
            return ask(answer, *(np.array([number]) for number in pair))
        raise


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


def which_part(answer: Any) -> str:
    """Say which entry of dh is right, or how both relate to the right ones."""
    got, wanted = [], []
    for pair in PAIRS:
        got.append([float(np.real(v)) for v in _two_numbers(_at_pair(answer, pair))])
        wanted.append(derivatives_of_h(*pair))
    found, right = np.array(got), np.array(wanted)
    if close(found, right):
        return ""
    if close(found[:, ::-1], right):
        return "The two entries are exchanged at every input that the check tries."
    factor = common_factor(found, right)
    if factor is not None:
        return (
            f"Both entries are {short(factor)} times the numerical derivative at every "
            "input that the check tries."
        )
    for i, j in (("first", "second"), ("second", "first")):
        if close(found[:, int(i == "second")], right[:, int(i == "second")]):
            return f"The {i} entry is right at every input; the {j} is not."
    return ""


def which_path(answer: Any) -> str:
    """Say at which x dl is right, or which path it leaves out."""
    x = np.array(POINTS)
    got = ask_elementwise(answer, x)
    paths = {"f": lambda t: (t**2) ** 2, "g": lambda t: t**2}
    for path, other in (("f", "g"), ("g", "f")):
        alone = [central_difference(paths[path], at) for at in POINTS]
        if close(got, alone):
            return (
                f"At every x, it is the contribution of the path through {path} alone. "
                f"x also affects ℓ through {other}."
            )
    return _PLACES_OF_DL(answer)


def at_both_ends(answer: Any) -> str:
    """Compare dl for tiny and for large x, where one path makes nearly all of it."""
    said = [_share(answer, ends) for ends in ((1e-4, -1e-5), (1e3, -1e4))]
    if not all(said):
        return ""
    return (
        f"For tiny x, nearly all of ℓ′(x) comes from the path through g: {said[0]}. "
        f"For large x, nearly all comes from the path through f: {said[1]}."
    )


def _share(answer: Any, ends: tuple[float, float]) -> str:
    """How the values relate to the right ones at these two x; "" if that is unclear."""
    got = np.real(ask_elementwise(answer, np.array(ends)))
    right = [central_difference(_l, at, 1e-3 * abs(at)) for at in ends]
    ratios = got / np.array(right)
    if not np.all(np.isfinite(ratios)):
        return ""
    if np.all(np.abs(ratios) < 1e-2) or np.all(np.abs(ratios) > 1e2):
        return (
            f"at x = {ends[0]:g} your result is {short(got[0])}, and the numerical "
            f"derivative is {short(right[0])}"
        )
    nearest = round(4 * float(ratios[1])) / 4
    if nearest == 0 or not np.all(np.abs(ratios - nearest) < 1e-2):
        return ""
    times = "right" if nearest == 1 else f"{short(nearest)} times what it should be"
    return f"there your result is {times}"


def _l(x: Any) -> Any:
    return (x**2) ** 2 + x**2


TERMS = "Work out the terms of the two paths separately, and compare each with yours."
_PLACES_OF_DL = places_of(_l, POINTS, look=TERMS, further=at_both_ends)


def _pairs(*pairs: tuple[float, float], scale: float = 1.0) -> Any:
    """Make a call of dh at these pairs; returns what is not a pair as it is."""

    def call(function: Function) -> Any:
        found: list[Any] = []
        for pair in pairs:
            returned = _at_pair(function, pair)
            try:
                found += [as_shape(part, ()) / scale for part in returned]
            except (TypeError, AnswerError):
                return returned
        return found

    return call


QUESTIONS = {
    ("q1a_parts", "df"): Answer(
        test=derivative_of(lambda x: x**2, POINTS),
        question="Predict: is x² steeper at x = 1 or at x = 10? Does `df` agree?",
        next_step=NUDGE.format("f"),
        isolate=places_of(lambda x: x**2, POINTS, look=NUDGE.format("f")),
        fingerprint=at_small(1e7),
    ),
    ("q1a_parts", "dg"): Answer(
        test=derivative_of(lambda x: x, POINTS),
        question="x changes from 5 to 5.001. By how much does g(x) = x change?",
        next_step=NUDGE.format("g"),
        isolate=places_of(lambda x: x, POINTS, look=NUDGE.format("g")),
        fingerprint=at_small(1.0),
    ),
    ("q1a_parts", "dh"): Answer(
        test=partial_derivatives,
        question="Only x1 changes. Which terms of h(x1, x2) change with it?",
        next_step="For each entry, treat the other variable as a constant.",
        isolate=which_part,
        fingerprint=Fingerprint(
            _pairs(PAIRS[0], PAIRS[-1], PAIRS[3], PAIRS[4]),
            EXACT,
            {
                "at numbers with many decimals": _pairs((0.57721566490, -1.618033988)),
                LARGE_X: _pairs((1e6, -2e6), (-3e6, 1e6), (-95.0, 64.0), scale=1e7),
            },
        ),
    ),
    ("q1a", "dl"): Answer(
        test=derivative_of(lambda x: (x**2) ** 2 + x**2, POINTS),
        question="Predict: what does `dl` return at x = 0, and is it positive or "
        "negative at x = −1?",
        next_step=TERMS,
        isolate=which_path,
        fingerprint=at_small(1e19),
        stand_ins={
            "df": numerical_derivative(lambda x: x**2),
            "dg": numerical_derivative(lambda x: x),
            "dh": derivatives_of_h,
        },
    ),
}

PUZZLES = {"dl": Puzzle(lambda x: x**4 + x**2, lambda x: 4 * x**2 + 2 * x)}

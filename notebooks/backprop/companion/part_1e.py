"""Section 1 (e): numerical_gradient, and its cost compared with the formula of (d)."""

from __future__ import annotations

from typing import Any

import numpy as np

from .answers.errors import ChangedError, PropertyError, StepError
from .answers.fingerprint_inputs import Z
from .answers.returned import (
    as_array,
    as_shape,
    ask,
    ask_uncopied,
    is_blank,
    naming_case,
)
from .answers.row import Answer, Fingerprint, Function
from .display.cards import Shown, show_card
from .display.figures import number
from .properties.central_rules import Recorded, require_central

SHAPES = ((3, 2), (1, 4), (4, 1), (1, 1))
UNCHANGED = 1e-9  # absolute tolerance for changes of the caller's W


def numerical(answer: Any) -> None:
    """The test of numerical_gradient: steps of eps, central rules, W unchanged.

    f is so rough that differences with eps = 0.3 are far from its derivative. So the
    result must come from the values that f returned.
    """
    for shape in SHAPES:
        (up, down), small_nudges = (
            _largest_nudges(answer, shape, eps) for eps in (0.5, 0.125)
        )
        size, small_size = max(up, down), max(small_nudges)
        if size == 0 or not _equal(size, 4 * small_size):
            raise StepError(
                f"changes entries of W by {number(size)} for eps = 0.5 and by "
                f"{number(small_size)} for eps = 0.125; expected changes proportional "
                "to eps",
                "Use the eps that is passed to your function."
                if size and _equal(size, small_size)
                else "Check where you evaluate f: both points are `eps` away from W.",
            )
        if not _equal(up, down):
            raise PropertyError(
                f"nudges up by {number(up)} and down by {number(down)} for eps = 0.5; "
                "expected the same size",
                "Compare your two points with those in the formula of (e).",
            )
        for eps in (0.3, 1e-3):
            gradient, f = _recorded(answer, shape, eps)
            require_central(gradient, f, eps)


def _equal(step: float, other: float) -> bool:
    """Whether two steps are equal but for rounding, however small they are."""
    return bool(np.isclose(step, other, rtol=1e-3, atol=1e-15))


def exponent(answer: Any) -> None:
    """The test of the form of an exponent: one number."""
    if isinstance(answer, str):
        raise PropertyError(
            "is text; a number is expected",
            "Write only the number p, without quotation marks.",
        )
    as_shape(answer, ())


def rough(shape: tuple[int, ...]) -> tuple[Function, np.ndarray]:
    """Draw a function of a matrix with slopes and waves, and a W."""
    rng = np.random.default_rng(3 + shape[0])
    slopes, phases, W = rng.normal(size=(3, *shape))
    if W.size > 2:
        W.flat[W.size // 2] = 0.0

    def f(V: Any) -> float:
        return float(np.sum(slopes * V**2) + np.sum(np.sin(7 * V + phases)))

    return f, W


def _recorded(
    answer: Any, shape: tuple[int, ...], eps: float
) -> tuple[np.ndarray, Recorded]:
    """The gradient that the answer returns, and the calls of f that it made."""
    function, W = rough(shape)
    f, given = Recorded(function, W), W.copy()
    with naming_case(f"for a W of shape {shape}"):
        gradient = _of_matrix(ask_uncopied(answer, f, given, eps), shape)
    if not np.allclose(given, W, rtol=0, atol=UNCHANGED):
        raise ChangedError(
            "Work on a copy: `W.copy()`.",
        )
    return np.real(gradient), f


def _of_matrix(returned: Any, shape: tuple[int, ...]) -> np.ndarray:
    try:
        return as_shape(returned, shape)
    except PropertyError as error:
        if np.ndim(as_array(returned)) != 1:
            raise
        step = "It is flat. Return an array with rows and columns, like W."
        raise PropertyError(str(error), step) from None


def _largest_nudges(
    answer: Any, shape: tuple[int, ...], eps: float
) -> tuple[float, float]:
    """The largest change of an entry, up and down, at which f was evaluated."""
    _, f = _recorded(answer, shape, eps)
    together = f.moved_together()
    if together > 1:
        raise PropertyError(
            f"calls `f` at a matrix in which {together} entries differ from W; "
            "expected one at a time",
            "Start from a fresh copy of W for each entry."
            if f.first_moved() == 1
            else "Select one entry by its row and its column, such as `V[i, j]`.",
        )
    steps = f.steps() or [np.zeros(shape)]
    return float(np.max(steps)), float(-np.min(steps))


def _of_quadratic(function: Function) -> Any:
    """The gradients of a quadratic, of which every central rule is exact.

    W is tall, then wide: the last row of one shape may be a square block of another.
    """

    def quadratic(W: Any) -> float:
        w = np.asarray(W, float).reshape(6)
        return float(w @ Z[:6] @ Z[6:].T @ w + w @ Z[6:, 0])

    found: list[Any] = []
    for W in (Z[:3, 2:], Z[:2, 1:]):
        gradient = as_array(ask(function, quadratic, W, 0.3))
        found += [*gradient.shape, *gradient.ravel()]
    return found


QUESTIONS = {
    ("q1e_numerical", "numerical_gradient"): Answer(
        test=numerical,
        question="Take f(W) = 3·W[0, 0] and eps = 0.5. Which two values of f does "
        "your code subtract, and what does it divide by?",
        next_step="Call it with `f = lambda W: W[0, 0]`. Does it return 1 at [0, 0] "
        "and 0 elsewhere?",
        fingerprint=Fingerprint(_of_quadratic),
        inexact="`{name}` is close, but not the central difference. Check the two "
        "points that you use, and the number that you divide by.",
    ),
    ("q1e_exponents", "analytic_exponent"): Answer(
        test=exponent,
        question="d doubles. By what factor does the cost of one matrix–vector "
        "product grow?",
        form_only=True,
    ),
    ("q1e_exponents", "numerical_exponent"): Answer(
        test=exponent,
        question="How many entries of W1 do you nudge when d = 10?",
        form_only=True,
    ),
}


# The bug hunt of (e): three gradients of one function of a (2, 3) matrix.
PLACE = np.array([[0.4, -0.7, 1.1], [0.9, 0.3, -0.5]])


def bumpy(W: Any) -> float:
    """The function of the bug hunt; W has shape (2, 3)."""
    W = np.asarray(W, float)
    return float(np.sum(W[0] * W[1]) ** 2 + np.sum(W**3))


def _first(W: np.ndarray) -> Any:
    return 2 * np.sum(W[0] * W[1]) * W[::-1] + 3 * W**2


def _second(W: np.ndarray) -> Any:
    gradient = _first(W)
    gradient[1, 2] += W[0, 2] * W[1, 2]
    return gradient


def _third(W: np.ndarray) -> Any:
    shared = W[0] @ W[1]
    return np.stack([2 * shared * W[1], 2 * shared * W[0]]) + 3 * np.square(W)


suspects = {"A": _first, "B": _second, "C": _third}


def bug_hunt(numerical_gradient: Any, suspect: Any = ..., entry: Any = ...) -> Shown:
    """Find which of `suspects` is wrong, and in which entry.

    Args:
        numerical_gradient: your function of (e).
        suspect: "A", "B" or "C".
        entry: the pair (row, column), counted from 0.
    """
    if is_blank(suspect) or is_blank(entry):
        message = (
            "Compare `worksheet.suspects['A'](worksheet.place)` with "
            "`numerical_gradient(worksheet.bumpy, worksheet.place)`, then B and C."
        )
        if is_blank(numerical_gradient):
            message = "Write `numerical_gradient` first. You need it to find the bug."
        return show_card("optional", "find the bug", message)
    if suspect not in list(suspects):
        message = 'Choose "A", "B" or "C" as the suspect.'
        return show_card("optional", "find the bug", message)
    is_wrong = ~np.isclose(suspects[suspect](PLACE), _third(PLACE))
    if not is_wrong.any():
        message = f"{suspect} is right in every entry. Test another suspect."
        return show_card("try again", "find the bug", message)
    if not _names(entry, is_wrong):
        message = (
            f"{suspect} is wrong, but not in entry {entry!s:.40}. Give the entry as a "
            "pair (row, column), counted from 0."
        )
        return show_card("try again", "find the bug", message)
    message = "You found the bug with a numerical check, without reading the code."
    return show_card("passed", "find the bug (no points)", message)


def _names(entry: Any, is_wrong: np.ndarray) -> bool:
    try:
        row, column = entry
        return bool(is_wrong[int(row), int(column)])
    except (TypeError, ValueError, IndexError):
        return False

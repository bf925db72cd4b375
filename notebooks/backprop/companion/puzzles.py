"""Programs that are wrong on purpose: find an input, or an entry, that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from companion.given import relu
from companion.words_html import Shown, card

H = 1e-5


class Puzzle(NamedTuple):
    """A wrong derivative, and the function that it claims to be of."""

    function: Callable[[float], float]
    wrong: Callable[[float], float]
    says: str


PUZZLES = {
    "dl": Puzzle(lambda x: x**4 + x**2, lambda x: 4 * x**2 + 2 * x, "4*x**2 + 2*x"),
    "d_relu": Puzzle(
        lambda x: float(relu(x)), lambda x: float(np.sign(x)), "np.sign(x)"
    ),
}


def break_it(key: str, x: Any) -> Shown:
    """Does this x show that a classmate's derivative is wrong?

    Args:
        key: which program: "dl" or "d_relu".
        x: a number, or `...` for none yet.
    """
    if key not in PUZZLES:
        return _said(
            "not attempted", f"there is no puzzle {key!r}: {', '.join(PUZZLES)}"
        )
    puzzle = PUZZLES[key]
    if x is None or x is ...:
        return _said("not attempted", "Put a number in place of the dots.")
    try:
        x = float(x)
        rise = (puzzle.function(x + H) - puzzle.function(x - H)) / (2 * H)
        claimed = puzzle.wrong(x)
    except (TypeError, ValueError):
        return _said("not yet", f"{x!r} is no number.")
    told = (
        f"At x = {x:g} the program says {claimed:.6g}; a small nudge says {rise:.6g}."
    )
    if not np.isfinite(rise) or abs(rise - claimed) < 1e-4 * max(1, abs(rise)):
        return _said("not yet", f"{told} No difference there: try another x.")
    return _said("passed", f"{told} You broke it. For which x does it look right?")


def _said(state: str, words: str) -> Shown:
    return Shown(card(state, "break it (optional)", [words]), words)


# The bug hunt of (e): three gradients of one function of a (2, 3) matrix.
PLACE = np.array([[0.4, -0.7, 1.1], [0.9, 0.3, -0.5]])


def bumpy(W: Any) -> float:
    """The function of the bug hunt; W has shape (2, 3)."""
    W = np.asarray(W, float)
    return float(np.sum(W[0] * W[1]) ** 2 + np.sum(W**3))


def _first(W: np.ndarray) -> np.ndarray:
    return 2 * np.sum(W[0] * W[1]) * W[::-1] + 3 * W**2


def _second(W: np.ndarray) -> np.ndarray:
    gradient = _first(W)
    gradient[1, 2] += W[0, 2] * W[1, 2]
    return gradient


def _third(W: np.ndarray) -> np.ndarray:
    shared = W[0] @ W[1]
    return np.stack([2 * shared * W[1], 2 * shared * W[0]]) + 3 * np.square(W)


suspects = {"A": _first, "B": _second, "C": _third}


def bug_hunt(numerical_gradient: Any, suspect: Any = ..., entry: Any = ...) -> Shown:
    """Which of `suspects` is wrong, and in which entry?

    Args:
        numerical_gradient: your own, the tool for this hunt.
        suspect: "A", "B" or "C".
        entry: the pair (row, column).
    """
    if suspect is ... or entry is ...:
        words = (
            "Compare `worksheet.suspects['A'](worksheet.place)` with "
            "`numerical_gradient(worksheet.bumpy, worksheet.place)`, then B, then C."
        )
        if not callable(numerical_gradient):
            words = "Write `numerical_gradient` first: it is the tool for this hunt."
        return Shown(card("not attempted", "bug hunt (optional)", [words]), words)
    wrong = np.argwhere(~np.isclose(_second(PLACE), _first(PLACE)))
    right = suspect == "B" and np.array_equal(np.atleast_2d(entry), wrong)
    words = "Found it." if right else "Not that one, or not in that entry: look again."
    state = "passed" if right else "not yet"
    return Shown(card(state, "bug hunt (optional)", [words]), words)

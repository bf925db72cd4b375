"""Programs that are wrong on purpose: find an input, or an entry, that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from .answers.returned import PropertyError, as_shape, is_blank
from .display.cards import Shown, card, plain_text
from .display.figures import number
from .given import leaky_relu, relu
from .properties.finite_differences import H, central_difference, close


class Puzzle(NamedTuple):
    """A classmate's derivative, and the function that it claims to be of."""

    function: Callable[[float], Any]
    wrong: Callable[[float], Any]
    kinks: tuple[float, ...] = ()


PUZZLES = {
    "dl": Puzzle(lambda x: x**4 + x**2, lambda x: 4 * x**2 + 2 * x),
    "d_relu": Puzzle(relu, np.sign, (0.0,)),
    "d_leaky_relu": Puzzle(leaky_relu, lambda x: 1.0 if x > -0.1 else -0.1, (0.0,)),
}


def break_it(key: str, x: Any = ...) -> Shown:
    """Does this x show that a classmate's derivative is wrong?

    Args:
        key: which program: "dl", "d_relu" or "d_leaky_relu".
        x: a number, or `...` for none yet.
    """
    if key not in list(PUZZLES):
        names = ", ".join(f'"{name}"' for name in PUZZLES)
        return _said(
            "optional", "break it", f"There are programs to break for {names}."
        )
    if is_blank(x):
        return _said("optional", "break it", "Put a number in place of the dots.")
    try:
        x = float(as_shape(x, ()).real)
    except PropertyError as misfit:
        return _said("optional", "break it", f"Your x {misfit}.")
    return _tried(PUZZLES[key], x)


def _tried(puzzle: Puzzle, x: float) -> Shown:
    if not abs(x) <= 1e3:
        words = "Try a number between −1000 and 1000: there a nudge can tell."
        return _said("optional", "break it", words)
    if any(abs(x - kink) < 2 * H for kink in puzzle.kinks):
        words = "At the kink there is no slope, so any answer will do. Try another x."
        return _said("optional", "break it", words)
    slope, claimed = central_difference(puzzle.function, x), float(puzzle.wrong(x))
    told = (
        f"At x = {number(x)} the program says {number(claimed, 5)}, and a nudge says "
        f"{number(slope, 5)}."
    )
    if close(claimed, slope, 1e-5):
        return _said("think", "break it", f"{told} Right here: try another x.")
    words = f"{told} That exposes it. For which x does the program look right?"
    return _said("passed", "break it (no points)", words)


def _said(state: str, title: str, words: str) -> Shown:
    return Shown(card(state, title, [words]), plain_text(state, title, [words]))


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
        entry: the pair (row, column), counted from 0.
    """
    if is_blank(suspect) or is_blank(entry):
        words = (
            "Hold `worksheet.suspects['A'](worksheet.place)` against "
            "`numerical_gradient(worksheet.bumpy, worksheet.place)`; then B, then C."
        )
        if is_blank(numerical_gradient):
            words = "Write `numerical_gradient` first: it is the tool for this hunt."
        return _said("optional", "a bug to hunt", words)
    if suspect not in list(suspects):
        return _said("optional", "a bug to hunt", 'The suspects are "A", "B" and "C".')
    is_wrong = ~np.isclose(suspects[suspect](PLACE), _third(PLACE))
    if not is_wrong.any():
        words = f"{suspect} agrees with nudging in every entry: look at another one."
        return _said("think", "a bug to hunt", words)
    if not _names(entry, is_wrong):
        words = f"{suspect} it is. In which entry, as (row, column) counted from 0?"
        return _said("think", "a bug to hunt", words)
    words = "Found: without reading a line of its code, by an independent check."
    return _said("passed", "a bug to hunt (no points)", words)


def _names(entry: Any, is_wrong: np.ndarray) -> bool:
    try:
        row, column = entry
        return bool(is_wrong[int(row), int(column)])
    except (TypeError, ValueError, IndexError):
        return False

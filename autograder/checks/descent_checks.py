"""Section 1 (g): gradient descent, at step sizes where right answers stay together."""

from __future__ import annotations

from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Finding
from autograder.checks.ask import Ask, Check, unusable
from autograder.checks.compare import (
    CLOSE,
    MisfitError,
    as_array,
    as_items,
    as_scalar,
    as_shape,
    close,
)
from autograder.checks.cost_checks import left_alone
from autograder.checks.inputs import units
from autograder.checks.naming import named

NAME = "gradient_descent"

# n, d, seed, lr, steps. In the last of these f rises on the way (the slopes handed in
# are not those of phi): whoever stops at that loses there.
RUNS = (
    (3, 2, 51, 0.03, 4),
    (2, 3, 52, 0.05, 1),
    (2, 4, 53, 0.02, 5),
    (3, 2, 54, 0.1, 0),
    (2, 2, 76, 0.02, 3),
)


def descent_checks() -> tuple[Check, ...]:
    """`gradient_descent`: W at the end, all values of f, and the caller's W."""
    return (_descent_check,)


def runs() -> list[tuple[Any, ...]]:
    """The arguments of every call that is judged.

    In the last one f is flat: whoever stops where nothing moves loses there.
    """
    drawn = [(*units(n, d, seed), lr, steps) for n, d, seed, lr, steps in RUNS]
    there = units(2, 3, 55)
    return [*drawn, (*there._replace(x=np.zeros(3)), 0.05, 3)]


def _descent_check(ask: Ask) -> Finding:
    for arguments in runs():
        reply = ask.call(NAME, *arguments)
        finding = (
            unusable(NAME, NAME, reply)
            or left_alone(NAME, arguments[0], (reply.arguments or (None,))[0])
            or _compared(arguments, reply.value)
        )
        if finding is not None:
            return finding
    return Finding(NAME, "passed")


def _compared(arguments: tuple[Any, ...], value: Any) -> Finding | None:
    expected = solutions.gradient_descent(*arguments)
    said = _departure(value, *expected)
    if said is None:
        return None
    # Where f is flat mistakes look alike: there the words have to do.
    flat = not np.any(arguments[1])
    mistake = None if flat else named(NAME, arguments, value, flattened)
    if mistake is None:
        return Finding(NAME, "not yet", said)
    return Finding(NAME, "not yet", said, mistake.name, mistake.hint)


def _departure(value: Any, W_final: np.ndarray, history: list[float]) -> str | None:
    """What is wrong with the pair that came back, in words; None if it is right."""
    try:
        W_got, history_got = as_items(value, 2)
    except MisfitError as misfit:
        return feedback.misfit(NAME, str(misfit), "the pair (W_final, history)")
    try:
        end_is_right = close(as_shape(W_got, W_final.shape), W_final, CLOSE)
    except MisfitError as misfit:
        return feedback.misfit("W_final", str(misfit), "the shape of W")
    try:
        values = np.array([as_scalar(f) for f in as_items(history_got, len(history))])
    except MisfitError as misfit:
        return feedback.misfit("history", str(misfit), "steps + 1 values of f")
    if not close(values, history, CLOSE):
        return feedback.wrong_value("history")
    return None if end_is_right else feedback.wrong_value("W_final")


def flattened(value: Any) -> np.ndarray:
    """A pair (W_final, history) as one row of numbers, to compare two of them."""
    return np.concatenate([as_array(part).ravel() for part in as_items(value, 2)])

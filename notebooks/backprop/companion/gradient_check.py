"""Set an analytic gradient beside the student's own `numerical_gradient`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import registry
from .answers.errors import NotAttemptedError, PropertyError, RaisedError
from .answers.returned import as_shape, ask
from .answers.row import function_of, shown_name
from .display.cards import Shown, show_card

AGREE = 1e-6  # relative; right answers stay far below

# Function that returns a gradient -> the answer to compare, and how.
GRADIENTS = {
    function_of(answer): (answer, row.both_ways)
    for answer, row in registry.ANSWERS.items()
    if row.both_ways
}


def compare(name: str, namespace: Mapping[str, Any]) -> Shown:
    """Hold an analytic gradient against the student's own `numerical_gradient`.

    Args:
        name: "loss_gradients", for its "W1", or "grad_W".
        namespace: where both functions are; `globals()` in a notebook.
    """
    if name not in list(GRADIENTS):
        names = " or ".join(f'"{known}"' for known in GRADIENTS)
        return _to_come(f"the name is {names}")
    try:
        gradient, f, at = GRADIENTS[name][1]()
        analytic = as_shape(gradient(namespace.get(name)), at.shape)
        numerical = ask(namespace.get("numerical_gradient"), f, at)
        numerical = as_shape(numerical, at.shape)
    except NotAttemptedError:
        return _to_come(f"`{name}` and `numerical_gradient` both give something back")
    except RaisedError as error:
        return _to_come(f"both run; now one stops with {error}")
    except PropertyError as error:
        return _to_come(f"both give arrays of W's shape; now one {error}")
    shown = shown_name(GRADIENTS[name][0])
    title = f"`{name}`" if shown == name else f"{shown} of `{name}`"
    return _comparison(title, np.real(analytic), np.real(numerical))


def _comparison(name: str, analytic: np.ndarray, numerical: np.ndarray) -> Shown:
    apart = np.abs(analytic - numerical)
    relative = apart / np.maximum(1e-8, np.abs(analytic) + np.abs(numerical))
    where = np.unravel_index(int(np.argmax(apart)), apart.shape)
    entry = ", ".join(map(str, where))
    beside = f"{analytic[where]:.8g} by the formula, {numerical[where]:.8g} by nudging"
    words = f"Farthest apart at entry [{entry}]: {beside}."
    agree = bool(np.all((relative < AGREE) | (apart < AGREE)))
    verdict = (
        "They agree: two ways that share no step have come to the same."
        if agree
        else "They do not agree, so at least one of the two is wrong. Which?"
    )
    title = f"{name} beside your `numerical_gradient`"
    return show_card("noted" if agree else "think", title, verdict, words)


def _to_come(why: str) -> Shown:
    return show_card("to come", "the comparison", f"It comes when {why}.")

"""Compare an analytic gradient with the student's `numerical_gradient`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from . import registry
from .answers import calls
from .answers.errors import AnswerError, NotAttemptedError
from .answers.returned import as_shape, ask, of_function
from .answers.row import function_of, shown_name
from .display.cards import STOPPED, Shown, show_card

NUMERICAL = "numerical_gradient"
AGREE = 1e-6  # relative tolerance; right answers stay far below

# Function that returns a gradient -> the answer to compare, and how to.
GRADIENTS = {
    function_of(answer): (answer, row.comparison)
    for answer, row in registry.ANSWERS.items()
    if row.comparison
}


def compare(name: str, namespace: Mapping[str, Any]) -> Shown:
    """Compare an analytic gradient with your `numerical_gradient`.

    Args:
        name: "loss_gradients", for its "W1", or "grad_W".
        namespace: where both functions are; `globals()` in a notebook.
    """
    if name not in list(GRADIENTS):
        names = " or ".join(f'"{known}"' for known in GRADIENTS)
        return _not_ready(f"`{name}` has no gradient to compare. Use {names}.")
    shown = shown_name(GRADIENTS[name][0])
    title = f"`{name}`" if shown == name else f"`{shown}` of `{name}`"
    called = f"`{name}`"
    try:
        with calls.limited(calls.PICTURE):
            gradient, f, at = GRADIENTS[name][1]()
            returned, called = gradient(namespace.get(name)), title
            analytic = as_shape(returned, at.shape)
            called = f"`{NUMERICAL}`"
            numerical = as_shape(ask(namespace.get(NUMERICAL), f, at), at.shape)
    except NotAttemptedError:
        return _not_ready(f"Write {called} first, then run this cell again.")
    except AnswerError as error:
        message = str(error) if '"' in called else of_function(str(error))
        return _not_ready(f"{called} {error.verb}{message}. {error.next_step}")
    except KeyboardInterrupt:
        return _not_ready(STOPPED)
    return _comparison(title, np.real(analytic), np.real(numerical))


def _comparison(name: str, analytic: np.ndarray, numerical: np.ndarray) -> Shown:
    error = np.abs(analytic - numerical)
    relative = error / np.maximum(1e-8, np.abs(analytic) + np.abs(numerical))
    worst = np.unravel_index(int(np.argmax(error)), error.shape)
    entry = ", ".join(map(str, worst))
    numbers = (
        f"The largest difference is at entry [{entry}]: {analytic[worst]:.8g} by your "
        f"formula, {numerical[worst]:.8g} by nudging."
    )
    agree = bool(np.all((relative < AGREE) | (error < AGREE)))
    verdict = (
        "The two methods are independent, so your formula is very likely right."
        if agree
        else "At least one of them is wrong. First make the check `q1e_numerical` "
        f"pass; if they still differ, the mistake is in {name}."
    )
    title = f"{name} and your `numerical_gradient`"
    return show_card("agree" if agree else "differ", title, numbers, verdict)


def _not_ready(message: str) -> Shown:
    return show_card("not ready", "the comparison", message.strip())

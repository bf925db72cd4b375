"""Break it, for (d): find a map for which the Jacobian's diagonal is not enough."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    as_shape,
    ask,
)
from .display.cards import Shown, card, plain_text

AT = np.array([0.7, -0.4])
H = 1e-5
SEEN = 1e-4  # a rate above this shows beside the rounding of a nudge


def break_phi(phi: Callable[[Any], Any]) -> Shown:
    """Does this map expose a program that keeps only the diagonal of the Jacobian?

    Args:
        phi: maps an array of two numbers to two numbers.
    """
    try:
        rates = {(i, 1 - i): _rate(phi, i, 1 - i) for i in (0, 1)}
    except NotAttemptedError:
        return _said("optional", "Write a map of two numbers.")
    except RaisedError as failed:
        return _said("not yet", f"Your map stopped with {failed}.")
    except PropertyError as misfit:
        return _said("not yet", f"Your map {misfit}.")
    (i, j), rate = max(rates.items(), key=lambda item: abs(item[1]))
    if not abs(rate) > SEEN:
        words = (
            "At z = (0.7, −0.4) each entry of this Φ follows its own entry of z alone. "
            "The classmate's program gets it right: it is not broken yet."
        )
        return _said("optional", words)
    words = (
        f"Nudging z[{j}] moves Φ(z)[{i}] at the rate {rate:.3g}. The classmate's "
        "program never looks at that slope: broken."
    )
    return _said("passed", words)


def _rate(phi: Callable[[Any], Any], i: int, j: int) -> float:
    """How fast entry i of phi follows entry j of z."""
    nudge = H * np.eye(2)[j]
    up, down = (as_shape(ask(phi, AT + side * nudge), (2,)) for side in (1, -1))
    return float(np.real(up[i] - down[i]) / (2 * H))


def _said(state: str, words: str) -> Shown:
    told = (state, "break it", [words])
    return Shown(card(*told), plain_text(*told))

"""Whether an answer uses the derivative that it is given, not its own estimate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..answers.errors import PropertyError
from .finite_differences import close

Map = Callable[[Any], Any]


def require_following(
    value_with: Callable[[Map], Any], derivative: Map, name: str
) -> None:
    """Raise `PropertyError` unless the value grows with the derivative that is given.

    A gradient is proportional to each derivative in its chain: it is three times as
    large if that derivative is. An answer that estimates the derivative from values
    of the function does not change.

    Args:
        value_with: calls the student's function with this derivative.
        name: the parameter that holds the derivative, such as "dphi".
    """

    def three_times(z: Any) -> Any:
        return 3 * np.asarray(derivative(z))

    once, thrice = value_with(derivative), value_with(three_times)
    if not close(thrice, 3 * once):
        raise PropertyError(
            "matches the numerical derivative, but is wrong when the check passes "
            f"another function as `{name}`",
            f"Check where you call `{name}`, and at which point.",
        )

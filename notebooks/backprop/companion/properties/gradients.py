"""What the tests of gradients share: functions of any shape, entries of a dict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from ..answers.errors import PropertyError
from ..answers.returned import as_shape


def of_any_shape(
    name: str, f: Callable[[np.ndarray], np.ndarray]
) -> Callable[[Any], Any]:
    """f for columns and rows as well, under the name that the worksheet gives it."""

    def function(v: Any) -> Any:
        return f(np.ravel(v)).reshape(np.shape(v))

    function.__qualname__ = function.__name__ = name
    return function


def of_key(returned: Any, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """One entry of the dict that a student's function returned, in its shape."""
    if not isinstance(returned, Mapping):
        kind = type(returned).__name__
        raise PropertyError(f"is not there: a {kind} comes back, expected a dict")
    if key not in returned:
        raise PropertyError("is not a key of the dict that comes back")
    return as_shape(returned[key], shape)

"""What closed forms do with their arguments before they trust them."""

from collections.abc import Callable
from typing import Any

import numpy as np

from solutions.graph_errors import ArgumentError, short

Function = Callable[..., Any]  # phi, dphi and the like
FLOAT64 = np.dtype(np.float64)


def floats(name: str, value: Any) -> np.ndarray:
    """The value as an array of float64, not copied where it is one.

    Raises:
        ArgumentError: it is not made of real numbers, or its rows differ in length.
    """
    if type(value) is np.ndarray and value.dtype is FLOAT64:
        return value
    try:
        return real_numbers(value)
    except (TypeError, ValueError):
        raise ArgumentError(
            f"{name} should be a number or an array of real numbers "
            f"(got {short(value)})."
        ) from None


def real_numbers(value: Any) -> np.ndarray:
    """The value as an array of float64; NumPy alone would take "3" and None as well.

    Raises:
        TypeError, ValueError: it is not made of real numbers.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"real numbers are needed (got {short(value)})")
    return array.astype(FLOAT64, copy=False)


def number_or_array(result: Any) -> Any:
    """A float where there is one number without axes, else the array."""
    return result if result.ndim else float(result)


def misfit(**expected_and_got: tuple[str, np.ndarray]) -> ArgumentError:
    """The error that names the shapes of all arguments of a call that do not fit.

    Args:
        expected_and_got: for each argument its shape in words and the argument.
    """
    words = ", ".join(
        f"{name} {expected} (got {array.shape})"
        for name, (expected, array) in expected_and_got.items()
    )
    return ArgumentError(f"Shapes should be {words}.")


def whole(name: str, value: Any, least: int) -> int:
    """The value as an int of at least `least`.

    Raises:
        ArgumentError: it is something else.
    """
    countable = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if countable and value >= least:
        return int(value)
    raise ArgumentError(
        f"{name} should be a whole number of at least {least} (got {short(value)})."
    )

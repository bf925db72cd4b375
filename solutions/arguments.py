"""Convert and check the arguments of the closed forms."""

from collections.abc import Callable
from typing import Any

import numpy as np

from solutions.graph_errors import ArgumentError, described

Function = Callable[..., Any]  # phi, dphi and similar arguments
FLOAT64 = np.dtype(np.float64)


def floats(name: str, value: Any) -> np.ndarray:
    """The value as a float64 array; an array of that type is not copied.

    Args:
        name: the argument's name, for the error message.
        value: a number, or nested lists or an array of numbers.

    Raises:
        ArgumentError: the value does not consist of real numbers, or is ragged.
    """
    if type(value) is np.ndarray and value.dtype is FLOAT64:
        return value
    try:
        return real_numbers(value)
    except (TypeError, ValueError):
        raise ArgumentError(
            f"{name} should be a number or an array of real numbers "
            f"(got {described(value)})."
        ) from None


def real_numbers(value: Any) -> np.ndarray:
    """The value as a float64 array. Rejects "3" and None, which NumPy would convert.

    Raises:
        TypeError, ValueError: the value does not consist of real numbers.
    """
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"expected real numbers (got {described(value)})")
    return array.astype(FLOAT64, copy=False)


def number_or_array(result: Any) -> Any:
    """A float if the result has no axes, else the array itself."""
    return result if result.ndim else float(result)


def shape_error(**expected_and_got: tuple[str, np.ndarray]) -> ArgumentError:
    """The error for arguments whose shapes do not fit, with all shapes of the call.

    Args:
        expected_and_got: for each argument the expected shape as text, and its value.
    """
    shapes = ", ".join(
        f"{name} {expected} (got {array.shape})"
        for name, (expected, array) in expected_and_got.items()
    )
    return ArgumentError(f"Shapes should be {shapes}.")


def whole_number(name: str, value: Any, minimum: int) -> int:
    """The value as an int, at least `minimum`.

    Raises:
        ArgumentError: the value is not an integer, or is below the minimum.
    """
    is_integer = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if is_integer and value >= minimum:
        return int(value)
    raise ArgumentError(
        f"{name} should be a whole number of at least {minimum} "
        f"(got {described(value)})."
    )

"""Reading a plain value as numbers, and how close is close enough.

|got − expected| ≤ tol · max(1, |expected|), element by element. A vector (d,) is not a
column (d, 1); for a scalar anything of size 1 will do; text is not a number; an
imaginary part must be zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.values.plain import Opaque

EXACT = 1e-12  # Section 2, and df, dg, dh, dl at moderate x
CLOSE = 1e-9  # everywhere else

BLANK = (None, "ellipsis", "NoneType")

# Types without a plain form whose names are told. A class of a student's own is only
# "an object": its name could carry a hidden input out.
TOLD = {
    *("function", "method", "module", "type", "generator", "map", "zip", "filter"),
    *("set", "frozenset", "bytes", "dict_keys", "dict_items", "datetime", "slice"),
}


# The longest axis that is told. No honest answer here is longer, and a length may be
# chosen to carry a hidden input out.
TELLING = 20


class MisfitError(Exception):
    """The value has not the form that is asked for; `str` says what it is instead.

    The words name types and shapes, never a number: they may speak of a hidden case.
    """


def is_blank(value: Any) -> bool:
    """Whether the value is what a cell that nobody filled in leaves behind."""
    return value is None or (isinstance(value, Opaque) and value.type_name in BLANK)


def as_array(value: Any) -> np.ndarray:
    """The value as an array of float64, or complex where it is complex.

    Raises:
        MisfitError: text, dicts, ragged lists and whatever else is no array.
    """
    if isinstance(value, bool | int | float | complex | np.ndarray | np.generic):
        array = np.asarray(value)
        return array if array.dtype.kind == "c" else array.astype(float)
    if isinstance(value, list | tuple):
        return _stacked([as_array(part) for part in value])
    raise MisfitError(described(value))


def _stacked(parts: list[np.ndarray]) -> np.ndarray:
    if len({part.shape for part in parts}) > 1:
        raise MisfitError("a list whose entries differ in shape")
    return np.array(parts) if parts else np.zeros(0)


def as_scalar(value: Any) -> np.ndarray:
    """The value as a 0-d array, if it is anything of size 1."""
    array = as_array(value)
    if array.size != 1:
        raise MisfitError(of_shape(array.shape))
    return array.reshape(())


def as_shape(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The value as an array of exactly this shape; () takes anything of size 1."""
    if shape == ():
        return as_scalar(value)
    array = as_array(value)
    if array.shape != shape:
        raise MisfitError(of_shape(array.shape))
    return array


def as_items(value: Any, length: int | None = None) -> list[Any]:
    """The entries of a list, tuple or array, `length` of them if that is given."""
    if isinstance(value, np.ndarray) and value.ndim > 0:
        value = list(value)
    if not isinstance(value, list | tuple):
        raise MisfitError(described(value))
    if length is not None and len(value) != length:
        count = len(value) if len(value) <= TELLING else "too many"
        raise MisfitError(f"has {count} entries")
    return list(value)


def described(value: Any) -> str:
    """What kind of thing the value is, in words that fit after "is"."""
    if is_blank(value):
        return "is None"
    if isinstance(value, Opaque):
        return f"is a {value.type_name}" if value.type_name in TOLD else "is an object"
    kinds = {"str": "text", "dict": "a dict", "tuple": "a tuple", "list": "a list"}
    if type(value).__name__ in kinds:  # plain data: there are no other types of a name
        return f"is {kinds[type(value).__name__]}"
    if isinstance(value, np.ndarray):
        return of_shape(value.shape)
    return "is one number"


def of_shape(shape: tuple[int, ...]) -> str:
    """The shape in words that fit after a name, as far as it can tell no secret."""
    if max(shape, default=0) > TELLING or len(shape) > 4:
        return "has quite another shape"
    return f"has shape {shape}" if len(shape) < 3 else f"has {len(shape)} axes"


def close(got: np.ndarray, expected: Any, tolerance: float) -> bool:
    """Whether every entry of `got` is as close as the worksheet asks.

    An imaginary part counts as zero within the same bound: complex arithmetic that
    cancels leaves a rounding error there.
    """
    expected = np.asarray(expected, float)
    bound = tolerance * np.maximum(1.0, np.abs(expected))
    return bool(got.shape == expected.shape and np.all(np.abs(got - expected) <= bound))


def clamped(count: int) -> str:
    """The count in words, up to the largest that an honest answer may have.

    A count may be chosen to carry a hidden input out.
    """
    return str(count) if count <= TELLING else f"more than {TELLING}"

"""Reads plain values as arrays of numbers, and describes those that are none.

A vector (d,) is not a column (d, 1); anything of size 1 counts as a scalar; text is not
a number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from autograder.values.plain import Opaque

BLANK = (None, "ellipsis", "NoneType")

# Types that feedback names. Any other class is only "an object": a student could choose
# the name of a class to leak a hidden input.
NAMED_TYPES = {
    *("function", "method", "module", "type", "generator", "map", "zip", "filter"),
    *("set", "frozenset", "bytes", "dict_keys", "dict_items", "datetime", "slice"),
}

# The largest length that feedback names. No honest answer has a longer axis, and a
# student could choose a length to leak a hidden input.
MAX_LENGTH = 20


class MisfitError(Exception):
    """The value has the wrong type or shape; `str(error)` describes it.

    The description names types and shapes, never a number: the case may be hidden.
    """


def is_blank(value: Any) -> bool:
    """Whether the value is None or `...`, as in a cell that was not filled in."""
    return value is None or (isinstance(value, Opaque) and value.type_name in BLANK)


def as_array(value: Any) -> np.ndarray:
    """The value as a float64 array, or a complex one if it is complex.

    Raises:
        MisfitError: text, a dict, a ragged list, or anything else that is not an
            array.
    """
    if isinstance(value, bool | int | float | complex | np.ndarray | np.generic):
        array = np.asarray(value)
        return array if array.dtype.kind == "c" else array.astype(float)
    if isinstance(value, list | tuple):
        return _stacked([as_array(part) for part in value])
    raise MisfitError(describe(value))


def _stacked(parts: list[np.ndarray]) -> np.ndarray:
    if len({part.shape for part in parts}) > 1:
        raise MisfitError("is a list whose entries have different shapes")
    return np.array(parts) if parts else np.zeros(0)


def as_scalar(value: Any) -> np.ndarray:
    """The value as a 0-d array, if it is anything of size 1."""
    array = as_array(value)
    if array.size != 1:
        raise MisfitError(describe_shape(array.shape))
    return array.reshape(())


def as_shape(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The value as an array of exactly this shape; () accepts anything of size 1."""
    if shape == ():
        return as_scalar(value)
    array = as_array(value)
    if array.shape != shape:
        raise MisfitError(describe_shape(array.shape))
    return array


def as_items(value: Any, length: int | None = None) -> list[Any]:
    """The entries of a list, tuple or array.

    Raises:
        MisfitError: the value has no entries, or not `length` of them.
    """
    if isinstance(value, np.ndarray) and value.ndim > 0:
        value = list(value)
    if not isinstance(value, list | tuple):
        raise MisfitError(describe(value))
    if length is not None and len(value) != length:
        count = len(value) if len(value) <= MAX_LENGTH else "too many"
        raise MisfitError(f"has {count} {'entry' if count == 1 else 'entries'}")
    return list(value)


def describe(value: Any) -> str:
    """A description of the value that fits after a name: "is a dict"."""
    if is_blank(value):
        return "is None"
    if isinstance(value, Opaque):
        return (
            f"is a {value.type_name}"
            if value.type_name in NAMED_TYPES
            else "is an object"
        )
    kinds = {"str": "text", "dict": "a dict", "tuple": "a tuple", "list": "a list"}
    if type(value).__name__ in kinds:  # plain data has only these types
        return f"is {kinds[type(value).__name__]}"
    if isinstance(value, np.ndarray):
        return describe_shape(value.shape)
    return "is one number"


def describe_shape(shape: tuple[int, ...]) -> str:
    """A description of the shape that fits after a name, without long lengths."""
    if shape == ():
        return "is one number"
    if max(shape, default=0) > MAX_LENGTH or len(shape) > 4:
        return "has an unexpected shape"
    return f"has shape {shape}" if len(shape) < 3 else f"has {len(shape)} axes"


def clamped(count: int) -> str:
    """The count in words, up to the largest that an honest answer may have.

    A count may be chosen to carry a hidden input out.
    """
    return str(count) if count <= MAX_LENGTH else f"more than {MAX_LENGTH}"

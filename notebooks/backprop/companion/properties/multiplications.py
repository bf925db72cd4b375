"""Arrays that count the multiplications of their entries.

They work like any array in a student's function. Products of single numbers taken from
them are not counted.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

PRODUCTS = {np.dot, np.inner, np.vdot, np.outer, np.einsum, np.tensordot}


class Counted(np.ndarray):
    """An array that adds its multiplications to `Counted.multiplications`."""

    multiplications = 0

    def __array_ufunc__(
        self, ufunc: Any, method: str, *inputs: Any, **named: Any
    ) -> Any:
        if "out" in named:
            named["out"] = tuple(_plain(array) for array in named["out"])
        plain = [_plain(array) for array in inputs]
        result = getattr(ufunc, method)(*plain, **named)
        if ufunc is np.matmul:
            Counted.multiplications += np.size(result) * np.shape(plain[0])[-1]
        elif ufunc in (np.multiply, np.square):
            Counted.multiplications += np.size(result)
        return _counted(result)

    def __array_function__(
        self, function: Any, types: Any, args: Any, named: Any
    ) -> Any:
        if function not in PRODUCTS:
            return super().__array_function__(function, types, args, named)
        plain = [_plain(array) for array in args]
        result = function(*plain, **named)
        Counted.multiplications += _multiplications(function, plain, result)
        return _counted(result)

    def dot(self, other: Any, out: Any = None) -> Any:
        """Use `np.dot`, which counts."""
        return np.dot(self, other)


def _multiplications(function: Any, plain: list[Any], result: Any) -> int:
    if function is np.outer:
        return np.size(result)
    arrays = [array for array in plain if isinstance(array, np.ndarray)]
    if function is not np.einsum:
        return int(np.size(result) * (np.shape(arrays[0]) or (1,))[-1])
    letters = plain[0].split("->")[0].replace(" ", "").split(",")
    sizes = {
        letter: size
        for word, array in zip(letters, arrays, strict=True)
        for letter, size in zip(word, array.shape, strict=True)
    }
    return int(np.prod(list(sizes.values())))


def counted(array: Any) -> Counted:
    """Copy the array to one that counts."""
    return np.array(array, float).view(Counted)


@contextlib.contextmanager
def counted_after_conversion() -> Iterator[None]:
    """Let `np.array` and `np.asarray` return an array that counts for one that does.

    NumPy has no other way to keep a subclass in them, and students often begin with
    `x = np.array(x, float)`.
    """
    originals = {name: getattr(np, name) for name in ("array", "asarray")}
    try:
        for name, original in originals.items():
            setattr(np, name, _still_counting(original))
        yield
    finally:
        for name, original in originals.items():
            setattr(np, name, original)


def _still_counting(convert: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(convert)
    def converted(*arguments: Any, **named: Any) -> Any:
        result = convert(*arguments, **named)
        counts = bool(arguments) and isinstance(arguments[0], Counted)
        return _counted(result) if counts else result

    return converted


def _plain(array: Any) -> Any:
    return array.view(np.ndarray) if isinstance(array, Counted) else array


def _counted(result: Any) -> Any:
    return result.view(Counted) if isinstance(result, np.ndarray) else result

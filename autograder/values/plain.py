"""Values as plain data: all that ever passes between student code and its judge.

`encode` turns a value into a JSON tree and raw array blobs, `decode` turns them
back. What comes out of `decode` is built from base types alone: None, bool, int,
float, complex, str, list, tuple, dict, float/int/bool/complex arrays, and `Opaque`
for whatever has no plain form. No subclass, no method of a student's survives.

`encode` runs beside the student's code and may be tampered with there; `decode`
believes nothing: it accepts the forms below and raises `PlainError` for all else.
"""

from __future__ import annotations

import decimal
import numbers
from array import array as Row
from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

MAX_DEPTH = 40
MAX_ITEMS = 100_000  # list entries and dict items of one value, all levels together
MAX_DICT = 5_000  # items of all dicts: keys may be chosen to collide, which costs n²
MAX_TEXT = 10_000
MAX_ARRAY_BYTES = 4_000_000
MAX_INT_BITS = 1023  # the largest integers that still are a float
AS_THEY_ARE = {type(None), bool, float, str}
DTYPES = {"?": "|b1", "i": "<i8", "u": "<u8", "f": "<f8", "c": "<c16"}


class PlainError(ValueError):
    """The tree or its blobs are not what `encode` writes."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value that has no plain form: its type is all that is known.

    Hashable ones are numbered, equal objects of one message alike: a frozenset or
    an enum member can so be a dict key, and be found again as a value.
    """

    type_name: str
    number: int | None = None


def encode(
    value: Any, register: Callable[[Callable[..., Any]], int] | None = None
) -> tuple[Any, list[bytes]]:
    """A JSON tree and array blobs for `value`.

    Args:
        value: anything; parts without a plain form become `Opaque`.
        register: gives a number to a function that is to be called back;
            without it functions are opaque.
    """
    encoder = _Encoder(register)
    return encoder.tree(value, 0), encoder.blobs


def decode(
    tree: Any, blobs: list[bytes], proxy: Callable[[int], Any] | None = None
) -> Any:
    """The plain value of a tree that `encode` made; anything else is a PlainError.

    Args:
        tree, blobs: from `encode`, or from somebody who pretends.
        proxy: gives the function for a registered number; without it a function
            in the tree is an error.
    """
    return _Decoder(blobs, proxy).value(tree, 0)


def plainly(value: Any) -> Any:
    """`value` as plain data, by way of `encode` and `decode`: nothing is shared."""
    return decode(*encode(value))


class _Encoder:
    def __init__(self, register: Callable[[Callable[..., Any]], int] | None) -> None:
        self.register = register
        self.blobs: list[bytes] = []
        self.items = self.pairs = 0
        self.numbers: dict[Any, int] = {}

    def tree(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH or self.items > MAX_ITEMS:
            return self._opaque("too deep or too long a value")
        try:
            form = FORMS.get(type(value))  # nearly every value is exactly one of these
            return form(self, value, depth) if form else self._form(value, depth)
        except Exception:  # a student's property, __float__ or __iter__ may raise
            return self._opaque(type(value).__name__)

    def _form(self, value: Any, depth: int) -> Any:
        """The form of what only resembles one of `FORMS`."""
        if isinstance(value, np.bool):
            return bool(value)
        if isinstance(value, str):
            return self._text(value, depth)
        if isinstance(value, np.generic | np.ndarray | Row | memoryview):
            return self._array(value, depth)
        if isinstance(value, numbers.Number | decimal.Decimal):
            return _number(value)
        if isinstance(value, Mapping):
            return self._mapping(value, depth)
        if isinstance(value, bytes | bytearray):
            return self._opaque(type(value).__name__)
        if isinstance(value, Sequence | ValuesView):
            return self._sequence(value, depth)
        if callable(value) and self.register is not None:
            return {"function": self.register(value)}
        if isinstance(value, Iterator):  # a pair or a history, made when it is read
            return self._sequence([*islice(value, MAX_ITEMS + 1)], depth)
        if hasattr(type(value), "__array__"):
            return self._array(value, depth)
        if hasattr(type(value), "__float__"):
            return float(value)
        return self._opaque(type(value).__name__, self._number_of(value))

    def _itself(self, value: Any, depth: int) -> Any:
        return value

    def _text(self, value: Any, depth: int) -> Any:
        return str(value)[:MAX_TEXT]

    def _int(self, value: Any, depth: int) -> Any:
        return _number(value)

    def _mapping(self, value: Any, depth: int) -> Any:
        items = list(value.items())
        self.items += len(items)
        self.pairs += len(items)
        if self.pairs > MAX_DICT:
            return self._opaque(f"dict of {len(items)} items")
        return {"dict": [[self._key(k), self.tree(v, depth + 1)] for k, v in items]}

    def _sequence(self, value: Any, depth: int) -> Any:
        self.items += len(value)
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [self.tree(item, depth + 1) for item in value]}

    def _array(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.ma.MaskedArray):
            value = np.ma.filled(value.astype(float), np.nan)
        array = np.asarray(value)
        kind = "?" if array.dtype.kind == "b" else array.dtype.kind
        if kind not in DTYPES:  # text and objects: item by item
            return self.tree(array.tolist(), depth + 1)
        size = array.size * np.dtype(DTYPES[kind]).itemsize
        if max(size, *array.shape, 0) > MAX_ARRAY_BYTES:  # an empty one may be long
            return self._opaque("array beyond the cap")
        plain = np.ascontiguousarray(array, dtype=DTYPES[kind])
        self.blobs.append(plain.tobytes())
        # The shape as it came: ascontiguousarray makes a 0-d array 1-d.
        return {"array": [DTYPES[kind], list(array.shape), len(self.blobs) - 1]}

    def _key(self, key: Any) -> Any:
        """A dict key, in the very form that the same object has as a value."""
        if isinstance(key, np.generic):
            key = key.item()
        tree = self.tree(key, 0)
        # A frozen dataclass may look like a mapping: keep to what decodes hashable.
        hashable = type(tree) is not dict or not tree.keys() & {"list", "dict", "array"}
        return tree if hashable else self._opaque("key", self._number_of(key))

    def _number_of(self, value: Any) -> int | None:
        try:
            return self.numbers.setdefault(value, len(self.numbers))
        except Exception:  # not hashable, or its own __hash__ or __eq__ raised
            return None

    def _opaque(self, type_name: str, number: int | None = None) -> Any:
        return {"opaque": [type_name[:80], number]}


FORMS: dict[type, Callable[[_Encoder, Any, int], Any]] = {
    type(None): _Encoder._itself,
    bool: _Encoder._itself,
    float: _Encoder._itself,
    int: _Encoder._int,
    str: _Encoder._text,
    np.ndarray: _Encoder._array,
    list: _Encoder._sequence,
    tuple: _Encoder._sequence,
    dict: _Encoder._mapping,
}


def _number(value: Any) -> Any:
    if isinstance(value, numbers.Integral):
        whole = int(value)
        if whole.bit_length() > MAX_INT_BITS:
            return {"opaque": ["int beyond every float", None]}
        return whole
    if isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real):
        return {"complex": [float(value.real), float(value.imag)]}
    return float(value)  # Fraction and Decimal included


class _Decoder:
    def __init__(self, blobs: list[bytes], proxy: Callable[[int], Any] | None) -> None:
        self.blobs = blobs
        self.proxy = proxy
        self.items = self.pairs = 0

    def value(self, tree: Any, depth: int) -> Any:
        if type(tree) in AS_THEY_ARE:
            return tree
        if depth > MAX_DEPTH + 2:
            raise PlainError("a value is nested too deep")
        if type(tree) is int:
            if tree.bit_length() > MAX_INT_BITS:
                raise PlainError("an int is beyond every float")
            return tree
        if type(tree) is not dict or len(tree) != 1:
            raise PlainError(f"not a plain value: {type(tree).__name__}")
        [(form, content)] = tree.items()
        if form == "array":
            return self._array(content)
        if form == "complex" and _is_list(content, 2) and _all_floats(content):
            return complex(*content)
        if form in ("list", "tuple") and type(content) is list:
            self.items += len(content)
            if self.items > 2 * MAX_ITEMS:  # `encode` stops counting within a list
                raise PlainError("a value has too many items")
            parts = [self.value(part, depth + 1) for part in content]
            return tuple(parts) if form == "tuple" else parts
        if form == "dict" and type(content) is list:
            self.pairs += len(content)
            if self.pairs > MAX_DICT:
                raise PlainError("a dict has too many items")
            return dict(self._item(item, depth) for item in content)
        if form == "opaque" and _is_list(content, 2):
            return _opaque(*content)
        if form == "function" and type(content) is int and self.proxy is not None:
            return self.proxy(content)
        raise PlainError(f"not a plain value: {str(form)[:20]!r}")

    def _item(self, item: Any, depth: int) -> tuple[Any, Any]:
        if not _is_list(item, 2):
            raise PlainError("a dict item is not a pair")
        key = self.value(item[0], depth + 1)
        try:
            hash(key)
        except TypeError:
            raise PlainError("a dict key is not hashable") from None
        return key, self.value(item[1], depth + 1)

    def _array(self, content: Any) -> np.ndarray:
        if not _is_list(content, 3):
            raise PlainError("an array needs dtype, shape and blob")
        dtype, shape, index = content
        if dtype not in DTYPES.values() or type(shape) is not list or len(shape) > 32:
            raise PlainError("an array has a dtype or shape that is not plain")
        if not all(type(n) is int and 0 <= n <= MAX_ARRAY_BYTES for n in shape):
            raise PlainError("an array has a shape that is not plain")
        if type(index) is not int or not 0 <= index < len(self.blobs):
            raise PlainError("an array names a blob that is not there")
        kind = np.dtype(dtype)
        size = kind.itemsize
        for length in shape:
            size *= length
        if size != len(self.blobs[index]):
            raise PlainError("an array's bytes do not fill its shape")
        try:
            return np.frombuffer(self.blobs[index], kind).reshape(shape).copy()
        except ValueError:  # no bytes, and a shape beyond what NumPy can count
            raise PlainError("an array has a shape that is not plain") from None


def _opaque(type_name: Any, number: Any) -> Opaque:
    if type(type_name) is not str or type(number) not in (int, type(None)):
        raise PlainError("an opaque value needs a type's name and a number")
    return Opaque(type_name[:80], number)


def _is_list(content: Any, length: int) -> bool:
    return type(content) is list and len(content) == length


def _all_floats(content: list[Any]) -> bool:
    return all(type(part) is float for part in content)

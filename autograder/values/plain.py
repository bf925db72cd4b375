"""Encode values as plain data, and decode them: all that student code can send.

`encode` turns a value into a JSON tree and raw array blobs, `decode` turns them
back. The result of `decode` consists of base types only: None, bool, int, float,
complex, str, list, tuple, dict, range, arrays of bool, int, float or complex, and
`Opaque` for everything else. No subclass and no method of a student's class survives.

`encode` runs in the student's process and may be tampered with there. `decode` trusts
nothing: it accepts the forms below, within the limits, and raises `PlainError` for
everything else. The limits hold for one message in total; `encode` keeps them by
writing an `Opaque` in place of a part that is too large.
"""

from __future__ import annotations

import decimal
import numbers
from array import array as Row
from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any

import numpy as np

from autograder.values.waves import Total, Wave

MAX_DEPTH = 40  # levels of nesting
MAX_ITEMS = 50_000  # list entries, dict items and other values, all levels together
MAX_DICT = 2_000  # items of all dicts: their keys may be chosen to collide
MAX_TEXT = 10_000  # characters of one text
MAX_ALL_TEXT = 200_000  # characters of all texts
MAX_ARRAY_BYTES = 4_000_000  # of one array
MAX_ALL_ARRAY_BYTES = 7_000_000  # of all arrays; a frame has 8 MB
MAX_AXES = 32
MAX_TYPE_NAME = 80
MAX_INT_BITS = 1023  # every smaller integer can be converted to a float
TOO_LARGE = "a value that is too large"
WAVE = tuple(field.name for field in fields(Wave))
UNCHANGED = {type(None), bool, float}
DTYPES = {"?": "|b1", "i": "<i8", "u": "<u8", "f": "<f8", "c": "<c16"}


class PlainError(ValueError):
    """The tree or its blobs are malformed or too large: `encode` never writes them."""


@dataclass(frozen=True)
class Opaque:
    """Stands for a value without a plain form; only the name of its type is known.

    Hashable values are numbered, equal ones of a message alike. So bytes, a frozenset
    or an enum member can be a dict key, and be recognized where it occurs as a value.
    """

    type_name: str
    number: int | None = None


def encode(
    value: Any, register: Callable[[Callable[..., Any]], int] | None = None
) -> tuple[Any, list[bytes]]:
    """Return a JSON tree and array blobs for `value`.

    Args:
        value: anything; parts without a plain form become `Opaque`.
        register: returns a number for a function that may be called back (a `Wave`
            or `Total` needs none); without `register` functions are opaque.
    """
    encoder = _Encoder(register)
    return encoder.tree(value, 0), encoder.blobs


def decode(
    tree: Any, blobs: list[bytes], proxy: Callable[[int], Any] | None = None
) -> Any:
    """Return the plain value of a tree that `encode` made.

    Args:
        tree, blobs: from `encode`, or forged.
        proxy: returns the function for a registered number; without `proxy` a
            function in the tree is an error.

    Raises:
        PlainError: the tree or the blobs are malformed or too large.
    """
    try:
        return _Decoder(blobs, proxy).value(tree, 0)
    except PlainError:
        raise
    except (ValueError, TypeError, ArithmeticError, RecursionError) as error:
        raise PlainError(f"not a plain value: {type(error).__name__}") from None


def is_as_sent(value: Any, tree: Any, blobs: list[bytes]) -> bool:
    """Whether a value that was decoded from the tree is sure to be what it was."""
    if type(tree) is not dict:
        return True  # a number or a text
    [(form, content)] = tree.items()
    if form != "array":
        return form not in ("list", "tuple", "dict")
    dtype, shape, index = content
    if value.dtype.str != dtype or list(value.shape) != shape:
        return False
    return bool(value.tobytes() == blobs[index])


def plainly(value: Any) -> Any:
    """Return a plain copy of `value`, by `encode` and `decode`."""
    return decode(*encode(value))


class _Encoder:
    def __init__(self, register: Callable[[Callable[..., Any]], int] | None) -> None:
        self.register = register
        self.blobs: list[bytes] = []
        self.items = self.pairs = self.text_size = self.array_bytes = 0
        self.numbers: dict[Any, int] = {}
        self.names: set[Any] = set()  # dict keys made of ranges

    def tree(self, value: Any, depth: int) -> Any:
        if depth > MAX_DEPTH:
            return _opaque("a value that is nested too deep")
        try:
            form = FORMS.get(type(value))  # nearly every value is exactly one of these
            return form(self, value, depth) if form else self._form(value, depth)
        except Exception:  # a student's property, __float__ or __iter__ may raise
            return _opaque(type(value).__name__)

    def _form(self, value: Any, depth: int) -> Any:
        """Encode a value that only resembles one of `FORMS`."""
        if isinstance(value, np.bool):
            return bool(value)
        if isinstance(value, str):
            return self._text(value, depth)
        if isinstance(value, np.generic | np.ndarray | Row | memoryview):
            return self._array(value, depth)
        if isinstance(value, numbers.Number | decimal.Decimal):
            return self._number(value, depth)
        if isinstance(value, Mapping):
            return self._mapping(value, depth)
        if isinstance(value, bytes | bytearray):
            return _opaque(type(value).__name__, self._number_of(value))
        if isinstance(value, range) and value in self.names:
            return self._range(value)
        if isinstance(value, Sequence | ValuesView):
            return self._sequence(value, depth)
        if type(value) is Wave and self.register is not None:
            parts = [getattr(value, name) for name in WAVE]
            return {"wave": [self.tree(part, depth + 1) for part in parts]}
        if type(value) is Total and self.register is not None:
            return {"total": [self.tree(value.wave, depth + 1), *value.shape]}
        if callable(value) and self.register is not None:
            return {"function": self.register(value)}
        if isinstance(value, Iterator):  # such as a generator of a pair or a history
            return self._sequence([*islice(value, MAX_ITEMS + 1)], depth)
        if hasattr(type(value), "__array__"):
            return self._array(value, depth)
        if hasattr(type(value), "__float__"):
            return float(value)
        return _opaque(type(value).__name__, self._number_of(value))

    def _itself(self, value: Any, depth: int) -> Any:
        return value

    def _text(self, value: Any, depth: int) -> Any:
        text = str(value)
        if len(text) > MAX_TEXT:  # numbered: long names stay distinct
            text = f"{text[: MAX_TEXT - 20]}… ({self._number_of(value)})"
        if self.text_size + len(text) > MAX_ALL_TEXT:
            return _opaque(TOO_LARGE, self._number_of(value))
        self.text_size += len(text)
        return text

    def _number(self, value: Any, depth: int) -> Any:
        if isinstance(value, numbers.Integral):
            whole = int(value)
            if whole.bit_length() > MAX_INT_BITS:
                return _opaque("int beyond every float", self._number_of(whole))
            return whole
        if isinstance(value, numbers.Complex) and not isinstance(value, numbers.Real):
            return {"complex": [float(value.real), float(value.imag)]}
        return float(value)  # Fraction and Decimal included

    def _mapping(self, value: Any, depth: int) -> Any:
        items = list(value.items())
        if self.pairs + len(items) > MAX_DICT or not self._has_room(2 * len(items)):
            return _opaque(TOO_LARGE)
        self.pairs += len(items)
        keys = [self._key(key, depth + 1) for key, _ in items]
        values = [self.tree(one, depth + 1) for _, one in items]
        return {"dict": [list(item) for item in zip(keys, values, strict=True)]}

    def _sequence(self, value: Any, depth: int) -> Any:
        if isinstance(value, tuple) and self._is_name(value):
            return self._key(value, depth)
        if not self._has_room(len(value)):
            return _opaque(TOO_LARGE)
        kind = "tuple" if isinstance(value, tuple) else "list"
        return {kind: [self.tree(item, depth + 1) for item in value]}

    def _has_room(self, count: int) -> bool:
        if self.items + count > MAX_ITEMS:
            return False
        self.items += count
        return True

    def _array(self, value: Any, depth: int) -> Any:
        if isinstance(value, np.ma.MaskedArray):
            value = np.ma.filled(value.astype(float), np.nan)
        array = np.asarray(value)
        kind = "?" if array.dtype.kind == "b" else array.dtype.kind
        if kind not in DTYPES:  # text and objects: item by item
            return self.tree(array.tolist(), depth + 1)
        size = array.size * np.dtype(DTYPES[kind]).itemsize
        if max(size, *array.shape, 0) > MAX_ARRAY_BYTES:  # an empty one may be long
            return _opaque(TOO_LARGE)
        if self.array_bytes + size > MAX_ALL_ARRAY_BYTES:
            return _opaque(TOO_LARGE)
        self.array_bytes += size
        plain = np.ascontiguousarray(array, dtype=DTYPES[kind])
        self.blobs.append(plain.tobytes())
        # The original shape: ascontiguousarray makes a 0-d array 1-d.
        return {"array": [DTYPES[kind], list(array.shape), len(self.blobs) - 1]}

    def _key(self, key: Any, depth: int) -> Any:
        """Encode a dict key, or a value that equals one, in a form that is hashable."""
        if isinstance(key, np.generic):
            key = key.item()
        if type(key) is range:
            self.names.add(key)
            return self._range(key)
        if type(key) is tuple and depth <= MAX_DEPTH:
            if not self._has_room(len(key)):
                return _opaque(TOO_LARGE, self._number_of(key))
            parts = [self._key(part, depth + 1) for part in key]
            if any(_is_range(part, self.names) for part in key):
                self.names.add(key)
            return {"tuple": parts}
        tree = self.tree(key, depth)
        # A frozen dataclass may look like a mapping, for example.
        hashable = type(tree) is not dict or not tree.keys() & {"list", "dict", "array"}
        return tree if hashable else _opaque("key", self._number_of(key))

    def _is_name(self, value: tuple[Any, ...]) -> bool:
        try:
            return bool(self.names) and value in self.names
        except Exception:  # not hashable, or its own __hash__ or __eq__ raised
            return False

    def _range(self, value: range) -> Any:
        ends = (value.start, value.stop, value.step)
        if max(end.bit_length() for end in ends) > MAX_INT_BITS:
            return _opaque("range", self._number_of(value))
        return {"range": list(ends)}

    def _number_of(self, value: Any) -> int | None:
        try:
            return self.numbers.setdefault(value, len(self.numbers))
        except Exception:  # not hashable, or its own __hash__ or __eq__ raised
            return None


def _is_range(value: Any, names: set[Any]) -> bool:
    return type(value) in (range, tuple) and value in names


def _opaque(type_name: str, number: int | None = None) -> Any:
    return {"opaque": [type_name[:MAX_TYPE_NAME], number]}


FORMS: dict[type, Callable[[_Encoder, Any, int], Any]] = {
    type(None): _Encoder._itself,
    bool: _Encoder._itself,
    float: _Encoder._itself,
    int: _Encoder._number,
    str: _Encoder._text,
    np.ndarray: _Encoder._array,
    list: _Encoder._sequence,
    tuple: _Encoder._sequence,
    dict: _Encoder._mapping,
}


class _Decoder:
    def __init__(self, blobs: list[bytes], proxy: Callable[[int], Any] | None) -> None:
        self.blobs = blobs
        self.proxy = proxy
        self.unused = set(range(len(blobs)))
        self.items = self.pairs = self.text_size = self.array_bytes = 0

    def value(self, tree: Any, depth: int) -> Any:
        if type(tree) in UNCHANGED:
            return tree
        if depth > MAX_DEPTH + 2:
            raise PlainError("a value is nested too deep")
        if type(tree) is str:
            return self._text(tree)
        if type(tree) is int:
            return _whole(tree)
        if type(tree) is not dict or len(tree) != 1:
            raise PlainError(f"not a plain value: {type(tree).__name__}")
        [(form, content)] = tree.items()
        if type(content) is list:
            if form in ("list", "tuple"):
                self._count(len(content))
                parts = [self.value(part, depth + 1) for part in content]
                return tuple(parts) if form == "tuple" else parts
            if form == "dict":
                return self._dict(content, depth)
            if form == "array":
                return self._array(content)
            if form == "complex":
                return complex(*_typed(content, float, float))
            if form == "wave" and self.proxy is not None:
                return self._wave(content, depth)
            if form == "total" and self.proxy is not None:
                [wave, rows, columns] = _typed(content, dict, int, int)
                return Total(self.value(wave, depth + 1), (rows, columns))
            if form == "range":
                return range(*map(_whole, _typed(content, int, int, int)))
            if form == "opaque":
                return self._opaque(content)
        if form == "function" and type(content) is int and self.proxy is not None:
            return self.proxy(content)
        raise PlainError(f"not a plain value: {str(form)[:20]!r}")

    def _count(self, items: int) -> None:
        self.items += items
        if self.items > MAX_ITEMS:
            raise PlainError("a value has too many items")

    def _text(self, text: str) -> str:
        self.text_size += len(text)
        if len(text) > MAX_TEXT or self.text_size > MAX_ALL_TEXT:
            raise PlainError("a value has too much text")
        return text

    def _dict(self, content: list[Any], depth: int) -> dict[Any, Any]:
        self.pairs += len(content)
        if self.pairs > MAX_DICT:
            raise PlainError("a dict has too many items")
        self._count(2 * len(content))
        return dict(self._item(item, depth) for item in content)

    def _item(self, item: Any, depth: int) -> tuple[Any, Any]:
        if type(item) is not list or len(item) != 2:
            raise PlainError("a dict item is not a pair")
        key = self.value(item[0], depth + 1)
        try:
            hash(key)
        except TypeError:
            raise PlainError("a dict key is not hashable") from None
        return key, self.value(item[1], depth + 1)

    def _array(self, content: list[Any]) -> np.ndarray:
        dtype, shape, index = _typed(content, str, list, int)
        if dtype not in DTYPES.values() or len(shape) > MAX_AXES:
            raise PlainError("an array has an unknown dtype or too many axes")
        if not all(type(n) is int and 0 <= n <= MAX_ARRAY_BYTES for n in shape):
            raise PlainError("an array has an invalid shape")
        if index not in self.unused:
            raise PlainError("an array has a blob that is missing or already used")
        self.unused.remove(index)
        blob = self.blobs[index]
        self.array_bytes += len(blob)
        if len(blob) > MAX_ARRAY_BYTES or self.array_bytes > MAX_ALL_ARRAY_BYTES:
            raise PlainError("arrays are too large")
        kind = np.dtype(dtype)
        size = kind.itemsize
        for length in shape:
            size *= length
        if size != len(blob):
            raise PlainError("an array has another number of bytes than its shape")
        try:
            return np.frombuffer(blob, kind).reshape(shape).copy()
        except ValueError:  # an empty array with more entries than NumPy can count
            raise PlainError("an array has an invalid shape") from None

    def _wave(self, content: list[Any], depth: int) -> Wave:
        parts = [self.value(part, depth + 1) for part in content]
        if len(parts) != len(WAVE):
            raise PlainError("a wave has other parts")
        wave = dict(zip(WAVE, parts, strict=True))
        size, mixing = wave.pop("size"), wave.pop("mixing")
        numbers = all(type(part) in (float, np.ndarray) for part in wave.values())
        if not numbers or type(size) not in (int, type(None)):
            raise PlainError("a wave has other parts")
        if mixing is not None and np.shape(mixing) != (size, size):
            raise PlainError("a wave has another matrix")
        return Wave(**wave, size=size, mixing=mixing)

    def _opaque(self, content: list[Any]) -> Opaque:
        if len(content) != 2 or type(content[1]) not in (int, type(None)):
            raise PlainError("an opaque value has an invalid number")
        [type_name] = _typed(content[:1], str)
        number = content[1] if content[1] is None else _whole(content[1])
        if len(type_name) > MAX_TYPE_NAME:
            raise PlainError("an opaque value has a long name")
        return Opaque(type_name, number)


def _typed(content: list[Any], *types: type) -> list[Any]:
    """Return the parts if they have exactly these types."""
    if [type(part) for part in content] != list(types):
        raise PlainError("a value has parts of other types")
    return content


def _whole(number: int) -> int:
    if number.bit_length() > MAX_INT_BITS:
        raise PlainError("an int is beyond every float")
    return number

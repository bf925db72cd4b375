"""Call a student's function, and read the value that it returns."""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from .errors import AnswerError, NotAttemptedError, PropertyError, RaisedError


def is_blank(value: Any) -> bool:
    """Whether the value is what an unanswered cell leaves behind."""
    return value is None or value is ...


def as_array(value: Any) -> np.ndarray:
    """The value as an array of numbers, real unless an imaginary part is there.

    Raises:
        NotAttemptedError: nothing is there yet.
        PropertyError: text, dicts, ragged lists.
    """
    if is_blank(value):
        raise NotAttemptedError
    kind = type(value).__name__
    try:
        array = np.asarray([*value] if isinstance(value, Iterator) else value)
        if array.dtype.kind in "USV":
            raise PropertyError("is text, and no number")
        if array.dtype.kind == "O" and array.ndim:
            array = np.array([as_array(part) for part in value])
        array = array.astype(complex if array.dtype.kind == "c" else float)
    except (TypeError, ValueError):
        raise PropertyError(f"is of type {kind}, expected numbers") from None
    imaginary = np.abs(array.imag) <= 1e-9 * np.maximum(1, np.abs(array.real))
    return array.real if np.all(imaginary) else array


def as_shape(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """The value in exactly this shape; () takes anything of size 1."""
    array = as_array(value)
    if shape == () and array.size == 1:
        return array.reshape(())
    if array.shape != shape:
        wanted = "one number" if shape == () else f"shape {shape}"
        got = f"has shape {array.shape}" if array.shape else "is one number"
        raise PropertyError(f"{got}, expected {wanted}")
    return array


def ask(function: Any, *arguments: Any) -> Any:
    """The value of the student's function for copies of the arguments, without output.

    Raises:
        NotAttemptedError: nothing is answered yet.
        RaisedError: it raised.
    """
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    return ask_uncopied(function, *copies)


def ask_uncopied(function: Any, *arguments: Any) -> Any:
    """As `ask`, without copies: the caller can see whether arguments were changed."""
    if is_blank(function):
        raise NotAttemptedError
    if not callable(function):
        raise PropertyError("is not a function")
    try:
        with silence():
            value = function(*arguments)
    except NotImplementedError:
        raise NotAttemptedError from None
    except (Exception, SystemExit) as error:
        message = f": {error}" if str(error) else ""
        raise RaisedError(f"{type(error).__name__}{message}"[:200]) from None
    if is_blank(value):
        raise NotAttemptedError
    return value


def ask_elementwise(function: Any, x: np.ndarray) -> np.ndarray:
    """The values at all entries of x, from an answer for arrays or for numbers only.

    nan stands where the answer raises or gives no number.
    """
    with contextlib.suppress(AnswerError):
        return as_shape(ask(function, x), x.shape).real
    numbers = [_number(function, number) for number in x.ravel()]
    return np.array(numbers).reshape(x.shape)


def _number(function: Any, number: float) -> float:
    for way in (float(number), np.array([number])):
        with contextlib.suppress(RaisedError, PropertyError):
            return float(as_shape(ask(function, way), ()).real)
    return np.nan


def by_number_or_array(function: Any, x: np.ndarray) -> Any:
    """The values at x of a function that works on arrays, or on numbers only."""
    with contextlib.suppress(RaisedError, PropertyError):
        value = as_array(ask(function, x))
        if value.shape == x.shape:
            return value
    values = [as_array(ask(function, float(number))) for number in x]
    return [v.item() if v.size == 1 else v.ravel() for v in values]


def of_key(returned: Any, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """One entry of the dict that a student's function returned, in its shape."""
    if not isinstance(returned, Mapping):
        kind = type(returned).__name__
        raise PropertyError(f"is not there: a {kind} comes back, expected a dict")
    if key not in returned:
        raise PropertyError("is not a key of the dict that comes back")
    return as_shape(returned[key], shape)


@contextlib.contextmanager
def naming_case(case: str) -> Iterator[None]:
    """Add the case, such as "for n = 3", to the message of a function that raises."""
    try:
        yield
    except RaisedError as error:
        raise RaisedError(f"{error} ({case})") from None


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Suppress prints and warnings inside a `with` block."""
    with (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield

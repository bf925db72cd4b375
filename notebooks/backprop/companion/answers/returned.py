"""Call a student's function and read the value that it returns."""

from __future__ import annotations

import contextlib
import functools
import io
import itertools
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from . import calls, interrupt, raised
from .errors import (
    AnswerError,
    ArgumentError,
    CallError,
    NotAttemptedError,
    PropertyError,
    RaisedError,
    UnfinishedError,
)
from .shown_names import shown_key

FORMS = {"has shape": "returns shape", "is one number": "returns one number"}


def is_blank(value: Any) -> bool:
    """Whether the value is None or `...`, as in an unanswered cell."""
    return value is None or value is ...


def as_array(value: Any) -> np.ndarray:
    """Convert the value to an array of numbers, real unless it has imaginary parts.

    Raises:
        NotAttemptedError: the value is blank.
        PropertyError: the value is text, a dict or a ragged list.
    """
    if is_blank(value):
        raise NotAttemptedError
    kind = type(value).__name__
    try:
        array = np.asarray([*value] if isinstance(value, Iterator) else value)
        if array.dtype.kind in "USV":
            raise PropertyError(
                "is text; a number is expected", "Remove the quotation marks."
            )
        if array.dtype.kind == "O" and array.ndim:
            array = np.array([as_array(part) for part in value])
        array = array.astype(complex if array.dtype.kind == "c" else float)
    except (TypeError, ValueError):
        raise PropertyError(
            f"is of type {kind}; a number or an array is expected"
        ) from None
    imaginary = np.abs(array.imag) <= 1e-9 * np.maximum(1, np.abs(array.real))
    return array.real if np.all(imaginary) else array


def as_shape(value: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Convert the value to an array of this shape; () accepts any array of size 1.

    Raises:
        NotAttemptedError, PropertyError: as `as_array`; or the shape differs.
    """
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        _require_shape(value, shape)  # before a large array is copied
    array = as_array(value)
    _require_shape(array, shape)
    return array.reshape(shape)


def _require_shape(array: np.ndarray, shape: tuple[int, ...]) -> None:
    if array.shape == shape or (shape == () and array.size == 1):
        return
    wanted = "one number" if shape == () else f"shape {shape}"
    got = f"has shape {array.shape}" if array.shape else "is one number"
    step = "Print the shapes of the arrays that you combine, line by line."
    if array.shape[:1] == shape and set(array.shape[1:]) == {1}:
        step = "That is a column. Use vectors of shape (n,), not (n, 1)."
    elif 1 in shape and array.size == np.prod(shape):
        step = "Keep axes of length 1: don't use `squeeze`, `ravel` or `float` here."
    elif array.shape == shape[::-1]:
        step = (
            "It has the shape of the transpose. Check which index, or which factor, "
            "numbers the rows."
        )
    raise PropertyError(f"{got}; expected {wanted}", step)


def of_function(message: str) -> str:
    """A message about a value, in a sentence that begins with a function's name."""
    for has, returns in FORMS.items():
        if message.startswith(has):
            return returns + message.removeprefix(has)
    return message


def ask(function: Any, *arguments: Any) -> Any:
    """Call the student's function on copies of the arguments, without output.

    Raises:
        NotAttemptedError: there is no function, or it returns a blank.
        RaisedError: the function raised an exception.
        UnfinishedError: the function did not finish in time.
        PropertyError: the value is not a function.
        WorkLimitError: inside `calls.work_limited`, the function did too much.
    """
    copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
    return ask_uncopied(function, *copies)


def ask_uncopied(function: Any, *arguments: Any) -> Any:
    """Like `ask`, without copies, so the caller can see changed arguments."""
    if is_blank(function):
        raise NotAttemptedError
    if not callable(function):
        kind = type(function).__name__
        raise PropertyError(
            f"is of type {kind}; a function is expected", "Define it with `def`."
        )
    try:
        with silence(), contextlib.redirect_stdout(calls.prints()):
            value = calls.run(function, *arguments)
    except NotImplementedError:
        raise NotAttemptedError from None
    except interrupt.TimeIsUpError:
        raise UnfinishedError(calls.seconds()) from None
    except (Exception, SystemExit) as error:
        raise _problem(raised.raised(error)) from None
    if is_blank(value):
        raise NotAttemptedError
    return value


def _problem(what: raised.Raised) -> AnswerError:
    """The student's exception as the reason why the answer cannot pass."""
    if what.kind == "NotImplementedError":
        return NotAttemptedError()
    if what.kind == ArgumentError.__name__:
        call, _, next_step = what.message.partition(". ")
        return CallError(call, next_step)
    return RaisedError(raised.sentence(what), raised.next_step(what))


def remembered(function: Any) -> Any:
    """The function, which is called only once for equal arguments.

    Nothing is remembered if an argument cannot be compared, or if an iterator comes
    back, which can be read only once.
    """
    values: dict[Any, Any] = {}

    def remembering(*arguments: Any) -> Any:
        try:
            key = tuple(map(_content, arguments))
            if key in values:
                return values[key]
        except TypeError:
            return function(*arguments)
        value = function(*arguments)
        parts = value.values() if isinstance(value, dict) else [value]
        if not any(isinstance(part, Iterator) for part in parts):
            values[key] = value
        return value

    return remembering


def _content(argument: Any) -> Any:
    """Equal only for arguments that no function can tell apart."""
    if isinstance(argument, np.ndarray):
        return argument.dtype.str, argument.shape, argument.tobytes()
    return type(argument), repr(argument) if argument == 0 else argument


def ask_elementwise(function: Any, x: np.ndarray) -> np.ndarray:
    """Evaluate an answer at all entries of x, shape of x, by number or by array.

    Number by number first: an answer for single numbers may return wrong values for
    an array. An entry is nan where the answer raises or returns no number.
    """
    numbers = np.array([_number(function, number) for number in x.ravel()])
    if not np.any(np.isfinite(numbers)):
        with contextlib.suppress(AnswerError):
            return as_shape(ask(function, x), x.shape).real
    return numbers.reshape(x.shape)


def _number(function: Any, number: float) -> float:
    for argument in (float(number), np.array([number])):
        with contextlib.suppress(RaisedError, PropertyError):
            return float(as_shape(ask(function, argument), ()).real)
    return np.nan


def by_number_or_array(function: Any, x: np.ndarray) -> Any:
    """Evaluate a function at the entries of x, by array or else by number."""
    with contextlib.suppress(RaisedError, PropertyError):
        value = as_array(ask(function, x))
        if value.shape == x.shape:
            return value
    values = [as_array(ask(function, float(number))) for number in x]
    return [v.item() if v.size == 1 else v.ravel() for v in values]


def by_number(function: Any) -> Any:
    """The function, which raises if it is called with an array."""

    @functools.wraps(function)
    def of_numbers(x: Any) -> Any:
        if np.ndim(x):
            raise TypeError("one number at a time")
        return function(x)

    return of_numbers


def of_key(returned: Any, key: str, shape: tuple[int, ...]) -> np.ndarray:
    """Look up one entry of the dict that a student's function returned, as an array.

    Raises:
        NotAttemptedError, PropertyError: no dict, no such key, or another shape.
    """
    if not isinstance(returned, Mapping):
        kind = type(returned).__name__
        raise PropertyError(
            f"is missing: you return a value of type {kind}; a dict is expected",
            f'Return a dict with the key "{key}".',
        )
    if key not in returned:
        keys = ", ".join(map(shown_key, itertools.islice(returned, 6))) or "no keys"
        more = ", …" if len(returned) > 6 else ""
        raise PropertyError(
            f"is missing: the dict that you return has {keys}{more}",
            f'Add the key "{key}".',
        )
    return as_shape(returned[key], shape)


@contextlib.contextmanager
def naming_case(case: str) -> Iterator[None]:
    """Add the case, such as "for n = 3", to the message of a RaisedError."""
    try:
        yield
    except RaisedError as error:
        raise type(error)(f"{error} ({case})", error.next_step) from None


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

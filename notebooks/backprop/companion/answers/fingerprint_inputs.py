"""Fixed generic inputs that several parts share, mainly for fingerprints.

The derivatives passed here (`UNITS[-1]`, the Jacobian in part_1d) do not belong to
their functions. An answer that estimates a derivative instead of calling the given one
therefore gets another fingerprint.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .errors import ArgumentError
from .returned import as_array, ask, by_number_or_array
from .row import EXACT, Fingerprint

_rng = np.random.default_rng(2024)
X = np.array(
    [1.3, -0.8, 2.6, -2.1, 0.55, -0.35, 0.06, -0.05, 0.731058578631, -1.617263049184]
)
SMALL = np.array(  # values that don't need to be scaled for the grid
    [0.31, -0.28, 0.17, -0.35, 0.0, 0.273105857863, -0.161726304918, 0.0416, 0.3602]
)
TAILS = np.array([11.6, -12.4, 17.7, -16.9, 19.3, -18.6])  # small slopes, |x| <= 20
FAR = np.array(
    [
        40.0,
        -45.0,
        720.0,
        -730.0,
        9_000.0,
        -9_500.0,
        1.4,
        20.7,
        -21.4,
        23.8,
        -24.3,
        25.1,
        -26.2,
        11.4,
        -12.9,
    ]
)
HUGE, TINY = 310_000.37, 3e-7  # sizes of errors at awkward inputs
LARGE = 3_271.4  # a target y for which differences of a quadratic lose digits
Z = _rng.normal(size=(12, 4))
J = _rng.normal(size=(4, 4))


def of_any_shape(
    name: str, f: Callable[[np.ndarray], np.ndarray], size: int = 0, advice: str = ""
) -> Callable[[Any], Any]:
    """Extend f to columns and rows, and give it the worksheet's name for it.

    Args:
        size: how many numbers f needs; 0 for any.
        advice: the next step for a student who passes something else.

    The function raises `ArgumentError` for anything but such numbers.
    """

    def function(v: Any) -> Any:
        array = _numbers(name, v, size, advice)
        return f(np.ravel(array)).reshape(np.shape(array))

    function.__qualname__ = function.__name__ = name
    return function


def checked(
    name: str, f: Callable[[Any], Any], size: int, advice: str = ""
) -> Callable[[Any], Any]:
    """Let f raise `ArgumentError` unless it gets this many numbers.

    f gets a number if size is 1, and otherwise an array of shape (size,).
    """

    def function(v: Any) -> Any:
        flat = np.ravel(_numbers(name, v, size, advice))
        return f(flat.item() if size == 1 else flat)

    function.__qualname__ = function.__name__ = name
    return function


def _numbers(name: str, v: Any, size: int, advice: str) -> np.ndarray:
    needs = "one number" if size == 1 else f"{size or 'an array of'} numbers"
    if callable(v):
        got = "a function"
    else:
        try:
            array = np.asarray(v, float)
        except (TypeError, ValueError):
            got = f"a value of type {type(v).__name__}"
        else:
            if not size or array.size == size:
                return array
            got = "one number" if array.size == 1 else f"{array.size} numbers"
    problem = f"calls `{name}` with {got}; `{name}` needs {needs}"
    raise ArgumentError(f"{problem}. {advice}".strip())


def several(
    cases: Sequence[tuple[tuple[Any, ...], float]],
    pick: Callable[[Any], Any] = lambda value: value,
) -> Callable[[Callable[..., Any]], Any]:
    """Make a fingerprint's call of several cases: their values in one list.

    Args:
        cases: the arguments of each call, and a number that the value is divided by.
        pick: takes the value of interest from what the function returned.
    """

    def call(function: Callable[..., Any]) -> Any:
        found: list[Any] = []
        for arguments, scale in cases:
            array = as_array(pick(ask(function, *arguments)))
            sizes = array.shape if array.size > 1 else ()
            found += [*sizes, *(array.ravel() / scale)]
        return found

    return call


def phi(z: Any) -> Any:
    """An element-wise function."""
    return np.sin(1.1 * np.asarray(z) + 0.5) + 0.3 * np.asarray(z)


def dphi(z: Any) -> Any:
    """A function passed as `dphi` that is not the derivative of `phi`."""
    return 0.7 + 0.4 * np.cos(np.asarray(z) - 0.6)


UNITS = (Z[8:11, :2], Z[11, :2], 1.9, Z[5, :3], phi, dphi)  # W, x, y, b, phi, dphi


def units_with(n: int, d: int, residual: float) -> tuple[Any, ...]:
    """Arguments of (f) and (g) for which y − s is the residual."""
    W, x, b = Z[:n, :d], Z[n, :d], Z[n + 1, :n]
    return W, x, float(np.sum(phi(W @ x + b)) + residual), b, phi, dphi


# Residuals of both signs, 0, tiny and large; n = 1, d = 1, and n other than d.
UNIT_CASES = (
    (UNITS, 1.0), (units_with(2, 3, -1.7312), 1.0), (units_with(3, 2, 0.0), 1.0),
    (units_with(2, 4, 1.3e-5), 1e-5), (units_with(3, 1, LARGE), 1e4),
    (units_with(1, 1, -0.62), 1.0),
)  # fmt: skip


def _zeroed(values: np.ndarray, *places: int) -> np.ndarray:
    """A copy with 0 at these places."""
    found = values.copy()
    found[list(places)] = 0.0
    return found


def _bent(z: Any) -> Any:
    """An element-wise function that is 0 at 0."""
    return np.sin(1.2 * np.asarray(z)) + 0.2 * np.asarray(z) ** 2


def _bent_slope(z: Any) -> Any:
    """A function passed as `dphi`: 0 at 0, and not the derivative of `_bent`."""
    return 0.9 * np.sin(np.asarray(z)) - 0.4 * np.asarray(z)


# W, x, y, b; the first unit has z = p = 0.
ZERO_UNITS = (
    np.vstack([np.zeros(3), _zeroed(Z[:4, :3].ravel(), 4, 9).reshape(4, 3)]),
    _zeroed(Z[4, :3], 1), 0.0, np.append(_zeroed(Z[5], 0, 2), 0.7),
    _bent, _bent_slope,
)  # fmt: skip
AT_ZEROS = "where some entries of the arguments, or y, are 0"
FURTHER_UNITS = {
    AT_ZEROS: ((ZERO_UNITS, 1.0),),
    "where y is large": tuple((units_with(2, 2, r), 1e6) for r in (HUGE, -HUGE)),
    "where y − s is tiny": ((units_with(2, 3, TINY), 1.0),),
}


def at(*x: float, scale: float = 1.0) -> Callable[[Any], Any]:
    """Make a call at these numbers; the values are divided by the scale."""

    def call(function: Any) -> Any:
        values = by_number_or_array(function, np.array(x))
        return values if scale == 1 else as_array(values) / scale

    return call


DECIMALS = (0.693147180560, -1.098612288668)
OUT, SLOPES_OUT = "for |x| between 10 and 20", 0.1  # slopes there are nearly 0
AT_X_AND_TAILS = Fingerprint(
    at(*X, *TAILS), EXACT,
    {
        "at x = 0": at(0.0, 0.4),
        OUT: at(10.7, -11.3, 12.6, -13.1, 13.3, scale=SLOPES_OUT),
    },
    elementwise=True,
)  # fmt: skip
AT_X = Fingerprint(
    at(*X), EXACT,
    {
        "at x close to the kink at 0": at(
            1e-9, -1e-9, 3e-5, -3e-5, 2e-3, -2e-3, 0.04, -0.04, 0.09, -0.09
        ),
        OUT: at(11.6, -10.8, 15.7, -15.9, 18.2, -17.6, 19.9, -19.8),
    },
    elementwise=True,
)  # fmt: skip
FAR_OUT = Fingerprint(
    at(*FAR), EXACT,
    {"at x = 0": at(0.0, 0.4), "at numbers with many decimals": at(*DECIMALS)},
    elementwise=True,
)  # fmt: skip
LARGE_X = "for large x, such as 1000000"


def at_small(scale: float) -> Fingerprint:
    """Calls at small x, and at large x, where values are divided by the scale.

    Two moderate x tell values that are cut to whole numbers from 0 everywhere.
    """
    small, moderate = at(*SMALL), at(1.7, -2.3, scale=100)
    return Fingerprint(
        lambda function: [*small(function), *moderate(function)],
        EXACT,
        {LARGE_X: at(1e6, -1e6, 72.0, scale=scale)},
        elementwise=True,
    )

"""Fixed generic inputs that several parts share, mainly for fingerprints.

The derivatives passed here (`UNITS[-1]`, the Jacobian in part_1d) do not belong to
their functions. An answer that estimates a derivative instead of calling the given one
therefore gets another fingerprint.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from .returned import by_number_or_array
from .row import EXACT, Fingerprint

_rng = np.random.default_rng(2024)
X = np.array([1.3, -0.8, 2.6, -2.1, 0.55, -0.35, 0.06, -0.05])
FAR = np.array([40.0, -45.0, 720.0, -730.0, 9_000.0, -9_500.0, 1.4])
Z = _rng.normal(size=(12, 4))
J = _rng.normal(size=(4, 4))


def of_any_shape(
    name: str, f: Callable[[np.ndarray], np.ndarray]
) -> Callable[[Any], Any]:
    """Extend f to columns and rows, and give it the worksheet's name for it."""

    def function(v: Any) -> Any:
        return f(np.ravel(v)).reshape(np.shape(v))

    function.__qualname__ = function.__name__ = name
    return function


def phi(z: Any) -> Any:
    """An element-wise function."""
    return np.sin(1.1 * np.asarray(z) + 0.5) + 0.3 * np.asarray(z)


def dphi(z: Any) -> Any:
    """A function passed as `dphi` that is not the derivative of `phi`."""
    return 0.7 + 0.4 * np.cos(np.asarray(z) - 0.6)


UNITS = (Z[8:11, :2], Z[11, :2], 1.9, Z[5, :3], phi, dphi)  # W, x, y, b, phi, dphi

AT_X, FAR_OUT = (
    Fingerprint(functools.partial(by_number_or_array, x=x), EXACT) for x in (X, FAR)
)

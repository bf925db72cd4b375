"""The function of Section 1 (c) by nodes: node values, and f as a function of a node.

W: shape (n, d).  x: shape (d,).  y: a number.  b: shape (n,).
z, p: shape (n,).  s, r: numbers.  phi acts element-wise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..given import dwave, wave

Map = Callable[[Any], Any]
NODES = ("r", "s", "p", "z")
SIZES = ((3, 2), (2, 4))  # n, d of the tests


class UnitArguments(NamedTuple):
    """The arguments of `sensitivities` and `grad_W`, in their order."""

    W: np.ndarray
    x: np.ndarray
    y: float
    b: np.ndarray
    phi: Map = wave
    dphi: Map = dwave


def some_units(n: int, d: int) -> UnitArguments:
    """Draw generic arguments, the same on every call."""
    rng = np.random.default_rng(10 * n + d)
    return UnitArguments(
        rng.normal(size=(n, d)), rng.normal(size=d), 2.0, rng.normal(size=n)
    )


def nodes(u: UnitArguments) -> dict[str, np.ndarray]:
    """Compute r and s, shape (), and p and z, shape (n,)."""
    z = u.W @ u.x + u.b
    p = np.asarray(u.phi(z))
    s = np.sum(p)
    return {"r": np.asarray(u.y - s), "s": np.asarray(s), "p": p, "z": z}


def f_of(node: str, u: UnitArguments) -> Callable[[Any], float]:
    """Return f as a function of the value of one node."""
    if node == "r":
        return lambda r: float(r) ** 2
    if node == "s":
        return lambda s: f_of("r", u)(u.y - s)
    if node == "p":
        return lambda p: f_of("s", u)(np.sum(p))
    return lambda z: f_of("p", u)(u.phi(z))

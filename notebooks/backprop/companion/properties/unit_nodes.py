"""The function of Section 1 (c) by nodes: node values, and f as a function of a node.

W: shape (n, d).  x: shape (d,).  y: a number.  b: shape (n,).
z, p: shape (n,).  s, r: numbers.  phi acts element-wise.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..given import dwave, wave
from .isolation import OTHER_SIZE, Names, Simple

Map = Callable[[Any], Any]
NODES = ("r", "s", "p", "z")
SIZES = ((3, 2), (2, 4), (1, 3), (1, 1), (3, 1))  # n, d of the tests
RESIDUALS = (1.3, -0.8, 0.0, -1.1, 2e-3)  # y − s, for the sizes in this order

ONE_UNIT = Simple("n = 1", "n is larger", "Check how you combine the units.")
ONE_INPUT = Simple("d = 1", "d is larger", "Check where x and the rows of W enter.")
PLAIN_PHI = Simple(
    "φ(z) = z", "φ bends", "Check where you use phi and dphi, and at which point."
)
NO_BIAS = Simple(
    "b = 0", "b is not 0", "b changes z and p: check z, and where you use z or p."
)
POSITIVE = Simple(
    "y is larger than s",
    "y is smaller",
    "Check what you do with the sign of y − s.",
    implied_by="y − s = 1",
)
PLAIN_X = Simple(
    "every entry of x is 1", "x has other entries", "Check where x enters."
)
PLAIN_R = Simple("y − s = 1", "y − s is another number", "Check where y and s enter.")
PLAIN_Z = Simple(
    "every z is 1", "z has other entries", "Check where W x, z, phi and dphi enter."
)
ALONE = (NO_BIAS, POSITIVE, PLAIN_PHI, PLAIN_X, PLAIN_R, ONE_UNIT, ONE_INPUT)
STEPS = (
    PLAIN_X, PLAIN_R, PLAIN_Z, NO_BIAS, PLAIN_PHI, POSITIVE, ONE_UNIT, ONE_INPUT,
)  # fmt: skip


class UnitArguments(NamedTuple):
    """The arguments of `sensitivities` and `grad_W`, in their order."""

    W: np.ndarray
    x: np.ndarray
    y: float
    b: np.ndarray
    phi: Map = wave
    dphi: Map = dwave


def some_units(n: int, d: int, names: Names = frozenset()) -> UnitArguments:
    """Draw generic arguments with these simplifications, the same on every call."""
    residual = dict(zip(SIZES, RESIDUALS, strict=True)).get((n, d), -0.9)
    residual = abs(residual) if POSITIVE.name in names else residual
    residual = 1.0 if PLAIN_R.name in names else residual
    n = 1 if ONE_UNIT.name in names else n
    d = 1 if ONE_INPUT.name in names else d
    rng = np.random.default_rng(10 * n + d)
    W, x, b = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)
    x = np.ones(d) if PLAIN_X.name in names else x
    if PLAIN_Z.name in names:
        W = W + np.outer(1 - b - W @ x, x) / (x @ x)
    if NO_BIAS.name in names:
        W, b = W + np.outer(b, x) / (x @ x) * (PLAIN_Z.name in names), 0 * b
    phi, dphi = (_same, _one) if PLAIN_PHI.name in names else (wave, dwave)
    return UnitArguments(W, x, float(np.sum(phi(W @ x + b)) + residual), b, phi, dphi)


def isolating_units(names: Names) -> UnitArguments:
    """The arguments of an isolating case."""
    return some_units(*(3, 5) if OTHER_SIZE.name in names else (2, 4), names)


def _same(z: Any) -> Any:
    return np.asarray(z)


def _one(z: Any) -> Any:
    return np.ones(np.shape(z))


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

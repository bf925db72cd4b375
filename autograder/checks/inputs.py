"""Inputs for the checks: generic, moderate, and the same on every run.

z: the input of a map Φ. Every map here accepts arrays of any shape and returns the same
shape, so that a student may call it number by number.

A `dphi` or `dg` that is passed to students is never the derivative of its function: an
analytic answer uses it, a finite difference of the function gives other values.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from autograder.values.waves import Wave

Map = Callable[[Any], np.ndarray]


class Layers(NamedTuple):
    """Arguments of `loss_gradients`, in its order, and the intermediate results.

    x, y, b and z, p, e: shape (d,); W1, W2 and J: (d, d) (Section 1 (d)).
    """

    x: np.ndarray
    y: np.ndarray
    W1: np.ndarray
    W2: np.ndarray
    b: np.ndarray
    phi: Map
    dphi: Map

    @property
    def z(self) -> Any:
        return self.W1 @ self.x + self.b

    @property
    def p(self) -> np.ndarray:
        return self.phi(self.z)

    @property
    def e(self) -> Any:
        """The error."""
        return self.W2 @ self.p - self.y

    @property
    def J(self) -> np.ndarray:
        """The matrix that dphi returns at z: (d, d), not always the Jacobian of phi."""
        return self.dphi(self.z)

    @property
    def D(self) -> Any:
        """The gradient of the loss with respect to z, shape (d,)."""
        return self.J.T @ self.W2.T @ self.e


class Units(NamedTuple):
    """Arguments of `sensitivities` and `grad_W`, in their order, and the intermediate
    results: z, p (n,), and the numbers s and r ((f) and (g)).
    """

    W: np.ndarray
    x: np.ndarray
    y: float
    b: np.ndarray
    phi: Map
    dphi: Map

    @property
    def z(self) -> Any:
        return self.W @ self.x + self.b

    @property
    def p(self) -> np.ndarray:
        return self.phi(self.z)

    @property
    def s(self) -> Any:
        return np.sum(self.p)

    @property
    def r(self) -> Any:
        return self.y - self.s

    @property
    def back(self) -> np.ndarray:
        """The gradient of f with respect to z, shape (n,)."""
        return np.asarray(-2 * self.r * self.dphi(self.z))


class Paths(NamedTuple):
    """Arguments of `total_derivative`, in its order (Section 1 (b))."""

    df: Map
    g: Map
    dg: Map
    w: float


def layers(d: int, seed: int) -> Layers:
    """Arguments for (d): Φ mixes the entries of z, its Jacobian is not symmetric."""
    rng = np.random.default_rng(seed)
    mixing, level, height = rng.normal(size=(3, d, d))
    x, y, b = rng.normal(size=(3, d))
    W1, W2 = rng.normal(size=(2, d, d)) / np.sqrt(d)

    phi = Wave(1.0, 1.0, 0.0, 0.1, 0.0, size=d, mixing=mixing / d)
    # Its value is (d, d), and not the Jacobian of phi.
    dphi = Wave(height / 2, 1.0, 0.3, 0.0, level, size=d)
    return Layers(x, y, W1, W2, b, phi, dphi)


def units(n: int, d: int, seed: int) -> Units:
    """W (n, d), x (d,), b (n,), scalar y; phi and dphi act element-wise."""
    rng = np.random.default_rng(seed)
    W, x, b = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)
    return Units(W, x, float(rng.normal() + n), b, unit_map, unit_derivative)


def with_zeros(case: Any) -> Any:
    """The same case with a 0 in every array, and 0 in place of a number."""

    def changed(value: Any) -> Any:
        if isinstance(value, float):
            return 0.0
        if not isinstance(value, np.ndarray):
            return value
        with_zero = value.copy()
        # Not where another 0 hides it: in a matrix another column than in the vectors.
        with_zero.flat[0 if value.ndim == 2 else value.size // 2] = 0.0
        return with_zero

    return case._replace(**{k: changed(v) for k, v in case._asdict().items()})


def without_input(case: Units) -> Units:
    """The same case with z₁ = 0 and φ(z₁) = 0, exactly."""
    W, b = case.W.copy(), case.b.copy()
    W[0], b[0] = 0.0, 0.0
    return case._replace(W=W, b=b, phi=replace(unit_map, shift=0.0))


# A nonlinear map that is neither even nor odd.
unit_map = Wave(height=1.0, rate=1.3, shift=0.4, slope=0.25, level=0.0)
# The `dphi` that students get; not the derivative of `unit_map`.
unit_derivative = Wave(
    height=0.5, rate=0.7, shift=np.pi / 2 - 0.2, slope=0.0, level=0.6
)


def paths(n: int, seed: int, w: float | None = None, signed: bool = False) -> Paths:
    """f of n inputs by its gradient, n functions g of one number, and values dg.

    Args:
        w: where the derivative is taken; drawn if there is none.
        signed: let dg and g have both signs, and one entry 0 each.
    """
    rng = np.random.default_rng(seed)
    coupling, offset = rng.normal(size=(n, n)), rng.normal(size=n)
    rate, shift, slope = rng.uniform(0.5, 1.5, size=(3, n))
    height = np.ones(n)
    if signed:
        slope, height = slope * _signs(n), np.roll(_signs(n), 1)

    scale = np.roll(height, 2)
    df = Wave(scale, 1.0, 0.0, 0.0, scale * offset, size=n, mixing=coupling)
    g = Wave(height, rate, shift + np.pi / 2, 0.2 * height, 0.0, size=1)
    # Not the derivative of g.
    dg = Wave(slope, rate, 0.0, 0.0, 1.2 * slope, size=1)
    return Paths(df, g, dg, float(rng.normal()) if w is None else w)


def _signs(n: int) -> np.ndarray:
    """0, −1, 1, −1, …"""
    signs = np.where(np.arange(n) % 2, -1.0, 1.0)
    signs[0] = 0.0
    return signs

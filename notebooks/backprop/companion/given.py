"""Functions that the worksheet gives to students.

x, y, W1, W2, b: as in Section 1 (d).  W, x, y, b: as in Section 1 (c).
phi maps an array to an array of the same shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

# mix: a map in which every output depends on every input.
_MIXING = np.array(
    [
        [0.9, -0.5, 0.3, 0.2],
        [0.4, 0.7, -0.6, 0.1],
        [-0.2, 0.8, 0.5, -0.4],
        [0.6, -0.1, 0.2, 0.8],
    ]
)


def sigmoid(x: Any) -> Any:
    """1 / (1 + exp(-x)), for a number or an array."""
    return np.exp(-np.logaddexp(0, -np.asarray(x, float)))


def relu(x: Any) -> Any:
    """max(x, 0), for a number or an array."""
    return np.maximum(x, 0.0)


def tanh(x: Any) -> Any:
    """(exp(x) - exp(-x)) / (exp(x) + exp(-x)), for a number or an array."""
    return np.tanh(x)


def leaky_relu(x: Any) -> Any:
    """max(x, -0.1 x), as this worksheet writes it, for a number or an array."""
    return np.maximum(x, -0.1 * np.asarray(x, float))


def model(W: Any, x: Any, y: Any, b: Any, phi: Callable[[Any], Any]) -> float:
    """f(W, x, y) = (y - sum_i phi(w_i . x + b_i))^2 of (c), a float.

    W: shape (n, d).  x: shape (d,).  y: a number.  b: shape (n,).
    """
    residual = y - np.sum(phi(W @ x + b))
    return float(residual) ** 2


def loss(x: Any, y: Any, W1: Any, W2: Any, b: Any, phi: Callable[[Any], Any]) -> float:
    """l(x) = 1/2 |W2 phi(W1 x + b) - y|^2 of (d), a float.

    x, y, b: shape (d,).  W1, W2: shape (d, d).
    """
    residual = W2 @ phi(W1 @ x + b) - y
    return 0.5 * float(np.sum(residual**2))


def mix(z: Any) -> Any:
    """A map of four numbers, shape (4,); every output depends on every input."""
    flat = np.asarray(z, float).reshape(4)
    mixed = np.sin(_MIXING @ flat) + np.roll(flat, 1) ** 2 / 8
    return mixed.reshape(np.shape(z))


def dmix(z: Any) -> Any:
    """The Jacobian of mix at z, shape (4, 4); [i, j] is dmix_i / dz_j."""
    flat = np.asarray(z, float).reshape(4)
    outer = np.cos(_MIXING @ flat)[:, np.newaxis] * _MIXING
    return outer + np.diag(flat / 4)[[-1, 0, 1, 2]]


def wave(z: Any) -> Any:
    """The element-wise function sin z + z / 2."""
    return np.sin(z) + np.asarray(z) / 2


def dwave(z: Any) -> Any:
    """The derivative of wave, element-wise, in the shape of z."""
    return np.cos(z) + 0.5

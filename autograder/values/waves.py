"""Maps of numbers that host and guest both can compute, each on its own.

A function that a check passes to a student's function is called back over the
connection, once for every call. These cross as numbers and arrays instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Wave:
    """z -> height sin(rate z + shift) + slope z + level, entry by entry.

    All fields but the last two are numbers or arrays, and broadcast.

    Attributes:
        size: how many entries z must have; None for any number of them.
        mixing: a matrix (size, size) that multiplies z first, so that the value has
            the shape of z; None for no such matrix.
    """

    height: Any
    rate: Any
    shift: Any
    slope: Any
    level: Any
    size: int | None = None
    mixing: np.ndarray | None = None

    def __call__(self, z: Any) -> Any:
        """The value; a NumPy number if z is a number and all fields are."""
        z = np.asarray(z)
        if z.dtype.kind not in "biufc":  # objects, or an iterator
            from autograder.values.plain import plainly

            z = np.asarray(plainly(z[()]))
        u = z if self.size is None else z.reshape(self.size)
        if self.mixing is not None:
            u = self.mixing @ u
        value = self.height * np.sin(self.rate * u + self.shift) + (
            self.slope * u + self.level
        )
        return value if self.mixing is None else value.reshape(z.shape)


@dataclass(frozen=True, eq=False)
class Total:
    """W -> the sum of all entries of a wave of W, a real matrix of one shape."""

    wave: Wave
    shape: tuple[int, ...]

    def __call__(self, W: Any) -> float:
        W = np.asarray(W)
        if W.shape != self.shape:
            raise ValueError(f"f takes a W of shape {self.shape}, got {W.shape}")
        if W.dtype.kind == "c":
            raise TypeError("f takes a real W")
        return float(np.sum(self.wave(W)))

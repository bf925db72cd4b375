"""A map of numbers that host and guest both can compute, each on its own.

A function that a check passes to a student's function is called back over the
connection, once for every call. A `Wave` crosses as five numbers instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Wave:
    """z -> height sin(rate z + shift) + slope z + level, for each entry of z."""

    height: float
    rate: float
    shift: float
    slope: float
    level: float

    def __call__(self, z: Any) -> Any:
        """The value in z's shape; a NumPy number if z is a number."""
        z = np.asarray(z)
        if z.dtype.kind not in "biufc":  # objects, or an iterator
            from autograder.values.plain import plainly

            z = np.asarray(plainly(z[()]))
        return self.height * np.sin(self.rate * z + self.shift) + (
            self.slope * z + self.level
        )

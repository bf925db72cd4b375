"""How close a value must be to the expected one.

Two values are close if |got − expected| ≤ tol · max(1, |expected|), element-wise; an
imaginary part must be zero.
"""

from __future__ import annotations

from typing import Any

import numpy as np

EXACT = 1e-12  # Section 2, and df, dg, dh, dl at moderate x
CLOSE = 1e-9  # everywhere else


def close(got: np.ndarray, expected: Any, tolerance: float) -> bool:
    """Whether every entry of `got` is within the tolerance.

    An imaginary part within the same bound counts as zero, because complex arithmetic
    leaves rounding errors.
    """
    expected = np.asarray(expected, float)
    bound = tolerance * np.maximum(1.0, np.abs(expected))
    return bool(got.shape == expected.shape and np.all(np.abs(got - expected) <= bound))

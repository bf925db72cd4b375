"""How large the arguments are that student code passes to a function of the grader."""

from __future__ import annotations

from typing import Any

import numpy as np


def size_of(value: Any) -> int:
    """Return how large an argument is for the function that gets it.

    Array entries, list entries, dict items and characters count 1 each. A whole number
    counts as its magnitude, in whatever form: the function may loop so many times.
    """
    if isinstance(value, np.ndarray):
        if value.size == 1 and value.dtype.kind in "iu":
            return abs(int(value.item()))
        return value.size
    if isinstance(value, dict):
        return sum(size_of(k) + size_of(v) for k, v in value.items()) + len(value)
    if isinstance(value, list | tuple):
        return sum(map(size_of, value)) + len(value)
    if isinstance(value, range):
        return sum(map(abs, (value.start, value.stop, value.step)))
    if isinstance(value, str):
        return len(value)
    return abs(value) if type(value) is int else 1

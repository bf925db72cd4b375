"""Section 1 (b) chain rule, (d), (f) and (g): gradients that follow what is handed in.

Shapes are never square by accident where the worksheet leaves them free (n ≠ d), and
the Jacobian of (d) is dense and not symmetric; seeds are arbitrary and fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.ask import Case, Check, keyed_check, value_check
from autograder.checks.compare import CLOSE
from autograder.checks.inputs import layers, paths, units

PATHS = [paths(n, seed) for n, seed in ((3, 11), (1, 12), (5, 13), (2, 14))]
LAYERS = [layers(d, seed) for d, seed in ((4, 21), (3, 22), (5, 23))]
UNITS = [units(n, d, seed) for n, d, seed in ((3, 2, 31), (2, 4, 32), (4, 3, 33))]


def _keyed(name: str, key: str, inputs: Sequence[Sequence[Any]]) -> Check:
    reference = getattr(solutions, name)
    cases = [Case(a, np.asarray(reference(*a)[key]), CLOSE) for a in inputs]
    return keyed_check(name, key, cases, feedback.not_followed(f'"{key}"'))


def _valued(name: str, inputs: Sequence[Sequence[Any]]) -> Check:
    reference = getattr(solutions, name)
    cases = [Case(a, np.asarray(reference(*a)), CLOSE) for a in inputs]
    return value_check(name, cases, feedback.not_followed(name))


def chain_checks() -> tuple[Check, ...]:
    """`total_derivative` for n = 3, 1, 5, 2 paths."""
    return (_valued("total_derivative", PATHS),)


def loss_gradient_check(key: str) -> Check:
    """One key of `loss_gradients`, for d = 4, 3, 5."""
    return _keyed("loss_gradients", key, LAYERS)


def sensitivity_checks() -> tuple[Check, ...]:
    """The four keys of `sensitivities`, each by itself."""
    return tuple(_keyed("sensitivities", key, UNITS) for key in "rspz")


def weight_checks() -> tuple[Check, ...]:
    """`grad_W`, of shape (n, d)."""
    return (_valued("grad_W", UNITS),)

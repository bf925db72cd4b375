"""Slopes by nudging."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.properties.finite_differences import (
    along_directions,
    central_difference,
    close,
)

CENTRE = np.array([[0.3, -1.0, 2.0], [1.5, 0.2, -0.4]])


def cubes(at):
    return float(np.sum(at**3))


def test_a_nudge_tells_the_slope():
    assert close(central_difference(np.sin, 0.7), np.cos(0.7))


def test_a_right_gradient_passes():
    along_directions(3 * CENTRE**2, cubes, CENTRE)


@pytest.mark.parametrize("entry", list(np.ndindex(CENTRE.shape)))
def test_one_wrong_entry_is_found(entry):
    gradient = 3 * CENTRE**2
    gradient[entry] += 1e-4
    with pytest.raises(PropertyError, match="wrong value"):
        along_directions(gradient, cubes, CENTRE)


def test_nan_is_told():
    with pytest.raises(PropertyError, match="nan or infinity"):
        along_directions(np.full(CENTRE.shape, np.nan), cubes, CENTRE)

"""Central differences."""

import re

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


def test_a_central_difference_is_close_to_the_derivative():
    assert close(central_difference(np.sin, 0.7), np.cos(0.7))


def test_a_right_gradient_passes():
    along_directions(3 * CENTRE**2, cubes, CENTRE)


@pytest.mark.parametrize("entry", list(np.ndindex(CENTRE.shape)))
def test_one_wrong_entry_is_found_and_named(entry):
    gradient = 3 * CENTRE**2
    gradient[entry] += 1e-4
    place = re.escape(f"entry [{entry[0]}, {entry[1]}] is ")
    with pytest.raises(PropertyError, match=place):
        along_directions(gradient, cubes, CENTRE)


def test_nan_is_reported():
    with pytest.raises(PropertyError, match="is nan; the numerical derivative"):
        along_directions(np.full(CENTRE.shape, np.nan), cubes, CENTRE)

"""Derivatives of one number: by central differences, at points away from kinks."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.properties.derivatives import FAR, TAME, derivative_of

import solutions


def test_points_lie_away_from_kinks_and_far_ones_where_all_is_flat():
    assert min(map(abs, TAME)) > 0.01
    assert np.max(np.abs(solutions.d_sigmoid(np.array(FAR)))) < 1e-12


@pytest.mark.parametrize("cosine", [np.cos, lambda x: float(np.cos(float(x)))])
def test_a_right_derivative_passes_by_array_or_by_number(cosine):
    derivative_of(np.sin, TAME)(cosine)


def test_a_wrong_derivative_does_not():
    with pytest.raises(PropertyError, match="wrong at x"):
        derivative_of(np.sin, TAME)(np.sin)

"""Tests of derivatives of one number, at points away from kinks."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.properties.derivatives import FAR, TAME, derivative_of

import solutions


def test_points_are_away_from_kinks_and_far_points_where_functions_are_flat():
    assert min(map(abs, TAME)) > 0.01
    assert np.max(np.abs(solutions.d_sigmoid(np.array(FAR)))) < 1e-12


@pytest.mark.parametrize("cosine", [np.cos, lambda x: float(np.cos(float(x)))])
def test_a_right_derivative_passes_with_arrays_or_numbers(cosine):
    derivative_of(np.sin, TAME)(cosine)


def test_a_wrong_derivative_is_reported_with_both_numbers():
    message = "returns 0.9636 at x = 1.3; the numerical derivative is 0.2675"
    with pytest.raises(PropertyError, match=message):
        derivative_of(np.sin, TAME)(np.sin)

"""What the closed forms accept, and what they say otherwise."""

import numpy as np
import pytest

from solutions import ArgumentError
from solutions.arguments import floats, misfit, number_or_array, whole


def test_an_array_of_float64_is_not_copied():
    x = np.ones(3)
    assert floats("x", x) is x


@pytest.mark.parametrize(
    "value", [[1, 2], (1, 2), np.array([1, 2], np.float32), [True, 2]]
)
def test_numbers_in_any_wrapping_become_float64(value):
    assert floats("x", value).dtype == np.float64


def test_a_matrix_becomes_an_array():
    assert type(floats("W", np.ma.masked_array(np.eye(2)).filled())) is np.ndarray


@pytest.mark.parametrize("value", ["1", ["1"], None, 1j, {}, [[1], [1, 2]], [None]])
def test_what_is_not_made_of_numbers_is_refused_by_name(value):
    with pytest.raises(ArgumentError, match=r"^W1 should be a number or an array"):
        floats("W1", value)


def test_a_result_without_axes_is_a_float():
    assert type(number_or_array(np.float64(2))) is float
    assert number_or_array(np.ones(1)).shape == (1,)


def test_a_misfit_tells_every_shape_wanted_and_got():
    error = misfit(x=("(d,)", np.ones(3)), W=("(n, d)", np.ones((2, 2))))
    assert str(error) == "Shapes should be x (d,) (got (3,)), W (n, d) (got (2, 2))."


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_a_whole_number_is_an_int(value):
    assert whole("n", value, 3) == 3
    assert type(whole("n", value, 3)) is int

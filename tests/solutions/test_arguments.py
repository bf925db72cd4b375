"""Arguments of the closed forms are converted, or rejected with an error."""

import numpy as np
import pytest

from solutions import ArgumentError
from solutions.arguments import floats, number_or_array, shape_error, whole_number


def test_a_float64_array_is_not_copied():
    x = np.ones(3)
    assert floats("x", x) is x


@pytest.mark.parametrize(
    "value", [[1, 2], (1, 2), np.array([1, 2], np.float32), [True, 2]]
)
def test_lists_tuples_and_other_arrays_become_float64(value):
    assert floats("x", value).dtype == np.float64


def test_a_filled_masked_array_becomes_a_plain_array():
    assert type(floats("W", np.ma.masked_array(np.eye(2)).filled())) is np.ndarray


@pytest.mark.parametrize("value", ["1", ["1"], None, 1j, {}, [[1], [1, 2]], [None]])
def test_an_error_names_the_argument_that_is_not_numeric(value):
    with pytest.raises(ArgumentError, match=r"^W1 should be a number or an array"):
        floats("W1", value)


def test_a_result_without_axes_becomes_a_float():
    assert type(number_or_array(np.float64(2))) is float
    assert number_or_array(np.ones(1)).shape == (1,)


def test_a_shape_error_has_every_expected_and_actual_shape():
    error = shape_error(x=("(d,)", np.ones(3)), W=("(n, d)", np.ones((2, 2))))
    assert str(error) == "Shapes should be x (d,) (got (3,)), W (n, d) (got (2, 2))."


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_a_numpy_integer_becomes_an_int(value):
    assert whole_number("n", value, 3) == 3
    assert type(whole_number("n", value, 3)) is int

"""Reading what came back: anything fair is a number, nothing else is."""

import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, PropertyError, RaisedError
from companion.answers.returned import (
    as_array,
    as_shape,
    ask,
    ask_elementwise,
    naming_case,
)


@pytest.mark.parametrize(
    "one",
    [1, 1.0, True, np.float64(1), np.array(1), np.array([[1]]), [1], (1.0,), 1 + 0j],
)
def test_anything_of_size_one_is_a_number(one):
    assert as_shape(one, ()) == 1


@pytest.mark.parametrize("given", [[[1, 2], [3, 4]], ((1, 2), np.array([3, 4]))])
def test_lists_and_tuples_are_arrays(given):
    assert np.array_equal(as_shape(given, (2, 2)), [[1, 2], [3, 4]])


@pytest.mark.parametrize("none", ["1", b"1", {"a": 1}, [[1], [1, 2]], object(), ["1"]])
def test_what_is_no_number_is_told(none):
    with pytest.raises(PropertyError):
        as_array(none)


@pytest.mark.parametrize("blank", [None, ..., [1, None], (..., ...)])
def test_blanks_are_told_apart_from_wrong_values(blank):
    with pytest.raises(NotAttemptedError):
        as_array(blank)


def test_a_column_is_no_vector():
    with pytest.raises(PropertyError, match=r"shape \(3, 1\), expected shape \(3,\)"):
        as_shape(np.zeros((3, 1)), (3,))


def test_an_imaginary_part_that_is_there_stays():
    assert as_array(2 + 1e-3j).imag == 1e-3


def test_functions_get_copies():
    x = np.zeros(3)

    def spoils(x):
        x += 1
        return x

    assert np.array_equal(ask(spoils, x), np.ones(3))
    assert np.array_equal(x, np.zeros(3))


@pytest.mark.parametrize("error", [ValueError, SystemExit, RecursionError])
def test_what_is_raised_is_told_with_its_case(error):
    def raises(_):
        raise error("no")

    told = rf"{error.__name__}: no \(at x = 3\)"
    with pytest.raises(RaisedError, match=told), naming_case("at x = 3"):
        ask(raises, 3)


def test_not_implemented_is_a_blank():
    def stub():
        raise NotImplementedError

    with pytest.raises(NotAttemptedError):
        ask(stub)


def test_functions_of_numbers_only_are_asked_number_by_number():
    x = np.array([[1.0, -2.0], [3.0, 0.0]])
    numbers_only = lambda v: 1 / v if isinstance(v, float) and v > 0 else "?"  # noqa: E731
    got = ask_elementwise(numbers_only, x)
    assert np.array_equal(got, [[1, np.nan], [1 / 3, np.nan]], equal_nan=True)

"""A wave crosses as plain numbers and computes the same on both sides."""

from fractions import Fraction

import numpy as np
import pytest

from autograder.values.plain import PlainError, decode, encode
from autograder.values.waves import Wave

WAVE = Wave(height=2.0, rate=1.5, shift=0.5, slope=0.25, level=-1.0)


def unused(_):
    raise AssertionError


# Two numbers go in, and each entry of the value depends on both.
MIXED = Wave(
    height=np.array([1.0, -2.0]),
    rate=0.5,
    shift=0.0,
    slope=0.0,
    level=np.array([0.0, 3.0]),
    size=2,
    mixing=np.array([[1.0, 2.0], [0.0, 1.0]]),
)


def test_it_arrives_the_same_and_without_a_number_for_a_callback():
    [arrived] = decode(*encode([WAVE], unused), unused)
    assert vars(arrived) == vars(WAVE)


def test_a_matrix_and_arrays_arrive_the_same():
    [arrived] = decode(*encode([MIXED], unused), unused)
    assert np.array_equal(arrived.mixing, MIXED.mixing)
    z = np.array([0.3, 0.7])
    assert np.array_equal(arrived(z), MIXED(z))


def test_a_matrix_multiplies_first_and_the_value_has_the_shape_of_the_argument():
    x, y = 0.3, 0.7
    expected = [np.sin(0.5 * (x + 2 * y)), 3 - 2 * np.sin(0.5 * y)]
    np.testing.assert_allclose(MIXED(np.array([x, y])), expected, rtol=1e-14)
    assert MIXED(np.array([[x], [y]])).shape == (2, 1)


def test_another_number_of_entries_is_refused():
    with pytest.raises(ValueError, match="reshape"):
        MIXED(np.ones(3))


@pytest.mark.parametrize("z", [0.0, 3, [1, 2], np.ones((2, 1)), np.array(1.0)])
def test_its_value_has_the_shape_of_its_argument(z):
    expected = 2 * np.sin(1.5 * np.asarray(z) + 0.5) + 0.25 * np.asarray(z) - 1
    np.testing.assert_allclose(WAVE(z), expected, rtol=1e-14)
    assert np.shape(WAVE(z)) == np.shape(z)


def test_it_takes_what_plain_data_can_stand_for():
    assert WAVE(Fraction(1, 2)) == WAVE(0.5)
    assert np.array_equal(WAVE(x for x in (1, 2)), WAVE([1, 2]))
    with pytest.raises(TypeError):
        WAVE({"z": 1})


def test_a_value_that_comes_back_is_no_function():
    tree, blobs = encode(WAVE, unused)
    with pytest.raises(PlainError):
        decode(tree, blobs)


@pytest.mark.parametrize(
    "content",
    [
        [1.0] * 4,
        [1.0] * 5,
        [*[1.0] * 4, 1, None, None],
        [*[1.0] * 4, [1.0], None, None],
        [*[1.0] * 5, 1.0, None],
        [*[1.0] * 5, 2, {"list": [1.0]}],
        [*[1.0] * 5, 2, 1.0],
    ],
)
def test_other_contents_are_refused(content):
    with pytest.raises(PlainError):
        decode({"wave": content}, [], unused)

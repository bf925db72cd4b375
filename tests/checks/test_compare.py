"""Reading values as numbers, and comparing them."""

import numpy as np
import pytest

from autograder.checks.compare import EXACT, close
from autograder.values.arrays import (
    MisfitError,
    as_array,
    as_items,
    as_scalar,
    as_shape,
    is_blank,
)
from autograder.values.plain import Opaque, plainly


@pytest.mark.parametrize("value", [2, 2.0, True + 1, [2], ((2,),), np.array([[2.0]])])
def test_anything_of_size_one_is_a_scalar(value):
    assert as_scalar(plainly(value)) == 2


@pytest.mark.parametrize("value", ["2", None, {}, [1, 2], [], Opaque("function")])
def test_a_value_that_is_not_a_number_is_a_misfit(value):
    with pytest.raises(MisfitError):
        as_scalar(value)


def test_a_column_is_not_a_vector():
    with pytest.raises(MisfitError, match=r"\(3, 1\)"):
        as_shape([[1], [2], [3]], (3,))


def test_lists_of_lists_are_matrices():
    assert as_shape([[1, 2], (3, 4)], (2, 2)).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("ragged", [[1, [2, 3]], [[1], [2, 3]], [1, "2"]])
def test_ragged_or_mixed_lists_are_misfits(ragged):
    with pytest.raises(MisfitError):
        as_array(ragged)


def test_a_misfit_never_contains_a_number():
    for value in (["12345"], [12345, [1]], np.full(7, 12345.0)):
        with pytest.raises(MisfitError) as misfit:
            as_shape(value, (3,))
        assert "12345" not in str(misfit.value)


def test_the_name_of_a_class_that_a_student_defines_is_hidden():
    disguised = type("secret_42", (), {})()
    with pytest.raises(MisfitError, match="an object") as misfit:
        as_array(plainly(disguised))
    assert "secret" not in str(misfit.value)
    with pytest.raises(MisfitError, match="a set"):
        as_array(plainly({1}))


@pytest.mark.parametrize("shape", [(77,), (2, 1234), (0, 10**9), (1,) * 9, (3,) * 4])
def test_a_long_shape_is_not_named(shape):
    with pytest.raises(MisfitError) as misfit:
        as_shape(plainly(np.empty(shape)), (3,))
    assert not set(str(misfit.value)) & set("012356789")


def test_a_long_length_is_not_named():
    with pytest.raises(MisfitError, match="too many entries"):
        as_items([0] * 1234, 5)


def test_items_are_counted():
    assert len(as_items(np.zeros((2, 3)), 2)) == 2
    with pytest.raises(MisfitError, match="3 entries"):
        as_items([1, 2, 3], 2)
    with pytest.raises(MisfitError):
        as_items(2.0)


@pytest.mark.parametrize(
    ("got", "expected", "is_close"),
    [
        (1e-13, 0.0, True),
        (3e-12, 0.0, False),
        (1e6 + 1e-7, 1e6, True),
        (1e6 + 1e-5, 1e6, False),
        (1 + 0j, 1.0, True),
        (1 + 1e-6j, 1.0, False),
        (np.nan, 1.0, False),
        (np.inf, 1.0, False),
        (np.nan, np.nan, False),
    ],
)
def test_close_is_absolute_below_one_and_relative_above(got, expected, is_close):
    assert close(np.asarray(got), expected, EXACT) is is_close


def test_shapes_must_agree_to_be_close():
    assert not close(np.zeros((3, 1)), np.zeros(3), EXACT)


def test_blank_is_none_or_an_ellipsis():
    assert is_blank(plainly(...))
    assert is_blank(None)
    assert not is_blank(0)
    assert not is_blank(plainly(print))

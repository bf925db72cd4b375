"""Convert returned values: every reasonable form of a number is accepted."""

import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, PropertyError, RaisedError
from companion.answers.returned import (
    as_array,
    as_shape,
    ask,
    ask_elementwise,
    naming_case,
    remembered,
)


@pytest.mark.parametrize(
    "one",
    [1, 1.0, True, np.float64(1), np.array(1), np.array([[1]]), [1], (1.0,), 1 + 0j],
)
def test_every_array_of_size_one_is_a_number(one):
    assert as_shape(one, ()) == 1


@pytest.mark.parametrize("given", [[[1, 2], [3, 4]], ((1, 2), np.array([3, 4]))])
def test_lists_and_tuples_are_arrays(given):
    assert np.array_equal(as_shape(given, (2, 2)), [[1, 2], [3, 4]])


@pytest.mark.parametrize("value", ["1", b"1", {"a": 1}, [[1], [1, 2]], object(), ["1"]])
def test_values_that_are_not_numbers_are_rejected(value):
    with pytest.raises(PropertyError, match="expected"):
        as_array(value)


@pytest.mark.parametrize("blank", [None, ..., [1, None], (..., ...)])
def test_a_blank_counts_as_not_attempted(blank):
    with pytest.raises(NotAttemptedError):
        as_array(blank)


def test_a_column_is_not_a_vector():
    with pytest.raises(PropertyError, match=r"shape \(3, 1\); expected shape \(3,\)"):
        as_shape(np.zeros((3, 1)), (3,))


def test_a_nonzero_imaginary_part_is_kept():
    assert as_array(2 + 1e-3j).imag == 1e-3


def test_functions_receive_copies():
    x = np.zeros(3)

    def changes(x):
        x += 1
        return x

    assert np.array_equal(ask(changes, x), np.ones(3))
    assert np.array_equal(x, np.zeros(3))


@pytest.mark.parametrize("error", [ValueError, SystemExit, RecursionError])
def test_an_exception_is_reported_with_its_case(error):
    def raises(_):
        raise error("no")

    message = rf"{error.__name__} at `raise error\(\"no\"\)`: no \(at x = 3\)"
    with pytest.raises(RaisedError, match=message), naming_case("at x = 3"):
        ask(raises, 3)


@pytest.mark.parametrize(
    ("function", "advice"),
    [
        (lambda x: x ^ 2, "Write powers with `**`"),
        (lambda x: missing_name, "spelled"),  # noqa: F821
        (lambda x: 1 / 0, "what the denominator is"),
    ],
)
def test_an_exception_comes_with_a_next_step_that_the_case_keeps(function, advice):
    with pytest.raises(RaisedError) as caught, naming_case("at x = 3"):
        ask(function, 3.0)
    assert advice in caught.value.next_step


def test_not_implemented_error_counts_as_blank():
    def stub():
        raise NotImplementedError

    with pytest.raises(NotAttemptedError):
        ask(stub)


def test_a_function_of_numbers_only_is_called_with_each_number():
    x = np.array([[1.0, -2.0], [3.0, 0.0]])
    numbers_only = lambda v: 1 / v if isinstance(v, float) and v > 0 else "?"  # noqa: E731
    got = ask_elementwise(numbers_only, x)
    assert np.array_equal(got, [[1, np.nan], [1 / 3, np.nan]], equal_nan=True)


def test_a_remembered_function_is_called_once_for_equal_arguments():
    seen = []
    function = remembered(lambda *arguments: seen.append(arguments) or len(seen))
    alike = np.array([1.0, 2.0]), 3.0, abs
    assert function(*alike) == function(np.array([1.0, 2.0]), 3.0, abs) == 1
    differing = [
        (0.0,), (-0.0,), (0,), (False,), (1,), (True,), (1.0,), (abs,),
        (np.array([0.0]),), (np.array([-0.0]),), (np.array([0]),), (np.zeros((1, 1)),),
    ]  # fmt: skip
    values = [function(*arguments) for arguments in differing]
    assert values == [function(*arguments) for arguments in differing]
    assert len(set(values)) == len(differing)


def test_what_cannot_be_remembered_is_computed_again():
    assert [remembered(len)([1]) for _ in range(2)] == [1, 1]
    function = remembered(lambda x: {"a": map(float, [x, 2])})
    assert [[*function(1)["a"]] for _ in range(2)] == [[1.0, 2.0]] * 2
    with pytest.raises(ZeroDivisionError):
        remembered(lambda x: 1 / x)(0)

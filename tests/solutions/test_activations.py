"""Section 2: accurate to double precision for every x, without warnings."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solutions import (
    ArgumentError,
    central_difference,
    d_leaky_relu,
    d_relu,
    d_sigmoid,
    d_tanh,
)

FUNCTIONS = {
    d_sigmoid: lambda x: 1 / (1 + np.exp(-x)),
    d_relu: lambda x: np.maximum(x, 0),
    d_tanh: np.tanh,
    d_leaky_relu: lambda x: np.maximum(x, -0.1 * x),
}
EACH = pytest.mark.parametrize("derivative", FUNCTIONS, ids=lambda f: f.__name__)
SMOOTH = pytest.mark.parametrize(
    "derivative", [d_sigmoid, d_tanh], ids=lambda f: f.__name__
)
LARGE = [20.0, 400.0, 710.0, 745.2, 1e3, 1e4, 1e8, 1e300, 1.7e308, float("inf")]


def with_fifty_digits(derivative, x):
    """σ′(x) or tanh′(x), computed with 50 digits."""
    with localcontext(prec=50):
        e = (Decimal(-abs(x)) * (1 if derivative is d_sigmoid else 2)).exp()
        return float((1 if derivative is d_sigmoid else 4) * e / (1 + e) ** 2)


@SMOOTH
@given(st.floats(-300, 300))
def test_a_derivative_is_accurate_to_thirteen_digits(derivative, x):
    assert derivative(x) == pytest.approx(
        with_fifty_digits(derivative, x), rel=1e-13, abs=0
    )


@EACH
@given(st.floats(-20, 20).filter(lambda x: abs(x) > 1e-3))
def test_a_derivative_agrees_with_central_differences(derivative, x):
    expected = central_difference(FUNCTIONS[derivative], x, 1e-5)
    assert derivative(x) == pytest.approx(float(expected), abs=1e-9)


@SMOOTH
@given(st.floats(-20, 20))
def test_a_derivative_agrees_with_the_complex_step(derivative, x):
    expected = FUNCTIONS[derivative](x + 1e-40j).imag / 1e-40
    assert derivative(x) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@EACH
@pytest.mark.parametrize("x", LARGE)
def test_for_large_x_the_derivative_is_the_slope_of_the_asymptote(derivative, x):
    is_smooth = derivative in (d_sigmoid, d_tanh)
    right, left = {d_relu: (1.0, 0.0), d_leaky_relu: (1.0, -0.1)}.get(
        derivative, (0, 0)
    )
    tolerance = 1e-8 if is_smooth else 0
    assert derivative(x) == pytest.approx(right, abs=tolerance)
    assert derivative(-x) == pytest.approx(left, abs=tolerance)
    np.testing.assert_allclose(derivative([x, -x]), [right, left], atol=tolerance)


@EACH
@pytest.mark.parametrize("x", LARGE)
def test_no_floating_point_error_is_raised(derivative, x):
    with np.errstate(all="raise"):
        assert np.isfinite(derivative([x, -x, 0.0])).all()


@EACH
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (0,), (2, 1, 2)])
def test_the_result_has_the_shape_of_the_argument(derivative, shape):
    x = np.random.default_rng(1).normal(size=shape)
    got = derivative(x)
    assert np.shape(got) == shape
    one_by_one = [derivative(float(v)) for v in x.ravel()]
    np.testing.assert_array_equal(np.ravel(got), one_by_one)


@EACH
@pytest.mark.parametrize("x", [2, 2.0, True, np.float32(2), np.array(2)])
def test_a_number_gives_a_float(derivative, x):
    assert type(derivative(x)) is float


@EACH
def test_nan_gives_nan(derivative):
    assert np.isnan(derivative([np.nan, 1.0])).tolist() == [True, False]


@EACH
def test_the_argument_is_not_changed(derivative):
    x = np.array([-1.0, 0.0, 1.0])
    derivative(x)
    assert x.tolist() == [-1.0, 0.0, 1.0]


@pytest.mark.parametrize(("derivative", "left"), [(d_relu, 0), (d_leaky_relu, -0.1)])
def test_at_a_kink_the_left_slope_is_returned(derivative, left):
    assert derivative(0) == derivative(-0.0) == left


@EACH
@pytest.mark.parametrize("x", ["1", None, 1j, [[1], [1, 2]], object()])
def test_an_argument_that_is_not_numeric_raises_an_error(derivative, x):
    with pytest.raises(ArgumentError, match=r"x should be a number or an array"):
        derivative(x)

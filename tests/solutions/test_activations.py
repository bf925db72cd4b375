"""Section 2: exact to double precision, everywhere, and silent."""

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
ALL = pytest.mark.parametrize("slope", FUNCTIONS, ids=lambda f: f.__name__)
SMOOTH = pytest.mark.parametrize("slope", [d_sigmoid, d_tanh], ids=lambda f: f.__name__)
FAR = [20.0, 400.0, 710.0, 745.2, 1e3, 1e4, 1e8, 1e300, 1.7e308, float("inf")]


def by_decimal(slope, x):
    """σ′ and tanh′ with fifty digits."""
    with localcontext(prec=50):
        e = (Decimal(-abs(x)) * (1 if slope is d_sigmoid else 2)).exp()
        return float((1 if slope is d_sigmoid else 4) * e / (1 + e) ** 2)


@SMOOTH
@given(st.floats(-300, 300))
def test_every_digit_is_right_even_far_out(slope, x):
    assert slope(x) == pytest.approx(by_decimal(slope, x), rel=1e-13, abs=0)


@ALL
@given(st.floats(-20, 20).filter(lambda x: abs(x) > 1e-3))
def test_a_slope_agrees_with_central_differences(slope, x):
    expected = central_difference(FUNCTIONS[slope], x, 1e-5)
    assert slope(x) == pytest.approx(float(expected), abs=1e-9)


@SMOOTH
@given(st.floats(-20, 20))
def test_a_slope_agrees_with_the_complex_step(slope, x):
    expected = FUNCTIONS[slope](x + 1e-40j).imag / 1e-40
    assert slope(x) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@ALL
@pytest.mark.parametrize("x", FAR)
def test_far_out_the_slope_is_that_of_the_asymptote(slope, x):
    flat = slope in (d_sigmoid, d_tanh)
    right, left = {d_relu: (1.0, 0.0), d_leaky_relu: (1.0, -0.1)}.get(slope, (0, 0))
    near = 1e-8 if flat else 0
    assert slope(x) == pytest.approx(right, abs=near)
    assert slope(-x) == pytest.approx(left, abs=near)
    np.testing.assert_allclose(slope([x, -x]), [right, left], atol=near)


@ALL
@pytest.mark.parametrize("x", FAR)
def test_nothing_is_flagged_even_where_numpy_is_told_to_raise(slope, x):
    with np.errstate(all="raise"):
        assert np.isfinite(slope([x, -x, 0.0])).all()


@ALL
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 3), (0,), (2, 1, 2)])
def test_an_array_of_any_shape_gives_its_shape(slope, shape):
    x = np.random.default_rng(1).normal(size=shape)
    slopes = slope(x)
    assert np.shape(slopes) == shape
    each = [slope(float(v)) for v in x.ravel()]
    np.testing.assert_array_equal(np.ravel(slopes), each)


@ALL
@pytest.mark.parametrize("x", [2, 2.0, True, np.float32(2), np.array(2)])
def test_a_number_gives_a_float(slope, x):
    assert type(slope(x)) is float


@ALL
def test_nan_stays_nan(slope):
    assert np.isnan(slope([np.nan, 1.0])).tolist() == [True, False]


@ALL
def test_the_input_is_left_as_it_was(slope):
    x = np.array([-1.0, 0.0, 1.0])
    slope(x)
    assert x.tolist() == [-1.0, 0.0, 1.0]


@pytest.mark.parametrize(("slope", "low"), [(d_relu, 0), (d_leaky_relu, -0.1)])
def test_at_a_kink_a_one_sided_slope_comes_back(slope, low):
    assert slope(0) == slope(-0.0) == low


@ALL
@pytest.mark.parametrize("x", ["1", None, 1j, [[1], [1, 2]], object()])
def test_what_is_no_number_is_refused(slope, x):
    with pytest.raises(ArgumentError, match=r"x should be a number or an array"):
        slope(x)

"""Section 1 (a), (b): derivatives when several paths lead to the output."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solutions import (
    ArgumentError,
    central_difference,
    df,
    dg,
    dh,
    dl,
    total_derivative,
)

FUNCTIONS = {
    df: lambda x: x**2,
    dg: lambda x: x,
    dl: lambda x: (x**2) ** 2 + x**2,
}
EACH = pytest.mark.parametrize("derivative", FUNCTIONS, ids=lambda f: f.__name__)


@EACH
@given(st.floats(-20, 20))
def test_a_derivative_agrees_with_the_complex_step(derivative, x):
    expected = FUNCTIONS[derivative](x + 1e-40j).imag / 1e-40
    assert derivative(x) == pytest.approx(expected, rel=1e-14)


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_the_partial_derivatives_of_h_agree_with_central_differences(x1, x2):
    expected = central_difference(lambda v: v[0] ** 2 + v[1] ** 2, [x1, x2], 0.5)
    np.testing.assert_allclose(dh(x1, x2), expected, atol=1e-10)


@EACH
@pytest.mark.parametrize("x", [1e4, -1e4, 1e100])
def test_large_numbers_give_a_finite_result_without_a_warning(derivative, x):
    assert np.isfinite(derivative(x))
    assert np.isfinite(derivative([x, x])).all()


@EACH
def test_a_list_is_treated_as_an_array_and_a_number_gives_a_float(derivative):
    np.testing.assert_array_equal(derivative([1, 2]), [derivative(1), derivative(2)])
    assert type(derivative(3)) is float


def random_paths(n, seed):
    """A function f, its gradient, functions g_1 … g_n, and their derivatives."""
    rng = np.random.default_rng(seed)
    A, c, rate = rng.normal(size=(n, n)), rng.normal(size=n), rng.normal(size=n)
    return (
        lambda x: np.sin(x) @ A @ np.cos(x) + c @ x,
        lambda x: np.cos(x) * (A @ np.cos(x)) - np.sin(x) * (A.T @ np.sin(x)) + c,
        lambda w: np.sin(rate * w) + w * c,
        lambda w: rate * np.cos(rate * w) + c,
    )


@pytest.mark.parametrize("n", [1, 2, 3, 6])
@given(seed=st.integers(0, 1000), w=st.floats(-3, 3))
def test_total_derivative_sums_over_paths(n, seed, w):
    f, grad_f, g, dg = random_paths(n, seed)
    expected = central_difference(lambda w: f(g(w)), w, 1e-5)
    got = total_derivative(grad_f, g, dg, w)
    assert got == pytest.approx(float(expected), rel=1e-6, abs=1e-6)
    assert type(got) is float


def test_total_derivative_uses_dg_even_if_it_is_not_the_derivative_of_g():
    got = total_derivative(lambda x: 2 * x, lambda w: [w, w], lambda w: [10, 100], 3)
    assert got == 6 * 110


@pytest.mark.parametrize("derivatives", [[1, 2, 3], 1, [[1, 2]]])
def test_total_derivative_rejects_a_dg_of_another_shape(derivatives):
    with pytest.raises(ArgumentError, match=r"should both have shape \(n,\)"):
        total_derivative(lambda x: x, lambda w: [w, w], lambda w: derivatives, 1.0)

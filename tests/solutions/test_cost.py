"""Section 1 (e): central differences, and the cost of both ways."""

import numpy as np
import pytest

from solutions import (
    ArgumentError,
    analytic_exponent,
    central_difference,
    numerical_exponent,
    numerical_gradient,
)


def test_the_number_of_multiplications_grows_with_the_stated_exponents():
    def analytic(d):  # Wx, W2 p, W2ᵀe, JᵀW2ᵀe and D xᵀ
        return 5 * d * d

    def numerical(d):  # two losses for each entry, two products for each loss
        return 2 * d * d * (2 * d * d)

    for count, exponent in (
        (analytic, analytic_exponent),
        (numerical, numerical_exponent),
    ):
        assert np.log2(count(2048) / count(1024)) == pytest.approx(exponent)


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (1, 1), (4,), ()])
@pytest.mark.parametrize("eps", [0.5, 1e-3])
def test_the_gradient_of_a_quadratic_is_exact_for_any_eps(shape, eps):
    rng = np.random.default_rng(0)
    W, C = rng.normal(size=(2, *shape))
    got = numerical_gradient(lambda V: np.sum(C * V * V), W, eps)
    np.testing.assert_allclose(got, 2 * C * W, rtol=1e-9, atol=1e-11)
    assert got.shape == shape


def test_each_call_changes_one_entry_by_plus_or_minus_eps_and_W_is_kept():
    W = np.arange(6.0).reshape(2, 3)
    arguments = []
    numerical_gradient(lambda V: (arguments.append(V), 0.0)[1], W, 0.25)
    changes = np.array([V - W for V in arguments])
    assert len(changes) == 12
    assert (np.count_nonzero(changes, axis=(1, 2)) == 1).all()
    np.testing.assert_array_equal(changes[::2], -changes[1::2])
    assert set(np.abs(changes).ravel()) == {0.0, 0.25}
    np.testing.assert_array_equal(W, np.arange(6.0).reshape(2, 3))


def test_a_function_that_changes_its_argument_does_not_change_W():
    def f(V):
        V *= 2
        return V.sum()

    W = np.ones((2, 2))
    np.testing.assert_allclose(numerical_gradient(f, W), 2)
    np.testing.assert_array_equal(W, 1)


def test_the_error_is_proportional_to_the_square_of_eps():
    def error(eps):
        return abs(central_difference(np.exp, 1.0, eps) - np.e)

    assert error(1e-2) / error(1e-3) == pytest.approx(100, rel=0.01)


def test_a_jacobian_has_the_axes_of_the_value_first():
    J = central_difference(lambda x: np.outer(x, [1, 2, 3]), [1.0, 2.0])
    assert J.shape == (2, 3, 2)
    np.testing.assert_allclose(J[1, 2], [0, 3], atol=1e-9)


@pytest.mark.parametrize("eps", [0, -1e-6, float("nan")])
def test_an_eps_that_is_not_positive_raises_an_error(eps):
    with pytest.raises(ArgumentError, match="eps should be greater than 0"):
        numerical_gradient(np.sum, np.eye(2), eps)


def test_a_function_that_does_not_return_a_number_raises_an_error():
    with pytest.raises(ArgumentError, match=r"should be a number .* shape \(2,\)"):
        numerical_gradient(lambda W: W[0], np.eye(2))
    with pytest.raises(ArgumentError, match=r"f\(x\) should be a number"):
        numerical_gradient(lambda W: "high", np.eye(2))

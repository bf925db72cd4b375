"""Section 1 (e): central differences, and what trying costs."""

import numpy as np
import pytest

from solutions import (
    ArgumentError,
    analytic_exponent,
    central_difference,
    numerical_exponent,
    numerical_gradient,
)


def test_counted_multiplications_grow_with_the_exponents_that_are_claimed():
    def by_formula(d):  # Wx, W2 p, W2ᵀe, JᵀW2ᵀe and one product per entry
        return 5 * d * d

    def by_trying(d):  # two losses, of two products each, per entry
        return 2 * d * d * (2 * d * d)

    for count, exponent in (
        (by_formula, analytic_exponent),
        (by_trying, numerical_exponent),
    ):
        assert np.log2(count(2048) / count(1024)) == pytest.approx(exponent)


@pytest.mark.parametrize("shape", [(3, 3), (2, 5), (5, 2), (1, 1), (4,), ()])
@pytest.mark.parametrize("eps", [0.5, 1e-3])
def test_a_quadratic_is_differentiated_exactly_at_any_eps(shape, eps):
    rng = np.random.default_rng(0)
    W, C = rng.normal(size=(2, *shape))
    got = numerical_gradient(lambda V: np.sum(C * V * V), W, eps)
    np.testing.assert_allclose(got, 2 * C * W, rtol=1e-9, atol=1e-11)
    assert got.shape == shape


def test_each_entry_alone_is_moved_by_eps_to_both_sides_and_W_stays():
    W = np.arange(6.0).reshape(2, 3)
    seen = []
    numerical_gradient(lambda V: (seen.append(V), 0.0)[1], W, 0.25)
    moves = np.array([V - W for V in seen])
    assert len(moves) == 12
    assert (np.count_nonzero(moves, axis=(1, 2)) == 1).all()
    np.testing.assert_array_equal(moves[::2], -moves[1::2])
    assert set(np.abs(moves).ravel()) == {0.0, 0.25}
    np.testing.assert_array_equal(W, np.arange(6.0).reshape(2, 3))


def test_a_function_that_changes_its_argument_harms_nothing():
    def f(V):
        V *= 2
        return V.sum()

    W = np.ones((2, 2))
    np.testing.assert_allclose(numerical_gradient(f, W), 2)
    np.testing.assert_array_equal(W, 1)


def test_the_error_falls_with_the_square_of_eps():
    def off(eps):
        return abs(central_difference(np.exp, 1.0, eps) - np.e)

    assert off(1e-2) / off(1e-3) == pytest.approx(100, rel=0.01)


def test_the_jacobian_has_the_values_axes_first():
    J = central_difference(lambda x: np.outer(x, [1, 2, 3]), [1.0, 2.0])
    assert J.shape == (2, 3, 2)
    np.testing.assert_allclose(J[1, 2], [0, 3], atol=1e-9)


@pytest.mark.parametrize("eps", [0, -1e-6, float("nan")])
def test_an_eps_that_is_not_above_zero_is_refused(eps):
    with pytest.raises(ArgumentError, match="eps should be above 0"):
        numerical_gradient(np.sum, np.eye(2), eps)


def test_a_function_that_gives_no_number_is_refused():
    with pytest.raises(ArgumentError, match=r"should be a number .* shape \(2,\)"):
        numerical_gradient(lambda W: W[0], np.eye(2))
    with pytest.raises(ArgumentError, match=r"f\(x\) should be a number"):
        numerical_gradient(lambda W: "high", np.eye(2))

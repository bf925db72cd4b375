"""Section 1 (f), (g): sensitivities, the gradient, and gradient descent."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import elementwise_grad, grad
from hypothesis import given, settings
from hypothesis import strategies as st

from solutions import (
    ArgumentError,
    central_difference,
    grad_W,
    gradient_descent,
    sensitivities,
)


def phi(z):
    return anp.sin(1.3 * z + 0.4) + z / 4


dphi = elementwise_grad(phi)


def random_case(n, d, seed):
    """Random W (n, d), x (d,), a number y and b (n,)."""
    rng = np.random.default_rng(seed)
    W, x, b = rng.normal(size=(n, d)), rng.normal(size=d), rng.normal(size=n)
    return W, x, float(rng.normal()), b


def loss(W, x, y, b):
    return (y - anp.sum(phi(anp.dot(W, x) + b))) ** 2


sizes = {"n": st.integers(1, 5), "d": st.integers(1, 5), "seed": st.integers(0, 10**6)}


@settings(deadline=None, max_examples=50)
@given(**sizes)
def test_grad_W_agrees_with_autograd(n, d, seed):
    case = random_case(n, d, seed)
    got = grad_W(*case, phi, dphi)
    np.testing.assert_allclose(got, grad(loss)(*case), rtol=1e-10, atol=1e-11)
    assert got.shape == (n, d)


@settings(deadline=None, max_examples=50)
@given(**sizes)
def test_sensitivities_agree_with_central_differences_at_each_node(n, d, seed):
    W, x, y, b = random_case(n, d, seed)
    z = W @ x + b
    p = phi(z)
    downstream = {  # f as a function of one node, and the node's value
        "z": (lambda z: (y - phi(z).sum()) ** 2, z),
        "p": (lambda p: (y - p.sum()) ** 2, p),
        "s": (lambda s: (y - s) ** 2, p.sum()),
        "r": (lambda r: r**2, y - p.sum()),
    }
    got = sensitivities(W, x, y, b, phi, dphi)
    assert got.keys() == downstream.keys()
    assert type(got["r"]) is type(got["s"]) is float
    for node, (f, at) in downstream.items():
        expected = central_difference(f, at, 1e-5)
        np.testing.assert_allclose(got[node], expected, rtol=1e-6, atol=1e-7)


def test_grad_W_uses_dphi_even_if_it_is_not_the_derivative_of_phi():
    W, x, y, b = random_case(3, 2, 1)
    one, two = (grad_W(W, x, y, b, phi, lambda z, k=k: k + 0 * z) for k in (1, 2))
    np.testing.assert_allclose(two, 2 * one)


@pytest.mark.parametrize("steps", [0, 1, 2, 7])
def test_each_step_of_descent_uses_the_gradient_at_the_current_W(steps):
    W, x, y, b = random_case(3, 2, 4)
    current, values = W, [loss(W, x, y, b)]
    for _ in range(steps):
        current = current - 0.02 * grad(loss)(current, x, y, b)
        values.append(loss(current, x, y, b))
    final, history = gradient_descent(W, x, y, b, phi, dphi, 0.02, steps)
    np.testing.assert_allclose(final, current, rtol=1e-12)
    np.testing.assert_allclose(history, values, rtol=1e-12)
    assert type(history) is list
    assert {type(value) for value in history} == {float}


def test_descent_returns_a_new_array_and_does_not_change_W():
    W, x, y, b = random_case(3, 2, 4)
    before = W.copy()
    final, _ = gradient_descent(W, x, y, b, phi, dphi, 0.1, 3)
    no_steps, _ = gradient_descent(W, x, y, b, phi, dphi, 0.1, 0)
    np.testing.assert_array_equal(W, before)
    assert not np.shares_memory(W, final)
    assert not np.shares_memory(W, no_steps)


def test_a_descent_that_diverges_takes_all_steps_without_a_warning():
    _, history = gradient_descent(
        [[1.0]], [10.0], 1.0, [0.0], lambda z: z * z, lambda z: 2 * z, 10.0, 30
    )
    assert len(history) == 31
    assert not np.isfinite(history[-1])


@pytest.mark.parametrize("scale", [1e4, 1e8])
def test_large_numbers_give_no_warning(scale):
    W, x, y, b = random_case(3, 2, 2)
    gradient = grad_W(W * scale, x, y, b, np.tanh, lambda z: 1 - np.tanh(z) ** 2)
    assert np.isfinite(gradient).all()


BAD = {
    "W": [np.ones(2), np.ones((2, 3)), np.ones((3, 3))],
    "x": [np.ones((2, 1)), np.ones(3), 1.0],
    "y": [np.ones(2), []],
    "b": [1.0, np.ones(2), np.ones((3, 1))],
}
GOOD = {"W": np.ones((3, 2)), "x": np.ones(2), "y": 1.0, "b": np.ones(3)}


@pytest.mark.parametrize("function", [sensitivities, grad_W], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", BAD)
def test_wrong_shapes_raise_an_error(function, name):
    for bad in BAD[name]:
        with pytest.raises(
            ArgumentError, match=r"Shapes should be (W \(n, d\)|y one number) \(got"
        ):
            function(*(GOOD | {name: bad}).values(), np.tanh, np.cos)


@pytest.mark.parametrize(
    ("phi", "dphi", "name"), [(np.sum, np.cos, "phi"), (np.sin, np.diag, "dphi")]
)
def test_a_phi_or_dphi_that_returns_another_shape_raises_an_error(phi, dphi, name):
    with pytest.raises(ArgumentError, match=rf"{name}\(z\) \(3,\) \(got"):
        grad_W(*GOOD.values(), phi, dphi)


@pytest.mark.parametrize("steps", [-1, 1.5, "2", True, None])
def test_steps_that_are_not_a_whole_number_raise_an_error(steps):
    with pytest.raises(ArgumentError, match="steps should be a whole number"):
        gradient_descent(*GOOD.values(), np.tanh, np.cos, 0.1, steps)


@pytest.mark.parametrize("lr", [[0.1, 0.2], "fast", None])
def test_a_learning_rate_that_is_not_a_number_raises_an_error(lr):
    with pytest.raises(ArgumentError, match=r"\blr (should be a|one) number"):
        gradient_descent(*GOOD.values(), np.tanh, np.cos, lr, 1)

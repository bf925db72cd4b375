"""Section 1 (d): the closed form is right for maps that mix their entries."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian
from hypothesis import given, settings
from hypothesis import strategies as st

from solutions import ArgumentError, central_difference, loss_gradients

ARRAYS = ("x", "y", "W1", "W2", "b")


def random_case(d, seed):
    """The arrays (x, y, W1, W2, b), and a map phi that is not element-wise."""
    rng = np.random.default_rng(seed)
    x, y, b = rng.normal(size=(3, d))
    W1, W2, A = rng.normal(size=(3, d, d)) / np.sqrt(d)
    return (x, y, W1, W2, b), lambda z: anp.tanh(A @ z) + anp.roll(z, 1) ** 2 / 4


def loss(arrays, phi):
    x, y, W1, W2, b = arrays
    e = anp.dot(W2, phi(anp.dot(W1, x) + b)) - y
    return anp.sum(e**2) / 2


@settings(deadline=None, max_examples=50)
@given(d=st.integers(1, 6), seed=st.integers(0, 10**6))
def test_all_four_gradients_agree_with_autograd(d, seed):
    arrays, phi = random_case(d, seed)
    expected = dict(zip(ARRAYS, grad(lambda a: loss(a, phi))(arrays), strict=True))
    for key, got in loss_gradients(*arrays, phi, jacobian(phi)).items():
        np.testing.assert_allclose(got, expected[key], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("key", ["x", "W1", "W2", "b"])
@pytest.mark.parametrize("d", [1, 4])
def test_each_gradient_agrees_with_central_differences(key, d):
    arrays, phi = random_case(d, 7)
    i = ARRAYS.index(key)
    expected = central_difference(
        lambda v: loss((*arrays[:i], v, *arrays[i + 1 :]), phi), arrays[i]
    )
    got = loss_gradients(*arrays, phi, jacobian(phi))[key]
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-7)
    assert got.shape == arrays[i].shape


def test_lists_are_accepted_and_the_arguments_are_not_changed():
    arrays, phi = random_case(3, 1)
    copies = [a.copy() for a in arrays]
    lists = loss_gradients(*(a.tolist() for a in arrays), phi, jacobian(phi))
    for key, got in loss_gradients(*arrays, phi, jacobian(phi)).items():
        np.testing.assert_array_equal(got, lists[key])
    for array, copy in zip(arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_phi_and_dphi_are_called_once_each():
    arrays, phi = random_case(3, 1)
    calls = []

    def counted(f, name):
        return lambda z: (calls.append(name), f(z))[1]

    loss_gradients(*arrays, counted(phi, "phi"), counted(jacobian(phi), "dphi"))
    assert sorted(calls) == ["dphi", "phi"]


SHAPES = {"x": (3,), "y": (3,), "W1": (3, 3), "W2": (3, 3), "b": (3,)}


@pytest.mark.parametrize(
    "shapes",
    [
        {"x": (3, 1)}, {"x": (2,)}, {"x": ()}, {"y": (4,)}, {"y": ()}, {"b": (1,)},
        {"W1": (3, 2)}, {"W1": (3,)}, {"W2": (4, 3)}, {"x": (3, 3), "y": (3, 3)},
    ],
    ids=str,
)  # fmt: skip
def test_the_error_for_a_wrong_shape_has_all_shapes(shapes):
    arrays = [np.ones((SHAPES | shapes)[name]) for name in ARRAYS]
    with pytest.raises(ArgumentError) as caught:
        loss_gradients(*arrays, np.tanh, lambda z: np.eye(3))
    for name, shape in (SHAPES | shapes).items():
        assert f"{name} (d" in str(caught.value)
        assert f"(got {shape})" in str(caught.value)


@pytest.mark.parametrize(
    ("phi", "dphi", "text"),
    [
        (lambda z: z[:2], np.diag, r"phi\(z\) \(3,\) \(got \(2,\)\)"),
        (np.tanh, np.cos, r"dphi\(z\) \(3, 3\) \(got \(3,\)\)"),
        (lambda z: None, np.diag, r"phi\(z\) should be a number or an array"),
    ],
)
def test_a_phi_or_dphi_that_returns_another_shape_raises_an_error(phi, dphi, text):
    ones, square = np.ones(3), np.eye(3)
    with pytest.raises(ArgumentError, match=text):
        loss_gradients(ones, ones, square, square, ones, phi, dphi)

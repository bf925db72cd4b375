"""Section 1 (d): the closed form, against oracles, for maps that mix their entries."""

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian
from hypothesis import given, settings
from hypothesis import strategies as st

from solutions import ArgumentError, central_difference, loss_gradients

ARRAYS = ("x", "y", "W1", "W2", "b")


def drawn(d, seed):
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
    arrays, phi = drawn(d, seed)
    expected = dict(zip(ARRAYS, grad(lambda a: loss(a, phi))(arrays), strict=True))
    for key, got in loss_gradients(*arrays, phi, jacobian(phi)).items():
        np.testing.assert_allclose(got, expected[key], rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("key", ["x", "W1", "W2", "b"])
@pytest.mark.parametrize("d", [1, 4])
def test_each_gradient_agrees_with_central_differences(key, d):
    arrays, phi = drawn(d, 7)
    at = ARRAYS.index(key)
    slopes = central_difference(
        lambda v: loss((*arrays[:at], v, *arrays[at + 1 :]), phi), arrays[at]
    )
    got = loss_gradients(*arrays, phi, jacobian(phi))[key]
    np.testing.assert_allclose(got, slopes, rtol=1e-6, atol=1e-7)
    assert got.shape == arrays[at].shape


def test_lists_will_do_and_the_arguments_are_left_as_they_were():
    arrays, phi = drawn(3, 1)
    copies = [a.copy() for a in arrays]
    lists = loss_gradients(*(a.tolist() for a in arrays), phi, jacobian(phi))
    for key, got in loss_gradients(*arrays, phi, jacobian(phi)).items():
        np.testing.assert_array_equal(got, lists[key])
    for array, copy in zip(arrays, copies, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_phi_and_dphi_are_called_once_each():
    arrays, phi = drawn(3, 1)
    calls = []

    def counted(f, name):
        return lambda z: (calls.append(name), f(z))[1]

    loss_gradients(*arrays, counted(phi, "phi"), counted(jacobian(phi), "dphi"))
    assert sorted(calls) == ["dphi", "phi"]


D3 = {"x": (3,), "y": (3,), "W1": (3, 3), "W2": (3, 3), "b": (3,)}


@pytest.mark.parametrize(
    "shapes",
    [
        {"x": (3, 1)}, {"x": (2,)}, {"x": ()}, {"y": (4,)}, {"y": ()}, {"b": (1,)},
        {"W1": (3, 2)}, {"W1": (3,)}, {"W2": (4, 3)}, {"x": (3, 3), "y": (3, 3)},
    ],
    ids=str,
)  # fmt: skip
def test_shapes_that_do_not_fit_are_all_told(shapes):
    arrays = [np.ones((D3 | shapes)[name]) for name in ARRAYS]
    with pytest.raises(ArgumentError) as caught:
        loss_gradients(*arrays, np.tanh, lambda z: np.eye(3))
    for name, shape in (D3 | shapes).items():
        assert f"{name} (d" in str(caught.value)
        assert f"(got {shape})" in str(caught.value)


@pytest.mark.parametrize(
    ("phi", "dphi", "words"),
    [
        (lambda z: z[:2], np.diag, r"phi\(z\) \(3,\) \(got \(2,\)\)"),
        (np.tanh, np.cos, r"dphi\(z\) \(3, 3\) \(got \(3,\)\)"),
        (lambda z: None, np.diag, r"phi\(z\) should be a number or an array"),
    ],
)
def test_maps_that_give_other_shapes_are_refused(phi, dphi, words):
    ones, square = np.ones(3), np.eye(3)
    with pytest.raises(ArgumentError, match=words):
        loss_gradients(ones, ones, square, square, ones, phi, dphi)

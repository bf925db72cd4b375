"""The given functions and their derivatives."""

import numpy as np
import pytest
from companion import given

H = 1e-6


def test_the_functions_of_section_2_have_the_values_of_their_formulas():
    x = np.array([-1e4, -2.0, 0.0, 0.5, 1e4])
    with np.errstate(over="ignore"):
        assert np.allclose(given.sigmoid(x), 1 / (1 + np.exp(-x)))
    assert np.array_equal(given.relu(x), [0, 0, 0, 0.5, 1e4])
    assert np.array_equal(given.tanh(x), np.tanh(x))
    assert np.array_equal(given.leaky_relu(x), [1e3, 0.2, 0, 0.5, 1e4])


def test_dwave_is_the_derivative_of_wave():
    z = np.linspace(-3, 3, 7)
    estimate = (given.wave(z + H) - given.wave(z - H)) / (2 * H)
    assert np.allclose(given.dwave(z), estimate)


@pytest.mark.parametrize("shape", [(4,), (4, 1), (1, 4)])
def test_dmix_is_the_jacobian_of_mix(shape):
    z = np.array([0.3, -1.2, 0.8, 2.0])
    columns = [
        (given.mix(z + H * e) - given.mix(z - H * e)) / (2 * H) for e in np.eye(4)
    ]
    assert np.allclose(given.dmix(z.reshape(shape)), np.transpose(columns))
    assert given.mix(z.reshape(shape)).shape == shape


def test_the_jacobian_of_mix_is_full_and_not_symmetric():
    jacobian = given.dmix(np.array([0.3, -1.2, 0.8, 2.0]))
    assert np.min(np.abs(jacobian)) > 0.01
    assert np.max(np.abs(jacobian - jacobian.T)) > 0.1


def test_model_and_loss_are_the_formulas_of_the_worksheet():
    W, x, b = (
        np.array([[1.0, 2.0], [0.0, -1.0]]),
        np.array([1.0, 1.0]),
        np.array([0.0, 1.0]),
    )
    assert given.model(W, x, 5.0, b, np.square) == (5 - 9 - 0) ** 2
    assert given.loss(x, b, W, W, b, np.square) == ((9 - 0) ** 2 + (0 - 1) ** 2) / 2

"""Central differences of the values that a function returned."""

import numpy as np
import pytest
from companion.answers.errors import ArgumentError, PropertyError
from companion.properties.central_rules import Recorded, require_central

W = np.array([[0.3, -0.8, 1.1]])


def rough(V):
    return float(np.sum(V**2) + np.sum(np.sin(7 * V)))


def differences(f, steps, weights):
    rates = []
    for one in np.eye(W.size).reshape(-1, *W.shape):
        pairs = [(f(W + h * one) - f(W - h * one)) / (2 * h) for h in steps]
        rates.append(np.dot(weights, pairs))
    return np.reshape(rates, W.shape)


@pytest.mark.parametrize(
    ("steps", "weights"),
    [
        ([0.3], [1]),
        ([0.3, 0.15], [-1 / 3, 4 / 3]),
        ([0.3, 0.6], [4 / 3, -1 / 3]),
        ([0.3, 0.6, 0.9], [1.5, -0.6, 0.1]),
        ([0.3, 0.15], [0, 1]),
    ],
)
def test_central_rules_of_every_order_are_accepted(steps, weights):
    f = Recorded(rough, W)
    require_central(differences(f, steps, weights), f, 0.3)


def test_the_derivative_itself_is_rejected_because_f_did_not_return_it():
    f = Recorded(rough, W)
    differences(f, [0.3], [1])
    with pytest.raises(PropertyError, match="from the values of `f` with eps"):
        require_central(2 * W + 7 * np.cos(7 * W), f, 0.3)


def test_a_relation_to_the_central_difference_is_named():
    f = Recorded(rough, W)
    with pytest.raises(PropertyError) as caught:
        require_central(2 * differences(f, [0.3], [1]), f, 0.3)
    assert caught.value.next_step == "Every entry is 2 times the central difference."


def test_without_values_on_both_sides_the_calls_are_reported():
    f = Recorded(rough, W)
    f(W)
    with pytest.raises(PropertyError, match="one point above and one below"):
        require_central(W, f, 0.3)


def test_a_flat_W_is_refused_with_the_shape_that_f_needs():
    with pytest.raises(ArgumentError, match=r"shape \(3,\); `f` needs .*\(1, 3\)"):
        Recorded(rough, W)(W.ravel())

"""Truths about gradients: along random directions, for more than one size."""

import numpy as np
import pytest
from companion.answers.returned import PropertyError, RaisedError
from companion.gradient_truths import GRADIENT_TRUTHS, some_layers

import solutions


@pytest.mark.parametrize("answer", GRADIENT_TRUTHS)
def test_right_answers_hold(answer):
    GRADIENT_TRUTHS[answer](getattr(solutions, answer.split(".")[0]))


@pytest.mark.parametrize("answer", GRADIENT_TRUTHS)
@pytest.mark.parametrize("change", [lambda v: 2 * v, lambda v: -v, np.zeros_like])
def test_changed_answers_do_not(answer, change):
    function, _, key = answer.partition(".")
    right = getattr(solutions, function)

    def wrong(*arguments):
        value = right(*arguments)
        return value | {key: change(value[key])} if key else change(value)

    with pytest.raises(PropertyError, match="wrong"):
        GRADIENT_TRUTHS[answer](wrong)


def test_an_elementwise_habit_is_exposed():
    def diagonal(x, y, W1, W2, b, phi, dphi):
        full = dphi(W1 @ x + b)
        return solutions.loss_gradients(
            x, y, W1, W2, b, phi, lambda z: np.diag(np.diag(full))
        )

    with pytest.raises(PropertyError):
        GRADIENT_TRUTHS["loss_gradients.b"](diagonal)


@pytest.mark.parametrize("d", [3, 4])
def test_the_jacobian_that_is_handed_in_is_that_of_its_map(d):
    *_, phi, dphi = some_layers(d)
    z, h = np.linspace(-1, 1, d), 1e-6
    columns = [(phi(z + h * e) - phi(z - h * e)) / (2 * h) for e in np.eye(d)]
    assert np.allclose(dphi(z), np.transpose(columns))
    assert np.max(np.abs(dphi(z) - dphi(z).T)) > 0.1


def test_other_keys_may_be_missing_or_wrong():
    only = lambda *a: {"b": solutions.loss_gradients(*a)["b"], "x": "?"}  # noqa: E731
    GRADIENT_TRUTHS["loss_gradients.b"](only)
    with pytest.raises(PropertyError, match="not a key"):
        GRADIENT_TRUTHS["loss_gradients.W1"](only)


def test_an_exception_is_told_with_its_size():
    def raises(*_):
        raise ValueError("no")

    with pytest.raises(RaisedError, match=r"\(for d = 4\)"):
        GRADIENT_TRUTHS["loss_gradients.x"](raises)

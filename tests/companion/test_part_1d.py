"""Part (d): gradients with a full Jacobian, tangents, and break_phi."""

from __future__ import annotations

import numpy as np
import pytest
from companion.answers.errors import PropertyError, RaisedError
from companion.part_1d import break_phi, some_layers
from companion.registry import ANSWERS

import solutions


def test_a_gradient_that_uses_only_the_diagonal_of_the_jacobian_fails():
    def diagonal(x, y, W1, W2, b, phi, dphi):
        full = dphi(W1 @ x + b)
        return solutions.loss_gradients(
            x, y, W1, W2, b, phi, lambda z: np.diag(np.diag(full))
        )

    with pytest.raises(PropertyError):
        ANSWERS["loss_gradients.b"].test(diagonal)


@pytest.mark.parametrize("d", [3, 4])
def test_the_dphi_of_the_test_is_the_full_jacobian_of_its_phi(d):
    *_, phi, dphi = some_layers(d)
    z, h = np.linspace(-1, 1, d), 1e-6
    columns = [(phi(z + h * e) - phi(z - h * e)) / (2 * h) for e in np.eye(d)]
    assert np.allclose(dphi(z), np.transpose(columns))
    assert np.max(np.abs(dphi(z) - dphi(z).T)) > 0.1


def test_each_key_is_tested_separately():
    only = lambda *a: {"b": solutions.loss_gradients(*a)["b"], "x": "?"}  # noqa: E731
    ANSWERS["loss_gradients.b"].test(only)
    with pytest.raises(
        PropertyError, match="is missing: the dict that you return has 'b', 'x'"
    ):
        ANSWERS["loss_gradients.W1"].test(only)


def test_an_exception_is_reported_with_its_d():
    def raises(*_):
        raise ValueError("no")

    with pytest.raises(RaisedError, match=r"\(for d = 4\)"):
        ANSWERS["loss_gradients.x"].test(raises)


@pytest.mark.parametrize(
    "phi",
    [
        lambda z: z[::-1],
        lambda z: [z[0], z[0] * z[1]],
        lambda z: np.array([np.sin(z[0] + z[1]), z[1]]),
        lambda z: z / np.linalg.norm(z),
    ],
)
def test_a_phi_that_mixes_its_entries_shows_the_mistake(phi):
    assert "✓" in break_phi(phi)._repr_html_()


@pytest.mark.parametrize("phi", [np.sin, lambda z: z**3, lambda z: 0 * z])
def test_an_elementwise_phi_does_not_show_the_mistake(phi):
    markup = break_phi(phi)._repr_html_()
    assert "✓" not in markup
    assert "still right" in markup


@pytest.mark.parametrize(
    ("phi", "message"),
    [
        (None, "Return an array of two numbers"),
        (lambda z: ..., "Return an array of two numbers"),
        (
            lambda z: z.sum(),
            "returns a value that is one number; expected shape (2,). Return two "
            "numbers: <code>np.array([..., ...])</code>.",
        ),
        (lambda z: 1 / 0, "ZeroDivisionError"),
        (3, "a function is expected"),
        (lambda z: "text", "text"),
        (lambda z: z * np.nan, "still right"),
    ],
)
def test_a_phi_that_is_not_a_map_of_two_numbers_is_explained(phi, message):
    markup = break_phi(phi)._repr_html_()
    assert message in markup
    assert "✓" not in markup

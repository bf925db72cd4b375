"""Part (d): gradients with a full Jacobian, tangents, and a map to break a program."""

from __future__ import annotations

import re

import numpy as np
import pytest
from companion.answers.errors import PropertyError, RaisedError
from companion.given import loss, mix
from companion.part_1d import (
    KEYS,
    _tangent_lines,
    break_phi,
    show_tangents,
    some_layers,
)
from companion.registry import ANSWERS

import solutions


def test_an_elementwise_habit_is_exposed():
    def diagonal(x, y, W1, W2, b, phi, dphi):
        full = dphi(W1 @ x + b)
        return solutions.loss_gradients(
            x, y, W1, W2, b, phi, lambda z: np.diag(np.diag(full))
        )

    with pytest.raises(PropertyError):
        ANSWERS["loss_gradients.b"].test(diagonal)


@pytest.mark.parametrize("d", [3, 4])
def test_the_jacobian_that_is_handed_in_is_that_of_its_map(d):
    *_, phi, dphi = some_layers(d)
    z, h = np.linspace(-1, 1, d), 1e-6
    columns = [(phi(z + h * e) - phi(z - h * e)) / (2 * h) for e in np.eye(d)]
    assert np.allclose(dphi(z), np.transpose(columns))
    assert np.max(np.abs(dphi(z) - dphi(z).T)) > 0.1


def test_other_keys_may_be_missing_or_wrong():
    only = lambda *a: {"b": solutions.loss_gradients(*a)["b"], "x": "?"}  # noqa: E731
    ANSWERS["loss_gradients.b"].test(only)
    with pytest.raises(PropertyError, match="not a key"):
        ANSWERS["loss_gradients.W1"].test(only)


def test_an_exception_is_told_with_its_size():
    def raises(*_):
        raise ValueError("no")

    with pytest.raises(RaisedError, match=r"\(for d = 4\)"):
        ANSWERS["loss_gradients.x"].test(raises)


def slopes_told(picture):
    told = re.search(r"your slopes are (.*?)\.(\)|\s|$)", repr(picture))[1]
    return dict(one.split(": ", 1) for one in told.split("; "))


def test_a_right_gradient_foretells_the_slope_of_each_curve():
    at, ways = _tangent_lines()
    told = slopes_told(show_tangents(solutions.loss_gradients))
    for key in KEYS:
        up, down = (
            loss(**at | {key: at[key] + step * ways[key]}, phi=mix)
            for step in (1e-5, -1e-5)
        )
        assert float(told[key]) == pytest.approx((up - down) / 2e-5, rel=0.01)


def test_a_wrong_key_changes_its_own_tangent_only():
    def wrong(*arguments):
        given = solutions.loss_gradients(*arguments)
        return given | {"W1": given["W1"].T}

    right = slopes_told(show_tangents(solutions.loss_gradients))
    told = slopes_told(show_tangents(wrong))
    assert {key for key in KEYS if told[key] != right[key]} == {"W1"}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"x": np.zeros(3)}, "not of shape (4,)"),
        ({"x": ...}, "not attempted yet"),
        ({}, 'no "x" in the dict'),
        ([], 'no "x" in the dict'),
    ],
)
def test_a_missing_or_misshapen_key_is_said_in_words(given, word):
    assert slopes_told(show_tangents(lambda *_: given))["x"] == word


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 1 / 0])
def test_without_gradients_there_is_no_picture(blank):
    shown = show_tangents(blank)
    assert "<img" not in shown._repr_html_()
    assert "loss_gradients" in repr(shown) or "ZeroDivision" in repr(shown)


@pytest.mark.parametrize(
    "phi",
    [
        lambda z: z[::-1],
        lambda z: [z[0], z[0] * z[1]],
        lambda z: np.array([np.sin(z[0] + z[1]), z[1]]),
        lambda z: z / np.linalg.norm(z),
    ],
)
def test_a_map_that_mixes_its_entries_breaks_the_program(phi):
    assert "✓" in break_phi(phi)._repr_html_()


@pytest.mark.parametrize("phi", [np.sin, lambda z: z**3, lambda z: 0 * z])
def test_an_elementwise_map_does_not(phi):
    told = break_phi(phi)._repr_html_()
    assert "✓" not in told
    assert "not broken yet" in told


@pytest.mark.parametrize(
    ("phi", "word"),
    [
        (None, "Write a map"),
        (lambda z: ..., "Write a map"),
        (lambda z: z.sum(), "one number"),
        (lambda z: 1 / 0, "ZeroDivisionError"),
        (3, "not a function"),
        (lambda z: "text", "text"),
        (lambda z: z * np.nan, "not broken"),
    ],
)
def test_what_is_no_map_of_two_numbers_is_said_in_words(phi, word):
    told = break_phi(phi)._repr_html_()
    assert word in told
    assert "✓" not in told

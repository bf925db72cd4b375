"""The student's own numerical gradient agrees with a right formula and no other."""

from __future__ import annotations

import pytest
from companion.gradient_check import compare

import solutions

RIGHT = {
    name: getattr(solutions, name)
    for name in ("loss_gradients", "grad_W", "numerical_gradient")
}


def halved(f, W, eps=1e-6):
    return solutions.numerical_gradient(f, W, eps) / 2


def transposed(*arguments):
    given = solutions.loss_gradients(*arguments)
    return given | {"W1": given["W1"].T}


@pytest.mark.parametrize("name", ["loss_gradients", "grad_W"])
def test_two_right_ways_agree(name):
    assert "They agree" in repr(compare(name, RIGHT))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("loss_gradients", {"loss_gradients": transposed}),
        ("loss_gradients", {"numerical_gradient": halved}),
        ("grad_W", {"grad_W": lambda *a: -solutions.grad_W(*a)}),
        ("grad_W", {"numerical_gradient": halved}),
    ],
)
def test_one_wrong_way_is_enough_to_disagree(name, wrong):
    told = repr(compare(name, RIGHT | wrong))
    assert "They do not agree" in told
    assert "entry [" in told


@pytest.mark.parametrize(
    ("name", "namespace"),
    [
        ("loss_gradients", {}),
        ("grad_W", {"grad_W": solutions.grad_W}),
        ("grad_W", RIGHT | {"grad_W": lambda *a: ...}),
        ("grad_W", RIGHT | {"grad_W": lambda *a: solutions.grad_W(*a).T}),
        ("loss_gradients", RIGHT | {"loss_gradients": lambda *a: {"x": 1}}),
        ("loss_gradients", RIGHT | {"numerical_gradient": lambda f, W: 1 / 0}),
        ("dl", RIGHT),
    ],
)
def test_what_cannot_be_compared_is_said_in_words(name, namespace):
    told = repr(compare(name, namespace))
    assert "to come: the comparison" in told
    assert "agree" not in told

"""`compare`: a numerical gradient agrees with a right formula only."""

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
def test_two_right_gradients_agree(name):
    assert "the two agree" in repr(compare(name, RIGHT))


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("loss_gradients", {"loss_gradients": transposed}),
        ("loss_gradients", {"numerical_gradient": halved}),
        ("grad_W", {"grad_W": lambda *a: -solutions.grad_W(*a)}),
        ("grad_W", {"numerical_gradient": halved}),
    ],
)
def test_one_wrong_gradient_is_reported_with_its_worst_entry(name, wrong):
    shown = repr(compare(name, RIGHT | wrong))
    assert "the two differ" in shown
    assert "entry [" in shown
    assert "First make the check `q1e_numerical` pass" in shown


@pytest.mark.parametrize(
    ("name", "namespace", "message"),
    [
        ("loss_gradients", {}, "Write `loss_gradients` first"),
        ("grad_W", {"grad_W": solutions.grad_W}, "Write `numerical_gradient` first"),
        ("grad_W", RIGHT | {"grad_W": lambda *a: ...}, "Write `grad_W` first"),
        (
            "grad_W",
            RIGHT | {"grad_W": lambda *a: solutions.grad_W(*a).T},
            "`grad_W` returns shape (2, 3); expected shape (3, 2).",
        ),
        (
            "loss_gradients",
            RIGHT | {"loss_gradients": lambda *a: {"x": 1}},
            '`loss_gradients` returns no "W1"',
        ),
        (
            "loss_gradients",
            RIGHT | {"loss_gradients": lambda *a: {"W1": 3}},
            '`"W1"` of `loss_gradients` is one number; expected shape (4, 4)',
        ),
        (
            "loss_gradients",
            RIGHT | {"loss_gradients": lambda *a: {"W1": ...}},
            'Write `"W1"` of `loss_gradients` first',
        ),
        (
            "loss_gradients",
            RIGHT | {"numerical_gradient": lambda f, W: 1 / 0},
            "`numerical_gradient` stopped with ZeroDivisionError",
        ),
        ("dl", RIGHT, 'Use "loss_gradients" or "grad_W".'),
    ],
)
def test_the_function_that_prevents_a_comparison_is_named(name, namespace, message):
    shown = repr(compare(name, namespace))
    assert "not ready yet: the comparison" in shown
    assert message in shown

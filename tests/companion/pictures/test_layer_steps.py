"""The optional check of the steps inside `loss_gradients`."""

from __future__ import annotations

import numpy as np
import pytest
from companion import check as check_module
from companion.pictures.layer_steps import show_steps

SOURCE = """def loss_gradients(x, y, W1, W2, b, phi, dphi):
    z = {z}
    p = {p}
    e = {e}
    grad_z = {grad_z}
    return {returned}
"""
RIGHT = {
    "z": "W1 @ x + b",
    "p": "phi(z)",
    "e": "W2 @ p - y",
    "grad_z": "dphi(z).T @ W2.T @ e",
    "returned": "dict(x=W1.T @ grad_z, W1=np.outer(grad_z, x), W2=W2 + e, b=grad_z)",
}


def said(**changes):
    names = {"np": np}
    exec(SOURCE.format(**RIGHT | changes), names)
    return repr(show_steps(names["loss_gradients"]))


def test_right_steps_are_right_whatever_they_are_computed_from():
    assert said().startswith("✓ right")
    text = said(z="np.dot(W1, x) + b", grad_z="[*(dphi(z).T @ W2.T @ e)]")
    assert "✓ `z`, `p` and `e` are right." in text
    assert "✓ `grad_z` is right." in text
    assert '✓ `"x"`, `"W1"`, `"W2"` and `"b"`: right shape.' in text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"z": "W1.T @ x + b"}, "✗ `z` has "),
        ({"e": "y - W2 @ p"}, "✗ `e` has the opposite sign"),
        ({"e": "np.sum(W2 @ p - y)"}, "✗ `e` is one number; expected shape (3,)"),
        ({"p": "'text'"}, "✗ `p` is text"),
        ({"grad_z": "dphi(z) @ W2.T @ e"}, "the numerical derivative is"),
        ({"returned": "dict(W1=grad_z * x)"}, '✗ `"W1"` has shape (3,); expected'),
        ({"grad_z": "..."}, "○ no variable `grad_z` yet"),
        (
            {"grad_z": "None", "returned": "None"},
            '○ no `"x"`, `"W1"`, `"W2"` and `"b"` yet',
        ),
        ({"returned": "..."}, '○ no `"x"`, `"W1"`, `"W2"` and `"b"` yet'),
        ({"returned": "3"}, '○ no `"x"`, `"W1"`, `"W2"` and `"b"` yet'),
    ],
)
def test_a_wrong_or_missing_step_is_named(changes, message):
    text = said(**changes)
    assert message in text
    assert not text.startswith("✓ right")


def test_steps_before_an_exception_are_still_checked():
    text = said(grad_z="dphi(z) @ e.nothing")
    assert "✓ `z`, `p` and `e` are right." in text
    assert "✗ `loss_gradients` stopped with AttributeError" in text


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: ...])
def test_a_blank_answer_is_optional(blank):
    assert repr(show_steps(blank)).startswith("○ optional")


@pytest.mark.parametrize("odd", [3, "text", np.sin, max, lambda: 1])
def test_a_value_of_another_kind_gives_a_card(odd):
    assert "no points" in repr(show_steps(odd))


def test_steps_give_no_points():
    check_module.results.clear()
    said()
    assert check_module.results == {}

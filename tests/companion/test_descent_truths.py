"""Truths about the two procedures, by what any right one must do."""

import numpy as np
import pytest
from companion.answers.returned import PropertyError
from companion.descent_truths import descent, numerical
from companion.given import model

import solutions


def nudging(f, W, eps, up=1.0, down=1.0, step=None):
    steps = (step or eps) * np.eye(W.size).reshape(-1, *W.shape)
    width = (up + down) * (step or eps)
    flat = [(f(W + up * s) - f(W - down * s)) / width for s in steps]
    return np.reshape(flat, W.shape)


def test_right_answers_hold():
    numerical(solutions.numerical_gradient)
    numerical(nudging)
    descent(solutions.gradient_descent)


def test_a_rule_of_higher_order_holds():
    def fourth(f, W, eps):
        return (4 * nudging(f, W, eps / 2) - nudging(f, W, eps)) / 3

    numerical(fourth)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda f, W, eps: nudging(f, W, eps, down=0.0), "wrong value"),
        (lambda f, W, eps: nudging(f, W, eps, step=0.01), "whatever `eps` is"),
        (lambda f, W, eps: nudging(f, W, eps).T, "shape"),
        (lambda f, W, eps: 2 * nudging(f, W, eps), "wrong value"),
        (lambda f, W, eps: nudging(f, W, eps) + W.__iadd__(1) * 0, "changes the W"),
    ],
)
def test_what_is_no_central_difference_is_told(wrong, words):
    with pytest.raises(PropertyError, match=words):
        numerical(wrong)


def down(W, x, y, b, phi, dphi, lr, steps, *, first=None, step=None, keep=False):
    """Gradient descent with one thing wrong at a time."""
    gradient = solutions.grad_W
    history = [] if first == "missing" else [model(W, x, y, b, phi)]
    for _ in range(steps):
        by = gradient(W, x, y, b, phi, dphi)
        W = step(W, lr, by, steps) if step else W - lr * by
        history.append(model(W, x, y, b, phi))
    return (W, history[:-1]) if keep else (W, history)


def in_place(W, *rest):
    end, history = down(W, *rest)
    W[:] = end
    return W, history


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda *a: down(*a)[0], "pair"),
        (lambda *a: down(*a, first="missing"), "expected"),
        (lambda *a: down(*a, keep=True), "expected"),
        (in_place, "changes the W"),
        (lambda *a: down(*a, step=lambda W, lr, by, n: W + lr * by), "go down"),
        (lambda *a: down(*a, step=lambda W, lr, by, n: W - by / 99), "lr is 0"),
        (lambda *a: down(*a, step=lambda W, lr, by, n: W - lr * by / n), "second step"),
        (lambda *a: down(*a, step=lambda W, lr, by, n: W - lr**2 * by), "length"),
        (lambda *a: (down(*a)[0], [9.0] * (a[-1] + 1)), "begin with f"),
    ],
)
def test_what_is_no_descent_is_told(wrong, words):
    with pytest.raises(PropertyError, match=words):
        descent(wrong)

"""Part (g): the properties of a right descent, step by step."""

import pytest
from companion.answers.errors import PropertyError
from companion.given import model
from companion.part_1g import descent

import solutions


def down(W, x, y, b, phi, dphi, lr, steps, *, first=None, step=None, keep=False):
    """Gradient descent with one mistake at a time."""
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
    ("wrong", "message"),
    [
        (lambda *a: down(*a)[0], "pair"),
        (lambda *a: down(*a, first="missing"), "expected"),
        (lambda *a: down(*a, keep=True), "expected"),
        (in_place, "changes the W that the caller passes"),
        (
            lambda *a: down(*a, step=lambda W, lr, by, n: W + lr * by),
            "expected a decrease",
        ),
        (lambda *a: down(*a, step=lambda W, lr, by, n: W - by / 99), "lr is 0"),
        (lambda *a: down(*a, step=lambda W, lr, by, n: W - lr * by / n), "second step"),
        (
            lambda *a: down(*a, step=lambda W, lr, by, n: W - lr**2 * by),
            "lr = 0.005; expected half",
        ),
        (
            lambda *a: (down(*a)[0], [9.0] * (a[-1] + 1)),
            "starts with 9; f at the start is",
        ),
    ],
)
def test_a_wrong_descent_is_rejected_with_the_reason(wrong, message):
    with pytest.raises(PropertyError, match=message):
        descent(wrong)

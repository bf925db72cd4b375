"""Part (g): the properties of a right descent, and its picture."""

import pytest
from companion.answers.errors import PropertyError
from companion.given import model
from companion.part_1g import STEPS, descent, show_descent

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


def test_the_default_step_sizes_are_too_small_good_and_too_large():
    shown = show_descent(solutions.gradient_descent)
    text = repr(shown)
    assert "<img" in shown._repr_html_()
    ends = [
        text.split(f" for lr = {rate}")[0].split()[-1] for rate in (0.015, 0.1, 0.48)
    ]
    slow, good, wild = (float(end.replace("−", "-")) for end in ends)
    assert good < 1e-6 < slow < 1 < wild


def test_other_step_sizes_can_be_passed():
    text = repr(show_descent(solutions.gradient_descent, [0.2]))
    assert f"after {STEPS} steps" in text
    assert "lr = 0.2" in text


def far_away(W, *rest):
    return W + 1e200, [1e300] * (rest[-1] + 1)


def test_a_diverging_path_is_drawn():
    assert "<img" in show_descent(far_away)._repr_html_()


@pytest.mark.parametrize(
    ("blank", "message"),
    [
        (None, "returns its pair"),
        (lambda *_: None, "returns its pair"),
        (lambda W, *_: W, "pair"),
        (lambda W, *_: (W, []), "returns an empty history"),
        (lambda *_: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_without_a_path_a_card_replaces_the_picture(blank, message):
    shown = show_descent(blank)
    assert "<img" not in shown._repr_html_()
    assert message in repr(shown)

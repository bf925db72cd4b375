"""Part (g): what any right descent must do, and its picture."""

import pytest
from companion.answers.errors import PropertyError
from companion.given import model
from companion.part_1g import STEPS, descent, show_descent

import solutions


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


def test_three_step_sizes_do_three_different_things():
    shown = show_descent(solutions.gradient_descent)
    words = repr(shown)
    assert "<img" in shown._repr_html_()
    ends = [
        words.split(f" for lr = {rate}")[0].split()[-1] for rate in (0.015, 0.1, 0.48)
    ]
    slow, good, wild = (float(end.replace("−", "-")) for end in ends)
    assert good < 1e-6 < slow < 1 < wild


def test_step_sizes_may_be_chosen():
    words = repr(show_descent(solutions.gradient_descent, [0.2]))
    assert f"after {STEPS} steps" in words
    assert "lr = 0.2" in words


def far_away(W, *rest):
    return W + 1e200, [1e300] * (rest[-1] + 1)


def test_what_flies_off_is_drawn_as_far_as_it_goes():
    assert "<img" in show_descent(far_away)._repr_html_()


@pytest.mark.parametrize(
    ("blank", "words"),
    [
        (None, "returns its pair"),
        (lambda *_: None, "returns its pair"),
        (lambda W, *_: W, "pair"),
        (lambda W, *_: (W, []), "history is empty"),
        (lambda *_: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_blanks_and_failures_are_told(blank, words):
    shown = show_descent(blank)
    assert "<img" not in shown._repr_html_()
    assert words in repr(shown)

"""Descent on its contour."""

import pytest
from companion.descent_picture import STEPS, show_descent

import solutions


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

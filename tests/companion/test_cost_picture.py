"""The cost of two ways, counted in the student's own functions."""

import numpy as np
import pytest
from companion.cost_picture import SIZES, show_cost

import solutions


def steepness(shown, label):
    words = repr(shown).split("grows: ")[1].split(". For d")[0]
    [told] = [part for part in words.split("; ") if label in part]
    return np.log2(float(told.split()[-2]))


def formula(x, y, W1, W2, b, phi, dphi):
    z = W1 @ x + b
    error = W2 @ phi(z) - y
    back = dphi(z).T @ (W2.T @ error)
    return {"W1": np.outer(back, x), "x": W1.T @ back}


def matrices_first(x, y, W1, W2, b, phi, dphi):
    return dphi(W1 @ x).T @ W2.T @ W1 @ x


def test_nudging_is_steeper_by_two_than_the_loss_and_the_formula():
    shown = show_cost(solutions.numerical_gradient, formula)
    assert steepness(shown, "nudging") == pytest.approx(4, abs=0.1)
    assert steepness(shown, "the loss") == pytest.approx(2, abs=0.1)
    assert steepness(shown, "formula") == pytest.approx(2, abs=0.1)
    assert f"evaluated the loss {2 * SIZES[0] ** 2} times" in repr(shown)


def test_a_product_of_matrices_shows():
    shown = show_cost(solutions.numerical_gradient, matrices_first)
    assert steepness(shown, "formula") > 2.7


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 1 / 0])
def test_without_a_formula_there_is_no_line_for_it(blank):
    shown = show_cost(solutions.numerical_gradient, blank)
    assert "<img" in shown._repr_html_()
    assert "formula" not in repr(shown)


@pytest.mark.parametrize(
    ("blank", "words"),
    [
        (None, "returns a gradient"),
        (lambda f, W: None, "returns a gradient"),
        (lambda f, W: W, "evaluates its f"),
        (lambda f, W: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_blanks_are_told(blank, words):
    assert words in repr(show_cost(blank))

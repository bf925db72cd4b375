"""The costs of (e): counts, and lines with the exponents that the student predicts."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from companion.answers.returned import ask
from companion.pictures.cost import SIZES, _power, counted_runs, show_cost

import solutions


def formula(x, y, W1, W2, b, phi, dphi):
    z = W1 @ x + b
    error = W2 @ phi(z) - y
    back = dphi(z).T @ (W2.T @ error)
    return {"W1": np.outer(back, x), "x": W1.T @ back}


def matrices_first(x, y, W1, W2, b, phi, dphi):
    return dphi(W1 @ x).T @ W2.T @ W1 @ x


NAMES = {
    "numerical_gradient": solutions.numerical_gradient,
    "loss_gradients": formula,
    "analytic_exponent": 2,
    "numerical_exponent": 4,
}


def growth(counts):
    """By what power of 2 the largest count is above the one before."""
    return np.log2(counts[SIZES[-1]] / counts[SIZES[-2]])


def test_the_counts_grow_as_the_theory_says():
    nudging = solutions.numerical_gradient
    counts = counted_runs(lambda p: ask(nudging, p.loss, np.array(p.W1)))
    assert growth(counts) == pytest.approx(4, abs=0.1)
    counts = counted_runs(lambda p: ask(formula, *p.arguments))
    assert growth(counts) == pytest.approx(2, abs=0.1)
    counts = counted_runs(lambda p: ask(matrices_first, *p.arguments))
    assert growth(counts) > 2.7


def converted(x, y, W1, W2, b, phi, dphi):
    x, y, W1, W2 = (np.array(v, dtype=float) for v in (x, y, W1, W2))
    return formula(x, y, W1, W2, np.asarray(b), phi, lambda z: np.asarray(dphi(z)))


def number_by_number(x, y, W1, W2, b, phi, dphi):
    z = [sum(W1[i, j] * x[j] for j in range(len(x))) for i in range(len(x))]
    return {"W1": z}


def test_arrays_that_are_converted_are_still_counted():
    as_they_are = counted_runs(lambda p: ask(formula, *p.arguments))
    originals = np.array, np.asarray
    assert counted_runs(lambda p: ask(converted, *p.arguments)) == as_they_are
    assert (np.array, np.asarray) == originals
    right = counted_runs(lambda p: ask(solutions.loss_gradients, *p.arguments))
    assert growth(right) == pytest.approx(2, abs=0.1)


def test_a_formula_whose_products_are_not_counted_is_named():
    text = repr(show_cost(NAMES | {"loss_gradients": number_by_number}))
    assert "only products of arrays can be counted" in text
    assert "only products of arrays can be counted" not in repr(show_cost(NAMES))


def test_the_lines_have_the_exponents_of_the_student_and_no_others():
    for analytic, nudged in itertools.product((1, 2, 3), (2, 3, 5.5)):
        text = repr(
            show_cost(
                NAMES | {"analytic_exponent": analytic, "numerical_exponent": nudged}
            )
        )
        lines = text.split("Lines: ")[-1]
        assert lines == (
            f"numerical gradient d to the power {nudged}; your formula of (d) d to the "
            f"power {analytic}.)"
        )


def test_the_picture_gives_counts_and_no_fitted_exponent():
    names = {k: v for k, v in NAMES.items() if not k.endswith("exponent")}
    text = repr(show_cost(names))
    assert "power" not in text
    assert "slope" not in text
    assert "Lines: none" in text
    assert "look for a product of two matrices in your code" in text
    assert "Write your exponents above" in text
    assert f"evaluated the loss {2 * SIZES[0] ** 2} times" in text


@pytest.mark.parametrize("exponent", [..., None, "four", np.nan, 1e9, [1, 2]])
def test_an_exponent_that_is_no_small_number_has_no_line(exponent):
    text = repr(show_cost(NAMES | {"numerical_exponent": exponent}))
    assert "numerical gradient d to" not in text
    assert "your formula of (d) d to the power 2" in text


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 1 / 0])
def test_without_a_formula_its_counts_are_missing(blank):
    shown = show_cost(NAMES | {"loss_gradients": blank})
    assert "<img" in shown._repr_html_()
    assert "formula" not in repr(shown)


@pytest.mark.parametrize(
    ("blank", "message"),
    [
        (None, "returns a gradient"),
        (lambda f, W: None, "returns a gradient"),
        (lambda f, W: W, "evaluates its argument `f`"),
        (lambda f, W: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_a_missing_numerical_gradient_is_explained(blank, message):
    assert message in repr(show_cost({"numerical_gradient": blank}))


@pytest.mark.parametrize(
    ("exponent", "text"),
    [(4.0, "d⁴"), (12.0, "d¹²"), (-1.0, "d⁻¹"), (2.5, "d to the power 2.5")],
)
def test_whole_exponents_are_raised(exponent, text):
    assert _power(exponent) == text

"""Part (e): numerical_gradient, its cost, and the bug hunt."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.part_1e import (
    PLACE,
    SIZES,
    bug_hunt,
    bumpy,
    numerical,
    show_cost,
    suspects,
)

import solutions


def nudging(f, W, eps, up=1.0, down=1.0, step=None):
    steps = (step or eps) * np.eye(W.size).reshape(-1, *W.shape)
    width = (up + down) * (step or eps)
    flat = [(f(W + up * s) - f(W - down * s)) / width for s in steps]
    return np.reshape(flat, W.shape)


def test_a_central_difference_in_other_code_passes():
    numerical(nudging)


def test_a_formula_of_higher_order_passes():
    def fourth(f, W, eps):
        return (4 * nudging(f, W, eps / 2) - nudging(f, W, eps)) / 3

    numerical(fourth)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda f, W, eps: nudging(f, W, eps, down=0.0), "by 0.5 and down by 0 for"),
        (
            lambda f, W, eps: nudging(f, W, eps, step=0.01),
            "0.01 for eps = 0.125; expected",
        ),
        (lambda f, W, eps: nudging(f, W, eps).T, "shape"),
        (
            lambda f, W, eps: 2 * nudging(f, W, eps),
            "central difference of the values that `f` returned",
        ),
        (lambda f, W, eps: np.round(nudging(f, W, eps), 6), "central difference"),
        (lambda f, W, eps: nudging(f, np.round(W, 6), eps), "entries differ"),
        (lambda f, W, eps: nudging(f, W, eps) + W.__iadd__(1) * 0, "changes the W"),
    ],
)
def test_other_results_are_rejected_with_the_reason(wrong, message):
    with pytest.raises(PropertyError, match=message):
        numerical(wrong)


def exponent(shown, label):
    """The slope of a line of the picture, from the growth in its caption."""
    growth = repr(shown).split("grows: ")[1].split(". For d")[0]
    [line] = [part for part in growth.split("; ") if label in part]
    return np.log2(float(line.split()[-1]))


def formula(x, y, W1, W2, b, phi, dphi):
    z = W1 @ x + b
    error = W2 @ phi(z) - y
    back = dphi(z).T @ (W2.T @ error)
    return {"W1": np.outer(back, x), "x": W1.T @ back}


def matrices_first(x, y, W1, W2, b, phi, dphi):
    return dphi(W1 @ x).T @ W2.T @ W1 @ x


def test_the_exponent_of_nudging_is_two_above_the_loss_and_the_formula():
    shown = show_cost(solutions.numerical_gradient, formula)
    assert exponent(shown, "nudging") == pytest.approx(4, abs=0.1)
    assert exponent(shown, "the loss") == pytest.approx(2, abs=0.1)
    assert exponent(shown, "formula") == pytest.approx(2, abs=0.1)
    assert f"evaluated f {2 * SIZES[0] ** 2} times" in repr(shown)


def test_a_product_of_two_matrices_raises_the_exponent():
    shown = show_cost(solutions.numerical_gradient, matrices_first)
    assert exponent(shown, "formula") > 2.7


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 1 / 0])
def test_without_a_formula_its_line_is_missing(blank):
    shown = show_cost(solutions.numerical_gradient, blank)
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
    assert message in repr(show_cost(blank))


def gradient(W):
    h = 1e-6
    moves = h * np.eye(W.size).reshape(-1, *W.shape)
    return np.reshape([(bumpy(W + m) - bumpy(W - m)) / (2 * h) for m in moves], W.shape)


def test_exactly_one_suspect_is_wrong_in_one_entry():
    wrong = {
        k: np.argwhere(~np.isclose(f(PLACE), gradient(PLACE)))
        for k, f in suspects.items()
    }
    assert {key: len(entries) for key, entries in wrong.items()} == {
        "A": 0,
        "B": 1,
        "C": 0,
    }
    where = tuple(wrong["B"][0])
    assert repr(bug_hunt(gradient, "B", where)).startswith("✓ passed")


@pytest.mark.parametrize("entry", [(0, 0), 7, "x", (9, 9), (1,)])
def test_the_right_suspect_with_another_entry_does_not_pass(entry):
    assert "B is wrong, but not in entry" in repr(bug_hunt(gradient, "B", entry))


def test_a_right_suspect_is_reported_as_right():
    assert "every entry" in repr(bug_hunt(gradient, "A", (0, 0)))
    for unknown in ("D", [1], 3):
        assert '"A", "B" or "C"' in repr(bug_hunt(gradient, unknown, (0, 0)))


@pytest.mark.parametrize("tool", [None, gradient])
def test_without_a_choice_the_next_step_is_shown(tool):
    assert "numerical_gradient" in repr(bug_hunt(tool))


def test_suspects_do_not_change_the_place():
    before = PLACE.copy()
    for suspect in suspects.values():
        suspect(PLACE)
    assert np.array_equal(before, PLACE)

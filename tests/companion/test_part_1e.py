"""Part (e): numerical_gradient, what it costs, and a bug to hunt with it."""

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


def test_another_right_answer_passes():
    numerical(nudging)


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


def gradient(W):
    h = 1e-6
    moves = h * np.eye(W.size).reshape(-1, *W.shape)
    return np.reshape([(bumpy(W + m) - bumpy(W - m)) / (2 * h) for m in moves], W.shape)


def test_one_suspect_is_wrong_in_one_entry():
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
def test_the_right_suspect_with_another_entry_is_told_so(entry):
    assert "B it is" in repr(bug_hunt(gradient, "B", entry))


def test_innocent_suspects_are_cleared():
    assert "every entry" in repr(bug_hunt(gradient, "A", (0, 0)))
    for nobody in ("D", [1], 3):
        assert '"A", "B" and "C"' in repr(bug_hunt(gradient, nobody, (0, 0)))


@pytest.mark.parametrize("tool", [None, gradient])
def test_blanks_say_what_to_do(tool):
    assert "numerical_gradient" in repr(bug_hunt(tool))


def test_suspects_leave_the_place_as_it_is():
    before = PLACE.copy()
    for suspect in suspects.values():
        suspect(PLACE)
    assert np.array_equal(before, PLACE)

"""Part (e): numerical_gradient, and the bug hunt."""

import ast

import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, PropertyError
from companion.check import check
from companion.part_1e import (
    PLACE,
    bug_hunt,
    bumpy,
    exponent,
    numerical,
    suspects,
)

from autograder.assignment.assignment import read_assignment
from autograder.assignment.markers import released


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
            "from the values of `f` with eps = 0.3, the central difference is",
        ),
        (lambda f, W, eps: np.round(nudging(f, W, eps), 6), "central difference"),
        (lambda f, W, eps: nudging(f, np.round(W, 6), eps), "entries differ"),
        (lambda f, W, eps: nudging(f, W, eps) + W.__iadd__(1) * 0, "changes the W"),
    ],
)
def test_other_results_are_rejected_with_the_reason(wrong, message):
    with pytest.raises(PropertyError, match=message):
        numerical(wrong)


@pytest.mark.parametrize("text", ["d^4", "4"])
def test_an_exponent_in_quotation_marks_gets_a_step_that_works(text):
    with pytest.raises(PropertyError, match="is text") as caught:
        exponent(text)
    assert "only the number p" in caught.value.next_step


@pytest.mark.parametrize("blank", [None, ...])
def test_a_blank_exponent_is_not_attempted(blank):
    with pytest.raises(NotAttemptedError):
        exponent(blank)


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


def test_the_blank_cell_of_the_exponents_prints_nothing_and_is_not_attempted():
    cells = read_assignment().notebooks["section1_backpropagation"]
    [cell] = [c for c in cells if c.key == "s1e_exponents"]
    blank = released(cell.source, "code", True)
    assert not any(isinstance(line, ast.Expr) for line in ast.parse(blank).body)
    names = {}
    exec(blank, names)
    assert names["analytic_exponent"] is names["numerical_exponent"] is ...
    assert "not attempted" in check("q1e_exponents", names).markup

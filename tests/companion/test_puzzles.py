"""Programs to break and a bug to hunt: instant, optional, and fair."""

import numpy as np
import pytest
from companion import puzzles
from companion.puzzles import PLACE, break_it, bug_hunt, bumpy, suspects


@pytest.mark.parametrize(
    ("key", "x"), [("dl", 2), ("dl", -0.3), ("d_relu", -2), ("d_leaky_relu", -0.05)]
)
def test_an_input_that_exposes_the_program_is_praised(key, x):
    assert repr(break_it(key, x)).startswith("✓ passed")


@pytest.mark.parametrize(
    ("key", "x"), [("dl", 0), ("dl", 1), ("d_relu", 3), ("d_relu", 0.5)]
)
def test_an_input_where_the_program_is_right_is_told(key, x):
    assert "another x" in repr(break_it(key, x))


@pytest.mark.parametrize("x", [..., None, "two", 1e9, np.nan, [1, 2]])
def test_what_is_no_input_is_told_and_nothing_more(x):
    assert repr(break_it("dl", x)).startswith("○ optional")


def test_a_kink_exposes_nothing():
    assert "kink" in repr(break_it("d_relu", 0))


def test_unknown_programs_are_told_which_there_are():
    assert '"d_relu"' in repr(break_it("d_x", 1))


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
    before = puzzles.PLACE.copy()
    for suspect in suspects.values():
        suspect(PLACE)
    assert np.array_equal(before, PLACE)

"""Truths about derivatives of one number: by nudges, at points away from kinks."""

import numpy as np
import pytest
from companion.answers.returned import NotAttemptedError, PropertyError, RaisedError
from companion.properties.derivatives import DERIVATIVE_TRUTHS, FAR, TAME

import solutions


def test_points_lie_away_from_kinks_and_far_ones_where_all_is_flat():
    assert min(map(abs, TAME)) > 0.01
    assert max(np.max(np.abs(solutions.d_sigmoid(np.array(FAR)))), 0) < 1e-12


@pytest.mark.parametrize("answer", DERIVATIVE_TRUTHS)
def test_right_answers_hold(answer):
    DERIVATIVE_TRUTHS[answer](getattr(solutions, answer.split(".")[0]))


@pytest.mark.parametrize("at_kink", [0, 1, 0.5, np.nan])
def test_at_the_kink_anything_between_the_slopes_will_do(at_kink):
    relu = lambda x: np.where(x == 0, at_kink, 1.0 * (np.asarray(x) > 0))  # noqa: E731
    DERIVATIVE_TRUTHS["d_relu"](relu)


@pytest.mark.parametrize("at_kink", [-0.2, 1.01, np.inf])
def test_at_the_kink_nothing_else_will(at_kink):
    leaky = lambda x: at_kink if x == 0 else float(solutions.d_leaky_relu(x))  # noqa: E731
    with pytest.raises(PropertyError, match="kink"):
        DERIVATIVE_TRUTHS["d_leaky_relu"](leaky)


def test_at_the_kink_an_exception_will_do():
    DERIVATIVE_TRUTHS["d_relu"](lambda x: max(x, 0) / x)


@pytest.mark.parametrize(
    ("answer", "wrong", "words"),
    [
        ("df", lambda x: 2, r"wrong at x = 1\.7"),
        ("dh", lambda a, b: (2 * a, 2 * a), "second entry at x1 = 1.7, x2 = −0.6"),
        ("dh", lambda a, b: 2 * a, "one number, expected a pair"),
        ("dh", lambda a, b: (1, 2, 3), "3 entries"),
        ("d_sigmoid.stable", lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2, "nan at x"),
        ("d_tanh", lambda x: "1", "text"),
    ],
)
def test_wrong_answers_are_told_where(answer, wrong, words):
    with pytest.raises(PropertyError, match=words):
        DERIVATIVE_TRUTHS[answer](wrong)


def test_an_exception_is_told_with_its_input():
    with pytest.raises(RaisedError, match=r"ZeroDivisionError.* \(at x = 1\.7\)"):
        DERIVATIVE_TRUTHS["dl"](lambda x: 1 // 0)


def test_a_blank_pair_is_a_blank():
    with pytest.raises(NotAttemptedError):
        DERIVATIVE_TRUTHS["dh"](lambda a, b: (..., ...))

"""Paths of the descent of (g) for several step sizes, as steps to open."""

from __future__ import annotations

import re

import numpy as np
import pytest
from companion.display.figures import bare_figure
from companion.pictures.descent import (
    APART,
    LEVELS,
    RATES,
    STEPS,
    _contours,
    _drawable,
    _seen,
    _spread,
    descent_run,
    in_words,
    show_descent,
)

import solutions


def test_each_step_size_is_one_step_with_its_own_picture():
    shown = show_descent(solutions.gradient_descent)
    markup = shown._repr_html_()
    assert markup.count("<details") == markup.count("<img alt=") == len(RATES)
    assert len(set(markup.split("base64,")[1:])) == len(RATES)


def test_the_default_step_sizes_are_too_small_good_and_too_large():
    slow, _, good, crossing, wild = (
        in_words(descent_run(solutions.gradient_descent, rate)) for rate in RATES
    )
    assert "slowly" in slow
    assert "quickly" in good
    assert "from one side of the valley to the other" in crossing
    assert "rises" in wild


def test_the_valley_is_the_lightest_of_the_filled_contours():
    axes = bare_figure(4, 4).add_subplot()
    _contours(axes)
    filled = axes.collections[0]
    lightness = filled.get_facecolor()[:, :3].sum(axis=1)
    assert len(lightness) == len(LEVELS)
    assert np.all(np.diff(lightness) < 0)  # f grows with the index of the level
    low, high = filled.get_paths()[0].get_extents().get_points()
    assert np.all(high - low > 3)  # the lowest level is seen across the plane


def test_the_history_is_drawn_as_it_is():
    history = descent_run(solutions.gradient_descent, 0.1).history
    assert history[-1] < 1e-8
    assert np.array_equal(_drawable(history), history)


def test_values_that_a_logarithmic_axis_cannot_show_are_left_out():
    drawn = _drawable(np.array([1.0, 0.0, np.inf, np.nan, 1e40, 1e20]))
    assert list(np.isfinite(drawn)) == [True, False, False, False, False, True]


def test_numbers_of_steps_are_in_order_and_apart():
    path = descent_run(solutions.gradient_descent, 0.1).path
    numbered = _spread(path)
    assert numbered == sorted(numbered)
    assert numbered[0] == 0
    gaps = np.linalg.norm(np.diff(path[numbered], axis=0), axis=1)
    assert np.all(gaps > 0.3)


def test_other_step_sizes_can_be_passed():
    text = repr(show_descent(solutions.gradient_descent, [0.2]))
    assert f"{STEPS} steps from one start" in text
    assert "Picture 1 of 1: lr = 0.2" in text


def far_away(W, *rest):
    return W + 1e200, [1e300] * (rest[-1] + 1)


def nowhere(W, *rest):
    return W * np.nan, [np.nan] * (rest[-1] + 1)


@pytest.mark.parametrize("descent", [far_away, nowhere])
def test_a_diverging_path_is_drawn(descent):
    shown = show_descent(descent)
    assert "<img" in shown._repr_html_()
    assert "is not right yet" in repr(shown)


def uphill(W, x, y, b, phi, dphi, lr, steps):
    return solutions.gradient_descent(W, x, y, b, phi, dphi, -lr, steps)


def without_start(*arguments):
    W, history = solutions.gradient_descent(*arguments)
    return W, history[1:] or [9.0]


@pytest.mark.parametrize("descent", [uphill, without_start])
def test_a_wrong_descent_gets_its_numbers_but_no_diagnosis(descent):
    text = repr(show_descent(descent))
    assert "is not right yet: run the checks of (g)" in text
    assert text.count("your history goes from") == len(RATES)
    assert not re.search("steps are|It falls|It rises|from one start", text)


def test_the_end_is_numbered_and_no_other_number_is_near():
    for rate in RATES[:-1]:
        path = descent_run(solutions.gradient_descent, rate).path
        *others, last = _spread(path)
        assert last == STEPS
        assert all(np.max(np.abs(path[i] - path[last])) > APART for i in others)


def test_a_path_that_ends_outside_has_no_loose_arrows():
    path = descent_run(solutions.gradient_descent, RATES[-1]).path
    assert STEPS not in _spread(path)
    seen = _seen(path)
    assert seen[0]
    assert not seen[1:].any()


@pytest.mark.parametrize(
    ("blank", "message"),
    [
        (None, "returns its pair"),
        (lambda *_: None, "returns its pair"),
        (lambda W, *_: W, "pair"),
        (lambda W, *_: (W, []), "returns an empty history"),
        (lambda W, *_: (W, 3.0), "one number as history"),
        (lambda W, *_: ([3.0], W), "the history first and W_final second"),
        (lambda W, *_: (W.T, [3.0]), "returns a W_final that has shape (1, 2)"),
        (lambda *_: 1 / 0, "ZeroDivisionError"),
    ],
)
def test_without_a_path_a_card_replaces_the_picture(blank, message):
    shown = show_descent(blank)
    assert "<img" not in shown._repr_html_()
    assert message in repr(shown)

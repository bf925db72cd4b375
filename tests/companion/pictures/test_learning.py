"""The finale: a network that the student's own descent trains."""

from __future__ import annotations

import numpy as np
import pytest
from companion.answers import calls
from companion.pictures import learning
from companion.pictures.learning import (
    PASSES,
    _summary,
    outputs,
    right_of,
    show_learning,
    start,
    trained,
    two_moons,
)

import solutions


@pytest.fixture(scope="module")
def kept():
    return trained(solutions.gradient_descent, *two_moons())


def test_a_right_descent_learns_to_tell_the_moons_apart(kept):
    points, classes = two_moons()
    right = [right_of(W, points, classes) for W in kept.values()]
    assert [*kept] == [*PASSES]
    assert right[0] < 0.7 * len(points)
    assert right[-1] == len(points)


def test_no_straight_line_tells_the_moons_apart():
    points, classes = two_moons()
    line, *_ = np.linalg.lstsq(points, classes, rcond=None)
    assert np.sum(np.sign(points @ line) == classes) < len(points)


def test_the_line_moves_from_picture_to_picture():
    shown = show_learning(solutions.gradient_descent)
    markup = shown._repr_html_()
    assert len(set(markup.split("base64,")[1:])) == len(PASSES)
    assert "before training" in repr(shown)
    assert "after 1 pass:" in repr(shown)


def test_the_caption_explains_markers_colours_and_the_line():
    text = repr(show_learning(solutions.gradient_descent))
    assert "● have y = 1, points ▲ have y = −1" in text
    assert "0 on the black line" in text
    assert "above 1 or below −1" in text


def test_one_point_is_singular():
    points, classes = two_moons()
    W, right = start(), right_of(start(), points, classes)
    chosen = np.sign(outputs(W, points)) == classes
    one = [np.flatnonzero(chosen)[0], *np.flatnonzero(~chosen)]
    assert right > 1
    assert "are classified correctly" in _summary(1, W, points, classes)
    text = _summary(1, W, points[one], classes[one])
    assert text == f"after 1 pass: 1 of {len(one)} points is classified correctly"


def uphill(W, x, y, b, phi, dphi, lr, steps):
    return solutions.gradient_descent(W, x, y, b, phi, dphi, -lr, steps)


@pytest.mark.parametrize("wrong", [uphill, lambda W, *_: (W, [1.0]), lambda *_: 1 / 0])
def test_a_wrong_descent_trains_nothing_and_says_so(wrong):
    text = repr(show_learning(wrong))
    assert "isn't right yet, so nothing is trained" in text
    assert "once `gradient_descent` passes its check" in text


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None])
def test_without_a_descent_the_card_says_what_is_missing(blank):
    text = repr(show_learning(blank))
    assert text.startswith("○ not ready yet")
    assert "gradient_descent" in text
    assert "isn't right" not in text


def test_a_slow_descent_gets_fewer_passes(monkeypatch):
    monkeypatch.setattr(learning, "LEFT", calls.PICTURE)
    text = repr(show_learning(solutions.gradient_descent))
    assert "before training" in text
    assert "after" not in text
    assert "did not finish" not in text


def test_the_derivative_that_is_passed_belongs_to_the_function_that_is_passed():
    z, h = np.linspace(-2, 2, 9), 1e-6
    slope = (learning._phi(z + h) - learning._phi(z - h)) / (2 * h)
    assert np.allclose(learning._dphi(z), slope)


def test_training_leaves_the_start_as_it_was():
    before = start()
    trained(solutions.gradient_descent, *two_moons())
    assert np.array_equal(before, start())

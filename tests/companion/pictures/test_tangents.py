"""The tangents of (d): right ones touch the curve, and no wrong one seems to."""

from __future__ import annotations

import re

import numpy as np
import pytest
from companion.given import dmix, loss, mix
from companion.part_1d import KEYS
from companion.pictures.tangents import point, show_tangents, worst_tangent

import solutions
from autograder.checks.registry import ANSWERS

AT = point()
ARGUMENTS = (*AT.values(), mix, dmix)
RIGHT = solutions.loss_gradients(*ARGUMENTS)


def words_in(picture):
    listed = re.search(r"Slopes: (.*?)\.(\)|\s|$)", repr(picture))[1]
    return dict(one.split(": ", 1) for one in listed.split("; "))


def test_a_right_gradient_has_the_slope_of_each_curve():
    words = words_in(show_tangents(solutions.loss_gradients))
    assert [*words] == [*KEYS]
    for said in words.values():
        assert re.fullmatch(r"✓ yours (\S+), curve \1", said)


def test_the_caption_calls_nothing_off_that_is_right():
    right = repr(show_tangents(solutions.loss_gradients))
    assert "agree with the curve in all directions" in right
    assert "farthest off" not in right
    one = repr(show_tangents(lambda *a: {"x": solutions.loss_gradients(*a)["x"]}))
    assert "agree with the curve in all directions" not in one


def mistakes(key):
    """The values of single known mistakes of a key, if their shape is right."""
    for program in ANSWERS[f"loss_gradients.{key}"].mistakes.programs:
        for _, value in program.mutants(ARGUMENTS, 1):
            same_shape = np.shape(value) == RIGHT[key].shape
            if same_shape and not np.allclose(value, RIGHT[key], rtol=1e-3):
                yield value


@pytest.mark.parametrize("key", KEYS)
def test_no_known_mistake_looks_tangent(key):
    wrong = [*mistakes(key)]
    assert len(wrong) > 20
    assert [v for v in wrong if not worst_tangent(key, v).words.startswith("✗")] == []


@pytest.mark.parametrize("key", KEYS)
def test_the_line_is_the_one_along_which_the_slope_is_farthest_off(key):
    rng = np.random.default_rng(2)
    wrong = RIGHT[key] + rng.normal(size=RIGHT[key].shape)
    worst = worst_tangent(key, wrong).direction
    off = abs(np.sum((wrong - RIGHT[key]) * worst))
    for _ in range(50):
        other = rng.normal(size=worst.shape)
        other /= np.linalg.norm(other)
        assert abs(np.sum((wrong - RIGHT[key]) * other)) <= off + 1e-6


@pytest.mark.parametrize("key", KEYS)
def test_the_numbers_are_the_slopes_along_the_line(key):
    tangent = worst_tangent(key, 2 * RIGHT[key])
    up, down = (
        loss(**AT | {key: AT[key] + step * tangent.direction}, phi=mix)
        for step in (1e-5, -1e-5)
    )
    curve = float(tangent.words.split("curve ")[1].replace("−", "-"))
    assert curve == pytest.approx((up - down) / 2e-5, rel=1e-3)
    assert tangent.slope == pytest.approx(2 * curve, rel=1e-3)


@pytest.mark.parametrize("nothing", [np.nan, np.inf, -np.inf])
def test_a_gradient_that_is_no_number_is_marked_as_wrong(nothing):
    assert worst_tangent("x", nothing * np.ones(4)).words.startswith("✗")
    shown = show_tangents(lambda *_: {"x": nothing * np.ones(4)})
    assert words_in(shown)["x"].startswith("✗")


def test_a_wrong_key_changes_only_its_tangent():
    def wrong(*arguments):
        given = solutions.loss_gradients(*arguments)
        return given | {"W1": given["W1"].T}

    words = words_in(show_tangents(wrong))
    assert [key for key in KEYS if words[key].startswith("✗")] == ["W1"]


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"x": np.zeros(3)}, "yours: wrong shape"),
        ({"x": ...}, "not attempted yet"),
        ({}, 'no "x" in the dict'),
        ([], 'no "x" in the dict'),
    ],
)
def test_a_missing_key_or_wrong_shape_is_named_in_the_picture(given, problem):
    assert words_in(show_tangents(lambda *_: given))["x"] == problem


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 1 / 0])
def test_without_gradients_a_card_replaces_the_picture(blank):
    shown = show_tangents(blank)
    assert "<img" not in shown._repr_html_()
    assert "loss_gradients" in repr(shown) or "ZeroDivision" in repr(shown)

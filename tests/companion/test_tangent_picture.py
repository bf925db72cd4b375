"""The tangents follow the student's gradients, key by key."""

from __future__ import annotations

import re

import numpy as np
import pytest
from companion.given import loss, mix
from companion.tangent_picture import KEYS, _place, show_tangents

import solutions


def slopes_told(picture):
    told = re.search(r"your slopes are (.*?)\.(\)|\s|$)", repr(picture))[1]
    return dict(one.split(": ", 1) for one in told.split("; "))


def test_a_right_gradient_foretells_the_slope_of_each_curve():
    at, ways = _place()
    told = slopes_told(show_tangents(solutions.loss_gradients))
    for key in KEYS:
        up, down = (
            loss(**at | {key: at[key] + step * ways[key]}, phi=mix)
            for step in (1e-5, -1e-5)
        )
        assert float(told[key]) == pytest.approx((up - down) / 2e-5, rel=0.01)


def test_a_wrong_key_changes_its_own_tangent_only():
    def wrong(*arguments):
        given = solutions.loss_gradients(*arguments)
        return given | {"W1": given["W1"].T}

    right = slopes_told(show_tangents(solutions.loss_gradients))
    told = slopes_told(show_tangents(wrong))
    assert {key for key in KEYS if told[key] != right[key]} == {"W1"}


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"x": np.zeros(3)}, "not of shape (4,)"),
        ({"x": ...}, "not attempted yet"),
        ({}, 'no "x" in the dict'),
        ([], 'no "x" in the dict'),
    ],
)
def test_a_missing_or_misshapen_key_is_said_in_words(given, word):
    assert slopes_told(show_tangents(lambda *_: given))["x"] == word


@pytest.mark.parametrize("blank", [None, ..., lambda *_: None, lambda *_: 1 / 0])
def test_without_gradients_there_is_no_picture(blank):
    shown = show_tangents(blank)
    assert "<img" not in shown._repr_html_()
    assert "loss_gradients" in repr(shown) or "ZeroDivision" in repr(shown)

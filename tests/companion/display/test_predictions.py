"""A picture answers the prediction that was made before it."""

from __future__ import annotations

import numpy as np
import pytest
from companion.activities import predict
from companion.display.predictions import predictions
from companion.display.slope import show_slope
from companion.pictures.descent import show_descent

import solutions


@pytest.fixture(autouse=True)
def _forget_predictions():
    predictions.clear()
    yield
    predictions.clear()


def quartic(x):
    return x**4 + x**2


def test_the_picture_begins_with_the_prediction_and_the_answer():
    predict("1a: is the slope at x = −1 positive or negative?", "negative")
    shown = show_slope(quartic, solutions.dl, "ℓ", asked=("1a", -1))
    start = "You predicted negative; the slope of ℓ at x = −1 is −6. "
    assert repr(shown).startswith(start)


def test_without_a_prediction_the_picture_gives_no_answer():
    assert "−6" not in repr(show_slope(quartic, np.cos, "ℓ", asked=("1a", -1)))


def test_without_an_answer_of_the_student_the_prediction_stays_open():
    predict("1a: positive or negative?", "negative")
    assert "−6" not in repr(show_slope(quartic, None, "ℓ", asked=("1a", -1)))


def test_a_prediction_about_the_step_size_is_answered_with_the_values_of_f():
    predict("1g: what happens if the step size is ten times too large?", "Chaos.")
    text = repr(show_descent(solutions.gradient_descent, [0.1, 1.0]))
    assert text.startswith(
        "You predicted Chaos; with lr = 1, ten times 0.1, f goes from 6.1 to 2.8e+11"
    )


def test_a_long_prediction_is_cut_and_markup_in_it_is_text():
    predict("1a: ?", "<b>" + 200 * "x")
    markup = show_slope(quartic, solutions.dl, "ℓ", asked=("1a", -1))._repr_html_()
    assert "<b>xxx" not in markup
    assert 100 * "x" not in markup

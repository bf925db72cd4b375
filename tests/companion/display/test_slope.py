"""The picture of a function and the slope that a student's function returns."""

import math

import numpy as np
import pytest
import worksheet
from companion.display.slope import show_slope

import solutions


@pytest.mark.parametrize(
    "df",
    [
        solutions.d_tanh,
        lambda x: 1 - math.tanh(x) ** 2,
        lambda x: np.stack([x, x]) / 0 if np.ndim(x) else 1.0,
        lambda x: x * np.nan if x < 0 else 1,
        lambda x: 0,
        lambda x: 1e300,
    ],
)
def test_every_slope_with_a_finite_value_is_drawn(df):
    shown = show_slope(worksheet.tanh, df, "tanh")
    assert "Right: your slope, a dashed line" in repr(shown)


def raises(x):
    raise ValueError


@pytest.mark.parametrize(
    ("df", "reason"),
    [
        (None, "not attempted"),
        (..., "not attempted"),
        (lambda x: None, "not attempted"),
        (lambda x: "steep", "no numbers returned yet"),
        (lambda x: np.nan, "no numbers returned yet"),
        (raises, "missing: raises stopped with an error. Its check below"),
        (lambda x: 1 / 0, "your function stopped with an error"),
    ],
)
def test_without_a_slope_only_the_function_is_drawn(df, reason):
    shown = show_slope(worksheet.relu, df, "ReLU", kinks=[0])
    assert "<img" in shown._repr_html_()
    assert reason in repr(shown)
    assert "kink at x = 0" in repr(shown)


def test_the_slope_of_an_example_is_not_called_the_students():
    text = repr(show_slope(worksheet.tanh, solutions.d_tanh, "tanh", whose="the"))
    assert "show the slope" in text
    assert "your" not in text


def test_the_caption_explains_kinks():
    shown = show_slope(worksheet.relu, solutions.d_relu, "ReLU", kinks=[0])
    assert "◇ marks the kink" in repr(shown)
    assert "from 0 at the left end to 1 at the right end" in repr(shown)

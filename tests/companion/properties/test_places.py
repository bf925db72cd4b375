"""At which x a derivative is right."""

import numpy as np
import pytest
from companion.properties.places import where_right

X = np.array([1.7, -0.3, 2.5, -1.9, 0.4, 0.0, 9.0, -8.0])
RIGHT = 2 * X + 1


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (RIGHT, ""),
        (np.where(X < 0, 0, RIGHT), "It is right for x ≥ 0, and wrong for x < 0."),
        (np.where(X > 0, 9.5, RIGHT), "It is right for x ≤ 0, and wrong for x > 0."),
        (np.where(X == 0, np.nan, RIGHT), "right for x ≠ 0, and wrong at x = 0."),
        (np.where(abs(X) > 3, 0, RIGHT), "right up to |x| = 2.5, and wrong from 8 on."),
        (np.where(X == 2.5, 0, RIGHT), "right at all other x that the check tries"),
        (-2 * RIGHT, "At every x, it is −2 times the numerical derivative."),
        (RIGHT - 0.5, "At every x, it is too small by 0.5."),
        (0 * X + 0.25, "It returns 0.25 at every x that the check tries."),
        (X, "At every x, it is x itself."),
        (np.sin(X) + 30, ""),
        (RIGHT + 1e-4 * np.sin(X), "close to the derivative but not exact"),
        (RIGHT + 1e-4 * np.sign(X), "close to the derivative but not exact"),
        (
            RIGHT + 0.5 * (abs(X) > 3),
            "right up to |x| = 2.5, and wrong from 8 on.",
        ),
    ],
)
def test_a_place_is_named_only_where_it_was_measured(got, words):
    found = where_right(X, got, RIGHT)
    assert words in found
    assert bool(found) is bool(words)


def test_points_where_the_derivative_is_tiny_do_not_count_as_right():
    tiny = np.array([0.5, 1e-6])
    assert where_right(np.array([1.0, 9.0]), np.array([0.9, 1e-6]), tiny) == (
        "At every x, it is 1.8 times the numerical derivative."
    )

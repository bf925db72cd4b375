"""Section 2: kinks, and inputs where the functions are flat."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.registry import ANSWERS

import solutions


@pytest.mark.parametrize("at_kink", [0, 1, 0.5, np.nan])
def test_at_the_kink_every_number_between_both_slopes_passes(at_kink):
    relu = lambda x: np.where(x == 0, at_kink, 1.0 * (np.asarray(x) > 0))  # noqa: E731
    ANSWERS["d_relu"].test(relu)


@pytest.mark.parametrize("at_kink", [-0.2, 1.01, np.inf])
def test_at_the_kink_other_numbers_fail(at_kink):
    leaky = lambda x: at_kink if x == 0 else float(solutions.d_leaky_relu(x))  # noqa: E731
    with pytest.raises(PropertyError, match="kink"):
        ANSWERS["d_leaky_relu"].test(leaky)


def test_an_exception_at_the_kink_passes():
    ANSWERS["d_relu"].test(lambda x: max(x, 0) / x)


@pytest.mark.parametrize(
    ("answer", "wrong", "message"),
    [
        (
            "d_sigmoid.stable",
            lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2,
            "returns nan at x = .*; expected a finite number",
        ),
        ("d_tanh", lambda x: "1", "text"),
    ],
)
def test_nan_and_text_are_reported(answer, wrong, message):
    with pytest.raises(PropertyError, match=message):
        ANSWERS[answer].test(wrong)

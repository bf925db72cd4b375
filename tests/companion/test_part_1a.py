"""Part (a): messages about wrong values give the input and both numbers."""

import pytest
from companion.answers.errors import NotAttemptedError, PropertyError, RaisedError
from companion.registry import ANSWERS


@pytest.mark.parametrize(
    ("answer", "wrong", "message"),
    [
        ("df", lambda x: 2, r"returns 2 at x = 1\.7; the numerical derivative is 3\.4"),
        (
            "dh",
            lambda a, b: (2 * a, 2 * a),
            "3.4 as its second entry at x1 = 1.7, x2 = −0.6; .* is −1.2",
        ),
        ("dh", lambda a, b: 2 * a, "one number; expected a pair"),
        ("dh", lambda a, b: (1, 2, 3), "3 entries"),
    ],
)
def test_a_wrong_value_is_reported_with_its_input(answer, wrong, message):
    with pytest.raises(PropertyError, match=message):
        ANSWERS[answer].test(wrong)


def test_an_exception_is_reported_with_its_input():
    with pytest.raises(RaisedError, match=r"ZeroDivisionError.* \(at x = 1\.7\)"):
        ANSWERS["dl"].test(lambda x: 1 // 0)


def test_a_pair_of_blanks_counts_as_not_attempted():
    with pytest.raises(NotAttemptedError):
        ANSWERS["dh"].test(lambda a, b: (..., ...))

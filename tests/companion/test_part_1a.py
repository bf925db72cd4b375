"""Part (a): dh is a pair of numbers, and wrong values are named with their input."""

import pytest
from companion.answers.errors import NotAttemptedError, PropertyError, RaisedError
from companion.registry import ANSWERS


@pytest.mark.parametrize(
    ("answer", "wrong", "words"),
    [
        ("df", lambda x: 2, r"wrong at x = 1\.7"),
        ("dh", lambda a, b: (2 * a, 2 * a), "second entry at x1 = 1.7, x2 = −0.6"),
        ("dh", lambda a, b: 2 * a, "one number, expected a pair"),
        ("dh", lambda a, b: (1, 2, 3), "3 entries"),
    ],
)
def test_wrong_answers_are_named_with_their_input(answer, wrong, words):
    with pytest.raises(PropertyError, match=words):
        ANSWERS[answer].test(wrong)


def test_an_exception_is_reported_with_its_input():
    with pytest.raises(RaisedError, match=r"ZeroDivisionError.* \(at x = 1\.7\)"):
        ANSWERS["dl"].test(lambda x: 1 // 0)


def test_a_blank_pair_is_a_blank():
    with pytest.raises(NotAttemptedError):
        ANSWERS["dh"].test(lambda a, b: (..., ...))

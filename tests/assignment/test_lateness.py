"""The sentence about a late submission."""

import pytest

from autograder.assignment.lateness import ON_TIME, Lateness, duration, late_sentence

MINUTE, HOUR, DAY = 60, 3_600, 86_400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.5, "less than 1 min"),
        (MINUTE, "1 min"),
        (2 * HOUR + 5 * MINUTE + 59, "2 h 5 min"),
        (3 * HOUR, "3 h"),
        (DAY + 3 * HOUR, "1 day 3 h"),
        (2 * DAY + 10 * MINUTE, "2 days"),
        (15 * DAY + 23 * HOUR + 59 * MINUTE, "15 days 23 h"),
    ],
)
def test_a_duration_has_its_two_largest_units(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("late", "sentence"),
    [
        (None, ""),
        (ON_TIME, ""),
        (Lateness(DAY + 3 * HOUR, 4.2), "1 day 3 h late: −4.2 points (10 %)"),
        (Lateness(HOUR, 1.0), "1 h late: −1 point (2.38 %)"),
        (Lateness(HOUR, 0.0), "1 h late: no penalty"),
    ],
)
def test_the_sentence_says_how_late_and_what_it_costs(late, sentence):
    assert late_sentence(late, 42.0) == sentence


def test_a_score_of_zero_has_no_percentage():
    assert late_sentence(Lateness(HOUR, 0.0), 0.0) == "1 h late: no penalty"

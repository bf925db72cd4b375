"""The fraction that a late submission loses; nbgrader's plugin and ours agree."""

import pytest
from traitlets.config import Config

from autograder.gradebook.fraction_per_day import FractionPerDay
from autograder.gradebook.late_policy import OURS, Fraction, read_policy

HOUR, DAY = 3_600, 86_400


@pytest.mark.parametrize(
    ("rule", "seconds", "lost"),
    [
        (Fraction(), 1, 0.1),
        (Fraction(), DAY, 0.1),
        (Fraction(), 27 * HOUR, 0.2),
        (Fraction(days="full"), 23 * HOUR, 0.0),
        (Fraction(days="full"), 27 * HOUR, 0.1),
        (Fraction(days="exact"), 12 * HOUR, 0.05),
        (Fraction(grace_minutes=60), HOUR, 0.0),
        (Fraction(grace_minutes=60), HOUR + 1, 0.1),
        (Fraction(maximum=0.3), 10 * DAY, 0.3),
        (Fraction(per_day=0.4), 10 * DAY, 1.0),
    ],
)
def test_days_are_counted_as_configured(rule, seconds, lost):
    assert rule.lost(seconds) == pytest.approx(lost)


@pytest.mark.parametrize("plugin", [OURS, FractionPerDay])
def test_the_plugin_gives_the_penalty_that_grade_gives(plugin):
    config = Config()
    config.AssignLatePenalties.plugin_class = plugin
    config.FractionPerDay.per_day = 0.05
    config.FractionPerDay.days = "full"
    config.FractionPerDay.grace_minutes = 30.0
    config.FractionPerDay.maximum = 0.5
    policy = read_policy(config)
    theirs = FractionPerDay(config=config)
    for seconds in (60, HOUR, 27 * HOUR, 40 * DAY):
        expected = theirs.late_submission_penalty("ada", 42.0, seconds)
        assert policy("ada", 42.0, seconds) == expected
    assert policy("ada", 42.0, 27 * HOUR) == pytest.approx(2.1)


def test_two_notebooks_lose_what_one_with_all_points_loses():
    policy = read_policy(
        Config({"AssignLatePenalties": Config({"plugin_class": OURS})})
    )
    parts = policy("ada", 30.0, DAY) + policy("ada", 12.0, DAY)
    assert parts == pytest.approx(policy("ada", 42.0, DAY))

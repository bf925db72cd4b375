"""A late policy for nbgrader: a fraction of the score for each day.

In `nbgrader_config.py`:

    c.AssignLatePenalties.plugin_class = (
        "autograder.gradebook.fraction_per_day.FractionPerDay"
    )
    c.FractionPerDay.per_day = 0.1

A fraction of each notebook adds up to the same fraction of the assignment, so it does
not matter that nbgrader asks once per notebook. nbgrader asks when it autogrades,
before written answers have scores; `python -m autograder grade`, `grade --written`,
`report` and `feedback` set the penalty again from the scores of that moment.
"""

from __future__ import annotations

from typing import get_args

from nbgrader.plugins import BasePlugin
from traitlets import Enum, Float

from autograder.gradebook.late_policy import Days, Fraction

DEFAULT = Fraction()


class FractionPerDay(BasePlugin):  # type: ignore[misc]
    """Takes a fraction of the score for each day that a submission is late."""

    per_day = Float(
        DEFAULT.per_day, min=0, max=1, help="The fraction that is lost for one day."
    ).tag(config=True)
    days = Enum(
        get_args(Days),
        default_value=DEFAULT.days,
        help="How days are counted: started (25 hours are two), full (25 hours are "
        "one), or exact (25 hours are 25/24).",
    ).tag(config=True)
    grace_minutes = Float(
        DEFAULT.grace_minutes,
        min=0,
        help="A submission that is at most this late loses nothing.",
    ).tag(config=True)
    maximum = Float(
        DEFAULT.maximum, min=0, max=1, help="The largest fraction that can be lost."
    ).tag(config=True)

    def late_submission_penalty(
        self, student_id: str, score: float, total_seconds_late: float
    ) -> float:
        """Return the points that this notebook loses."""
        rule = Fraction(self.per_day, self.days, self.grace_minutes, self.maximum)
        return score * rule.lost(total_seconds_late)

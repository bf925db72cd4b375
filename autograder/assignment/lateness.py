"""How late a submission is, what that costs, and the sentence that says so."""

from __future__ import annotations

from typing import NamedTuple

MINUTE, HOUR, DAY = 60, 3_600, 86_400  # seconds


class Lateness(NamedTuple):
    """How late a submission is, and its penalty, as in the gradebook.

    Attributes:
        seconds: time after the due date, extension included; 0 if it is on time.
        penalty: points that are subtracted from the score.
    """

    seconds: float
    penalty: float


ON_TIME = Lateness(0.0, 0.0)


def duration(seconds: float) -> str:
    """Return the time in its two largest units: "1 day 3 h", "2 h 5 min"."""
    minutes = int(seconds // MINUTE)
    if minutes == 0:
        return "less than 1 min"
    days, rest = divmod(minutes, DAY // MINUTE)
    hours, minutes = divmod(rest, HOUR // MINUTE)
    named = ((days, "day" if days == 1 else "days"), (hours, "h"), (minutes, "min"))
    units = [f"{number} {unit}" for number, unit in named if number]
    return " ".join(units[: 2 if days == 0 or hours else 1])


def late_sentence(late: Lateness | None, score: float) -> str:
    """Return "1 day 3 h late: −4.2 points (10 %)", or "" if it is not late.

    Args:
        score: the points before the penalty.
    """
    if late is None or late.seconds <= 0:
        return ""
    begin = f"{duration(late.seconds)} late"
    if late.penalty <= 0 or score <= 0:
        return f"{begin}: no penalty"
    lost = f"{round(late.penalty, 2):g}"
    unit = "point" if lost == "1" else "points"
    return f"{begin}: −{lost} {unit} ({100 * late.penalty / score:.3g} %)"

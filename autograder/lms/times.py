"""Times as platforms write them, and as nbgrader's `timestamp.txt` has them."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from dateutil import parser, tz

from autograder.assignment.errors import UsageError

FORMAT = "%Y-%m-%d %H:%M:%S.%f %Z"  # nbgrader's Exchange.timestamp_format


def zone(name: str) -> tzinfo:
    """The time zone of this name, such as "Europe/Rome".

    Raises:
        UsageError: there is no such zone.
    """
    found: tzinfo | None = tz.gettz(name) if name else None
    if found is None:
        raise UsageError(
            f"--timezone: {name!r} is not a time zone. Give a name such as "
            "Europe/Rome or UTC."
        )
    return found


def read_time(text: str, local: tzinfo) -> datetime | None:
    """The time in UTC; None if the text is not a time.

    Args:
        local: the zone of a time that names none.
    """
    if len(text) > 100 or not any(c.isdigit() for c in text):
        return None
    try:
        found: datetime = parser.parse(text.strip())
        whole = found if found.tzinfo else found.replace(tzinfo=local)
        return whole.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None


def timestamp(time: datetime) -> str:
    """The content of `timestamp.txt`."""
    return time.astimezone(UTC).strftime(FORMAT)

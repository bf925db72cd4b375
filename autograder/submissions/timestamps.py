"""Parses the submission time that nbgrader writes into `timestamp.txt`."""

from __future__ import annotations

from datetime import UTC, datetime

from dateutil import parser, tz


def parse_timestamp(text: str | None) -> datetime | None:
    """Parse to naive UTC, as the gradebook stores times; None if it cannot be parsed.

    Args:
        text: "2026-01-02 03:04:05.678 Europe/Rome", or any form that dateutil parses.
    """
    if not text:
        return None
    try:
        when = _parsed(text)
        in_utc = when if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return in_utc.replace(tzinfo=None)


def is_later(one: str | None, other: str | None) -> bool:
    """Return whether both are times, and `one` is the later of them."""
    if not one or not other or one == other:
        return False
    first, second = parse_timestamp(one), parse_timestamp(other)
    return first is not None and second is not None and first > second


def _parsed(text: str) -> datetime:
    parts = text.split(" ")
    zone = tz.gettz(parts[2]) if len(parts) == 3 else None
    parsed: datetime = parser.parse(" ".join(parts[:2]) if zone else text)
    return parsed.replace(tzinfo=zone) if zone else parsed

"""When something was handed in, as nbgrader writes it into `timestamp.txt`."""

from __future__ import annotations

from datetime import UTC, datetime

from dateutil import parser, tz


def parse_timestamp(text: str | None) -> datetime | None:
    """The time in UTC, without a zone as the gradebook keeps it; None if it is none.

    Args:
        text: "2026-01-02 03:04:05.678 Europe/Rome", or whatever else dateutil reads.
    """
    if not text:
        return None
    try:
        when = _parsed(text)
        whole = when if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError, TypeError):
        return None
    return whole.replace(tzinfo=None)


def _parsed(text: str) -> datetime:
    parts = text.split(" ")
    zone = tz.gettz(parts[2]) if len(parts) == 3 else None
    parsed: datetime = parser.parse(" ".join(parts[:2]) if zone else text)
    return parsed.replace(tzinfo=zone) if zone else parsed

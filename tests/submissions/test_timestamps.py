"""Submission times, as nbgrader and people write them."""

from __future__ import annotations

from datetime import datetime

import pytest
from nbgrader.utils import parse_utc

from autograder.submissions.timestamps import is_later, parse_timestamp


@pytest.mark.parametrize(
    "text",
    [
        "2026-01-02 03:04:05 UTC",
        "2026-01-02 03:04:05.678901 UTC",
        "2026-07-02 03:04:05 America/Los_Angeles",
        "2026-01-02 03:04:05",
        "2026-01-02T03:04:05+02:00",
    ],
)
def test_times_are_parsed_as_nbgrader_parses_them(text):
    assert parse_timestamp(text) == parse_utc(text)


def test_a_numeric_offset_is_hours_and_minutes():
    assert parse_timestamp("2026-01-02 03:04:05 +0100") == datetime(2026, 1, 2, 2, 4, 5)


@pytest.mark.parametrize("text", [None, "", "yesterday noon", "99999999999999999999"])
def test_invalid_times_are_none(text):
    assert parse_timestamp(text) is None


def test_only_a_time_can_be_later_than_a_time():
    monday, tuesday = "2026-01-05 23:30:00 UTC", "2026-01-06 00:00:00+01:00"
    assert is_later(monday, tuesday)
    assert not is_later(tuesday, monday)
    assert not is_later(monday, monday)
    assert not is_later("noon", monday)
    assert not is_later(monday, None)

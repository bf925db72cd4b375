"""Submission times that a learning platform stated, as `import` recorded them.

The record is `course/imported/ASSIGNMENT.json`. It lies outside the students' folders,
so unlike a `timestamp.txt` it is not a claim of the student.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError


def record_of_imports(course: Course) -> Path:
    """Return the path of the record."""
    return course.root / "imported" / f"{course.assignment}.json"


def platform_times(course: Course) -> dict[str, str]:
    """Return the time of the attempt that counts, by student, where it is known.

    A time is in UTC, as in `timestamp.txt`. Without a record the result is empty.

    Raises:
        UsageError: the record is damaged.
    """
    path = record_of_imports(course)
    try:
        students = json.loads(path.read_text(encoding="utf-8"))["students"]
        times = {name: _time(entry) for name, entry in students.items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is damaged ({type(error).__name__}: {error}). Restore it from a "
            "backup, or remove it and import the downloads again."
        ) from None
    return {name: time for name, time in times.items() if time}


def _time(entry: Mapping[str, Any]) -> str | None:
    counting = [one["time"] for one in entry["attempts"] if one["counts"]]
    return counting[0] if counting else None

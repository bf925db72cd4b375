"""What was imported from a learning platform: `course/imported/ASSIGNMENT.json`.

The file lies outside the students' folders, so that neither a time nor a late mark in
it is a student's claim. It holds

    {"format": 1, "assignment": "backprop", "students": {
      "ada": {"known": true, "name": "Ada Lovelace", "email": "ada@example.org",
              "ids": {"canvas": "1001", "login": "ada"},
              "attempts": [{"digest": "9f…", "platform": "canvas",
                            "label": "lovelaceada_LATE_1001", "order": 5002,
                            "time": null, "late": true, "group": [],
                            "counts": true, "notes": []}]}}}

`known` is false for a student who is not on the roster. `ids` are the platforms' names
for the student (see `lms/people.py`). Of an attempt, `digest` names its files, `label`
is the platform's name for it, `order` grows from attempt to attempt (None where the
platform has no number), `time` is when it was handed in, in UTC as `timestamp.txt` has
it (None if unknown), `late` is the platform's own mark (None if it makes none), `group`
lists the students who handed it in together. The one that `counts` is the one in
`course/submitted/`; the others lie in `course/downloaded/`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError
from autograder.submissions.exchange_files import TIMESTAMP, read_exchange_file
from autograder.submissions.timestamps import is_later, parse_timestamp

FORMAT = 1


@dataclass
class ImportedAttempt:
    """One attempt as it was imported; the module's docstring has the fields."""

    digest: str
    platform: str
    label: str
    order: int | None = None
    time: str | None = None
    late: bool | None = None
    group: list[str] = field(default_factory=list)
    counts: bool = False
    notes: list[str] = field(default_factory=list)
    attachment: str = ""  # Canvas: one of the files handed in, which takes feedback


@dataclass
class ImportedStudent:
    """One student of the record."""

    known: bool
    name: str = ""
    email: str = ""
    ids: dict[str, str] = field(default_factory=dict)
    attempts: list[ImportedAttempt] = field(default_factory=list)

    @property
    def counting(self) -> ImportedAttempt | None:
        """The attempt that is graded."""
        return next((one for one in self.attempts if one.counts), None)


def record_file(course: Course) -> Path:
    """Where the record lies."""
    return course.root / "imported" / f"{course.assignment}.json"


def read_record(course: Course) -> dict[str, ImportedStudent]:
    """The imported students by id; {} if nothing was imported.

    Raises:
        UsageError: the file is damaged.
    """
    path = record_file(course)
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        return {name: _student(entry) for name, entry in data["students"].items()}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(
            f"{path} is damaged ({type(error).__name__}: {error}). Restore it from a "
            "backup, or remove it and import the downloads again."
        ) from None


def platform_times(course: Course) -> dict[str, str]:
    """The platform's own time of the attempt that counts, by student, where known.

    In UTC, as in `timestamp.txt`. Unlike that file, the record lies outside the
    students' folders, so its times are no claims of students. But a later time in the
    file counts: then a newer submission is in place of the imported one, for example
    from nbgrader's exchange.

    Raises:
        UsageError: the record is damaged.
    """
    counting = {name: one.counting for name, one in read_record(course).items()}
    return {
        name: _time_in_place(course, name, one.time)
        for name, one in counting.items()
        if one is not None and one.time
    }


def _time_in_place(course: Course, student: str, imported: str) -> str:
    """Return the time of `timestamp.txt` if it is later than the imported one."""
    own = (read_exchange_file(course.submission(student), TIMESTAMP) or "").strip()
    return own if is_later(own, imported) else imported


def late_without_time(course: Course) -> list[str]:
    """Students whose work the platform marked as late, and nobody knows how late.

    No penalty can be computed for them until somebody writes `timestamp.txt`.

    Raises:
        UsageError: the record is damaged.
    """
    counting = {name: one.counting for name, one in read_record(course).items()}
    return sorted(
        name
        for name, one in counting.items()
        if one and one.late and not one.time and not _has_timestamp(course, name)
    )


def _has_timestamp(course: Course, student: str) -> bool:
    text = read_exchange_file(course.submission(student), TIMESTAMP)
    return parse_timestamp(text) is not None


def _student(entry: dict[str, Any]) -> ImportedStudent:
    attempts = [ImportedAttempt(**attempt) for attempt in entry["attempts"]]
    return ImportedStudent(**(entry | {"attempts": attempts}))


def write_record(course: Course, students: dict[str, ImportedStudent]) -> None:
    """Write the record, unless the file says the same already."""
    data = {
        "format": FORMAT,
        "assignment": course.assignment,
        "students": {name: asdict(students[name]) for name in sorted(students)},
    }
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    content = text.encode("utf-8", "replace")
    path = record_file(course)
    if not path.is_file() or path.read_bytes() != content:
        write_whole(path, content)

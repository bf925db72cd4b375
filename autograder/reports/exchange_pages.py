"""Prepares feedback folders for `nbgrader release_feedback`.

That command reads every HTML file in feedback/STUDENT/ASSIGNMENT, with the student's
`timestamp.txt` and `submission_secret.txt` beside it, and stops at the first student
who has no such files. `nbgrader fetch_feedback` then asks for one page per notebook,
by the name that the notebook had when it was submitted.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

from autograder.assignment.course import write_whole
from autograder.reports.class_data import ClassData
from autograder.submissions.exchange_files import (
    SECRET,
    TIMESTAMP,
    read_exchange_file,
)

READABLE = 0o644  # students read the released copy, which has the same permissions
MAX_NOTEBOOKS = 20
UNKNOWN_TIME = ""  # nbgrader refuses other text that is not a time


def uses_exchange(data: ClassData) -> bool:
    """Return whether anybody in the class submitted through the exchange."""
    return any(_from(data, student, SECRET) for student in data.results)


def prepare_for_exchange(data: ClassData, student: str, page: bytes) -> None:
    """Write what `nbgrader release_feedback` needs to return this student's page.

    A submission that came another way gets a secret that nobody knows, so its page is
    released under a name that nobody can ask for.
    """
    folder = data.course.feedback(student)
    secret = _from(data, student, SECRET)
    known = secret or read_exchange_file(folder, SECRET) or secrets.token_hex(64)
    time = _from(data, student, TIMESTAMP) or UNKNOWN_TIME
    write_whole(folder / SECRET, known.encode())
    write_whole(folder / TIMESTAMP, time.encode())
    if secret is not None:
        for name in _notebooks(data, student):
            path = folder / f"{name}.html"
            write_whole(path, page)
            path.chmod(READABLE)


def _from(data: ClassData, student: str, name: str) -> str | None:
    """Return the file as it was graded; as submitted if grading did not keep it."""
    graded = read_exchange_file(data.course.autograded(student), name)
    return graded or read_exchange_file(data.course.submission(student), name)


def _notebooks(data: ClassData, student: str) -> set[str]:
    """Return the names of the assignment's notebooks and of the submitted ones."""
    submitted = _submitted(data.course.submission(student))
    return {*data.assignment.notebooks, *sorted(submitted)[:MAX_NOTEBOOKS]}


def _submitted(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.ipynb"):
        # nbgrader hashes the name as UTF-8, and hidden files are not submitted.
        if path.name.isprintable() and not path.name.startswith("."):
            yield path.stem

"""Where everything of a course lies on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from autograder.assignment.assignment import ASSIGNMENT
from autograder.assignment.results import StudentResult

LONGEST_NAME = 200  # bytes; file systems take 255, our own endings included


@dataclass(frozen=True)
class Course:
    """A course directory, and the instructor's notebooks that it is graded by.

    Attributes:
        root: `course/`, with submitted/, autograded/, results/, gradebook.db.
        notebooks: the folder that holds `backprop/`; None for the project's own.
        assignment: nbgrader's assignment id, which names folders.
    """

    root: Path
    notebooks: Path | None = None
    assignment: str = ASSIGNMENT

    @property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def release(self) -> Path:
        return self.root / "release" / self.assignment

    @property
    def results(self) -> Path:
        return self.root / "results"

    @property
    def gradebook(self) -> Path:
        return self.root / "gradebook.db"

    def submission(self, student: str) -> Path:
        return self.submitted / student / self.assignment

    def autograded(self, student: str) -> Path:
        return self.root / "autograded" / student / self.assignment

    def feedback(self, student: str) -> Path:
        return self.root / "feedback" / student / self.assignment

    def result_file(self, student: str) -> Path:
        name = student
        if len(os.fsencode(student)) > LONGEST_NAME:
            digest = hashlib.sha256(os.fsencode(student)).hexdigest()[:16]
            name = f"{student[:60]}-{digest}"
        return self.results / f"{name}.json"

    def students(self) -> Iterator[str]:
        """Those who handed in this assignment, in alphabetical order."""
        if self.submitted.is_dir():
            for entry in sorted(os.scandir(self.submitted), key=lambda e: e.name):
                if not entry.name.startswith(".") and self._handed_in(entry):
                    yield entry.name

    def _handed_in(self, entry: os.DirEntry[str]) -> bool:
        return entry.is_symlink() or os.path.lexists(self.submission(entry.name))

    def result(self, student: str) -> StudentResult | None:
        """What was recorded for the student; None where there is nothing whole."""
        try:
            data = json.loads(self.result_file(student).read_text(encoding="utf-8"))
            return replace(StudentResult.from_json(data), student=student)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def write_whole(path: Path, content: bytes | Iterable[str]) -> None:
    """Write the file whole or not at all: beside it first, then by rename."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name[:200]}.part")
    try:
        with open(beside, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                file.writelines(piece.encode("utf-8", "replace") for piece in content)
        os.replace(beside, path)
    except OSError:  # on a full disk, a part that stays makes everything worse
        with contextlib.suppress(OSError):
            beside.unlink()
        raise

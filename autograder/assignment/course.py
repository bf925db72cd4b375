"""The paths of a course on disk."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.assignment.assignment import ASSIGNMENT, notebooks_folder
from autograder.assignment.results import StudentResult

LONGEST_NAME = 200  # bytes; file systems take 255, our own endings included
# The halves of a character that was cut in two, as os.fsdecode returns them.
SURROGATES = "".join(map(chr, range(0xDC80, 0xDD00)))


@dataclass(frozen=True)
class Course:
    """A course directory, and the instructor's notebooks used to grade it.

    Attributes:
        root: `course/`, with submitted/, autograded/, results/, gradebook.db.
        notebooks: the folder that holds `backprop/`; None for the project's own.
        assignment: nbgrader's assignment id, which names folders.
    """

    root: Path
    notebooks: Path | None = None
    assignment: str = ASSIGNMENT

    @cached_property
    def submitted(self) -> Path:
        return self.root / "submitted"

    @property
    def release(self) -> Path:
        return self.root / "release" / self.assignment

    @cached_property
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
        """Return the path of the student's result; a long name is shortened there."""
        name, encoded = student, os.fsencode(student)
        if len(encoded) > LONGEST_NAME:
            digest = hashlib.sha256(encoded).hexdigest()[:16]
            name = f"{os.fsdecode(encoded[:160]).rstrip(SURROGATES)}-{digest}"
        return self.results / f"{name}.json"

    def graded_students(self) -> list[str]:
        """Return all students that have a result, in alphabetical order."""
        return sorted(map(_student_of, self.results.glob("*.json")))

    def students(self) -> Iterator[str]:
        """Yield the students who submitted this assignment, in alphabetical order."""
        if self.submitted.is_dir():
            for entry in sorted(os.scandir(self.submitted), key=lambda e: e.name):
                if not entry.name.startswith(".") and self._has_submission(entry):
                    yield entry.name

    def _has_submission(self, entry: os.DirEntry[str]) -> bool:
        if entry.is_symlink() or os.path.lexists(self.submission(entry.name)):
            return True
        return self.is_too_high(entry.name)

    def is_too_high(self, student: str) -> bool:
        """Return whether notebooks of this assignment lie beside its folder.

        That is in STUDENT/ instead of STUDENT/backprop/.
        """
        names = self.loose_notebooks(student)
        return any(stem in name for name in names for stem in self._stems)

    def loose_notebooks(self, student: str) -> list[str]:
        """Return the names of notebooks directly in the student's folder."""
        try:
            entries = list(os.scandir(self.submitted / student))
        except OSError:  # a file, or it cannot be read
            return []
        return [entry.name for entry in entries if entry.name.endswith(".ipynb")]

    @cached_property
    def _stems(self) -> list[str]:
        """The names of the assignment's notebooks, without `.ipynb`."""
        folder = (self.notebooks or notebooks_folder()) / self.assignment
        return [path.stem for path in folder.glob("*.ipynb")]

    def result(self, student: str) -> StudentResult | None:
        """Return the student's recorded result; None if there is no valid one."""
        try:
            data = json.loads(self.result_file(student).read_bytes())
            return StudentResult.from_json(data | {"student": student})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


def _student_of(file: Path) -> str:
    """Return whose result this is: the name of the file unless that is shortened."""
    if re.search(r"-[0-9a-f]{16}$", file.stem) is None:
        return file.stem
    try:
        student = str(json.loads(file.read_text(encoding="utf-8"))["student"])
    except (OSError, ValueError, KeyError, TypeError):
        return file.stem
    is_shortened = len(os.fsencode(student)) > LONGEST_NAME
    return student if is_shortened else file.stem


def write_whole(path: Path, content: bytes | Iterable[str]) -> None:
    """Write the file atomically: to a temporary file beside it, then by rename.

    If that fails, for example on a full disk, the old file stays and the temporary
    file is removed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    shortened = os.fsdecode(os.fsencode(path.name)[:LONGEST_NAME])
    temporary = path.with_name(f".{shortened}.part")
    try:
        with open(temporary, "wb") as file:
            if isinstance(content, bytes):
                file.write(content)
            else:
                file.writelines(piece.encode("utf-8", "replace") for piece in content)
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise

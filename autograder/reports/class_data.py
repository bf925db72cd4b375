"""Reads the data of all pages: results, scores by hand, comments, answers.

A class may have any size, so results are read one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.lateness import Lateness
from autograder.assignment.results import StudentResult
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.people import lateness, student_names
from autograder.gradebook.read import comments, hand_scores
from autograder.gradebook.schema import Database


class Results(Mapping[str, StudentResult]):
    """The stored results of a class by student, in alphabetical order.

    Each result is read from its file when it is asked for, and scores by hand are
    added; only the latest one is kept. Files that cannot be read are omitted.
    """

    def __init__(
        self, course: Course, by_hand: Mapping[str, Mapping[str, float]]
    ) -> None:
        self.course, self.by_hand = course, by_hand
        self.latest: StudentResult | None = None

    def __iter__(self) -> Iterator[str]:
        for path in sorted(self.course.results.glob("*.json"), key=lambda p: p.stem):
            self.latest = self._read(path)
            if self.latest is not None:
                yield self.latest.student

    def __getitem__(self, student: str) -> StudentResult:
        if self.latest is None or self.latest.student != student:
            self.latest = self._read(self.course.result_file(student))
        if self.latest is None:
            raise KeyError(student)
        return self.latest

    def __contains__(self, student: object) -> bool:
        return isinstance(student, str) and self.course.result(student) is not None

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, path: Path) -> StudentResult | None:
        result = self.course.result(path.stem)
        if result is None:
            return None
        return result.with_scores(self.by_hand.get(result.student, {}))


class ClassData(NamedTuple):
    """The results of a class.

    Attributes:
        results: by student, in alphabetical order, scores by hand included.
        comments: entered by hand, by student and cell.
        names: first and last names, for students that have them.
        late: lateness and penalties, for students that have them.
    """

    course: Course
    assignment: Assignment
    results: Results
    comments: dict[str, dict[str, str]]
    names: dict[str, str]
    late: dict[str, Lateness]

    def sources(self, student: str) -> dict[str, str]:
        """Return the source of the student's graded cells by `grade_id`.

        Copies of a cell are joined. A notebook that cannot be read is omitted.
        """
        cells: dict[str, str] = {}
        for path in sorted(self.course.autograded(student).glob("*.ipynb")):
            for name, source in _cells(path):
                cells[name] = f"{cells[name]}\n{source}" if name in cells else source
        return cells


def read_class(course: Course, assignment: Assignment) -> ClassData:
    """Read what the pages need of the course.

    Raises:
        UsageError: nothing has been graded, or the gradebook cannot be read.
    """
    results = Results(course, {})
    if next(iter(results), None) is None:
        raise UsageError(
            f"No results in {course.results}. Run: python -m autograder grade "
            f"--course {course.root}"
        )
    if not course.gradebook.exists():
        return ClassData(course, assignment, results, {}, {}, {})
    with Database(read_configuration(course).db_url) as database:
        scores = hand_scores(database, assignment, results)
        return ClassData(
            course,
            assignment,
            Results(course, scores),
            comments(database, assignment),
            student_names(database),
            lateness(database, assignment),
        )


def _cells(path: Path) -> Iterator[tuple[str, str]]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except (OSError, ValueError, KeyError):
        return
    for cell in cells:
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id")
        if name:
            source = cell.get("source", "")
            yield name, source if isinstance(source, str) else "".join(source)

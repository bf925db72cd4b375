"""Reads the data of all pages: results, scores by hand, comments, answers.

A class may have any size, so results are read one at a time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.results import (
    GRADED,
    CellResult,
    Outcome,
    StudentResult,
)
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.late_penalties import ClassLateness, update_late_penalties
from autograder.gradebook.people import student_names
from autograder.gradebook.read import (
    comments,
    graded_by_nbgrader,
    hand_scores,
    is_released,
)
from autograder.gradebook.schema import Database, student_id

BY_NBGRADER = (
    "graded by nbgrader only; python -m autograder grade adds words to each answer"
)
T = TypeVar("T")


class Results(Mapping[str, StudentResult]):
    """The results of a class by student, in alphabetical order.

    Each result is read from its file when it is asked for, and scores by hand and
    lateness are added; only the latest one is kept. Files that cannot be read are
    omitted. Students whom only nbgrader graded have no file, but automatic scores.
    """

    def __init__(
        self,
        course: Course,
        assignment: Assignment,
        by_hand: Mapping[str, Mapping[str, float]] = MappingProxyType({}),
        late: ClassLateness | None = None,
        by_nbgrader: Mapping[str, Mapping[str, float | None]] = MappingProxyType({}),
    ) -> None:
        self.course, self.assignment = course, assignment
        self.by_hand, self.late, self.by_nbgrader = by_hand, late, by_nbgrader
        self.latest: StudentResult | None = None

    def __iter__(self) -> Iterator[str]:
        for student in sorted({*self.course.graded_students(), *self.by_nbgrader}):
            self.latest = self._read(student)
            if self.latest is not None:
                yield student

    def __getitem__(self, student: str) -> StudentResult:
        if self.latest is None or self.latest.student != student:
            self.latest = self._read(student)
        if self.latest is None:
            raise KeyError(student)
        return self.latest

    def __contains__(self, student: object) -> bool:
        return isinstance(student, str) and self._read(student) is not None

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _read(self, student: str) -> StudentResult | None:
        result = self.course.result(student)
        if result is None and student in self.by_nbgrader:
            scores = self.by_nbgrader[student]
            result = _result_of_nbgrader(student, scores, self.assignment)
        if result is None:
            return None
        result = result.with_scores(self.by_hand.get(student, {}))
        return (
            result if self.late is None else replace(result, late=self.late.of(student))
        )


class ClassData(NamedTuple):
    """The results of a class.

    Attributes:
        results: by student, in alphabetical order, with scores by hand and lateness.
        comments: entered by hand, by student and cell.
        names: first and last names, for students that have them.
    """

    course: Course
    assignment: Assignment
    results: Results
    comments: dict[str, dict[str, str]]
    names: dict[str, str]

    def sources(self, student: str) -> dict[str, str]:
        """Return the source of the student's graded cells by `grade_id`.

        Copies of a cell are joined. A notebook that cannot be read is omitted.
        """
        cells: dict[str, str] = {}
        folder = self.course.autograded(student)
        for notebook in self.assignment.notebooks:
            for name, source in _cells(folder / f"{notebook}.ipynb"):
                cells[name] = f"{cells[name]}\n{source}" if name in cells else source
        return cells


def read_class(course: Course, assignment: Assignment) -> ClassData:
    """Read what the pages need of the course, after setting late penalties again.

    Raises:
        UsageError: nothing has been graded, or the gradebook cannot be read.
    """
    stored = Results(course, assignment)
    configuration = read_configuration(course)
    if not is_released(configuration.db_url, assignment):
        if next(iter(stored), None) is None:
            raise _nothing_graded(course)
        return ClassData(course, assignment, stored, {}, {})
    late = update_late_penalties(course, assignment, configuration)
    with Database(configuration.db_url) as database:
        students = list(iter(stored))  # list(stored) would also ask for the length
        others = graded_by_nbgrader(database, assignment, students)
        students += others
        if not students:
            raise _nothing_graded(course)
        scores = hand_scores(database, assignment, students)
        return ClassData(
            course,
            assignment,
            Results(course, assignment, scores, late, others),
            _by_folder(comments(database, assignment), students),
            _by_folder(student_names(database), students),
        )


def _by_folder(found: Mapping[str, T], students: Iterable[str]) -> dict[str, T]:
    """Return what the gradebook has under its ids by the names of the folders."""
    ids = {student: student_id(student) for student in students}
    return {student: found[one] for student, one in ids.items() if one in found}


def _nothing_graded(course: Course) -> UsageError:
    return UsageError(
        f"No results in {course.results}. Run: python -m autograder grade "
        f"--course {course.root}"
    )


def _result_of_nbgrader(
    student: str, scores: Mapping[str, float | None], assignment: Assignment
) -> StudentResult:
    """Return the result of a student that nbgrader graded without our preprocessor."""
    cells = {}
    for question in assignment.questions:
        score = scores.get(question.grade_id)
        words = f"{score or 0:g} of {question.points:g} points, graded by nbgrader"
        outcome: Outcome = "passed" if score == question.points else "not yet"
        if score is None:
            words, outcome = "still to be graded by hand", "by hand"
        full = float(question.points)
        cells[question.grade_id] = CellResult(score, full, words, outcome=outcome)
    return StudentResult(student, GRADED, cells, (BY_NBGRADER,))


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

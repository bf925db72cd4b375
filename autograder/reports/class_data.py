"""Reads the data of all pages: results, scores by hand, comments, answers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

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
from autograder.gradebook.late_penalties import update_late_penalties
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


class ClassData(NamedTuple):
    """The results of a class.

    Attributes:
        results: by student, in alphabetical order, with scores by hand and lateness.
        comments: entered by hand, by student and cell.
    """

    course: Course
    assignment: Assignment
    results: dict[str, StudentResult]
    comments: dict[str, dict[str, str]]

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
    """Read the results of the course, after setting late penalties again.

    Raises:
        UsageError: nothing has been graded, or the gradebook cannot be read.
    """
    stored = {name: course.result(name) for name in course.graded_students()}
    results = {name: result for name, result in stored.items() if result is not None}
    configuration = read_configuration(course)
    if not is_released(configuration.db_url, assignment):
        if not results:
            raise _nothing_graded(course)
        return ClassData(course, assignment, results, {})
    late = update_late_penalties(course, assignment, configuration)
    with Database(configuration.db_url) as database:
        others = graded_by_nbgrader(database, assignment, results)
        for name, cells in others.items():
            results[name] = _result_of_nbgrader(name, cells, assignment)
        results = dict(sorted(results.items()))
        if not results:
            raise _nothing_graded(course)
        scores = hand_scores(database, assignment, results)
        for name, result in results.items():
            known = result.with_scores(scores.get(name, {}))
            results[name] = replace(known, late=late.of(name))
        found = comments(database, assignment)
        ids = {name: student_id(name) for name in results}
        by_name = {name: found[ids[name]] for name in results if ids[name] in found}
        return ClassData(course, assignment, results, by_name)


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

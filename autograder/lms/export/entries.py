"""The grades to return: one entry per student, with the gradebook's own total."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.results import StudentResult
from autograder.gradebook.configuration import read_configuration
from autograder.gradebook.read import is_released
from autograder.gradebook.schema import Database
from autograder.gradebook.totals import Total, totals
from autograder.reports.class_data import read_class
from autograder.submissions.import_record import ImportedStudent, read_record


class Entry(NamedTuple):
    """One student's grade.

    Attributes:
        figures: score, late penalty and total, the same on every platform.
        result: cell by cell, scores by hand included; None if only the gradebook knows
            the student.
        imported: what is known from an import; None if there was none.
    """

    student: str
    figures: Total
    result: StudentResult | None
    imported: ImportedStudent | None


def read_entries(course: Course, assignment: Assignment) -> dict[str, Entry]:
    """The grades of the class, by student.

    Raises:
        UsageError: nothing was graded.
    """
    results: Mapping[str, StudentResult] = {}
    problem: UsageError | None = None
    try:
        results = read_class(course, assignment).results  # sets late penalties
    except UsageError as error:
        problem = error
    url = read_configuration(course).db_url
    known: dict[str, Total] = {}
    if is_released(url, assignment):
        with Database(url) as database:
            known = totals(database, assignment)
    if problem is not None and not known:
        raise problem
    record = read_record(course)
    return {
        student: Entry(
            student,
            known.get(student) or _ungraded(results[student]),
            results.get(student),
            record.get(student),
        )
        for student in sorted(known.keys() | results.keys())
    }


def _ungraded(result: StudentResult) -> Total:
    """The figures of a student who is not in the gradebook."""
    by_hand = sum(cell.score is None for cell in result.cells.values())
    return Total(result.score, 0.0, by_hand)

"""Writes a page for each student: points, feedback, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.lateness import late_sentence
from autograder.assignment.questions import Question
from autograder.assignment.results import CellResult, StudentResult, waiting
from autograder.reports.class_data import ClassData, read_class
from autograder.reports.exchange_pages import prepare_for_exchange, uses_exchange
from autograder.reports.rendering import render

PAGE = "feedback.html"


class GradedCell(NamedTuple):
    """One graded cell on the page.

    Attributes:
        lines: the lines of the feedback.
        comment: entered by hand, or "".
        answer: the text of a written answer, or "".
    """

    question: Question
    cell: CellResult
    lines: list[str]
    comment: str
    answer: str


class Part(NamedTuple):
    """The graded cells under one heading, and the sum of their known scores."""

    title: str
    score: float
    full: float
    ungraded: bool
    rows: list[GradedCell]


def write_feedback(
    course: Course, assignment: Assignment, students: Sequence[str] = ()
) -> int:
    """Write `feedback/STUDENT/ASSIGNMENT/feedback.html` for each student.

    In a course that uses the exchange, the pages also get the names under which
    `nbgrader release_feedback` returns them.

    Returns:
        1 if a page could not be written, else 0.

    Raises:
        UsageError: nothing was graded, or a student has no results.
    """
    data = read_class(course, assignment)
    for name in students:
        if name not in data.results:
            raise UsageError(
                f"{one_line(name, 80)!r} has no results in {course.results}."
            )
    failed = []
    exchange = uses_exchange(data)
    for name in students or data.results:
        try:
            page = student_page(data, data.results[name])
            write_whole(feedback_file(data, name), page)
            if exchange:
                prepare_for_exchange(data, name, page)
        except Exception as error:  # the pages of the others are still written
            failed.append(f"{one_line(name, 60)}: {type(error).__name__}: {error}")
    count = len(students or data.results) - len(failed)
    print(f"{count} pages in {course.root / 'feedback'}")
    for failure in failed:
        print(f"no page for {failure}")
    return int(bool(failed))


def feedback_file(data: ClassData, student: str) -> Path:
    """Return the path of the student's page."""
    return data.course.root / "feedback" / student / data.assignment.name / PAGE


def student_page(data: ClassData, result: StudentResult) -> bytes:
    """Return one student's page as HTML."""
    sources = data.sources(result.student)
    comments = data.comments.get(result.student, {})
    cells = [
        _graded_cell(question, result, comments, sources)
        for question in data.assignment.questions
    ]
    return render(
        "student.html",
        result=result,
        full=data.assignment.max_score,
        late=late_sentence(result.late, result.score),
        ungraded=waiting(result),
        sections=[
            (number, _parts([c for c in cells if c.question.notebook == notebook]))
            for number, notebook in enumerate(data.assignment.notebooks, 1)
        ],
    )


def _parts(cells: list[GradedCell]) -> list[Part]:
    parts = []
    for title, grouped in groupby(cells, key=lambda cell: cell.question.title):
        rows = list(grouped)
        known = [row.cell.score for row in rows if row.cell.score is not None]
        full = sum(row.question.points for row in rows)
        parts.append(Part(title, sum(known), full, len(known) < len(rows), rows))
    return parts


def _graded_cell(
    question: Question,
    result: StudentResult,
    comments: dict[str, str],
    sources: dict[str, str],
) -> GradedCell:
    cell = result.cells[question.grade_id]
    return GradedCell(
        question,
        cell,
        cell.feedback.split("\n"),
        comments.get(question.grade_id, comments.get(question.cell, "")),
        sources.get(question.grade_id, "") if question.by_hand else "",
    )

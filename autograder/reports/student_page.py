"""Writes a page for each student: points, feedback, and what to do next."""

from __future__ import annotations

from collections import Counter
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
from autograder.reports.rendering import GRADED_BY_HAND, LABELS, label, render

PAGE = "feedback.html"
LONGEST = 20_000  # characters shown of one answer


class GradedCell(NamedTuple):
    """One graded cell on the page.

    Attributes:
        lines: the lines of the feedback.
        comment: entered by hand, as Markdown, or "".
    """

    question: Question
    cell: CellResult
    lines: list[str]
    comment: str


class Answer(NamedTuple):
    """One answer of the student, and the graded cells that judge it.

    Attributes:
        source: the student's code or text; "" if it was not submitted.
    """

    cell: str
    source: str
    by_hand: bool
    rows: list[GradedCell]


class Part(NamedTuple):
    """The answers under one heading, and the sum of their known scores."""

    title: str
    score: float
    full: float
    ungraded: bool
    answers: list[Answer]


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
    count, failed = 0, []
    exchange = uses_exchange(data)
    for name in students or data.results:
        try:
            page = student_page(data, data.results[name])
            write_whole(feedback_file(data, name), page)
            if exchange:
                prepare_for_exchange(data, name, page)
            count += 1
        except Exception as error:  # the pages of the others are still written
            failed.append(f"{one_line(name, 60)}: {type(error).__name__}: {error}")
    print(f"{count} pages in {course.root / 'feedback'}")
    for failure in failed:
        print(f"no page for {failure}")
    return int(bool(failed))


def feedback_file(data: ClassData, student: str) -> Path:
    """Return the path of the student's page."""
    return data.course.root / "feedback" / student / data.assignment.name / PAGE


def student_page(data: ClassData, result: StudentResult) -> bytes:
    """Return one student's page as HTML."""
    sources = _written_answers(data, result.student)
    comments = data.comments.get(result.student, {})
    cells = [
        _graded_cell(question, result, comments)
        for question in data.assignment.questions
    ]
    return render(
        "student.html",
        result=result,
        name=data.names.get(result.student, ""),
        full=data.assignment.max_score,
        late=late_sentence(result.late, result.score),
        ungraded=waiting(result),
        outcomes=_outcomes(result),
        sections=[
            (number, _parts([c for c in cells if c.question.notebook == book], sources))
            for number, book in enumerate(data.assignment.notebooks, 1)
        ],
    )


def _written_answers(data: ClassData, student: str) -> dict[str, str]:
    """Return the student's answers by cell, without those that are as released."""
    released = {
        cell.key: cell.released.strip()
        for cells in data.assignment.notebooks.values()
        for cell in cells
    }
    return {
        name: source
        for name, source in data.sources(student).items()
        if source.strip() != released.get(name)
    }


def _outcomes(result: StudentResult) -> list[tuple[str, int]]:
    """Return how many graded cells have each outcome, by its label."""
    labels = [*LABELS.values(), GRADED_BY_HAND]
    counts = Counter(label(cell) for cell in result.cells.values())
    return [(text, counts[text]) for text in labels if counts[text]]


def _parts(cells: list[GradedCell], sources: dict[str, str]) -> list[Part]:
    parts = []
    for title, grouped in groupby(cells, key=lambda cell: cell.question.title):
        rows = list(grouped)
        known = [row.cell.score for row in rows if row.cell.score is not None]
        full = sum(row.question.points for row in rows)
        ungraded = len(known) < len(rows)
        parts.append(Part(title, sum(known), full, ungraded, _answers(rows, sources)))
    return parts


def _answers(rows: list[GradedCell], sources: dict[str, str]) -> list[Answer]:
    answers = []
    for cell, grouped in groupby(rows, key=lambda row: row.question.cell):
        judged = list(grouped)
        source = one_text(sources.get(cell, ""))
        answers.append(Answer(cell, source, judged[0].question.by_hand, judged))
    return answers


def one_text(source: str) -> str:
    """Return an answer without blank lines around it, cut off if it is too long."""
    text = source.strip("\n").rstrip()
    if len(text) <= LONGEST:
        return text
    return f"{text[:LONGEST]}\n… ({len(text) - LONGEST} more characters)"


def _graded_cell(
    question: Question, result: StudentResult, comments: dict[str, str]
) -> GradedCell:
    cell = result.cells[question.grade_id]
    comment = comments.get(question.grade_id, comments.get(question.cell, ""))
    return GradedCell(question, cell, cell.feedback.split("\n"), comment)

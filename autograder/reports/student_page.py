"""A page for each student: what was right, what was not and why, what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from autograder.assignment.contract import MAX_SCORE, NOTEBOOKS, QUESTIONS, Question
from autograder.assignment.course import write_whole
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.results import CellResult, StudentResult
from autograder.reports.class_data import (
    WRITTEN,
    Classroom,
    assignment_folder,
    read_classroom,
)
from autograder.reports.rendering import render

PAGE = "feedback.html"


class Row(NamedTuple):
    """One graded cell on the page."""

    question: Question
    cell: CellResult
    lines: list[str]
    comment: str
    answer: str


def write_feedback(root: Path, students: Sequence[str] = ()) -> int:
    """Write `feedback/STUDENT/backprop/feedback.html` for each student.

    Raises:
        UsageError: nothing was graded, or a name is unknown.
    """
    room = read_classroom(root)
    for name in students:
        if name not in room.results:
            raise UsageError(
                f"{one_line(name, 80)!r} has no results in {room.course.results}."
            )
    failed = []
    for name in students or room.results:
        try:
            page = student_page(room, room.results[name])
            write_whole(assignment_folder(name, room.course) / PAGE, page)
        except Exception as error:  # one student's page must not cost the others theirs
            failed.append(f"{one_line(name, 60)}: {type(error).__name__}: {error}")
    count = len(students or room.results) - len(failed)
    print(f"{count} pages in {room.course.root / 'feedback'}")
    for words in failed:
        print(f"no page for {words}")
    return int(bool(failed))


def student_page(room: Classroom, result: StudentResult) -> bytes:
    """One student's page as HTML."""
    written = {
        name: source
        for name, source in room.sources(result.student).items()
        if name in WRITTEN
    }
    comments = room.comments.get(result.student, {})
    return render(
        "student.html",
        result=result,
        full=MAX_SCORE,
        waiting=sum(c.max_score for c in result.cells.values() if c.score is None),
        sections=[
            (number, _parts(room, notebook, result, comments, written))
            for number, notebook in enumerate(NOTEBOOKS, 1)
        ],
    )


def _parts(
    room: Classroom,
    notebook: str,
    result: StudentResult,
    comments: dict[str, str],
    written: dict[str, str],
) -> list[dict[str, Any]]:
    own = [question for question in QUESTIONS if question.notebook == notebook]
    parts = []
    for part, questions in groupby(own, key=lambda question: question.part):
        rows = [_row(q, result, comments, written) for q in questions]
        known = [row.cell.score for row in rows if row.cell.score is not None]
        parts.append(
            {
                "title": room.titles.get((notebook, part), f"({part})"),
                "score": sum(known),
                "full": sum(row.question.points for row in rows),
                "open": len(known) < len(rows),
                "rows": rows,
            }
        )
    return parts


def _row(
    question: Question,
    result: StudentResult,
    comments: dict[str, str],
    written: dict[str, str],
) -> Row:
    cell = result.cells[question.grade_id]
    return Row(
        question,
        cell,
        cell.feedback.split("\n"),
        comments.get(question.grade_id, comments.get(question.cell, "")),
        written.get(question.grade_id, ""),
    )

"""Writes the class page: statistics, common mistakes, and what is left to grade."""

from __future__ import annotations

from typing import Any

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.lateness import ON_TIME, duration
from autograder.assignment.results import UNREADABLE, StudentResult, automatic
from autograder.reports.class_data import ClassData, read_class
from autograder.reports.class_statistics import histogram, question_statistics
from autograder.reports.rendering import csv_bytes, points, render

PAGE, TABLE = "report.html", "report.csv"
AFTER_CELLS = ("late", "penalty", "total")  # columns after those of the graded cells
FORMULAS = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
)  # a spreadsheet evaluates text that starts with one


def write_report(course: Course, assignment: Assignment) -> int:
    """Write `report.html` and `report.csv` into the course.

    Raises:
        UsageError: nothing was graded.
    """
    data = read_class(course, assignment)
    page, table = course.root / PAGE, course.root / TABLE
    write_whole(page, class_page(data))
    write_whole(table, class_table(data))
    print(f"class page: {page}\ntable of scores: {table}")
    return 0


def class_page(data: ClassData) -> bytes:
    """Return the page as HTML."""
    results = list(data.results.values())
    scores = sorted(automatic(result, data.assignment) for result in results)
    bars = histogram(data)
    return render(
        "class.html",
        count=len(results),
        full=data.assignment.automatic_points,
        median=scores[len(scores) // 2],
        mean=sum(scores) / len(scores),
        bars=bars,
        most=max(bar.students for bar in bars),
        statistics=question_statistics(data),
        unsafe=any(result.unsafe for result in results),
        **_to_do(data),
    )


def _to_do(data: ClassData) -> dict[str, Any]:
    """Return the students that need the instructor's attention."""
    results = data.results.values()
    unreadable = [result for result in results if result.status == UNREADABLE]
    return {
        "ungraded": sum(
            any(cell.score is None for cell in result.cells.values())
            for result in results
        ),
        "unreadable": unreadable,
        "noted": [r for r in results if r.notes and r.status != UNREADABLE],
    }


def class_table(data: ClassData) -> bytes:
    """Return CSV with one line per student and one column per question.

    `score` is the sum of the questions; `total` is the score after the late penalty.
    """
    names = [question.grade_id for question in data.assignment.questions]
    full = points(data.assignment.max_score)
    rows = [["student", "status", "score", "max_score", *names, *AFTER_CELLS]]
    for student, result in data.results.items():
        cells = [result.cells[name].score for name in names]
        scores = ["" if score is None else points(score) for score in cells]
        row = [_not_a_formula(student), result.status, points(result.score), full]
        rows.append([*row, *scores, *_after_penalty(result)])
    return csv_bytes(rows)


def _after_penalty(result: StudentResult) -> list[str]:
    """Return how late the submission is, its penalty, and the score after it."""
    late = result.late or ON_TIME
    words = duration(late.seconds) if late.seconds > 0 else ""
    return [words, points(late.penalty), points(result.total)]


def _not_a_formula(name: str) -> str:
    """Return the name, quoted if a spreadsheet would evaluate it."""
    return f"'{name}" if name.startswith(FORMULAS) else name

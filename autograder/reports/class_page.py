"""The class page: what to explain again, and what still needs a person."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from autograder.assignment.contract import MAX_SCORE, QUESTIONS
from autograder.assignment.course import write_whole
from autograder.reports.class_data import Classroom, read_classroom
from autograder.reports.class_figures import automatic, distribution, figures
from autograder.reports.rendering import points, render

PAGE, TABLE = "report.html", "report.csv"
FORMULAS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would carry out


def write_report(root: Path) -> int:
    """Write `report.html` and `report.csv` into the course.

    Raises:
        UsageError: nothing was graded.
    """
    room = read_classroom(root)
    write_whole(root / PAGE, class_page(room))
    write_whole(root / TABLE, class_table(room))
    print(f"the class page: {root / PAGE}\nper question: {root / TABLE}")
    return 0


def class_page(room: Classroom) -> bytes:
    """The page as HTML."""
    results = list(room.results.values())
    scores = sorted(automatic(result) for result in results)
    bars = distribution(room)
    return render(
        "class.html",
        count=len(results),
        full=sum(q.points for q in QUESTIONS if not q.by_hand),
        middle=scores[len(scores) // 2],
        mean=sum(scores) / len(scores),
        bars=bars,
        most=max(bar.students for bar in bars),
        figures=figures(room),
        titles=room.titles,
        unsafe=any(result.unsafe for result in results),
        **_lists(room),
    )


def _lists(room: Classroom) -> dict[str, Any]:
    """Who needs something of the instructor's."""
    waiting = {
        name: [n for n, cell in result.cells.items() if cell.score is None]
        for name, result in room.results.items()
    }
    return {
        "waiting": {name: cells for name, cells in waiting.items() if cells},
        "unreadable": [r for r in room.results.values() if r.status == "unreadable"],
        "noted": [
            r for r in room.results.values() if r.notes and r.status != "unreadable"
        ],
    }


def class_table(room: Classroom) -> bytes:
    """One line per student, one column per question, as CSV for a spreadsheet."""
    stream = io.StringIO()
    table = csv.writer(stream)
    names = [question.grade_id for question in QUESTIONS]
    table.writerow(["student", "status", "score", "max_score", *names])
    for student, result in room.results.items():
        cells = [_number(result.cells[name].score) for name in names]
        row = [_harmless(student), result.status, points(result.score), MAX_SCORE]
        table.writerow([*row, *cells])
    return stream.getvalue().encode("utf-8", "replace")


def _number(score: float | None) -> str:
    return "" if score is None else points(score)


def _harmless(name: str) -> str:
    """A name that a spreadsheet shows and does not carry out."""
    return f"'{name}" if name.startswith(FORMULAS) else name

"""A plain CSV for spreadsheets and for platforms that take any."""

from __future__ import annotations

from collections.abc import Iterable

from autograder.assignment.assignment import Assignment
from autograder.lms.export.entries import Entry
from autograder.lms.tables import csv_bytes, harmless, points

HEADER = (
    "student", "name", "email", "score", "late_penalty", "total", "max_score",
    "to_grade_by_hand", "submitted", "late",
)  # fmt: skip


def spreadsheet(entries: Iterable[Entry], assignment: Assignment) -> bytes:
    """One row per student; no cell is a formula, whatever a student is called."""
    return csv_bytes([HEADER, *(_row(entry, assignment) for entry in entries)])


def _row(entry: Entry, assignment: Assignment) -> list[str]:
    imported, figures = entry.imported, entry.figures
    attempt = imported.counting if imported else None
    late = {True: "yes", False: "no", None: ""}[attempt.late if attempt else None]
    return [
        harmless(entry.student),
        harmless(imported.name if imported else ""),
        harmless(imported.email if imported else ""),
        points(figures.score),
        points(figures.penalty),
        points(figures.total),
        points(assignment.max_score),
        str(figures.by_hand),
        (attempt.time or "") if attempt else "",
        late,
    ]

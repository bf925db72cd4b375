"""Moodle: the offline grading worksheet of the assignment, filled in.

The importer finds the columns of the participant's number, the grade and the time of
the last change by their headings in the site's language, and skips a grade above the
maximum. So nothing of an exported worksheet changes but the grades. A number with a
point is read in every language.

moodle/moodle mod/assign/feedback/offline/importgradeslib.php and locallib.php
(`process_import_grades`); the order of columns is in mod/assign/gradingtable.php.
"""

from __future__ import annotations

from collections.abc import Mapping

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UsageError
from autograder.lms.export.entries import Entry
from autograder.lms.export.rows import (
    Filled,
    check_maximum,
    choose_column,
    fill,
    match_rows,
)
from autograder.lms.roster_columns import is_worksheet
from autograder.lms.tables import Table

GRADE = ("grade", "bewertung", "note", "calificación", "valutazione", "cijfer",
         "beoordeling", "nota", "評点", "成绩", "оценка")  # fmt: skip
LOCKED = ("grade can be changed", "no")  # the heading, and the value


def fill_moodle(
    table: Table, entries: Mapping[str, Entry], assignment: Assignment, wanted: str
) -> Filled:
    """The worksheet with the totals in its grade column.

    Raises:
        UsageError: it is no grading worksheet, or the column is not clear.
    """
    if not is_worksheet(table):
        raise UsageError(
            f"{table.path} is no grading worksheet of Moodle: its first column should "
            "be Identifier. Switch on “Offline grading worksheet” in the assignment's "
            "settings, choose “Download grading worksheet”, and give that file."
        )
    column = _grade_column(table, wanted, assignment)
    how = "Set the maximum grade in the assignment's settings in Moodle"
    for row in table.rows:
        check_maximum(table, row[min(column + 1, len(row) - 1)], assignment, how)
    rows = match_rows(table, entries)
    headings = [heading.strip().casefold() for heading in table.header]
    lock = headings.index(LOCKED[0]) if LOCKED[0] in headings else None
    keep = {
        row.student: "the grade is locked in Moodle; left as it is"
        for row in rows
        if row.student is not None
        and lock is not None
        and row.cells[lock].strip().casefold() == LOCKED[1]
    }
    filled = fill(table, column, rows, entries, keep)
    filled.content = table.as_bytes()
    return filled


def _grade_column(table: Table, wanted: str, assignment: Assignment) -> int:
    columns = {i: title for i, title in enumerate(table.header) if i > 0}
    if wanted:
        return choose_column(table, columns, wanted, assignment)
    known = [i for i, t in columns.items() if t.strip().casefold() in GRADE]
    if len(known) == 1:
        return known[0]
    return choose_column(table, columns, "Grade", assignment)

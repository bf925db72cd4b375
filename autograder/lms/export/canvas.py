"""Canvas: its gradebook CSV with one column filled in.

What Canvas' importer reads, and what therefore stays byte for byte: the header, the
columns that identify a student, the row "Points Possible". Of the other rows only the
cell of our column changes; it takes a number with a point, in two decimals.

instructure/canvas-lms lib/gradebook_importer.rb (`process_header`, `process_student`,
`check_for_non_student_row`) and lib/gradebook_exporter.rb.
"""

from __future__ import annotations

import re
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
from autograder.lms.roster_columns import is_canvas
from autograder.lms.tables import Table

# The importer takes every other column behind Section for an assignment.
COMPUTED = re.compile(
    r"(Current|Final|Override) (Score|Points|Grade)|Override Status", re.IGNORECASE
)
KEPT = {"EX": "is excused in Canvas; left as it is",
        "N/A": "does not have the assignment in Canvas; left as it is"}  # fmt: skip


def fill_canvas(
    table: Table, entries: Mapping[str, Entry], assignment: Assignment, wanted: str
) -> Filled:
    """The gradebook with the totals in the assignment's column.

    Raises:
        UsageError: it is no gradebook of Canvas, or the column is not clear.
    """
    sections = [i for i, title in enumerate(table.header) if "Section" in title]
    if not is_canvas(table.header) or not sections:
        raise UsageError(
            f"{table.path} is no gradebook of Canvas: expected the columns Student, ID "
            "and Section. In Canvas open Grades, choose Export, and give that file."
        )
    columns = {
        index: title
        for index, title in enumerate(table.header)
        if index > sections[0] and title.strip() and not COMPUTED.search(title)
    }
    column = choose_column(table, columns, wanted, assignment)
    for row in table.rows:
        if "Points Possible" in row[0]:
            how = f"Set the points of {table.header[column]!r} in Canvas"
            check_maximum(table, row[column], assignment, how)
    rows = match_rows(table, entries)
    keep = {
        row.student: KEPT[row.cells[column].strip().upper()]
        for row in rows
        if row.student is not None and row.cells[column].strip().upper() in KEPT
    }
    filled = fill(table, column, rows, entries, keep)
    filled.content = table.as_bytes()
    return filled

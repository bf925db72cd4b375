"""Finds, creates and updates the rows of submissions in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from autograder.gradebook.schema import (
    CELL_TYPES,
    GRADE,
    Database,
    Release,
    ReleasedCell,
    student_id,
)


class Rows(NamedTuple):
    """The rows of one assignment's submissions, on an open connection."""

    database: Database
    connection: Connection
    release: Release

    def find_submission(self, student: str) -> str | None:
        """Return the id of the student's submission, or None."""
        [table] = self.database.named("submitted_assignment")
        query = select(table.c.id).where(
            table.c.assignment_id == self.release.id,
            table.c.student_id == student_id(student),
        )
        return self.connection.execute(query).scalar_one_or_none()

    def create_submission(self, student: str) -> str:
        """Insert a submission with all its rows; return its id.

        The student is inserted too, unless a roster has added them before.
        """
        [table] = self.database.named("student")
        new = student_id(student)
        known = select(table.c.id).where(table.c.id == new)
        if self.connection.execute(known).first() is None:
            self.connection.execute(insert(table).values(id=new))
        submission = {"assignment_id": self.release.id, "student_id": new}
        [submission_id] = self._insert("submitted_assignment", [submission])
        for notebook, cells in self.release.notebooks.items():
            submitted = {"notebook_id": notebook, "assignment_id": submission_id}
            row = submitted | {"flagged": False}
            [notebook_id] = self._insert("submitted_notebook", [row])
            self._create_cells(notebook_id, cells)
        return submission_id

    def _create_cells(self, notebook: str, cells: list[ReleasedCell]) -> None:
        for kind, types in CELL_TYPES.items():
            fixed = {"needs_manual_grade": False} if kind == GRADE else {}
            rows = [
                {"cell_id": cell.id, "notebook_id": notebook} | fixed
                for cell in cells
                if cell.type in types
            ]
            self._insert(kind, rows)

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> list[str]:
        """Insert rows and return their new ids."""
        ids = [uuid.uuid4().hex for _ in rows]
        if rows:
            numbered = [{"id": new, **row} for new, row in zip(ids, rows, strict=True)]
            self.connection.execute(insert(self.database.tables[table]), numbered)
        return ids

    def of(
        self, submission: str, kind: str, name: str | None = None
    ) -> Sequence[Row[Any]]:
        """Return the submission's grades or comments with the names of their cells.

        Args:
            kind: GRADE or COMMENT.
            name: return only the rows of this cell.
        """
        # nbgrader has indexes on (cell, notebook) and (notebook, assignment). A query
        # by the second column only would read the whole class for every student.
        table, cell, notebook = self.database.named(
            kind, "base_cell", "submitted_notebook"
        )
        notebooks = select(notebook.c.id).where(
            notebook.c.notebook_id.in_(self.release.notebooks),
            notebook.c.assignment_id == submission,
        )
        submitted = self.connection.execute(notebooks).scalars().all()
        released = [
            one.id
            for cells in self.release.notebooks.values()
            for one in cells
            if one.type in CELL_TYPES[kind] and name in (None, one.name)
        ]
        query = (
            select(cell.c.name, table)
            .select_from(table.join(cell, table.c.cell_id == cell.c.id))
            .where(table.c.cell_id.in_(released), table.c.notebook_id.in_(submitted))
        )
        return self.connection.execute(query).all()

    def change(self, table: str, changes: list[dict[str, Any]]) -> None:
        """Update rows: each change has the row's id as "row", and new column values."""
        if changes:
            target = self.database.tables[table]
            statement = update(target).where(target.c.id == bindparam("row"))
            self.connection.execute(statement, changes)

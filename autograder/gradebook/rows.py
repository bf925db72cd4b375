"""Rows of nbgrader's tables for one assignment, made and found in few statements."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, insert, select

from autograder.assignment.contract import ASSIGNMENT, BY_ID
from autograder.assignment.errors import UsageError

Tables = Mapping[str, Table]  # nbgrader's, by name


class Cell(NamedTuple):
    """A graded or a solution cell of the release."""

    id: str
    name: str
    type: str


class Rows:
    """What the release put into the gradebook, and each student's copy of it."""

    def __init__(
        self, tables: Tables, assignment: str, notebooks: dict[str, list[Cell]]
    ) -> None:
        self.tables = tables
        self.assignment = assignment
        self.notebooks = notebooks  # notebook's row id -> its cells

    def answer_of(self, grade_id: str) -> str:
        """The solution cell that a graded cell judges."""
        return BY_ID[grade_id].cell if grade_id in BY_ID else grade_id

    def submission(self, connection: Connection, student: str) -> str:
        """The id of the student's submission, made with all it holds if it is new."""
        own = self.tables["submitted_assignment"]
        query = select(own.c.id).where(
            own.c.assignment_id == self.assignment, own.c.student_id == student
        )
        found = connection.execute(query).scalar_one_or_none()
        return found or self._create(connection, student)

    def _create(self, connection: Connection, student: str) -> str:
        people = self.tables["student"]
        known = select(people.c.id).where(people.c.id == student)
        if connection.execute(known).scalar_one_or_none() is None:
            connection.execute(insert(people).values(id=student))
        submission = _new_id()
        connection.execute(
            insert(self.tables["submitted_assignment"]).values(
                id=submission, assignment_id=self.assignment, student_id=student
            )
        )
        for notebook, cells in self.notebooks.items():
            self._create_notebook(connection, submission, notebook, cells)
        return submission

    def _create_notebook(
        self, connection: Connection, submission: str, notebook: str, cells: list[Cell]
    ) -> None:
        own = _new_id()
        connection.execute(
            insert(self.tables["submitted_notebook"]).values(
                id=own, notebook_id=notebook, assignment_id=submission, flagged=False
            )
        )
        for kind, types in (
            ("grade", ("GradeCell", "TaskCell")),
            ("comment", ("SolutionCell", "TaskCell")),
        ):
            fixed = {"needs_manual_grade": False} if kind == "grade" else {}
            rows: list[dict[str, Any]] = [
                {"id": _new_id(), "cell_id": cell.id, "notebook_id": own} | fixed
                for cell in cells
                if cell.type in types
            ]
            if rows:
                connection.execute(insert(self.tables[kind]), rows)

    def grades(self, connection: Connection, submission: str) -> Sequence[Row[Any]]:
        """(id, name, auto_score, manual_score, needs_manual_grade) of each grade."""
        grade = self.tables["grade"]
        return self._of(
            connection,
            submission,
            grade,
            [grade.c.auto_score, grade.c.manual_score, grade.c.needs_manual_grade],
        )

    def comments(self, connection: Connection, submission: str) -> Sequence[Row[Any]]:
        """(id, name, auto_comment) of each comment."""
        comment = self.tables["comment"]
        return self._of(connection, submission, comment, [comment.c.auto_comment])

    def _of(
        self, connection: Connection, submission: str, own: Table, columns: list[Any]
    ) -> Sequence[Row[Any]]:
        # nbgrader indexes by (cell, notebook) and (notebook, assignment) only: asked
        # by the second alone, the whole class would be read for every student.
        book = self.tables["submitted_notebook"]
        books = select(book.c.id).where(
            book.c.notebook_id.in_(self.notebooks), book.c.assignment_id == submission
        )
        found = connection.execute(books).scalars().all()
        cell = self.tables["base_cell"]
        known = [cell.id for cells in self.notebooks.values() for cell in cells]
        query = (
            select(own.c.id, cell.c.name, *columns)
            .select_from(own.join(cell, own.c.cell_id == cell.c.id))
            .where(own.c.cell_id.in_(known), own.c.notebook_id.in_(found))
        )
        return connection.execute(query).all()


def read_rows(connection: Connection, tables: Tables) -> Rows:
    """The assignment as it was released.

    Raises:
        UsageError: it was not.
    """
    task, book, cell = (tables[n] for n in ("assignment", "notebook", "base_cell"))
    assignment = connection.execute(
        select(task.c.id).where(task.c.name == ASSIGNMENT)
    ).scalar_one_or_none()
    if assignment is None:
        raise UsageError(
            "Nothing has been released here. Run: python -m autograder release"
        )
    books = connection.execute(
        select(book.c.id).where(book.c.assignment_id == assignment)
    ).scalars()
    notebooks: dict[str, list[Cell]] = {}
    for own in books.all():
        rows = connection.execute(
            select(cell.c.id, cell.c.name, cell.c.type).where(cell.c.notebook_id == own)
        )
        notebooks[own] = [Cell(*row) for row in rows]
    return Rows(tables, assignment, notebooks)


def _new_id() -> str:
    return uuid.uuid4().hex

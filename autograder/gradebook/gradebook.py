"""The gradebook's one writer: a transaction for each submission, nbgrader's tables.

nbgrader's own way costs a query for every cell and three seconds of imports; this
writes the same rows in a few statements, and learns the tables from the database.
What a person entered stays: scores, extra credit, comments. A score by hand is marked
for another look when the answer behind it, or its automatic score, changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import (
    Connection,
    MetaData,
    Table,
    bindparam,
    create_engine,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.assignment.contract import ASSIGNMENT
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.results import StudentResult
from autograder.gradebook.rows import Rows, Tables, read_rows
from autograder.submissions.timestamps import moment

PATIENCE = 60  # seconds to wait while Formgrader writes


class Released(NamedTuple):
    """One cell as the gradebook knows it from the release."""

    source: str
    points: float | None


class Writer:
    """The gradebook, open for writing. Use as a context manager.

    Raises:
        UsageError: there is no gradebook at the address, or it cannot be opened.
    """

    def __init__(self, db_url: str) -> None:
        lite = db_url.startswith("sqlite")
        try:
            self._engine = create_engine(
                db_url, connect_args={"timeout": PATIENCE} if lite else {}
            )
            metadata = MetaData()
            metadata.reflect(self._engine)
        except SQLAlchemyError as error:
            raise UsageError(
                f"The gradebook {db_url} cannot be opened: {_first_line(error)}. Check "
                "db_url, or run `nbgrader db upgrade` after an upgrade of nbgrader."
            ) from None
        self._tables: Tables = metadata.tables
        self._rows: Rows | None = None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def released(self) -> dict[tuple[str, str], Released]:
        """The released cells by notebook and `grade_id`."""
        with self._engine.connect() as connection:
            return {
                (notebook, name): Released(source, points)
                for notebook, name, source, points in _released(
                    connection, self._tables
                )
            }

    def record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old: Mapping[str, str] | None,
    ) -> None:
        """Write one student's scores, in one transaction.

        Args:
            timestamp: when it was handed in, as `timestamp.txt` has it.
            old: digests of the answers that were graded last time, by `grade_id`;
                None where nothing is known of them.
        """
        try:
            self._record(result, timestamp, old)
        except SQLAlchemyError as error:
            raise UsageError(
                f"The gradebook cannot be written: {_first_line(error)}. Nothing of "
                f"{one_line(result.student, 60)!r} was recorded; mend it, run again."
            ) from None

    def _record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old: Mapping[str, str] | None,
    ) -> None:
        with self._engine.begin() as connection:
            if self._rows is None:
                self._rows = read_rows(connection, self._tables)
            # A folder's name may hold bytes that are no text.
            student = result.student.encode("utf-8", "replace").decode()
            submission = self._rows.submission(connection, student)
            own = self._tables["submitted_assignment"]
            connection.execute(
                update(own)
                .where(own.c.id == submission)
                .values(timestamp=moment(timestamp))
            )
            self._write_grades(connection, self._rows, submission, result, old)
            self._write_comments(connection, self._rows, submission, result)

    def _write_grades(
        self,
        connection: Connection,
        rows: Rows,
        submission: str,
        result: StudentResult,
        old: Mapping[str, str] | None,
    ) -> None:
        changes = []
        for row in rows.grades(connection, submission):
            cell = result.cells.get(row.name)
            if cell is None:
                continue
            changed = old is None or old.get(row.name) != result.answers.get(row.name)
            look = needs_a_look(row, cell.score, changed)
            if (row.auto_score, bool(row.needs_manual_grade)) != (cell.score, look):
                values = {"auto_score": cell.score, "needs_manual_grade": look}
                changes.append({"row": row.id} | values)
        _change(connection, self._tables["grade"], changes)

    def _write_comments(
        self, connection: Connection, rows: Rows, submission: str, result: StudentResult
    ) -> None:
        tried = {
            rows.answer_of(name)
            for name, cell in result.cells.items()
            if cell.outcome != "not attempted"
        }
        changes = []
        for row in rows.comments(connection, submission):
            words = None if row.name in tried else "No response."
            if row.auto_comment != words:
                changes.append({"row": row.id, "auto_comment": words})
        _change(connection, self._tables["comment"], changes)

    def by_hand(self, students: Iterable[str]) -> dict[str, dict[str, float]]:
        """Scores that people gave, by student and `grade_id`."""
        wanted = set(students)
        scores: dict[str, dict[str, float]] = {}
        with self._engine.connect() as connection:
            for student, name, score, extra in _manual(connection, self._tables):
                if student in wanted:
                    scores.setdefault(student, {})[name] = score + (extra or 0.0)
        return scores


def _change(
    connection: Connection, table: Table, changes: Sequence[dict[str, Any]]
) -> None:
    """Set the columns of each change in the row whose id it names as "row"."""
    if changes:
        named = update(table).where(table.c.id == bindparam("row"))
        connection.execute(named, changes)


def is_released(db_url: str) -> bool:
    """Whether there is a gradebook at the address that knows the assignment."""
    file = make_url(db_url).database if db_url.startswith("sqlite") else None
    if file is not None and not os.path.exists(file):
        return False  # opening it would create it
    with Writer(db_url) as book, book._engine.connect() as connection:
        if not inspect(connection).has_table("assignment"):
            return False
        task = book._tables["assignment"]
        found = connection.execute(select(task.c.id).where(task.c.name == ASSIGNMENT))
        return found.first() is not None


def needs_a_look(row: Any, score: float | None, changed: bool) -> bool:
    """Whether a person has to look at this grade."""
    if row.manual_score is None:
        return score is None
    if changed or row.auto_score != score:
        return True
    return bool(row.needs_manual_grade)


def _released(connection: Connection, tables: Tables) -> Iterable[Any]:
    cell, book, task = (tables[n] for n in ("source_cell", "notebook", "assignment"))
    base, grade = tables["base_cell"], tables["grade_cells"]
    joined = (
        cell.join(book, cell.c.notebook_id == book.c.id)
        .join(task, book.c.assignment_id == task.c.id)
        .outerjoin(
            base.join(grade, grade.c.id == base.c.id),
            (base.c.notebook_id == book.c.id) & (base.c.name == cell.c.name),
        )
    )
    query = (
        select(book.c.name, cell.c.name, cell.c.source, grade.c.max_score)
        .select_from(joined)
        .where(task.c.name == ASSIGNMENT)
    )
    return connection.execute(query)


def _manual(connection: Connection, tables: Tables) -> Iterable[Any]:
    grade, cell, book = (
        tables[n] for n in ("grade", "base_cell", "submitted_notebook")
    )
    own, task = tables["submitted_assignment"], tables["assignment"]
    joined = (
        grade.join(cell, grade.c.cell_id == cell.c.id)
        .join(book, grade.c.notebook_id == book.c.id)
        .join(own, book.c.assignment_id == own.c.id)
        .join(task, own.c.assignment_id == task.c.id)
    )
    query = (
        select(
            own.c.student_id, cell.c.name, grade.c.manual_score, grade.c.extra_credit
        )
        .select_from(joined)
        .where(task.c.name == ASSIGNMENT, grade.c.manual_score.is_not(None))
    )
    return connection.execute(query)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]


def find_alembic() -> None:
    """Put this Python's commands on PATH: nbgrader calls `alembic` by name."""
    own = str(Path(sys.executable).parent)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([own, os.environ.get("PATH", "")])

"""The gradebook's one writer: a transaction for each submission, nbgrader's tables.

nbgrader's own way costs a query for every cell; this writes the same rows in a few
statements. What a person entered stays: scores, extra credit, comments. A score by
hand is marked for another look when the answer behind it, or its automatic score,
changed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from nbgrader import utils
from nbgrader.api import Gradebook
from sqlalchemy import Connection, select, update

from autograder.checks.contract import ASSIGNMENT
from autograder.course.faults import UsageError
from autograder.course.results import StudentResult
from autograder.course.rows import Rows, read_rows, table


class Released(NamedTuple):
    """One cell as the gradebook knows it from the release."""

    source: str
    points: float | None


class Writer:
    """The gradebook, open for writing. Use as a context manager."""

    def __init__(self, db_url: str, course_id: str = "") -> None:
        find_alembic()
        try:
            self._book = Gradebook(db_url, course_id or "default_course")
        except Exception as error:
            raise UsageError(
                f"The gradebook {db_url} cannot be opened: {_first_line(error)}. "
                "Check the path, or run `nbgrader db upgrade` after an upgrade."
            ) from None
        self._rows: Rows | None = None

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._book.close()

    def released(self) -> dict[tuple[str, str], Released]:
        """The released cells by notebook and `grade_id`; empty before a release."""
        with self._book.engine.connect() as connection:
            return {
                (notebook, name): Released(source, points)
                for notebook, name, source, points in _released(connection)
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
        with self._book.engine.begin() as connection:
            if self._rows is None:
                self._rows = read_rows(connection)
            # A folder's name may hold bytes that are no text.
            student = result.student.encode("utf-8", "replace").decode()
            submission = self._rows.submission(connection, student)
            when = _moment(timestamp)
            own = table("submitted_assignment")
            connection.execute(
                update(own).where(own.c.id == submission).values(timestamp=when)
            )
            self._write_grades(connection, submission, result, old)
            self._write_comments(connection, submission, result)

    def _write_grades(
        self,
        connection: Connection,
        submission: str,
        result: StudentResult,
        old: Mapping[str, str] | None,
    ) -> None:
        grade = table("grade")
        assert self._rows is not None
        for row in self._rows.grades(connection, submission):
            cell = result.cells.get(row.name)
            if cell is None:
                continue
            changed = old is None or old.get(row.name) != result.answers.get(row.name)
            values = {
                "auto_score": cell.score,
                "needs_manual_grade": _needs_a_look(row, cell.score, changed),
            }
            connection.execute(update(grade).where(grade.c.id == row.id).values(values))

    def _write_comments(
        self, connection: Connection, submission: str, result: StudentResult
    ) -> None:
        comment = table("comment")
        assert self._rows is not None
        tried = {
            self._rows.answer_of(name)
            for name, cell in result.cells.items()
            if cell.outcome != "not attempted"
        }
        for row in self._rows.comments(connection, submission):
            words = None if row.name in tried else "No response."
            if row.auto_comment != words:
                connection.execute(
                    update(comment)
                    .where(comment.c.id == row.id)
                    .values(auto_comment=words)
                )

    def by_hand(self, students: Iterable[str]) -> dict[str, dict[str, float]]:
        """Scores that people gave, by student and `grade_id`."""
        wanted = set(students)
        scores: dict[str, dict[str, float]] = {}
        with self._book.engine.connect() as connection:
            for student, name, score, extra in _manual_scores(connection):
                if student in wanted:
                    scores.setdefault(student, {})[name] = score + (extra or 0.0)
        return scores


def _needs_a_look(row: Any, score: float | None, changed: bool) -> bool:
    if row.manual_score is None:
        return score is None
    if changed or row.auto_score != score:
        return True
    return bool(row.needs_manual_grade)


def _moment(timestamp: str | None) -> Any:
    try:
        return utils.parse_utc(timestamp)
    except (ValueError, OverflowError, TypeError):
        return None


def _released(connection: Connection) -> Iterator[Any]:
    cell, book, task = table("source_cell"), table("notebook"), table("assignment")
    base, grade = table("base_cell"), table("grade_cells")
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
    yield from connection.execute(query)


def _manual_scores(connection: Connection) -> Iterator[Any]:
    grade, cell, book = table("grade"), table("base_cell"), table("submitted_notebook")
    own, task = table("submitted_assignment"), table("assignment")
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
    yield from connection.execute(query)


def find_alembic() -> None:
    """Put this Python's commands on PATH: nbgrader calls `alembic` by name."""
    own = str(Path(sys.executable).parent)
    if own not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([own, os.environ.get("PATH", "")])


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0] or type(error).__name__

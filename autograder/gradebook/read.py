"""Reads released cells, and scores and comments entered by hand."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.engine import make_url

from autograder.assignment.assignment import Assignment
from autograder.assignment.results import StudentResult
from autograder.gradebook.schema import (
    CELL_TYPES,
    COMMENT,
    GRADE,
    Database,
    rows_of_class,
    student_id,
)


class Released(NamedTuple):
    """One released cell as stored in the gradebook; `points` if it is graded."""

    source: str
    points: float | None


def is_released(db_url: str, assignment: Assignment) -> bool:
    """Return whether a gradebook exists there and contains the assignment."""
    file = make_url(db_url).database if db_url.startswith("sqlite") else None
    if file is not None and not os.path.exists(file):
        return False  # opening it would create the file
    with Database(db_url) as database, database.engine.connect() as connection:
        table = database.tables.get("assignment")
        if table is None:
            return False
        query = select(table.c.id).where(table.c.name == assignment.name)
        return connection.execute(query).first() is not None


def released_cells(
    database: Database, assignment: Assignment
) -> dict[tuple[str, str], Released]:
    """Return the released cells by notebook and `grade_id`."""
    source, notebook, task, cell, graded = database.named(
        "source_cell", "notebook", "assignment", "base_cell", "grade_cells"
    )
    joined = (
        source.join(notebook, source.c.notebook_id == notebook.c.id)
        .join(task, notebook.c.assignment_id == task.c.id)
        .outerjoin(
            cell.join(graded, graded.c.id == cell.c.id),
            (cell.c.notebook_id == notebook.c.id) & (cell.c.name == source.c.name),
        )
    )
    query = (
        select(notebook.c.name, source.c.name, source.c.source, graded.c.max_score)
        .select_from(joined)
        .where(task.c.name == assignment.name)
    )
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    return {(stem, name): Released(text, points) for stem, name, text, points in rows}


def hand_scores(
    database: Database, assignment: Assignment, students: Iterable[str]
) -> dict[str, dict[str, float]]:
    """Return scores that include something entered by hand, as nbgrader computes them.

    The score by hand replaces the automatic one, and extra credit is added. A written
    answer with extra credit but without a score is still to be graded.

    Returns:
        student -> grade_id -> score.
    """
    names = {student_id(student): student for student in students}
    table = database.tables[GRADE]
    score = func.coalesce(table.c.manual_score, table.c.auto_score)
    query = rows_of_class(database, assignment.name, GRADE).add_columns(
        score + func.coalesce(table.c.extra_credit, 0.0)
    )
    entered = or_(table.c.manual_score.is_not(None), table.c.extra_credit != 0)
    with database.engine.connect() as connection:
        rows = connection.execute(query.where(entered, score.is_not(None))).all()
    scores: dict[str, dict[str, float]] = {}
    for student, name, points in rows:
        if student in names:
            scores.setdefault(names[student], {})[name] = points
    return scores


def automatic_scores(
    database: Database, assignment: Assignment
) -> Iterator[tuple[str, str, float | None]]:
    """Yield (student, `grade_id`, automatic score) for the whole class.

    Joins of the large tables would take most of the time, so ids are looked up here.
    """
    grade, cell, notebook, submission, task, released = database.named(
        GRADE,
        "base_cell",
        "submitted_notebook",
        "submitted_assignment",
        "assignment",
        "notebook",
    )
    cells = (
        select(cell.c.id, cell.c.name)
        .join(released, cell.c.notebook_id == released.c.id)
        .join(task, released.c.assignment_id == task.c.id)
        .where(task.c.name == assignment.name, cell.c.type.in_(CELL_TYPES[GRADE]))
    )
    notebooks = (
        select(notebook.c.id, submission.c.student_id)
        .join(submission, notebook.c.assignment_id == submission.c.id)
        .join(task, submission.c.assignment_id == task.c.id)
        .where(task.c.name == assignment.name)
    )
    with database.engine.connect() as connection:
        names = {row[0]: row[1] for row in connection.execute(cells)}
        students = {row[0]: row[1] for row in connection.execute(notebooks)}
        grades = select(grade.c.notebook_id, grade.c.cell_id, grade.c.auto_score)
        # As an expression, so that no index is used: reading the table is faster.
        grades = grades.where((grade.c.cell_id + "").in_(list(names)))
        for rows in connection.execute(grades).partitions(10_000):
            for notebook_id, cell_id, score in rows:
                if notebook_id in students:
                    yield students[notebook_id], names[cell_id], score


def graded_by_nbgrader(
    database: Database, assignment: Assignment, known: Iterable[str]
) -> dict[str, dict[str, float | None]]:
    """Return automatic scores of students that are not among the known ones.

    They were graded by nbgrader without our preprocessor, so there are no results.
    """
    ids = {student_id(student) for student in known}
    scores: dict[str, dict[str, float | None]] = {}
    for student, name, score in automatic_scores(database, assignment):
        if student not in ids:
            scores.setdefault(student, {})[name] = score
    return {
        student: cells
        for student, cells in scores.items()
        if any(score is not None for score in cells.values())
    }


class RecordedScores:
    """The automatic scores in the gradebook, to compare with stored results.

    Keeps one number per student: the sum of the hashes of the scores.
    """

    def __init__(self, database: Database, assignment: Assignment) -> None:
        self._names = assignment.by_id
        self._sums: dict[str, int] = {}
        for student, name, score in automatic_scores(database, assignment):
            if name in self._names:
                one = hash((name, score))
                self._sums[student] = self._sums.get(student, 0) + one

    def has(self, student: str) -> bool:
        """Return whether the gradebook has grades of the student."""
        return student_id(student) in self._sums

    def agree(self, result: StudentResult) -> bool:
        """Return whether all automatic scores equal those of the result."""
        scores = {n: c.score for n, c in result.cells.items() if n in self._names}
        return self._sums.get(student_id(result.student)) == sum(
            map(hash, scores.items())
        )


def comments(database: Database, assignment: Assignment) -> dict[str, dict[str, str]]:
    """Return comments entered by hand, by student and cell."""
    return _by_hand(database, assignment, COMMENT, "manual_comment")


def manual_scores(
    database: Database, assignment: Assignment
) -> dict[str, dict[str, float]]:
    """Return scores entered by hand, by student and cell, without extra credit."""
    return _by_hand(database, assignment, GRADE, "manual_score")


def _by_hand(
    database: Database, assignment: Assignment, kind: str, column: str
) -> dict[str, dict[str, Any]]:
    """Return the values of a column that are not null, by student and cell."""
    chosen = database.tables[kind].c[column]
    query = rows_of_class(database, assignment.name, kind).add_columns(chosen)
    with database.engine.connect() as connection:
        rows = connection.execute(query.where(chosen.is_not(None))).all()
    found: dict[str, dict[str, Any]] = {}
    for student, name, value in rows:
        found.setdefault(student, {})[name] = value
    return found

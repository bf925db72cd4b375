"""Reads what the gradebook knows about students: their names, and who is late."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from autograder.assignment.assignment import Assignment
from autograder.assignment.lateness import Lateness
from autograder.gradebook.schema import Database

EPOCH = datetime(1970, 1, 1)


def student_names(database: Database) -> dict[str, str]:
    """Return first and last names by student id, of those that have a name."""
    [student] = database.named("student")
    query = select(student.c.id, student.c.first_name, student.c.last_name)
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    names = {one: " ".join(filter(None, parts)).strip() for one, *parts in rows}
    return {one: name for one, name in names.items() if name}


def lateness(database: Database, assignment: Assignment) -> dict[str, Lateness]:
    """Return lateness and penalty of each student with either of them."""
    task, submission, notebook = database.named(
        "assignment", "submitted_assignment", "submitted_notebook"
    )
    penalty = func.coalesce(func.sum(notebook.c.late_submission_penalty), 0.0)
    query = (
        select(
            submission.c.student_id,
            submission.c.timestamp,
            task.c.duedate,
            submission.c.extension,
            penalty,
        )
        .select_from(
            submission.join(task, submission.c.assignment_id == task.c.id).outerjoin(
                notebook, notebook.c.assignment_id == submission.c.id
            )
        )
        .where(task.c.name == assignment.name)
        .group_by(
            submission.c.id,
            submission.c.student_id,
            submission.c.timestamp,
            task.c.duedate,
            submission.c.extension,
        )
    )
    found = {}
    with database.engine.connect() as connection:
        for student, submitted, due, extension, points in connection.execute(query):
            late = Lateness(_seconds_late(submitted, due, extension), float(points))
            if late.seconds or late.penalty:
                found[student] = late
    return found


def _seconds_late(
    submitted: datetime | None,
    due: datetime | None,
    extension: datetime | timedelta | None,
) -> float:
    if submitted is None or due is None:
        return 0.0
    if isinstance(extension, datetime):  # SQLite stores it as a time after the epoch
        extension -= EPOCH
    due += extension or timedelta(0)
    return max(0.0, (submitted - due).total_seconds())

"""Sets the late penalties of a class from due date, extensions, policy and scores.

nbgrader sets a penalty when it autogrades a notebook, from the score of that moment.
What happens later (a due date, an extension, a score by hand, another policy) would
change nothing. So this module computes all penalties of the assignment again whenever
a command reads or writes scores, and updates the rows that differ. A penalty is stored
where nbgrader stores it: per notebook, beside the scores.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, case, func, literal, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.lateness import ON_TIME, Lateness
from autograder.gradebook.configuration import Configuration
from autograder.gradebook.late_policy import Policy, read_policy
from autograder.gradebook.read import is_released
from autograder.gradebook.schema import GRADE, Database, first_line, student_id
from autograder.submissions.import_record import platform_times
from autograder.submissions.timestamps import parse_timestamp

EPOCH = datetime(1970, 1, 1)  # SQLite stores an interval as this date plus the interval
CLOSE = 1e-9  # points; a smaller difference is rounding


class ClassLateness(NamedTuple):
    """Who is late, and what it costs, by the student's id in the gradebook."""

    late: Mapping[str, Lateness]

    def of(self, student: str) -> Lateness:
        """Return the lateness of a student, by the name of the folder."""
        return self.late.get(student_id(student), ON_TIME)


class Submitted(NamedTuple):
    """One submission: the id of its row, its student, and its time."""

    id: str
    student: str
    timestamp: datetime | None
    due: datetime | None

    @property
    def seconds_late(self) -> float:
        """The time after the due date, as nbgrader computes it."""
        if self.timestamp is None or self.due is None:
            return 0.0
        return max(0.0, (self.timestamp - self.due).total_seconds())


def update_late_penalties(
    course: Course,
    assignment: Assignment,
    configuration: Configuration,
    policy: Policy | None = None,
) -> ClassLateness:
    """Set submission times that a platform stated, then all penalties; return them.

    Args:
        policy: as read from the configuration before, or None to read it.

    Raises:
        UsageError: the policy fails, or the gradebook cannot be written.
    """
    if not is_released(configuration.db_url, assignment):
        return ClassLateness({})
    policy = policy or read_policy(configuration.config)
    times = {student_id(name): time for name, time in platform_times(course).items()}
    with Database(configuration.db_url) as database:
        try:
            with database.engine.begin() as connection:
                rows = _Rows(database, connection, assignment.name)
                submissions = _with_times(rows, times)
                return ClassLateness(_with_penalties(rows, submissions, policy))
        except SQLAlchemyError as error:
            raise UsageError(
                f"Late penalties cannot be written: {first_line(error)}. Nothing was "
                "changed by this; fix the cause and run the command again."
            ) from None


class _Rows(NamedTuple):
    """The rows of one assignment, on an open connection."""

    database: Database
    connection: Connection
    assignment: str

    def submissions(self) -> Iterator[Submitted]:
        table, task = self.database.named("submitted_assignment", "assignment")
        query = (
            select(
                table.c.id,
                table.c.student_id,
                table.c.timestamp,
                table.c.extension,
                task.c.duedate,
            )
            .select_from(table.join(task, table.c.assignment_id == task.c.id))
            .where(task.c.name == self.assignment)
        )
        for row_id, student, timestamp, extension, due in self.connection.execute(
            query
        ):
            if due is not None and extension is not None:
                due += _interval(extension)
            yield Submitted(row_id, student, timestamp, due)

    def notebooks(self, with_scores: bool) -> Iterable[Any]:
        """Return (id, assignment_id, late_submission_penalty, score) of notebooks.

        Args:
            with_scores: return all notebooks with their scores, as nbgrader computes
                them; otherwise only those that have a penalty, with the score 0.
        """
        notebook, submission, task, grade = self.database.named(
            "submitted_notebook", "submitted_assignment", "assignment", GRADE
        )
        joined = notebook.join(
            submission, notebook.c.assignment_id == submission.c.id
        ).join(task, submission.c.assignment_id == task.c.id)
        columns = (
            notebook.c.id,
            notebook.c.assignment_id,
            notebook.c.late_submission_penalty,
        )
        if not with_scores:
            query = (
                select(*columns, literal(0.0))
                .select_from(joined)
                .where(notebook.c.late_submission_penalty.is_not(None))
            )
        else:
            known = func.coalesce(grade.c.manual_score, grade.c.auto_score)
            extra = func.coalesce(grade.c.extra_credit, 0.0)
            score = case((known.is_not(None), known + extra), else_=0.0)
            query = (
                select(*columns, func.coalesce(func.sum(score), 0.0))
                .select_from(
                    joined.outerjoin(grade, grade.c.notebook_id == notebook.c.id)
                )
                .group_by(*columns)
            )
        return self.connection.execute(query.where(task.c.name == self.assignment))

    def set(self, table: str, column: str, values: Mapping[str, Any]) -> None:
        """Set one column of the rows with these ids."""
        if values:
            target = self.database.tables[table]
            statement = (
                update(target)
                .where(target.c.id == bindparam("row"))
                .values({column: bindparam("value")})
            )
            changes = [{"row": row, "value": value} for row, value in values.items()]
            self.connection.execute(statement, changes)


def _interval(value: timedelta | datetime) -> timedelta:
    return value if isinstance(value, timedelta) else value - EPOCH


def _with_times(rows: _Rows, times: Mapping[str, str]) -> list[Submitted]:
    """Set the times that a platform stated; return all submissions."""
    submissions, changed = [], {}
    for one in rows.submissions():
        stated = parse_timestamp(times.get(one.student))
        if stated is not None and stated != one.timestamp:
            changed[one.id] = stated
            one = one._replace(timestamp=stated)
        submissions.append(one)
    rows.set("submitted_assignment", "timestamp", changed)
    return submissions


def _with_penalties(
    rows: _Rows, submissions: Iterable[Submitted], policy: Policy | None
) -> dict[str, Lateness]:
    """Set the penalties of all notebooks; return the lateness of late students."""
    late = {one.id: one for one in submissions if one.seconds_late > 0}
    penalties = dict.fromkeys(late, 0.0)
    changed: dict[str, float | None] = {}
    for notebook, submission, old, score in rows.notebooks(bool(late and policy)):
        penalty = None
        if policy is not None and submission in late:
            penalty = _penalty(policy, late[submission], score)
        if not _same(old, penalty):
            changed[notebook] = penalty
        if penalty is not None:
            penalties[submission] += penalty
    rows.set("submitted_notebook", "late_submission_penalty", changed)
    return {
        one.student: Lateness(one.seconds_late, penalties[one.id])
        for one in late.values()
    }


def _penalty(policy: Policy, submitted: Submitted, score: float) -> float | None:
    """Return the penalty of one notebook, between 0 and its score as in nbgrader.

    Raises:
        UsageError: the instructor's plugin fails.
    """
    try:
        penalty = policy(submitted.student, score, submitted.seconds_late)
        return None if penalty is None else min(max(float(penalty), 0.0), score)
    except Exception as error:
        shown = one_line(submitted.student, 60)
        raise UsageError(
            f"The late penalty of {shown!r} cannot be set: {type(error).__name__}: "
            f"{error}. Fix the plugin in nbgrader_config.py, then run this again; "
            "scores are kept."
        ) from None


def _same(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is new
    return abs(old - new) < CLOSE

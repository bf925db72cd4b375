"""The tables of nbgrader that the project uses, reflected from the database.

    assignment ── notebook ── base_cell ── grade_cells       as released
        │            │   └─── source_cell
    submitted_assignment ── submitted_notebook ── grade      per student
        └── student                          └─── comment

A graded cell is a base_cell of type GradeCell with its points in grade_cells; an answer
is one of type SolutionCell; a written answer is both. A submission has one grade for
each GradeCell and one comment for each SolutionCell, and both for a TaskCell.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from sqlalchemy import Connection, MetaData, Select, Table, create_engine, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from autograder.assignment.errors import UsageError
from autograder.assignment.installation import how_to_install

LOCK_SECONDS = 60  # how long to wait while Formgrader writes
GRADE, COMMENT = "grade", "comment"
CELL_TYPES = {GRADE: ("GradeCell", "TaskCell"), COMMENT: ("SolutionCell", "TaskCell")}


class Database:
    """An open gradebook. Use as a context manager.

    Raises:
        UsageError: there is no gradebook at the address, or it cannot be opened.
    """

    def __init__(self, db_url: str) -> None:
        sqlite = db_url.startswith("sqlite")
        arguments = {"timeout": LOCK_SECONDS} if sqlite else {}
        metadata = MetaData()
        try:
            self.engine = create_engine(db_url, connect_args=arguments)
            try:
                metadata.reflect(self.engine)
            except BaseException:
                self.engine.dispose()
                raise
        except ModuleNotFoundError as error:
            raise UsageError(_no_driver(db_url, error)) from None
        except SQLAlchemyError as error:
            raise UsageError(
                f"The gradebook {without_password(db_url)} cannot be opened: "
                f"{first_line(error)}. Check db_url, or run `nbgrader db upgrade` "
                "after an upgrade of nbgrader."
            ) from None
        self.tables: Mapping[str, Table] = metadata.tables

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.engine.dispose()

    def named(self, *names: str) -> list[Table]:
        """Return the tables with these names."""
        return [self.tables[name] for name in names]


def without_password(db_url: str) -> str:
    """Return the address of a gradebook as it may be shown."""
    try:
        return make_url(db_url).render_as_string(hide_password=True)
    except SQLAlchemyError:
        return db_url


def _no_driver(db_url: str, error: ModuleNotFoundError) -> str:
    """Return what to install for this address."""
    advice = f"Install the package {error.name}."
    if db_url.startswith("postgres"):
        advice = (
            f"Run: {how_to_install('postgres')}, and let db_url in nbgrader_config.py "
            "begin with postgresql+psycopg://"
        )
    return (
        f"The gradebook {without_password(db_url)} cannot be opened: there is no "
        f"package {error.name}. {advice}"
    )


class ReleasedCell(NamedTuple):
    """A row of base_cell: a graded cell or a solution cell."""

    id: str
    name: str
    type: str


class Release(NamedTuple):
    """The rows of a released assignment.

    Attributes:
        id: id of the row in assignment.
        notebooks: the cells of each notebook, by the id of its row in notebook.
    """

    id: str
    notebooks: dict[str, list[ReleasedCell]]


def read_release(database: Database, connection: Connection, name: str) -> Release:
    """Return the released assignment with this name.

    Raises:
        UsageError: it has not been released.
    """
    task, notebook, cell = database.named("assignment", "notebook", "base_cell")
    joined = task.outerjoin(notebook, notebook.c.assignment_id == task.c.id).outerjoin(
        cell, cell.c.notebook_id == notebook.c.id
    )
    query = (
        select(task.c.id, notebook.c.id, cell.c.id, cell.c.name, cell.c.type)
        .select_from(joined)
        .where(task.c.name == name)
    )
    rows = connection.execute(query).all()
    if not rows:
        raise UsageError(
            "Nothing has been released here. Run: python -m autograder release"
        )
    notebooks: dict[str, list[ReleasedCell]] = {r[1]: [] for r in rows if r[1]}
    for _, notebook_id, *cell_row in rows:
        if cell_row[0] is not None:
            notebooks[notebook_id].append(ReleasedCell(*cell_row))
    return Release(rows[0][0], notebooks)


def rows_of_class(database: Database, assignment: str, kind: str) -> Select[Any]:
    """Return a query for (student, cell) of all grades or comments, to be extended."""
    table, cell, notebook, submission, task = database.named(
        kind, "base_cell", "submitted_notebook", "submitted_assignment", "assignment"
    )
    joined = (
        table.join(cell, table.c.cell_id == cell.c.id)
        .join(notebook, table.c.notebook_id == notebook.c.id)
        .join(submission, notebook.c.assignment_id == submission.c.id)
        .join(task, submission.c.assignment_id == task.c.id)
    )
    query = select(submission.c.student_id, cell.c.name).select_from(joined)
    return query.where(task.c.name == assignment)


def first_line(error: Exception) -> str:
    """Return the first line of the error's message."""
    return str(error).strip().split("\n", 1)[0]


def student_id(student: str) -> str:
    """Return the student's id in the gradebook: a folder's name may not be UTF-8."""
    return student.encode("utf-8", "backslashreplace").decode()

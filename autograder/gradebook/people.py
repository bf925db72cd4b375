"""Reads and writes what the gradebook knows about students: names, e-mail addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from autograder.assignment.errors import UsageError, one_line
from autograder.gradebook.schema import Database, first_line, student_id

Columns = tuple[str | None, str | None, str | None]  # first name, last name, e-mail
NOBODY: Columns = (None, None, None)
LONGEST = 128  # characters of a name or an address, as nbgrader declares its columns


class Named(NamedTuple):
    """One student as a roster lists them.

    Attributes:
        first, last: the name; `last` is the full name if `first` is "".
    """

    student: str
    first: str
    last: str
    email: str


def student_names(database: Database) -> dict[str, str]:
    """Return first and last names by student id, of those that have a name."""
    [student] = database.named("student")
    query = select(student.c.id, student.c.first_name, student.c.last_name)
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    names = {one: " ".join(filter(None, parts)).strip() for one, *parts in rows}
    return {one: name for one, name in names.items() if name}


def enter_students(database: Database, roster: Iterable[Named]) -> int:
    """Add students, and names and addresses that are missing; return how many changed.

    What the gradebook has stays, because an instructor may have edited it.

    Raises:
        UsageError: the gradebook cannot be written; nothing was entered.
    """
    [table] = database.named("student")
    columns = (table.c.id, table.c.first_name, table.c.last_name, table.c.email)
    new: list[dict[str, str | None]] = []
    changed: list[dict[str, str | None]] = []
    try:
        with database.engine.begin() as connection:
            known = {row[0]: row[1:] for row in connection.execute(select(*columns))}
            for one in roster:
                student = student_id(one.student)
                before = known.get(student)
                first, last, email = known[student] = _completed(one, *before or NOBODY)
                values = {"first_name": first, "last_name": last, "email": email}
                if before is None:
                    new.append({"id": student, **values})
                elif tuple(before) != (first, last, email):
                    changed.append({"row": student, **values})
            if new:
                connection.execute(insert(table), new)
            if changed:
                statement = update(table).where(table.c.id == bindparam("row"))
                connection.execute(statement, changed)
    except SQLAlchemyError as error:
        raise UsageError(
            f"The roster cannot be entered in the gradebook: {first_line(error)}. Fix "
            "the cause and run the command again."
        ) from None
    return len(new) + len(changed)


def _completed(
    one: Named, first: str | None, last: str | None, email: str | None
) -> Columns:
    """Return the gradebook's columns with the roster's values where they are empty.

    A full name that an earlier roster gave is replaced by its parts.
    """
    given, family = _plain(one.first), _plain(one.last)
    if not first and last in (None, "", f"{given} {family}".strip()):
        if family:
            first, last = given, family
    elif given:
        first, last = first or given, last or family
    return first, last, email or _plain(one.email) or email


def _plain(text: str) -> str:
    """Return the text without commas, because nbgrader exports it without quotes."""
    words = text.replace(",", " ").split()
    return one_line(" ".join(words), LONGEST)

"""Reads what the gradebook knows about students: their names."""

from __future__ import annotations

from sqlalchemy import select

from autograder.gradebook.schema import Database


def student_names(database: Database) -> dict[str, str]:
    """Return first and last names by student id, of those that have a name."""
    [student] = database.named("student")
    query = select(student.c.id, student.c.first_name, student.c.last_name)
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    names = {one: " ".join(filter(None, parts)).strip() for one, *parts in rows}
    return {one: name for one, name in names.items() if name}

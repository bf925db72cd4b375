"""A gradebook in which the toy assignment is released, by nbgrader's preprocessor."""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
from functools import cache
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ComputeChecksums, SaveCells

from autograder.assignment.assignment import Assignment
from autograder.gradebook.configuration import find_alembic

RELEASED: dict[tuple[str, str], bytes] = {}  # by the name and fingerprint


def release(file: Path, assignment: Assignment) -> str:
    """Write the gradebook, or add the assignment to it; return its address."""
    url = f"sqlite:///{file}"
    if file.exists():
        _save(url, assignment)
        return url
    key = (assignment.name, assignment.fingerprint)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(RELEASED.get(key) or empty_gradebook())
    if key not in RELEASED:
        _save(url, assignment)
        RELEASED[key] = file.read_bytes()
    return url


def release_into(url: str, assignment: Assignment) -> str:
    """Release into the gradebook at this address, which nbgrader creates if needed."""
    find_alembic()
    _save(url, assignment)
    return url


def _save(url: str, assignment: Assignment) -> None:
    with Gradebook(url) as book:
        book.update_or_create_assignment(assignment.name)
    for name in assignment.notebooks:
        resources = {"assignment": assignment.name, "notebook": name, "db_url": url}
        notebook = nbformat.read(assignment.folder / f"{name}.ipynb", 4)
        for step in (ComputeChecksums(), SaveCells()):
            notebook, _ = step.preprocess(notebook, {"nbgrader": resources})


@cache
def empty_gradebook() -> bytes:
    """An empty gradebook, cached because nbgrader starts a process to create it."""
    find_alembic()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "gradebook.db"
        Gradebook(f"sqlite:///{file}").close()
        return file.read_bytes()


def query(file: Path, statement: str, *parameters: object) -> list[tuple]:
    """The rows of an SQL query."""
    with contextlib.closing(sqlite3.connect(file)) as connection:
        return connection.execute(statement, parameters).fetchall()

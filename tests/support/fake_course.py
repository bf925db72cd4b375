"""A small course for tests: real ids, short cells, no sandbox.

The session runs code in this process, in a separate namespace. Never give it hostile
code.
"""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from pathlib import Path
from types import SimpleNamespace

from own_assignment import NOTEBOOKS, QUESTIONS

from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.checks.kernel import KernelStudent

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def nbgrader(grade_id, points=None, *, grade=False, solution=False, locked=False):
    metadata = {
        "grade": grade,
        "grade_id": grade_id,
        "locked": locked,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return metadata | ({"points": points} if grade else {})


def cell(key, source, cell_type="code", metadata=None):
    new = {"cell_type": cell_type, "id": key, "metadata": metadata or {}}
    new["source"] = source.splitlines(keepends=True)
    if cell_type == "code":
        new |= {"execution_count": None, "outputs": []}
    return new


def notebook(cells):
    return {
        "cells": cells,
        "metadata": {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            }
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def instructor_cells(name):
    """All cells of one notebook, with solutions from the reference."""
    imports = cell(
        "imports",
        "import numpy as np",
        metadata={"nbgrader": nbgrader("imports", locked=True)},
    )
    cells = [cell("title", f"# {name}", "markdown"), imports]
    cells.append(cell("look", "print('look')"))
    seen = set()
    for question in QUESTIONS:
        if question.notebook != name:
            continue
        if question.by_hand:
            cells.append(written_cell(question))
            continue
        if question.cell not in seen:
            seen.add(question.cell)
            cells.append(solution_cell(question.cell))
            cells.append(show_cell(question.cell))
        cells.append(graded_cell(question))
    return cells


def solution_cell(key):
    names = [n for q in QUESTIONS if q.cell == key for n in q.names]
    imported = ", ".join(dict.fromkeys(names))
    source = f"# {key}\n{BEGIN}\nfrom solutions import {imported}\n{END}"
    return cell(key, source, metadata={"nbgrader": nbgrader(key, solution=True)})


def show_cell(key):
    metadata = {"nbgrader": nbgrader(f"show_{key}", locked=True), "tags": ["show"]}
    return cell(f"show_{key}", f"raise RuntimeError('{key} shown')", metadata=metadata)


def graded_cell(question):
    hidden = (
        f"from autograder.checks import judge; judge({json.dumps(question.grade_id)}, "
        "globals())"
    )
    source = (
        f'"""Checks {question.grade_id}."""\n'
        f"### BEGIN HIDDEN TESTS\n{hidden}\n### END HIDDEN TESTS"
    )
    metadata = nbgrader(question.grade_id, question.points, grade=True, locked=True)
    return cell(question.grade_id, source, metadata={"nbgrader": metadata})


def written_cell(question):
    source = f"What and why?\n\n{BEGIN}\nBecause.\n{END}"
    metadata = nbgrader(question.grade_id, question.points, grade=True, solution=True)
    return cell(question.grade_id, source, "markdown", {"nbgrader": metadata})


def write_instructor(folder: Path) -> Path:
    """Write the instructor's `notebooks/` into the folder."""
    assignment = folder / "notebooks" / "backprop"
    assignment.mkdir(parents=True)
    for name in NOTEBOOKS:
        content = json.dumps(notebook(instructor_cells(name)))
        (assignment / f"{name}.ipynb").write_text(content, encoding="utf-8")
    companion = assignment / "worksheet.py"
    companion.write_text('"""The companion."""\n', encoding="utf-8")
    return assignment.parent


def fake_assignment(folder: Path) -> Assignment:
    return read_assignment(write_instructor(folder))


def as_submitted(source: Assignment, name: str, *, solved=True) -> list[dict]:
    """The cells of one notebook as a student hands them in, solved or blank."""
    return [_handed_in(released, solved) for released in source.notebooks[name]]


def _handed_in(released, solved):
    text = released.released
    if solved and released.kind == "solution":
        kept = [line for line in released.source.split("\n") if "SOLUTION" not in line]
        text = "\n".join(kept)
    if solved and released.kind == "written":
        text = "What and why?\n\nBecause of the chain rule."
    metadata = {"nbgrader": released.nbgrader} if released.nbgrader else {}
    return cell(
        released.key, text, released.cell_type, json.loads(json.dumps(metadata))
    )


def as_file(cells) -> bytes:
    return json.dumps(notebook(cells)).encode()


def submission_files(source: Assignment, *, solved=True) -> dict[str, bytes]:
    return {
        f"{name}.ipynb": as_file(as_submitted(source, name, solved=solved))
        for name in source.notebooks
    }


def find(cells, key):
    return next(one for one in cells if one["id"] == key)


def without(cells, *keys):
    return [one for one in cells if one["id"] not in keys]


class FakeSession(KernelStudent):
    """A session as in `autograder.sandbox`, in this process."""

    def __init__(self) -> None:
        super().__init__({"__name__": "__main__"})
        self.ended: str | None = None
        self.notes: list[str] = []
        self.ran: list[str] = []

    def run_cell(self, source, label):
        self.ran.append(label)
        printed = io.StringIO()
        outputs = []
        status, message = "ok", ""
        with contextlib.redirect_stdout(printed):
            try:
                exec(compile(source, label, "exec"), self.namespace)
            except Exception as error:
                status, message = "error", type(error).__name__
                trace = traceback.format_exc().splitlines()
                outputs.append(
                    {
                        "output_type": "error",
                        "ename": message,
                        "evalue": str(error),
                        "traceback": trace,
                    }
                )
        if printed.getvalue():
            stream = {"output_type": "stream", "name": "stdout"}
            outputs.insert(0, stream | {"text": printed.getvalue()})
        return SimpleNamespace(outputs=outputs, status=status, message=message)

    @property
    def visible(self):
        return KernelStudent(self.namespace)

    @contextlib.contextmanager
    def graded(self, grade_id):
        yield


class FakeSandboxes:
    """An engine as `autograder.sandbox.Engine`, in this process."""

    def __init__(self, mode="auto") -> None:
        self.mode = mode
        self.limits = DEFAULT_LIMITS
        self.sessions: list[FakeSession] = []

    def __exit__(self, *_) -> None:
        """Nothing to end."""

    @contextlib.contextmanager
    def open(self):
        session = FakeSession()
        self.sessions.append(session)
        yield session

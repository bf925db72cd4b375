"""Writes the submissions of the sample class from the released notebooks."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from autograder.assignment.assignment import Assignment
from autograder.demo.bank import snippet
from autograder.demo.students import Files, Student, answered_cells

ESSAY = "A few sentences by {name}, to be graded by hand."


def build_class(
    release: Path, submitted: Path, students: Iterable[Student], assignment: Assignment
) -> None:
    """Write `submitted/NAME/backprop/*.ipynb` for each student.

    Args:
        release: the folder with the released notebooks.
        submitted: the folder with the submissions of the course.
    """
    for student in students:
        folder = submitted / student.name / assignment.name
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in notebooks_of(student, release, assignment).items():
            data = content if isinstance(content, bytes) else _as_bytes(content)
            (folder / name).write_bytes(data)


def notebooks_of(student: Student, release: Path, assignment: Assignment) -> Files:
    """The files that the student submits: file name -> notebook, or bytes."""
    files: Files = {
        path.name: _filled(_read(path), student, assignment)
        for path in sorted(release.glob("*.ipynb"))
    }
    return student.mangle(files) if student.mangle else files


def _read(path: Path) -> dict[str, Any]:
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def _filled(
    notebook: dict[str, Any], student: Student, assignment: Assignment
) -> dict[str, Any]:
    cells: list[dict[str, Any]] = []
    attack = _attack(student)
    for cell in notebook["cells"]:
        metadata = cell["metadata"].get("nbgrader", {})
        name = metadata.get("grade_id", "")
        if metadata.get("solution") and cell["cell_type"] == "code":
            if name == answered_cells(assignment)[0]:
                cells += attack
            if name in student.answers:
                cell["source"] = snippet(name, student.answers[name], assignment).source
        elif metadata.get("solution") and student.written:
            cell["source"] = ESSAY.format(name=student.name)
        cells.append(cell)
    return notebook | {"cells": cells}


def _attack(student: Student) -> list[dict[str, Any]]:
    """The hostile cell before the first answer, or no cell."""
    if not student.attack:
        return []
    return [
        {
            "cell_type": "code",
            "execution_count": None,
            "id": "added-cell",
            "metadata": {},
            "outputs": [],
            "source": student.attack.strip(),
        }
    ]


def _as_bytes(notebook: dict[str, Any]) -> bytes:
    return json.dumps(notebook, ensure_ascii=False, indent=1).encode()

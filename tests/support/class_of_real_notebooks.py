"""A released course with the project's notebooks, and a class that submits them.

For end-to-end tests: real notebooks, the real sandbox, the real command line.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

from own_assignment import AUTOMATIC, NOTEBOOKS, points_in
from paths import ROOT

from autograder.assignment.assignment import read_assignment
from autograder.assignment.course import Course
from autograder.release.build import make_release

MARK = "# by"


def released(root: Path) -> Course:
    """A course in `root/course`, released without verification."""
    return Course(shutil.copytree(_released_once() / "course", root / "course"))


@functools.cache
def _released_once() -> Path:
    """A folder with a released course, which lasts as long as this process."""
    folder = Path(tempfile.mkdtemp(prefix="released-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_release(Course(folder / "course"), "auto", verify=False)
    return folder


def solved_cells(name: str, course: Course, leave: tuple[str, ...] = ()) -> dict:
    """The released notebook with the instructor's solutions filled in.

    Args:
        leave: ids of solution cells that stay blank.
    """
    cells = {
        cell.key: cell for cell in read_assignment(course.notebooks).notebooks[name]
    }
    notebook = json.loads((course.release / f"{name}.ipynb").read_text())
    for cell in notebook["cells"]:
        key = cell["metadata"].get("nbgrader", {}).get("grade_id")
        if key not in cells or key in leave:
            continue
        if cells[key].kind == "solution":
            lines = cells[key].source.split("\n")
            kept = [line for line in lines if "### " not in line]
            cell["source"] = "\n".join([MARK, *kept])
        elif cells[key].kind == "written":
            cell["source"] = "By the chain rule."
    return notebook


def hand_in(course: Course, student: str, notebooks: dict[str, dict]) -> None:
    folder = course.submission(student)
    folder.mkdir(parents=True, exist_ok=True)
    for name, notebook in notebooks.items():
        text = json.dumps(notebook).replace(MARK, f"{MARK} {student}")
        (folder / f"{name}.ipynb").write_text(text)


def make_class(course: Course, size: int) -> dict[str, float]:
    """Submit for `size` students with different blank cells; return their scores."""
    blanks = ["", "s1a", "s1c", "s1d", "s1f", "s2a", "s2d"]
    scores = {}
    for number in range(size):
        blank = blanks[number % len(blanks)]
        student = f"s{number:03}"
        notebooks = {n: solved_cells(n, course, (blank,)) for n in NOTEBOOKS}
        hand_in(course, student, notebooks)
        scores[student] = AUTOMATIC - points_in(blank)
    return scores


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "autograder", *map(str, arguments)]


def environment() -> dict[str, str]:
    """A minimal environment, without the virtual environment on PATH."""
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    return kept | {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}


def run(*arguments: object, status: int = 0) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done


def results(course: Course) -> dict[str, str]:
    """The text of each student's results file."""
    return {path.stem: path.read_text() for path in course.results.glob("*.json")}


def gradebook(course: Course) -> list[tuple]:
    """Every score in the gradebook."""
    query = """
    select student_id, base_cell.name, auto_score, manual_score, needs_manual_grade
    from grade
    join base_cell on grade.cell_id = base_cell.id
    join submitted_notebook on grade.notebook_id = submitted_notebook.id
    join submitted_assignment
      on submitted_notebook.assignment_id = submitted_assignment.id
    order by student_id, base_cell.name
    """
    with contextlib.closing(sqlite3.connect(course.gradebook)) as connection:
        return connection.execute(query).fetchall()


def scores(course: Course) -> dict[str, float]:
    return {name: json.loads(text)["score"] for name, text in results(course).items()}


def descendants(root: int) -> dict[int, str]:
    """All descendants of this process, with their command lines."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if stat[0] != "Z":
                parents[int(entry.name)] = int(stat[1])
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return {pid: command_line(pid) for pid in sorted(found - {root})}


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""

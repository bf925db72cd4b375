"""Creates a course: notebooks, nbgrader's configuration, `.gitignore` and a README.

A README and a `.gitignore` that exist are kept, so that a new git repository can become
a course. Nothing is ever overwritten.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from autograder.assignment.assignment import ASSIGNMENT, released_files
from autograder.assignment.errors import UsageError
from autograder.assignment.installation import in_clone, project_folder

TEMPLATE = Path(__file__).parent / "course_template"
NOTEBOOKS = f"notebooks/{ASSIGNMENT}"
CONFIGURATION = "nbgrader_config.py"
TEXTS = {".gitignore": "gitignore", "README.md": "README.md"}  # file -> template


def create_course(folder: Path) -> list[str]:
    """Create a course in the folder and return the lines to print.

    Raises:
        UsageError: there is a course already, or the path is a file.
    """
    _refuse(folder)
    folder.mkdir(parents=True, exist_ok=True)
    kept = [name for name in TEXTS if _exists(folder / name)]
    with tempfile.TemporaryDirectory(prefix=".init-", dir=folder) as temporary:
        prepared = Path(temporary)
        _prepare(prepared)
        (folder / NOTEBOOKS).parent.mkdir(exist_ok=True)
        # Notebooks last: without them, the folder is not a course.
        new = [n for n in (*TEXTS, CONFIGURATION, NOTEBOOKS) if n not in kept]
        for name in new:
            (prepared / name).rename(folder / name)
    return [*(f"created {folder / n}" for n in new), *_notes(folder, kept)]


def _refuse(folder: Path) -> None:
    if _exists(folder) and not folder.is_dir():
        raise UsageError(f"{folder} is a file. Give a directory for the course.")
    for name in (NOTEBOOKS, CONFIGURATION):
        if _exists(folder / name):
            raise UsageError(
                f"{folder / name} exists, and nothing was changed. Give another "
                "directory, or move the file away."
            )


def _exists(path: Path) -> bool:
    return path.exists() or path.is_symlink()


def _prepare(folder: Path) -> None:
    """Write all files of a course into an empty folder."""
    source = project_folder() / NOTEBOOKS
    for path in released_files(source):
        target = folder / NOTEBOOKS / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    for name, template in TEXTS.items():
        shutil.copyfile(TEMPLATE / template, folder / name)
    # A wheel has the clone's file among the templates.
    origin = project_folder() if in_clone() else TEMPLATE
    shutil.copyfile(origin / CONFIGURATION, folder / CONFIGURATION)


def _notes(folder: Path, kept: list[str]) -> list[str]:
    lines = [f"kept {folder / name}, which exists" for name in kept]
    if ".gitignore" in kept:
        lines.append("add to it the line /course/: students' work and grades")
    if in_clone():
        package = f"{project_folder()}[grading]"
        lines.append(f"commands there need the package: pip install '{package}'")
    return [*lines, f"next: cd {folder}, then autograder doctor"]

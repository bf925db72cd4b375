"""A copy of the project, in which tests change points, parts and questions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from paths import ROOT

PARTS = ("autograder", "solutions", "notebooks", "nbgrader_config.py")
IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
SECTIONS = ("section1_backpropagation", "section2_derivatives")


def copy_project(folder: Path) -> Path:
    """Copy everything that a course needs into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=IGNORED)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def edit_notebook(project: Path, section: str, edit) -> None:
    """Replace the cells of one notebook by `edit(cells)`."""
    number = int(section) - 1
    path = project / "notebooks" / "backprop" / f"{SECTIONS[number]}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"] = edit(notebook["cells"])
    path.write_text(json.dumps(notebook, indent=1), encoding="utf-8")


def set_points(project: Path, grade_id: str, points: float) -> None:
    """Change the points of a cell, only in the notebook's metadata."""

    def edit(cells):
        for cell in cells:
            metadata = cell["metadata"].get("nbgrader", {})
            if metadata.get("grade_id") == grade_id:
                metadata["points"] = points
        return cells

    edit_notebook(project, grade_id[1], edit)


def drop_part(project: Path, part: str) -> None:
    """Delete the cells of a part such as "1c": from its heading to the next one."""

    def edit(cells):
        kept, inside = [], False
        for cell in cells:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and text.startswith("## "):
                inside = text.startswith(f"## ({part[1]})")
            if not inside:
                kept.append(cell)
        return kept

    edit_notebook(project, part[0], edit)


def run_in(project: Path, *command: object, status: int = 0) -> str:
    """Run a command with the copy's packages in its folder; return the output."""
    path = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin:/bin"])
    kept = {name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=project,
        env=kept | {"PATH": path, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr

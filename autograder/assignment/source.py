"""The instructor's notebooks: the only word on ids, points, tags and locked cells.

Kinds of cell:
    solution  the student's answer in code      written  the answer in words, by hand
    graded    judged, worth points              locked   runs as the instructor has it
    show      only shows something: not run     free     the student's to change
    text      prose, and whatever else is not code
"""

from __future__ import annotations

import ast
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import autograder
from autograder.assignment.errors import UsageError
from autograder.assignment.markers import released
from autograder.assignment.questions import ASSIGNMENT, NOTEBOOKS

Kind = Literal["solution", "written", "graded", "locked", "show", "free", "text"]
IGNORED = ("__pycache__", ".ipynb_checkpoints")


class SourceCell(NamedTuple):
    """One cell of the instructor's.

    Attributes:
        key: its `grade_id`, else its cell id.
        source: as the instructor wrote it, solution and hidden line included.
        released: as students receive it.
        nbgrader: its nbgrader metadata, or None.
        only_shows: as handed out it gives no name a value: nothing hangs on running it.
        squeezed: as released, with all white space alike.
    """

    key: str
    kind: Kind
    cell_type: str
    source: str
    released: str
    nbgrader: dict[str, Any] | None
    tags: tuple[str, ...]
    only_shows: bool
    squeezed: str


class Source(NamedTuple):
    """The assignment as the instructor has it.

    Attributes:
        folder: where the notebooks and the companion lie.
        notebooks: the cells of each notebook, in order.
        fingerprint: changes whenever any file of the folder does.
    """

    folder: Path
    notebooks: dict[str, tuple[SourceCell, ...]]
    fingerprint: str


def default_folder() -> Path:
    """`notebooks/` beside the package, else where the command runs."""
    beside = Path(autograder.__file__).resolve().parent.parent / "notebooks"
    return beside if (beside / ASSIGNMENT).is_dir() else Path.cwd() / "notebooks"


def read_source(folder: Path | None = None) -> Source:
    """The instructor's notebooks in `folder` (the one that holds `backprop/`).

    Raises:
        UsageError: a notebook is missing or is not one.
    """
    place = (folder or default_folder()) / ASSIGNMENT
    if not place.is_dir():
        raise UsageError(
            f"{place} is not there. Run this in the project's folder, or clone it anew."
        )
    return _read(place, fingerprint(place))


@lru_cache(maxsize=4)
def _read(place: Path, mark: str) -> Source:
    notebooks = {name: _cells(place / f"{name}.ipynb") for name in NOTEBOOKS}
    return Source(place, notebooks, mark)


def fingerprint(place: Path) -> str:
    """A digest of every file below `place`, by name and content."""
    digest = hashlib.sha256()
    for path in released_files(place):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(place).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def released_files(place: Path) -> list[Path]:
    """The files that are part of the assignment, in a fixed order."""
    return sorted(
        path
        for path in place.rglob("*")
        if path.is_file() and not set(path.parts) & set(IGNORED)
    )


def _cells(path: Path) -> tuple[SourceCell, ...]:
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_cell(cell) for cell in notebook["cells"])
    except FileNotFoundError:
        raise UsageError(f"{path} is missing. Restore it with git.") from None
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} cannot be read as a notebook: {error}") from None


def _cell(cell: dict[str, Any]) -> SourceCell:
    source = cell["source"]
    text = source if isinstance(source, str) else "".join(source)
    nbgrader = cell.get("metadata", {}).get("nbgrader")
    tags = tuple(cell.get("metadata", {}).get("tags", ()))
    is_solution = bool(nbgrader and nbgrader.get("solution"))
    shown = released(text, cell["cell_type"], is_solution)
    return SourceCell(
        key=nbgrader["grade_id"] if nbgrader else cell["id"],
        kind=_kind(cell["cell_type"], nbgrader or {}, tags),
        cell_type=cell["cell_type"],
        source=text,
        released=shown,
        nbgrader=nbgrader,
        tags=tags,
        only_shows=cell["cell_type"] == "code" and _only_shows(text),
        squeezed=squeezed(shown),
    )


def squeezed(text: str) -> str:
    """The text with all white space alike."""
    return " ".join(text.split())


def _only_shows(source: str) -> bool:
    """Whether the instructor's code consists of plain expressions."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    bound = any(isinstance(node, ast.NamedExpr) for node in ast.walk(tree))
    return not bound and all(isinstance(one, ast.Expr) for one in tree.body)


def _kind(cell_type: str, nbgrader: dict[str, Any], tags: tuple[str, ...]) -> Kind:
    solution, grade = nbgrader.get("solution"), nbgrader.get("grade")
    if solution and grade:
        return "written"
    if cell_type != "code":
        return "text"
    if solution:
        return "solution"
    if grade:
        return "graded"
    if "show" in tags:
        return "show"
    return "locked" if nbgrader.get("locked") else "free"

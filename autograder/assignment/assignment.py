"""The assignment as the instructor's notebooks define it, the only source for it.

It is read once and then passed as an argument.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from autograder.assignment.cells import Cell, read_cell
from autograder.assignment.errors import UsageError
from autograder.assignment.installation import project_folder
from autograder.assignment.questions import Question, questions_of

ASSIGNMENT = "backprop"  # the folder below notebooks/, and nbgrader's assignment id
IGNORED = ("__pycache__", ".ipynb_checkpoints")


@dataclass(frozen=True)
class Assignment:
    """One assignment.

    Attributes:
        name: nbgrader's assignment id.
        folder: with the notebooks and the companion.
        notebooks: the cells of each notebook, in order, by its name without `.ipynb`.
        fingerprint: a digest of all files of the folder.
    """

    name: str
    folder: Path
    notebooks: dict[str, tuple[Cell, ...]]
    fingerprint: str

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """Every graded cell, in the order of the notebooks."""
        return questions_of(self.notebooks)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        """The questions by `grade_id`."""
        return {question.grade_id: question for question in self.questions}

    @property
    def max_score(self) -> float:
        """All points."""
        return sum(question.points for question in self.questions)

    @property
    def automatic_points(self) -> float:
        """The points of the automatically graded cells."""
        return sum(q.points for q in self.questions if not q.by_hand)

    @property
    def written(self) -> tuple[str, ...]:
        """The ids of the written answers."""
        return tuple(q.grade_id for q in self.questions if q.by_hand)

    def asked_in(self, notebook: str) -> tuple[Question, ...]:
        """The questions of one notebook."""
        return tuple(q for q in self.questions if q.notebook == notebook)

    def before(self, grade_id: str) -> tuple[str, ...]:
        """The ids of the graded cells before this one in its notebook."""
        ids = [q.grade_id for q in self.asked_in(self.by_id[grade_id].notebook)]
        return tuple(ids[: ids.index(grade_id)])


def notebooks_folder() -> Path:
    """Return `notebooks/` in the working directory, else the project's."""
    here = Path.cwd() / "notebooks"
    return here if (here / ASSIGNMENT).is_dir() else project_folder() / "notebooks"


def notebooks_of_kernel() -> Path:
    """Return `notebooks/` of the course in which this kernel runs, else the project's.

    nbgrader's kernels run in a folder of the course, such as
    `course/autograded/STUDENT/backprop/`.
    """
    for folder in Path.cwd().parents:
        if (folder / "notebooks" / ASSIGNMENT).is_dir():
            return folder / "notebooks"
    return notebooks_folder()


def notebooks_beside(course: Path, name: str = ASSIGNMENT) -> Path | None:
    """Return `notebooks/` in the parent folder of the course directory.

    None if there is none, or if it is the one of `notebooks_folder`: workers on other
    machines use their local copy.
    """
    place = Path(os.path.abspath(course)).parent / "notebooks"
    if not (place / name).is_dir() or place == notebooks_folder():
        return None
    return place


def read_assignment(folder: Path | None = None, name: str = ASSIGNMENT) -> Assignment:
    """Return the assignment in `folder` (the one that holds `backprop/`).

    Raises:
        UsageError: there is no notebook, or one cannot be read.
    """
    place = (folder or notebooks_folder()) / name
    if not place.is_dir():
        raise UsageError(
            f"{place} does not exist. Run this in the project's folder, or clone the "
            "project again."
        )
    return _read(place, fingerprint(place))


@lru_cache(maxsize=4)
def _read(place: Path, mark: str) -> Assignment:
    files = sorted(place.glob("*.ipynb"))
    if not files:
        raise UsageError(f"{place} holds no notebook. Restore it with git.")
    notebooks = {path.stem: _cells(path) for path in files}
    return Assignment(place.name, place, notebooks, mark)


def fingerprint(place: Path) -> str:
    """Return a digest of the names and contents of all files below `place`."""
    digest = hashlib.sha256()
    for path in released_files(place):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(place).as_posix()}\0{content}\n".encode())
    return digest.hexdigest()


def released_files(place: Path) -> list[Path]:
    """Return the files that are part of the assignment, in a fixed order."""
    return sorted(
        path
        for path in place.rglob("*")
        if path.is_file() and not _is_ignored(path.relative_to(place))
    )


def _is_ignored(path: Path) -> bool:
    return any(part in IGNORED or part.startswith(".") for part in path.parts)


def _cells(path: Path) -> tuple[Cell, ...]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        if not isinstance(cells, list):
            raise TypeError("its cells are not a list")
        return tuple(read_cell(cell) for cell in cells)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} cannot be read as a notebook: {error}") from None

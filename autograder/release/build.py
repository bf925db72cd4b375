"""Builds and verifies the student version.

Everything is built in a temporary folder. It is moved into place only after all checks
have passed, so a release is never incomplete.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import IGNORED, Assignment, read_assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.isolation import Mode
from autograder.assignment.results import automatic
from autograder.gradebook.configuration import Configuration, read_configuration
from autograder.grading.loose_files import grade_one
from autograder.grading.submission import Submission
from autograder.release import companion_data
from autograder.release.companion_data import FILE, refresh
from autograder.release.generate import generate
from autograder.release.leaks import leaks, texts
from autograder.release.stated_points import Correction, corrections
from autograder.release.student_checks import (
    failing_checks,
    has_companion,
    missing_rows,
)
from autograder.release.student_zip import write_bundle
from autograder.release.validate import problems

PREFIX = ".release-"


class Release(NamedTuple):
    """A finished release and its paths.

    Attributes:
        folder, bundle: the student version as a folder and as a zip file.
        verified: whether the solution was graded first.
        corrected: cells whose text stated wrong points; students get the right ones.
    """

    folder: Path
    bundle: Path
    assignment: Assignment
    verified: bool
    corrected: tuple[Correction, ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the lines to print for the instructor."""
        yield f"released {len(self.assignment.notebooks)} notebooks to {self.folder}"
        yield f"for students without nbgrader: {self.bundle}"
        if self.verified:
            points = f"{self.assignment.automatic_points:g}"
            yield (
                f"verified: the solution earns all {points} automatic points, "
                "and the student version does not contain it"
            )
        yield from (f"note: {correction}" for correction in self.corrected)


def make_release(course: Course, mode: Mode, verify: bool = True) -> Release:
    """Build the student version of the course.

    Args:
        verify: grade the instructor's own solution first.

    Raises:
        UsageError: the course has errors; nothing was changed.
    """
    assignment = read_assignment(course.notebooks, course.assignment)
    _refuse(problems(assignment), "The notebooks have errors")
    corrected = tuple(corrections(assignment))
    with contextlib.suppress(UsageError):  # the student copy is rebuilt below
        assignment = refresh(assignment)
    with _student_copy(assignment, corrected) as copy:
        if verify:
            _verify(copy, mode)
        configuration = read_configuration(course)
        course.root.mkdir(parents=True, exist_ok=True)
        bundle = _build(copy, course, configuration)
    return Release(course.release, bundle, assignment, verify, corrected)


@contextmanager
def _student_copy(
    assignment: Assignment, corrected: tuple[Correction, ...]
) -> Iterator[Assignment]:
    """Yield a copy of the notebooks with corrected points and a new worksheet.json."""
    with tempfile.TemporaryDirectory(prefix="release-") as temporary:
        folder = Path(temporary).resolve() / assignment.name
        _copy(assignment.folder, folder)
        for one in corrected:
            path = folder / f"{one.notebook}.ipynb"
            notebook = json.loads(path.read_text(encoding="utf-8"))
            for cell in notebook["cells"]:
                if cell["id"] == one.key:
                    cell["source"] = one.source
            text = json.dumps(notebook, ensure_ascii=False)
            path.write_text(text, encoding="utf-8")
        copy = read_assignment(folder.parent, assignment.name)
        if has_companion(copy):
            (folder / FILE).write_text(companion_data.text(copy), encoding="utf-8")
        yield read_assignment(folder.parent, assignment.name)


def _verify(copy: Assignment, mode: Mode) -> None:
    """Refuse questions that cannot be solved, and checks that give wrong results."""
    _refuse(missing_rows(copy), "Some questions are incomplete")
    _refuse(unearned(copy, mode), "The solution does not earn all points")
    _refuse(failing_checks(copy, mode), "The checks in the notebook give wrong results")


def _build(copy: Assignment, course: Course, configuration: Configuration) -> Path:
    """Move the student version and its zip file into place; return the zip."""
    name, archive = copy.name, f"{copy.name}.zip"
    with _temporary_folder(course.root) as temporary:
        _copy(copy.folder, temporary / "source" / name)
        # First without the gradebook, to search for leaks before anything changes.
        generate(temporary, name, configuration, record=False)
        built = temporary / "release" / name
        _refuse(leaked(built, copy), "Students would receive solutions or hidden tests")
        generate(temporary, name, configuration, record=True)
        write_bundle(built, temporary / archive, copy)
        _put(built, course.release)
        return (temporary / archive).replace(course.release.parent / archive)


def unearned(assignment: Assignment, mode: Mode) -> list[str]:
    """Return the graded cells in which the instructor's solution loses points."""
    notebooks = {
        f"{name}.ipynb": (assignment.folder / f"{name}.ipynb").read_bytes()
        for name in assignment.notebooks
    }
    submission = Submission("solution", notebooks)
    folder = assignment.folder.parent
    result = grade_one(submission, mode, assignment, folder)
    missed = [
        f"{name} earns {cell.score:g} of {cell.max_score:g}: {cell.feedback}"
        for name, cell in result.cells.items()
        if not assignment.by_id[name].by_hand and cell.score != cell.max_score
    ]
    earned, full = automatic(result, assignment), assignment.automatic_points
    if not missed and earned != full:
        missed = [f"{earned:g} of {full:g} points"]
    return missed


def leaked(release: Path, assignment: Assignment) -> list[str]:
    """Return where the student version contains hidden tests or solutions."""
    cells = [
        cell.source
        for cells in assignment.notebooks.values()
        for cell in cells
        if cell.kind == "solution"
    ]
    modules = [path.read_text("utf-8") for path in _reference().glob("*.py")]
    return leaks(texts(release), [*cells, *modules])


def _reference() -> Path:
    import solutions

    return Path(solutions.__file__).parent


def _refuse(errors: list[str], summary: str) -> None:
    if errors:
        listed = "".join(f"\n  {error}" for error in errors)
        raise UsageError(f"{summary}; nothing was released.{listed}")


@contextmanager
def _temporary_folder(root: Path) -> Iterator[Path]:
    """Create a folder beside the release; remove those of interrupted runs."""
    for leftover in root.glob(f"{PREFIX}*"):
        shutil.rmtree(leftover, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=root)).resolve()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*IGNORED, ".*"))


def _put(folder: Path, target: Path) -> None:
    """Replace the target by the folder, with two renames."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(folder.parent / "former")
    folder.rename(target)

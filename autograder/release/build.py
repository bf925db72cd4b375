"""The student version: built by nbgrader, verified, and put in place whole.

Everything is built in a scratch folder first. Only what passed every check is moved to
where students get it from, so that a release is never half there.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.assignment import IGNORED, Assignment, read_assignment
from autograder.assignment.contract import ASSIGNMENT, BY_ID
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.results import AUTOMATIC, automatic
from autograder.gradebook.configuration import read_configuration
from autograder.grading.loose_files import grade_all
from autograder.grading.submission import Submission
from autograder.grading.worker import Mode
from autograder.release.generate import generate
from autograder.release.leaks import leaks, texts
from autograder.release.student_zip import NAME, write_bundle
from autograder.release.validate import departures

SCRATCH = ".release-"


class Made(NamedTuple):
    """What was released, and where it lies."""

    folder: Path
    bundle: Path
    notebooks: int
    verified: bool

    def lines(self) -> Iterator[str]:
        """What to tell the instructor."""
        yield f"released {self.notebooks} notebooks to {self.folder}"
        yield f"for students without nbgrader: {self.bundle}"
        if self.verified:
            yield (
                f"verified: the solution earns all {AUTOMATIC} automatic points, "
                "and students receive none of it"
            )


def make_release(course: Course, mode: Mode, verify: bool = True) -> Made:
    """Build the student version of the course.

    Args:
        verify: grade the instructor's own solution first.

    Raises:
        UsageError: the course must not be released as it is; nothing was changed.
    """
    source = read_assignment(course.notebooks)
    _refuse(departures(source), "The notebooks do not keep the contract")
    if verify:
        _refuse(unearned(source, mode), "The solution does not earn its points")
    own = read_configuration(course)
    course.root.mkdir(parents=True, exist_ok=True)
    with _scratch(course.root) as scratch:
        _copy(source.folder, scratch / "source" / ASSIGNMENT)
        # Once without the gradebook, to look before anything changes.
        generate(scratch, own, record=False)
        made = scratch / "release" / ASSIGNMENT
        _refuse(leaked(made, source), "Students would receive what they should not")
        generate(scratch, own, record=True)
        write_bundle(made, scratch / NAME)
        _put(made, course.release)
        bundle = course.release.parent / NAME
        (scratch / NAME).replace(bundle)
    return Made(course.release, bundle, len(source.notebooks), verify)


def unearned(source: Assignment, mode: Mode) -> list[str]:
    """The automatic points that the instructor's own solution misses."""
    notebooks = {
        f"{name}.ipynb": (source.folder / f"{name}.ipynb").read_bytes()
        for name in source.notebooks
    }
    folder = source.folder.parent
    [graded] = grade_all([Submission("solution", notebooks)], mode, folder)
    missed = [
        f"{name} earns {cell.score:g} of {cell.max_score:g}: {cell.feedback}"
        for name, cell in graded.result.cells.items()
        if not BY_ID[name].by_hand and cell.score != cell.max_score
    ]
    if not missed and automatic(graded.result) != AUTOMATIC:
        missed = [f"{automatic(graded.result):g} of {AUTOMATIC} points"]
    return missed


def leaked(release: Path, source: Assignment) -> list[str]:
    """What the student version contains of hidden tests and solutions."""
    cells = [
        cell.source
        for cells in source.notebooks.values()
        for cell in cells
        if cell.kind == "solution"
    ]
    modules = [path.read_text("utf-8") for path in _reference().glob("*.py")]
    return leaks(texts(release), [*cells, *modules])


def _reference() -> Path:
    import solutions

    return Path(solutions.__file__).parent


def _refuse(faults: list[str], what: str) -> None:
    if faults:
        listed = "".join(f"\n  {fault}" for fault in faults)
        raise UsageError(f"{what}; nothing was released.{listed}")


@contextmanager
def _scratch(root: Path) -> Iterator[Path]:
    """A folder beside the release, and no trace of earlier ones that were cut off."""
    for left in root.glob(f"{SCRATCH}*"):
        shutil.rmtree(left, ignore_errors=True)
    place = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=root)).resolve()
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _copy(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*IGNORED))


def _put(made: Path, target: Path) -> None:
    """Put the folder in the target's place, by two renames."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(made.parent / "former")
    made.rename(target)

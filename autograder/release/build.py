"""The student version: built by nbgrader, verified, and put in place whole.

Everything is built in a scratch folder first. Only what passed every check is moved to
where students get it from, so that a release is never half there.
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
from autograder.assignment.results import automatic
from autograder.checks import companion_data
from autograder.checks.companion_data import FILE, refresh
from autograder.gradebook.configuration import Configuration, read_configuration
from autograder.grading.loose_files import grade_all
from autograder.grading.submission import Submission
from autograder.grading.worker import Mode
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

SCRATCH = ".release-"


class Made(NamedTuple):
    """What was released, and where it lies.

    Attributes:
        corrected: cells whose stated points were put right for students.
    """

    folder: Path
    bundle: Path
    assignment: Assignment
    verified: bool
    corrected: tuple[Correction, ...] = ()

    def lines(self) -> Iterator[str]:
        """What to tell the instructor."""
        yield f"released {len(self.assignment.notebooks)} notebooks to {self.folder}"
        yield f"for students without nbgrader: {self.bundle}"
        if self.verified:
            points = f"{self.assignment.automatic_points:g}"
            yield (
                f"verified: the solution earns all {points} automatic points, "
                "and students receive none of it"
            )
        yield from (f"note: {correction}" for correction in self.corrected)


def make_release(course: Course, mode: Mode, verify: bool = True) -> Made:
    """Build the student version of the course.

    Args:
        verify: grade the instructor's own solution first.

    Raises:
        UsageError: the course must not be released as it is; nothing was changed.
    """
    assignment = read_assignment(course.notebooks, course.assignment)
    _refuse(problems(assignment), "The notebooks do not keep the contract")
    corrected = tuple(corrections(assignment))
    with contextlib.suppress(UsageError):  # students get a copy that is rebuilt anyway
        assignment = refresh(assignment)
    with _student_copy(assignment, corrected) as copy:
        if verify:
            _verify(copy, mode)
        configuration = read_configuration(course)
        course.root.mkdir(parents=True, exist_ok=True)
        bundle = _build(copy, course, configuration)
    return Made(course.release, bundle, assignment, verify, corrected)


@contextmanager
def _student_copy(
    assignment: Assignment, corrected: tuple[Correction, ...]
) -> Iterator[Assignment]:
    """A copy of the notebooks with what students get put right.

    That is the points that prose states, and worksheet.json.
    """
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
    """Refuse what students could not solve, or what would tell them untruths."""
    _refuse(missing_rows(copy), "A question is only half there")
    _refuse(unearned(copy, mode), "The solution does not earn its points")
    _refuse(failing_checks(copy, mode), "The checks in the notebook do not agree")


def _build(copy: Assignment, course: Course, configuration: Configuration) -> Path:
    """Put the student version and its zip in place; the path of the zip."""
    name, archive = copy.name, f"{copy.name}.zip"
    with _scratch(course.root) as scratch:
        _copy(copy.folder, scratch / "source" / name)
        # Once without the gradebook, to look before anything changes.
        generate(scratch, name, configuration, record=False)
        made = scratch / "release" / name
        _refuse(leaked(made, copy), "Students would receive what they should not")
        generate(scratch, name, configuration, record=True)
        write_bundle(made, scratch / archive, copy)
        _put(made, course.release)
        return (scratch / archive).replace(course.release.parent / archive)


def unearned(assignment: Assignment, mode: Mode) -> list[str]:
    """The automatic points that the instructor's own solution misses."""
    notebooks = {
        f"{name}.ipynb": (assignment.folder / f"{name}.ipynb").read_bytes()
        for name in assignment.notebooks
    }
    submission = Submission("solution", notebooks)
    folder = assignment.folder.parent
    [graded] = grade_all([submission], mode, assignment, folder)
    missed = [
        f"{name} earns {cell.score:g} of {cell.max_score:g}: {cell.feedback}"
        for name, cell in graded.result.cells.items()
        if not assignment.by_id[name].by_hand and cell.score != cell.max_score
    ]
    earned, full = automatic(graded.result, assignment), assignment.automatic_points
    if not missed and earned != full:
        missed = [f"{earned:g} of {full:g} points"]
    return missed


def leaked(release: Path, assignment: Assignment) -> list[str]:
    """What the student version contains of hidden tests and solutions."""
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
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*IGNORED, ".*"))


def _put(made: Path, target: Path) -> None:
    """Put the folder in the target's place, by two renames."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(made.parent / "former")
    made.rename(target)

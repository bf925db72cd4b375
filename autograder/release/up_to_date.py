"""Checks that the release agrees with `notebooks/`.

Graded cells, points and locked cells come from `notebooks/` only. If students received
others, grading stops until the course is released again.
"""

from __future__ import annotations

import sys

from autograder.assignment.assignment import Assignment
from autograder.assignment.cells import Cell
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.gradebook.configuration import Configuration
from autograder.gradebook.read import Released, is_released
from autograder.gradebook.write import GradebookWriter

NOT_EDITED = ("graded", "locked", "show")


def ensure_released(
    course: Course, assignment: Assignment, configuration: Configuration
) -> None:
    """Make sure that the release agrees with the notebooks.

    If there is no release, make one: students may have received the notebooks from
    another copy of the project.

    Raises:
        UsageError: the release differs, or the course cannot be released.
    """
    if not is_released(configuration.db_url, assignment):
        from autograder.release.build import make_release

        release = make_release(course, "auto", verify=False)
        print(f"there was no release yet: {release.folder} created", file=sys.stderr)
        return
    with GradebookWriter(configuration.db_url, assignment) as book:
        different = differences(book.released(), assignment)
    if different:
        raise UsageError(
            f"The notebooks differ from the release ({', '.join(different[:5])}). "
            f"Run release again: python -m autograder release --course {course.root}"
        )


def differences(
    known: dict[tuple[str, str], Released], assignment: Assignment
) -> list[str]:
    """Return the ids of cells that differ between gradebook and notebooks."""
    expected: set[tuple[str, str]] = set()
    different: list[str] = []
    for notebook, cells in assignment.notebooks.items():
        for cell in cells:
            if cell.nbgrader is None:
                continue
            expected.add((notebook, cell.key))
            if not _agrees(known.get((notebook, cell.key)), cell):
                different.append(cell.key)
    return different + sorted(name for _, name in known.keys() - expected)


def _agrees(known: Released | None, cell: Cell) -> bool:
    if known is None:
        return False
    assert cell.nbgrader is not None
    if cell.nbgrader.get("grade") and known.points != float(cell.nbgrader["points"]):
        return False
    return cell.kind not in NOT_EDITED or known.source == cell.source

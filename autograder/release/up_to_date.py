"""Whether the course was released as it now stands in `notebooks/`.

Graded cells, points and locked cells are taken from `notebooks/` alone; if students
were handed something else, grading stops until it is released again.
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

OURS = ("graded", "locked", "show")


def ensure_released(course: Course, assignment: Assignment, own: Configuration) -> None:
    """Make sure that the release agrees with the notebooks.

    Where nothing was released yet, it is done now: the class may have had its notebooks
    from another copy of the same project.

    Raises:
        UsageError: it was released otherwise, or cannot be released.
    """
    if not is_released(own.db_url, assignment):
        from autograder.release.build import make_release

        made = make_release(course, "auto", verify=False)
        print(f"nothing was released yet: released to {made.folder}", file=sys.stderr)
        return
    with GradebookWriter(own.db_url, assignment) as book:
        different = differences(book.released(), assignment)
    if different:
        raise UsageError(
            f"The notebooks differ from the release ({', '.join(different[:5])}). "
            f"Run release again: python -m autograder release --course {course.root}"
        )


def differences(
    known: dict[tuple[str, str], Released], assignment: Assignment
) -> list[str]:
    """The ids that the gradebook knows otherwise than the notebooks have them."""
    wanted: set[tuple[str, str]] = set()
    different: list[str] = []
    for notebook, cells in assignment.notebooks.items():
        for cell in cells:
            if cell.nbgrader is None:
                continue
            wanted.add((notebook, cell.key))
            if not _agrees(known.get((notebook, cell.key)), cell):
                different.append(cell.key)
    return different + sorted(name for _, name in known.keys() - wanted)


def _agrees(known: Released | None, cell: Cell) -> bool:
    if known is None:
        return False
    assert cell.nbgrader is not None
    if cell.nbgrader.get("grade") and known.points != float(cell.nbgrader["points"]):
        return False
    return cell.kind not in OURS or known.source == cell.source

"""Judges a graded cell as at its place in the project's notebooks."""

from autograder.assignment.assignment import read_assignment
from autograder.checks import judge_cell
from autograder.checks.kernel import KernelStudent
from autograder.checks.visible import Visible

ASSIGNMENT = read_assignment()
AUTOMATIC = tuple(q for q in ASSIGNMENT.questions if not q.by_hand)


def judged(grade_id, namespace, visible=False):
    """The result, with the functions of all earlier graded cells lent.

    Args:
        visible: whether the notebook's own tests give the feedback where they fail.
    """
    student = KernelStudent(namespace)
    return judge_cell(
        grade_id,
        student,
        visible=Visible(ASSIGNMENT.folder, student) if visible else None,
        points=ASSIGNMENT.by_id[grade_id].points,
        earlier=ASSIGNMENT.before(grade_id),
    )

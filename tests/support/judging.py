"""Judges a graded cell as at its place in the project's notebooks."""

from autograder.assignment.assignment import read_assignment
from autograder.checks import judge_cell
from autograder.checks.kernel import KernelStudent

ASSIGNMENT = read_assignment()
AUTOMATIC = tuple(q for q in ASSIGNMENT.questions if not q.by_hand)


def judged(grade_id, namespace):
    """The result, with the functions of all earlier graded cells lent."""
    return judge_cell(
        grade_id,
        KernelStudent(namespace),
        points=ASSIGNMENT.by_id[grade_id].points,
        earlier=ASSIGNMENT.before(grade_id),
    )

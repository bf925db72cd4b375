"""The project's assignment, read from its notebooks: ids and points for tests."""

from autograder.assignment.assignment import read_assignment

ASSIGNMENT = read_assignment()
QUESTIONS = ASSIGNMENT.questions
BY_ID = ASSIGNMENT.by_id
NOTEBOOKS = tuple(ASSIGNMENT.notebooks)
SECTION1, SECTION2 = NOTEBOOKS
MAX_SCORE = ASSIGNMENT.max_score
AUTOMATIC = ASSIGNMENT.automatic_points


def points_in(*names: str) -> float:
    """The automatic points of solution cells, graded cells or notebooks."""
    return sum(
        q.points
        for q in QUESTIONS
        if not q.by_hand and {q.cell, q.grade_id, q.notebook} & {*names}
    )

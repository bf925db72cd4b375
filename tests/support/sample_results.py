"""Sample results for tests of the gradebook and the pages."""

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.results import GRADED, UNREADABLE, CellResult, StudentResult
from autograder.grading.graded_notebook import as_bytes

SCRIPT = "<script>alert(1)</script>\x1b[31m‮"
WRONG = CellResult(0.0, 2.0, "✗ double is wrong.", "factor 2 missing", "not yet")


def result_of(assignment: Assignment, student: str, **changed) -> StudentResult:
    """A result with full automatic points and ungraded written answers, or changed.

    Args:
        changed: cells by `grade_id`, and other fields of the result by name.
    """
    cells = {
        q.grade_id: CellResult(
            None if q.by_hand else float(q.points),
            float(q.points),
            "still to be graded by hand" if q.by_hand else f"✓ {q.grade_id} is right.",
            outcome="by hand" if q.by_hand else "passed",
        )
        for q in assignment.questions
    }
    for name in cells.keys() & changed.keys():
        cells[name] = changed.pop(name)
    return StudentResult(student, GRADED, cells, **changed)


def blank_result(assignment: Assignment, student: str) -> StudentResult:
    """The result of a blank submission."""
    cells = {
        q.grade_id: CellResult(0.0, float(q.points), outcome="not attempted")
        for q in assignment.questions
    }
    return StudentResult(student, GRADED, cells)


def unreadable_result(assignment: Assignment, student: str, reason: str):
    """The result of a submission that could not be read."""
    cells = {
        q.grade_id: CellResult(0.0, float(q.points), reason)
        for q in assignment.questions
    }
    return StudentResult(student, UNREADABLE, cells, (reason,), failed=True)


def store_results(course: Course, *results: StudentResult) -> Course:
    """Write the results into the course directory."""
    for result in results:
        write_whole(course.result_file(result.student), as_bytes(result.as_json()))
    return course

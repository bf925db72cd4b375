"""Results to make pages from, without grading anything."""

from own_assignment import QUESTIONS

from autograder.assignment.course import write_whole
from autograder.assignment.results import GRADED, CellResult, StudentResult
from autograder.grading.graded_notebook import as_bytes

SCRIPT = "<script>alert(1)</script>\x1b[31m‮"
WRONG = CellResult(0.0, 2.0, "✗ dl is wrong.", "paths multiplied", "not yet")


def result_of(student, **changed):
    """All automatic cells passed, written answers open, but for what is changed."""
    cells = {
        q.grade_id: CellResult(
            None if q.by_hand else float(q.points),
            float(q.points),
            "waits for a person" if q.by_hand else f"✓ {q.grade_id} is right.",
            outcome="by hand" if q.by_hand else "passed",
        )
        for q in QUESTIONS
    }
    notes = changed.pop("notes", ())
    unsafe = changed.pop("unsafe", False)
    return StudentResult(student, GRADED, cells | changed, notes, unsafe)


def course_of(root, *results):
    """A course directory with these results and nothing else."""
    for result in results:
        write_whole(
            root / "results" / f"{result.student}.json", as_bytes(result.as_json())
        )
    return root

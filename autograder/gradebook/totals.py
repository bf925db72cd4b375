"""What the gradebook gives each student in the end: scores, late penalty, total.

The figures are nbgrader's own (`Grade.score`, `SubmittedAssignment`, and its exporter's
`max(0, score - penalty)`), computed in one query for the class.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import case, func, select

from autograder.assignment.assignment import Assignment
from autograder.gradebook.schema import Database


class Total(NamedTuple):
    """One student's figures.

    Attributes:
        score: the sum of all cells, scores by hand and extra credit included.
        penalty: for lateness, taken off the score.
        by_hand: how many answers a person still has to grade.
    """

    score: float
    penalty: float
    by_hand: int

    @property
    def total(self) -> float:
        return max(0.0, self.score - self.penalty)


def totals(database: Database, assignment: Assignment) -> dict[str, Total]:
    """The figures of everybody who has a submission in the gradebook."""
    task, submission, notebook, grade = database.named(
        "assignment", "submitted_assignment", "submitted_notebook", "grade"
    )
    known = func.coalesce(grade.c.manual_score, grade.c.auto_score)
    extra = func.coalesce(grade.c.extra_credit, 0.0)
    score = func.sum(case((known.is_not(None), known + extra), else_=0.0))
    by_hand = func.sum(case((grade.c.needs_manual_grade, 1), else_=0))
    # By notebook first: the penalty is a notebook's, and must be added once.
    per_notebook = (
        select(
            submission.c.student_id,
            notebook.c.id,
            func.coalesce(notebook.c.late_submission_penalty, 0.0).label("penalty"),
            func.coalesce(score, 0.0).label("score"),
            func.coalesce(by_hand, 0).label("by_hand"),
        )
        .select_from(
            submission.join(task, submission.c.assignment_id == task.c.id)
            .join(notebook, notebook.c.assignment_id == submission.c.id)
            .outerjoin(grade, grade.c.notebook_id == notebook.c.id)
        )
        .where(task.c.name == assignment.name)
        .group_by(
            submission.c.student_id, notebook.c.id, notebook.c.late_submission_penalty
        )
        .subquery()
    )
    query = select(
        per_notebook.c.student_id,
        func.sum(per_notebook.c.score),
        func.sum(per_notebook.c.penalty),
        func.sum(per_notebook.c.by_hand),
    ).group_by(per_notebook.c.student_id)
    with database.engine.connect() as connection:
        rows = connection.execute(query).all()
    return {s: Total(float(a), float(p), int(h)) for s, a, p, h in rows}

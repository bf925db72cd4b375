"""What people enter by hand: comments out of the gradebook, scores into it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from nbgrader.api import Base, Gradebook, MissingEntry  # type: ignore[import-untyped]
from sqlalchemy import select

from autograder.assignment.contract import ASSIGNMENT, BY_ID


class Remark(NamedTuple):
    """A person's judgement of one written answer."""

    student: str
    grade_id: str
    score: float
    comment: str


def read_comments(db_url: str) -> dict[str, dict[str, str]]:
    """What people wrote, by student and graded cell; one query for the class."""
    tables = Base.metadata.tables
    comment, cell = tables["comment"], tables["base_cell"]
    notebook, own = tables["submitted_notebook"], tables["submitted_assignment"]
    joined = (
        comment.join(cell, comment.c.cell_id == cell.c.id)
        .join(notebook, comment.c.notebook_id == notebook.c.id)
        .join(own, notebook.c.assignment_id == own.c.id)
    )
    query = (
        select(own.c.student_id, cell.c.name, comment.c.manual_comment)
        .select_from(joined)
        .where(comment.c.manual_comment.is_not(None))
    )
    found: dict[str, dict[str, str]] = {}
    with Gradebook(db_url) as book:
        for student, name, words in book.db.execute(query):
            found.setdefault(student, {})[name] = words
    return found


def write_remarks(db_url: str, remarks: Iterable[Remark]) -> int:
    """Enter all of them, or none, through nbgrader's own Gradebook.

    Returns:
        How many were entered.

    Raises:
        MissingEntry: a student has no submission in the gradebook.
    """
    count = 0
    with Gradebook(db_url) as book:
        try:
            for remark in remarks:
                _enter(book, remark)
                count += 1
            book.db.commit()
        except BaseException:
            book.db.rollback()
            raise
    return count


def _enter(book: Gradebook, remark: Remark) -> None:
    place = (BY_ID[remark.grade_id].notebook, ASSIGNMENT, remark.student)
    grade = book.find_grade(remark.grade_id, *place)
    grade.manual_score = remark.score
    grade.needs_manual_grade = False
    if remark.comment:
        book.find_comment(remark.grade_id, *place).manual_comment = remark.comment


__all__ = ["MissingEntry", "Remark", "read_comments", "write_remarks"]

"""Writes the gradebook, in nbgrader's tables: one transaction for each submission.

nbgrader's own API needs a query for every cell and three seconds of imports; this
writes the same rows in a few statements. What a person entered stays: scores, extra
credit, comments. A score by hand is marked for another look when the answer that it is
for, or the cell's automatic score, changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlalchemy.exc import SQLAlchemyError

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UsageError, one_line
from autograder.assignment.results import StudentResult
from autograder.gradebook.read import Released, hand_scores, released_cells
from autograder.gradebook.rows import Rows
from autograder.gradebook.schema import (
    COMMENT,
    GRADE,
    Database,
    Release,
    first_line,
    read_release,
)
from autograder.submissions.timestamps import parse_timestamp


class HandScore(NamedTuple):
    """A person's judgement of one written answer."""

    student: str
    grade_id: str
    score: float
    comment: str


class GradebookWriter(Database):
    """The gradebook of one assignment, open for writing. Use as a context manager.

    Raises:
        UsageError: there is no gradebook at the address, or it cannot be opened.
    """

    def __init__(self, db_url: str, assignment: Assignment) -> None:
        super().__init__(db_url)
        self._assignment = assignment
        self._release: Release | None = None

    def released(self) -> dict[tuple[str, str], Released]:
        """The released cells by notebook and `grade_id`."""
        return released_cells(self, self._assignment)

    def by_hand(self, students: Iterable[str]) -> dict[str, dict[str, float]]:
        """Scores that people gave, by student and `grade_id`."""
        return hand_scores(self, self._assignment, students)

    def record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old_answers: Mapping[str, str] | None,
    ) -> None:
        """Write one student's scores, in one transaction.

        Args:
            timestamp: when it was handed in, as `timestamp.txt` has it.
            old_answers: digests of the answers that were graded last time, by
                `grade_id`; None if nothing is known of them.

        Raises:
            UsageError: the database refuses, or nothing was released.
        """
        shown = one_line(result.student, 60)
        with self._transaction(f"Nothing of {shown!r} was recorded") as rows:
            submission = rows.find_submission(result.student)
            if submission is None:
                submission = rows.create_submission(result.student)
            received = {"row": submission, "timestamp": parse_timestamp(timestamp)}
            rows.change("submitted_assignment", [received])
            grades = rows.of(submission, GRADE)
            rows.change(GRADE, list(_grade_changes(grades, result, old_answers)))
            comments = rows.of(submission, COMMENT)
            rows.change(COMMENT, list(self._comment_changes(comments, result)))

    def enter(self, scores: Iterable[HandScore]) -> int:
        """Enter scores and comments by hand, all or none; return how many.

        Raises:
            UsageError: a student has no submission, or the database refuses.
        """
        count = 0
        with self._transaction("Nothing was entered") as rows:
            for score in scores:
                row = self._find(rows, GRADE, score)
                value = {"manual_score": score.score, "needs_manual_grade": False}
                rows.change(GRADE, [{"row": row} | value])
                if score.comment:
                    row = self._find(rows, COMMENT, score)
                    comment = {"row": row, "manual_comment": score.comment}
                    rows.change(COMMENT, [comment])
                count += 1
        return count

    @contextmanager
    def _transaction(self, lost: str) -> Iterator[Rows]:
        """A transaction; `lost` says what was not written if it fails."""
        try:
            with self.engine.begin() as connection:
                if self._release is None:
                    name = self._assignment.name
                    self._release = read_release(self, connection, name)
                yield Rows(self, connection, self._release)
        except SQLAlchemyError as error:
            raise UsageError(
                f"The gradebook cannot be written: {first_line(error)}. {lost}; mend "
                "it, run again."
            ) from None

    def _comment_changes(
        self, rows: Iterable[Row[Any]], result: StudentResult
    ) -> Iterator[dict[str, Any]]:
        """What to change so that blank answers are commented on as nbgrader does."""
        questions = self._assignment.by_id
        attempted = {
            questions[name].cell if name in questions else name
            for name, cell in result.cells.items()
            if cell.outcome != "not attempted"
        }
        for row in rows:
            comment = None if row.name in attempted else "No response."
            if row.auto_comment != comment:
                yield {"row": row.id, "auto_comment": comment}

    def _find(self, rows: Rows, kind: str, score: HandScore) -> str:
        submission = rows.find_submission(score.student)
        found = rows.of(submission, kind, score.grade_id) if submission else []
        if not found:
            notebook = self._assignment.by_id[score.grade_id].notebook
            raise UsageError(
                f"No such {kind}: {self._assignment.name}/{notebook}/{score.grade_id} "
                f"for {score.student}. Grade that student first; nothing was entered."
            )
        return str(found[0].id)


def _grade_changes(
    rows: Iterable[Row[Any]],
    result: StudentResult,
    old_answers: Mapping[str, str] | None,
) -> Iterator[dict[str, Any]]:
    """What to change so that the grades of a submission agree with the result."""
    for row in rows:
        cell = result.cells.get(row.name)
        if cell is None:
            continue
        changed = old_answers is None or (
            old_answers.get(row.name) != result.answers.get(row.name)
        )
        look = needs_manual_grade(row, cell.score, changed)
        if (row.auto_score, bool(row.needs_manual_grade)) != (cell.score, look):
            change = {"auto_score": cell.score, "needs_manual_grade": look}
            yield {"row": row.id} | change


def needs_manual_grade(row: Row[Any], score: float | None, changed: bool) -> bool:
    """Whether a person has to look at this grade."""
    if row.manual_score is None:
        return score is None
    if changed or row.auto_score != score:
        return True
    return bool(row.needs_manual_grade)

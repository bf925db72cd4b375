"""Writes scores to nbgrader's tables, in one transaction per submission.

nbgrader's API needs a query for every cell and three seconds of imports; this module
writes the same rows in a few statements. Scores, extra credit and comments that were
entered by hand are kept. A score by hand is marked for review when its answer, or the
automatic score of the cell, has changed.
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
from autograder.gradebook.read import (
    RecordedScores,
    Released,
    hand_scores,
    released_cells,
)
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
    """A score and comment for one written answer, entered by hand."""

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
        """Return the released cells by notebook and `grade_id`."""
        return released_cells(self, self._assignment)

    def recorded(self) -> RecordedScores:
        """Return the automatic scores that the gradebook has now."""
        return RecordedScores(self, self._assignment)

    def by_hand(self, students: Iterable[str]) -> dict[str, dict[str, float]]:
        """Return scores entered by hand, by student and `grade_id`."""
        return hand_scores(self, self._assignment, students)

    def record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old_answers: Mapping[str, str] | None,
    ) -> None:
        """Write one student's scores, in one transaction.

        Args:
            timestamp: the submission time, as in `timestamp.txt`.
            old_answers: digests of the answers of the last grading, by `grade_id`;
                None if there was none.

        Raises:
            UsageError: the database cannot be written, or nothing was released.
        """
        shown = one_line(result.student, 60)
        with self._transaction(f"Nothing was recorded for {shown!r}") as rows:
            submission = rows.find_submission(result.student)
            if submission is None:
                submission = rows.create_submission(result.student)
            submitted = {"row": submission, "timestamp": parse_timestamp(timestamp)}
            rows.change("submitted_assignment", [submitted])
            grades = rows.of(submission, GRADE)
            rows.change(GRADE, list(_grade_changes(grades, result, old_answers)))
            comments = rows.of(submission, COMMENT)
            rows.change(COMMENT, list(self._comment_changes(comments, result)))

    def enter(self, scores: Iterable[HandScore]) -> int:
        """Enter scores and comments by hand, all or none; return their number.

        Raises:
            UsageError: a student has no submission, or the database cannot be written.
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
    def _transaction(self, consequence: str) -> Iterator[Rows]:
        """Open a transaction; if it fails, the error contains `consequence`."""
        try:
            with self.engine.begin() as connection:
                if self._release is None:
                    name = self._assignment.name
                    self._release = read_release(self, connection, name)
                yield Rows(self, connection, self._release)
        except SQLAlchemyError as error:
            raise UsageError(
                f"The gradebook cannot be written: {first_line(error)}. "
                f"{consequence}; fix the cause and run the command again."
            ) from None

    def _comment_changes(
        self, rows: Iterable[Row[Any]], result: StudentResult
    ) -> Iterator[dict[str, Any]]:
        """Yield changes that give blank answers nbgrader's comment, and only those."""
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
    """Yield changes that make the grades of a submission agree with the result."""
    for row in rows:
        cell = result.cells.get(row.name)
        if cell is None:
            continue
        changed = old_answers is None or (
            old_answers.get(row.name) != result.answers.get(row.name)
        )
        review = needs_manual_grade(row, cell.score, changed)
        if (row.auto_score, bool(row.needs_manual_grade)) != (cell.score, review):
            change = {"auto_score": cell.score, "needs_manual_grade": review}
            yield {"row": row.id} | change


def needs_manual_grade(row: Row[Any], score: float | None, changed: bool) -> bool:
    """Return whether this grade has to be given or reviewed by hand."""
    if row.manual_score is None:
        return score is None
    if changed or row.auto_score != score:
        return True
    return bool(row.needs_manual_grade)

"""The result of grading one student, and its stable JSON form.

A written answer has the score None until it is graded by hand; a student's score is
the sum of the known scores.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from autograder.assignment.assignment import ASSIGNMENT, Assignment
from autograder.assignment.isolation import MARKS, NAMES
from autograder.assignment.lateness import ON_TIME, Lateness
from autograder.assignment.questions import Question

GRADED = "graded"
UNREADABLE = "unreadable"
NOT_GRADED = "not graded"  # the grader failed, through no fault of the student

Outcome = Literal["passed", "partly", "not yet", "not attempted", "by hand"]

GLYPHS: dict[Outcome, str] = {
    "passed": "✓",
    "partly": "✗",
    "not yet": "✗",
    "not attempted": "○",
    "by hand": "○",
}


@dataclass(frozen=True)
class CellResult:
    """The result of one graded cell: points, feedback, and the known mistake if any.

    Attributes:
        score: points earned; None while a written answer is still to be graded by hand.
        feedback: plain text for the student, without hidden inputs or values.
        misconception: the name of the first known mistake, else None.
    """

    score: float | None
    max_score: float
    feedback: str = ""
    misconception: str | None = None
    outcome: Outcome = "not yet"

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> CellResult:
        return cls(
            data["score"],
            data["max_score"],
            data["feedback"],
            data["misconception"],
            data.get("outcome", "not yet"),
        )

    def public(self) -> dict[str, Any]:
        """The four keys of the published JSON."""
        return {
            "score": self.score,
            "max_score": self.max_score,
            "feedback": self.feedback,
            "misconception": self.misconception,
        }


@dataclass(frozen=True)
class StudentResult:
    """One student's results: every graded cell, also of missing notebooks.

    Attributes:
        notes: what was repaired, missing or slow, worded for the student.
        sandbox: how student code was kept apart (`autograder.assignment.isolation`).
        key: a digest of the graded content and of the checks.
        answers: for each graded cell a digest of its answer; when it changes, a
            score given by hand has to be reviewed.
        notebook_notes: the notes again, by notebook; every notebook has an entry.
        failed: a part of the submission could not be read or graded.
        late: from the gradebook, and never stored in the results file; None if the
            gradebook was not asked.
    """

    student: str
    status: str
    cells: dict[str, CellResult]
    notes: tuple[str, ...] = ()
    sandbox: str = NAMES["auto"]
    key: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    notebook_notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: bool = False
    late: Lateness | None = None

    @property
    def unsafe(self) -> bool:
        """Whether it was graded without a sandbox."""
        return self.sandbox == NAMES["none"]

    @property
    def mark(self) -> str:
        """A sentence if it was graded in another way than usual, else ""."""
        return MARKS[self.sandbox]

    @property
    def score(self) -> float:
        """The sum of all known scores."""
        return float(sum(cell.score or 0.0 for cell in self.cells.values()))

    @property
    def max_score(self) -> float:
        return float(sum(cell.max_score for cell in self.cells.values()))

    @property
    def total(self) -> float:
        """The score after the late penalty, as nbgrader exports it."""
        penalty = 0.0 if self.late is None else self.late.penalty
        return max(0.0, self.score - penalty)

    def public(self) -> dict[str, Any]:
        """Return the student's entry in the JSON that `grade` and `check` write.

        That of a late submission has three more keys: `late` (seconds), `penalty`, and
        `total`, the score after the penalty. If the grader failed, all scores are None.
        """
        entry: dict[str, Any] = {
            "status": self.status,
            "score": None if self.status == NOT_GRADED else self.score,
            "max_score": self.max_score,
            "notes": list(self.notes),
            "cells": {name: cell.public() for name, cell in self.cells.items()},
        }
        seconds, penalty = self.late or ON_TIME
        if seconds > 0:
            entry |= {"late": seconds, "penalty": penalty, "total": self.total}
        return entry

    def as_json(self, assignment: str = ASSIGNMENT) -> dict[str, Any]:
        """Return everything, in the form of `course/results/STUDENT.json`."""
        cells = {
            name: cell.public() | {"outcome": cell.outcome}
            for name, cell in self.cells.items()
        }
        return self.public() | {
            "assignment": assignment,
            "student": self.student,
            "cells": cells,
            "unsafe": self.unsafe,
            "sandbox": self.sandbox,
            "key": self.key,
            "answers": self.answers,
            "notebooks": {
                name: {"notes": list(notes)}
                for name, notes in self.notebook_notes.items()
            },
            "failed": self.failed,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> StudentResult:
        """Return the result that `as_json` wrote.

        Raises:
            KeyError, TypeError, AttributeError: the data has another form.
        """
        notebooks = {
            name: tuple(entry["notes"]) for name, entry in data["notebooks"].items()
        }
        sandbox = data.get("sandbox") or NAMES["none" if data["unsafe"] else "auto"]
        if sandbox not in MARKS:
            raise KeyError(sandbox)
        return cls(
            student=data["student"],
            status=data["status"],
            cells={n: CellResult.from_json(c) for n, c in data["cells"].items()},
            notes=tuple(data["notes"]),
            sandbox=sandbox,
            key=data["key"],
            answers=dict(data["answers"]),
            notebook_notes=notebooks,
            failed=bool(data["failed"]),
        )

    def with_scores(self, by_hand: Mapping[str, float]) -> StudentResult:
        """Return a copy with the scores given by hand, by `grade_id`."""
        if not by_hand:
            return self
        cells = {
            name: replace(cell, score=by_hand.get(name, cell.score))
            for name, cell in self.cells.items()
        }
        return replace(self, cells=cells)


def unreadable(
    student: str, reason: str, assignment: Assignment, notes: Iterable[str] = ()
) -> StudentResult:
    """Return the result of a submission with nothing to grade: 0, with the reason."""
    return StudentResult(
        student,
        UNREADABLE,
        {q.grade_id: nothing(q, reason) for q in assignment.questions},
        (reason, *notes),
        notebook_notes=dict.fromkeys(assignment.notebooks, ()),
        failed=True,
    )


def not_graded(student: str, reason: str, assignment: Assignment) -> StudentResult:
    """Return the entry of a student on whom the grader failed: no score, the reason.

    It is shown and never stored, so the next run tries again.
    """
    reason = f"could not be graded: {reason}"
    cells = {
        question.grade_id: CellResult(None, float(question.points), reason)
        for question in assignment.questions
    }
    return StudentResult(student, NOT_GRADED, cells, (reason,), failed=True)


def nothing(question: Question, reason: str) -> CellResult:
    """Return the result of a graded cell that was not judged: 0, with the reason."""
    return CellResult(0.0, float(question.points), reason)


def automatic(result: StudentResult, assignment: Assignment) -> float:
    """Return the points earned in automatically graded cells."""
    by_hand = assignment.written
    return sum(
        cell.score or 0.0 for name, cell in result.cells.items() if name not in by_hand
    )


def waiting(result: StudentResult) -> float:
    """Return the points of the answers still to be graded by hand."""
    return sum(cell.max_score for cell in result.cells.values() if cell.score is None)


def class_json(
    results: Iterable[StudentResult], assignment: str = ASSIGNMENT
) -> Iterator[str]:
    """Yield the stable JSON of a class in pieces, one line per student."""
    yield f'{{"assignment": {json.dumps(assignment)}, "students": {{'
    comma = "\n"
    for result in results:
        name, entry = result.student, result.public()
        yield f"{comma}{json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}"
        comma = ",\n"
    yield "\n}}\n"

"""One submission from bytes to results: choose, plan, walk, write down."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import NamedTuple, Protocol

from autograder.assignment.assignment import Assignment
from autograder.assignment.contract import BY_ID, QUESTIONS
from autograder.assignment.results import (
    GRADED,
    UNSAFE,
    CellResult,
    StudentResult,
    unreadable,
)
from autograder.checks import VERSION, judge_cell
from autograder.grading.graded_notebook import absent_notebook, as_bytes, notebook_json
from autograder.grading.runner import Session, nothing, walk
from autograder.submissions.match_files import Choice, choose
from autograder.submissions.schedule import Plan, make_plan

FORM = "1"  # changes whenever the same content would be graded or written otherwise


class Submission(NamedTuple):
    """What one student handed in, as plain data.

    Attributes:
        notebooks: file name -> content.
        timestamp: when, as `timestamp.txt` has it.
        notes: what was left alone in the folder.
        refused: why the folder cannot be read, else "".
    """

    student: str
    notebooks: dict[str, bytes]
    timestamp: str | None = None
    notes: tuple[str, ...] = ()
    refused: str = ""


class Graded(NamedTuple):
    """What grading gives back: the result, and each graded notebook as a file."""

    result: StudentResult
    notebooks: dict[str, bytes]


class Rooms(Protocol):
    """What opens a session per notebook (`autograder.sandbox.Engine`)."""

    unsafe: bool

    def open(self) -> AbstractContextManager[Session]: ...


def content_key(submission: Submission, source: Assignment, unsafe: bool) -> str:
    """A digest of all that the result depends on."""
    digest = hashlib.sha256()
    for part in (FORM, VERSION, source.fingerprint, str(unsafe), submission.refused):
        digest.update(f"{part}\0".encode())
    digest.update(f"{submission.timestamp}\0{submission.notes}\0".encode())
    for name, content in sorted(submission.notebooks.items()):
        digest.update(f"{name!r}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    return digest.hexdigest()


def grade_submission(
    submission: Submission,
    source: Assignment,
    rooms: Rooms,
    judge: Callable = judge_cell,
) -> Graded:
    """The student's results. A mistake of the student's never raises."""
    if submission.refused or not submission.notebooks:
        reason = submission.refused or "no notebook was handed in"
        return absent(submission, reason, source, rooms.unsafe)
    choices = choose(submission.notebooks, source)
    if all(choice.reading is None for choice in choices.values()):
        return absent(submission, _common_reason(choices), source, rooms.unsafe)
    return _graded(submission, choices, source, rooms, judge)


def _graded(
    submission: Submission,
    choices: Mapping[str, Choice],
    source: Assignment,
    rooms: Rooms,
    judge: Callable,
) -> Graded:
    cells: dict[str, CellResult] = {}
    answers: dict[str, str] = {}
    notes: dict[str, tuple[str, ...]] = {}
    files: dict[str, bytes] = {}
    for name, choice in choices.items():
        one = _grade_notebook(name, choice, source, rooms, judge)
        cells.update(one.cells)
        answers.update(one.answers)
        notes[name] = one.notes
        files[name] = one.file
    named = [f"{name}: {note}" for name in notes for note in notes[name]]
    marks = [UNSAFE] if rooms.unsafe else []
    failed = any(c.reading is None and not c.missing for c in choices.values())
    result = StudentResult(
        submission.student,
        GRADED,
        _in_order(cells),
        (*marks, *submission.notes, *named),
        rooms.unsafe,
        content_key(submission, source, rooms.unsafe),
        answers,
        notes,
        failed,
    )
    return Graded(result, files)


class _OneNotebook(NamedTuple):
    cells: dict[str, CellResult]
    answers: dict[str, str]
    notes: tuple[str, ...]
    file: bytes


def _grade_notebook(
    name: str, choice: Choice, source: Assignment, rooms: Rooms, judge: Callable
) -> _OneNotebook:
    own = source.notebooks[name]
    if choice.reading is None:
        cells = _zeros(name, f"the notebook {choice.reason}")
        file = as_bytes(absent_notebook(own, cells, f"the notebook {choice.reason}"))
        return _OneNotebook(cells, {}, choice.notes, file)
    plan = make_plan(choice.reading, own)
    with rooms.open() as session:
        walked = walk(plan.steps, session, judge)
        notes = (*choice.notes, *plan.notes, *session.notes)
    cells = walked.cells | {
        grade_id: nothing(grade_id, "the cell was not reached")
        for grade_id in _zeros(name, "")
        if grade_id not in walked.cells
    }
    file = as_bytes(notebook_json(plan, walked, notes, rooms.unsafe))
    return _OneNotebook(cells, _answers(name, plan), notes, file)


def _answers(notebook: str, plan: Plan) -> dict[str, str]:
    """A digest of the answer behind each graded cell."""
    texts: dict[str, str] = {}
    for step in plan.steps:
        if step.key is not None and step.action in ("run", "written"):
            texts[step.key] = texts.get(step.key, "") + step.source
    return {
        question.grade_id: hashlib.sha256(
            texts.get(question.cell, "").strip().encode("utf-8", "replace")
        ).hexdigest()[:16]
        for question in QUESTIONS
        if question.notebook == notebook
    }


def _zeros(notebook: str, reason: str) -> dict[str, CellResult]:
    return {
        question.grade_id: nothing(question.grade_id, reason)
        for question in QUESTIONS
        if question.notebook == notebook
    }


def _in_order(cells: Mapping[str, CellResult]) -> dict[str, CellResult]:
    return {grade_id: cells[grade_id] for grade_id in BY_ID}


def _common_reason(choices: Mapping[str, Choice]) -> str:
    """Why nothing at all could be read."""
    broken = [
        f"{name} {choice.reason}"
        for name, choice in choices.items()
        if not choice.missing
    ]
    return "; ".join(broken) or "none of the files is a notebook of this assignment"


def absent(
    submission: Submission, reason: str, source: Assignment, unsafe: bool
) -> Graded:
    """The record of a submission that gave nothing: 0, and notebooks that say why."""
    marks = [UNSAFE] if unsafe else []
    result = unreadable(submission.student, reason, [*marks, *submission.notes])
    key = content_key(submission, source, unsafe)
    files = {
        name: as_bytes(absent_notebook(own, result.cells, reason))
        for name, own in source.notebooks.items()
    }
    return Graded(replace(result, key=key, unsafe=unsafe), files)

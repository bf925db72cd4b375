"""Grades one submission: matches files, schedules cells, runs them, writes results."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import NamedTuple, Protocol

from autograder.assignment.assignment import Assignment
from autograder.assignment.isolation import MARKS, NAMES, Mode
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.assignment.results import (
    GRADED,
    CellResult,
    StudentResult,
    nothing,
    unreadable,
)
from autograder.checks import judge_cell
from autograder.grading.graded_notebook import absent_notebook, as_bytes, notebook_json
from autograder.grading.runner import Judge, Session, run_schedule
from autograder.grading.version import VERSION
from autograder.submissions.match_files import MatchedFile, match_files
from autograder.submissions.schedule import Schedule, make_schedule
from autograder.values.output_limit import OutputLimit


class Submission(NamedTuple):
    """One student's submission, as plain data.

    Attributes:
        notebooks: file name -> content.
        timestamp: content of `timestamp.txt`, or None.
        notes: files in the folder that were ignored.
        refused: why the folder cannot be read, else "".
    """

    student: str
    notebooks: dict[str, bytes]
    timestamp: str | None = None
    notes: tuple[str, ...] = ()
    refused: str = ""


class Graded(NamedTuple):
    """The result of a submission, and each graded notebook as the bytes of a file."""

    result: StudentResult
    notebooks: dict[str, bytes]


class SandboxFactory(Protocol):
    """Opens a session for each notebook (`autograder.sandbox.Engine`)."""

    mode: Mode
    limits: Limits

    def open(self) -> AbstractContextManager[Session]: ...


class Rules(NamedTuple):
    """How submissions are graded.

    Attributes:
        mode: how student code is kept apart.
        judge: returns the result of one graded cell.
    """

    assignment: Assignment
    limits: Limits = DEFAULT_LIMITS
    mode: Mode = "auto"
    judge: Judge = judge_cell

    @property
    def marks(self) -> list[str]:
        """Notes that every result gets."""
        mark = MARKS[self.sandbox]
        return [mark] if mark else []

    @property
    def sandbox(self) -> str:
        """The name of the mode in a result."""
        return NAMES[self.mode]


def content_key(submission: Submission, rules: Rules) -> str:
    """Return a digest of everything that the result depends on."""
    digest = hashlib.sha256()
    fingerprint, limits = rules.assignment.fingerprint, rules.limits.digest
    for part in (VERSION, fingerprint, limits, rules.sandbox):
        digest.update(f"{part}\0".encode())
    digest.update(f"{submission.refused}\0".encode())
    digest.update(f"{submission.timestamp}\0{submission.notes}\0".encode())
    for name, content in sorted(submission.notebooks.items()):
        digest.update(f"{name!r}\0{hashlib.sha256(content).hexdigest()}\0".encode())
    return digest.hexdigest()


def grade_submission(
    submission: Submission,
    assignment: Assignment,
    sandboxes: SandboxFactory,
    judge: Judge = judge_cell,
) -> Graded:
    """Return the student's results. Errors in the submission never raise."""
    rules = Rules(assignment, sandboxes.limits, sandboxes.mode, judge)
    if submission.refused or not submission.notebooks:
        reason = submission.refused or "no notebook was submitted"
        return absent(submission, reason, rules)
    files = match_files(submission.notebooks, assignment)
    if all(file.parsed is None for file in files.values()):
        return absent(submission, _common_reason(files), rules)
    whole = OutputLimit(rules.limits.submission_output_bytes)
    graded = {
        name: _grade_notebook(name, file, rules, sandboxes, whole)
        for name, file in files.items()
    }
    failed = any(file.parsed is None and not file.missing for file in files.values())
    return _combine(submission, rules, graded, failed)


class _GradedNotebook(NamedTuple):
    cells: dict[str, CellResult]
    answers: dict[str, str]
    notes: tuple[str, ...]
    file: bytes


def _combine(
    submission: Submission,
    rules: Rules,
    graded: Mapping[str, _GradedNotebook],
    failed: bool,
) -> Graded:
    cells = {name: cell for one in graded.values() for name, cell in one.cells.items()}
    notes = [f"{name}: {note}" for name, one in graded.items() for note in one.notes]
    result = StudentResult(
        student=submission.student,
        status=GRADED,
        cells={name: cells[name] for name in rules.assignment.by_id},
        notes=(*rules.marks, *submission.notes, *notes),
        sandbox=rules.sandbox,
        key=content_key(submission, rules),
        answers={k: a for one in graded.values() for k, a in one.answers.items()},
        notebook_notes={
            name: graded[name].notes for name in rules.assignment.notebooks
        },
        failed=failed,
    )
    return Graded(result, {name: one.file for name, one in graded.items()})


def _grade_notebook(
    name: str,
    file: MatchedFile,
    rules: Rules,
    sandboxes: SandboxFactory,
    outputs: OutputLimit,
) -> _GradedNotebook:
    assignment = rules.assignment
    instructor = assignment.notebooks[name]
    if file.parsed is None:
        reason = f"the notebook {file.reason}"
        cells = _all_zero(assignment, name, reason)
        content = as_bytes(absent_notebook(instructor, cells, reason))
        return _GradedNotebook(cells, {}, file.notes, content)
    schedule = make_schedule(file.parsed, instructor)
    with sandboxes.open() as session:
        limit = OutputLimit(rules.limits.notebook_output_bytes, outputs)
        run = run_schedule(schedule.steps, session, assignment, rules.judge, limit)
        notes = (*file.notes, *schedule.notes, *session.notes)
    cells = (
        _all_zero(assignment, name, "the grader did not reach this cell") | run.cells
    )
    content = as_bytes(notebook_json(schedule, run, notes, rules.marks))
    answers = _answers(assignment, name, schedule)
    return _GradedNotebook(cells, answers, notes, content)


def _answers(
    assignment: Assignment, notebook: str, schedule: Schedule
) -> dict[str, str]:
    """Return a digest of the answer that each graded cell judges."""
    texts: dict[str, str] = {}
    for step in schedule.steps:
        if step.key is not None and step.action in ("run", "written"):
            texts[step.key] = texts.get(step.key, "") + step.source
    return {
        question.grade_id: hashlib.sha256(
            texts.get(question.cell, "").strip().encode("utf-8", "replace")
        ).hexdigest()[:16]
        for question in assignment.asked_in(notebook)
    }


def _all_zero(
    assignment: Assignment, notebook: str, reason: str
) -> dict[str, CellResult]:
    return {q.grade_id: nothing(q, reason) for q in assignment.asked_in(notebook)}


def _common_reason(files: Mapping[str, MatchedFile]) -> str:
    """Return why no notebook could be read."""
    broken = [f"{n} {file.reason}" for n, file in files.items() if not file.missing]
    return "; ".join(broken) or "none of the files is a notebook of this assignment"


def absent(submission: Submission, reason: str, rules: Rules) -> Graded:
    """Return the result of an unreadable submission: 0 everywhere, with the reason."""
    notes = [*rules.marks, *submission.notes]
    result = unreadable(submission.student, reason, rules.assignment, notes)
    key = content_key(submission, rules)
    files = {
        name: as_bytes(absent_notebook(cells, result.cells, reason))
        for name, cells in rules.assignment.notebooks.items()
    }
    return Graded(replace(result, key=key, sandbox=rules.sandbox), files)

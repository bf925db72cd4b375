"""Grades a whole class: sends new and changed submissions to workers, stores results.

Files are written in an order that makes it safe to stop at any time: first the graded
notebooks, then the gradebook in one transaction, last the student's results file, by
rename. A student with an up-to-date results file is done; all others are graded again,
with the same result.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from types import MappingProxyType
from typing import NamedTuple, Protocol

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import UnreadableError, UsageError
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.assignment.results import StudentResult
from autograder.grading.submission import (
    Graded,
    Rules,
    Submission,
    content_key,
    not_graded,
)
from autograder.grading.worker import Mode, Task, grade_task
from autograder.submissions.exchange_files import (
    SECRET,
    TIMESTAMP,
    read_exchange_file,
)
from autograder.submissions.folder import read_folder


class Gradebook(Protocol):
    """Writes scores (`autograder.gradebook.write.GradebookWriter`)."""

    def record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old_answers: dict[str, str] | None,
    ) -> None: ...


class Progress(Protocol):
    """Is called after each student (`autograder.cli.progress.Meter`)."""

    def done(self, student: str, result: StudentResult, fresh: bool) -> None: ...


class ClassRun(NamedTuple):
    """One run of grading a class.

    Attributes:
        times: submission times that a learning platform stated; they count instead of
            the student's `timestamp.txt`.
    """

    course: Course
    assignment: Assignment
    gradebook: Gradebook
    mode: Mode = "auto"
    force: bool = False
    limits: Limits = DEFAULT_LIMITS
    times: Mapping[str, str] = MappingProxyType({})

    @property
    def rules(self) -> Rules:
        return Rules(self.assignment, self.limits, self.mode == "none")


def read_submission(course: Course, student: str, assignment: Assignment) -> Submission:
    """Return the student's submission, with a reason if the folder is unreadable."""
    try:
        files = read_folder(course.submission(student), assignment.notebooks)
    except UnreadableError as error:
        return Submission(student, {}, refused=str(error))
    return Submission(student, files.notebooks, files.timestamp, files.notes)


def grade_class(
    run: ClassRun,
    students: Collection[str],
    executor: Executor,
    progress: Progress,
    window: int,
) -> None:
    """Grade the students whose results are not up to date, `window` at a time.

    Raises:
        UsageError: the workers cannot grade at all.
    """
    pending: dict[Future[Graded], tuple[Submission, StudentResult | None]] = {}
    for submission, old in _to_grade(run, students, progress):
        task = Task(
            submission,
            run.mode,
            run.course.notebooks,
            run.assignment.name,
            run.assignment.fingerprint,
            run.limits,
        )
        pending[executor.submit(grade_task, task)] = (submission, old)
        while len(pending) >= window:
            _collect(run, pending, progress)
    while pending:
        _collect(run, pending, progress)


def _to_grade(
    run: ClassRun, students: Collection[str], progress: Progress
) -> Iterator[tuple[Submission, StudentResult | None]]:
    """Yield submissions that are new, changed, or were graded by other rules."""
    for student in students:
        old = run.course.result(student)
        submission = read_submission(run.course, student, run.assignment)
        stated = run.times.get(student)
        if stated is not None:
            submission = submission._replace(timestamp=stated)
        key = content_key(submission, run.rules)
        if old is not None and old.key == key and not run.force:
            progress.done(student, old, fresh=False)
        else:
            yield submission, old


def _collect(
    run: ClassRun,
    pending: dict[Future[Graded], tuple[Submission, StudentResult | None]],
    progress: Progress,
) -> None:
    finished, _ = wait(pending, return_when=FIRST_COMPLETED)
    for future in finished:
        submission, old = pending.pop(future)
        graded = _outcome(run, future, submission)
        store(run, graded, submission, old)
        progress.done(submission.student, graded.result, fresh=True)


def _outcome(run: ClassRun, future: Future[Graded], submission: Submission) -> Graded:
    """Return the worker's result, or a result with the reason why there is none."""
    try:
        return future.result()
    except UsageError:
        raise
    except Exception as error:
        return not_graded(submission, error, run.rules)


def store(
    run: ClassRun, graded: Graded, submission: Submission, old: StudentResult | None
) -> None:
    """Write one student's notebooks, gradebook rows and results, in this order."""
    course, student = run.course, graded.result.student
    folder = course.autograded(student)
    for name, content in graded.notebooks.items():
        write_whole(folder / f"{name}.ipynb", content)
    if submission.timestamp is not None:
        write_whole(folder / TIMESTAMP, submission.timestamp.encode())
    _keep_secret(course, student)
    run.gradebook.record(
        graded.result, submission.timestamp, None if old is None else old.answers
    )
    data = json.dumps(
        graded.result.as_json(run.assignment.name), ensure_ascii=False, indent=1
    )
    write_whole(course.result_file(student), data.encode("utf-8", "replace"))


def _keep_secret(course: Course, student: str) -> None:
    """Keep the secret of a submission from the exchange beside its graded notebooks."""
    secret = read_exchange_file(course.submission(student), SECRET)
    kept = course.autograded(student) / SECRET
    if secret is None:
        kept.unlink(missing_ok=True)  # of an earlier submission
    else:
        write_whole(kept, secret.encode())

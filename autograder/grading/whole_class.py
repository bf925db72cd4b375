"""A whole class: whatever is new or changed goes to the workers, and comes back here.

The order of writing makes it safe to stop at any moment: graded notebooks, then the
gradebook in one transaction, and last the student's results file by rename. Only that
file says that a student is done; whoever lacks it is graded again, to the same end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
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
from autograder.submissions.folder import read_folder


class Book(Protocol):
    """The gradebook's writer."""

    def record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old_answers: dict[str, str] | None,
    ) -> None: ...


class Progress(Protocol):
    """Who wants to know how far it is."""

    def done(self, student: str, result: StudentResult, fresh: bool) -> None: ...


class ClassRun(NamedTuple):
    """One grading of a class.

    Attributes:
        penalize: sets a student's late penalties, once the scores are recorded.
    """

    course: Course
    assignment: Assignment
    book: Book
    mode: Mode = "auto"
    force: bool = False
    penalize: Callable[[str], None] | None = None
    limits: Limits = DEFAULT_LIMITS

    @property
    def rules(self) -> Rules:
        return Rules(self.assignment, self.limits, self.mode == "none")


def read_submission(course: Course, student: str, assignment: Assignment) -> Submission:
    """What the student handed in; a folder that cannot be read says why."""
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
    """Grade all of them that need it, at most `window` at a time.

    Raises:
        UsageError: the workers cannot grade at all.
    """
    waiting: dict[Future[Graded], tuple[Submission, StudentResult | None]] = {}
    for submission, old in _due(run, students, progress):
        task = Task(
            submission,
            run.mode,
            run.course.notebooks,
            run.assignment.name,
            run.assignment.fingerprint,
            run.limits,
        )
        waiting[executor.submit(grade_task, task)] = (submission, old)
        while len(waiting) >= window:
            _collect(run, waiting, progress)
    while waiting:
        _collect(run, waiting, progress)


def _due(
    run: ClassRun, students: Collection[str], progress: Progress
) -> Iterator[tuple[Submission, StudentResult | None]]:
    """The submissions that are new, changed, or were graded by other rules."""
    for student in students:
        old = run.course.result(student)
        submission = read_submission(run.course, student, run.assignment)
        key = content_key(submission, run.rules)
        if old is not None and old.key == key and not run.force:
            progress.done(student, old, fresh=False)
        else:
            yield submission, old


def _collect(
    run: ClassRun,
    waiting: dict[Future[Graded], tuple[Submission, StudentResult | None]],
    progress: Progress,
) -> None:
    finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
    for future in finished:
        submission, old = waiting.pop(future)
        graded = _outcome(run, future, submission)
        store(run, graded, submission, old)
        progress.done(submission.student, graded.result, fresh=True)


def _outcome(run: ClassRun, future: Future[Graded], submission: Submission) -> Graded:
    """What the worker sent back, or a record of why nothing came."""
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
    place = course.autograded(student)
    for name, content in graded.notebooks.items():
        write_whole(place / f"{name}.ipynb", content)
    if submission.timestamp is not None:
        write_whole(place / "timestamp.txt", submission.timestamp.encode())
    run.book.record(
        graded.result, submission.timestamp, None if old is None else old.answers
    )
    if run.penalize is not None:
        run.penalize(student)
    data = json.dumps(
        graded.result.as_json(run.assignment.name), ensure_ascii=False, indent=1
    )
    write_whole(course.result_file(student), data.encode("utf-8", "replace"))

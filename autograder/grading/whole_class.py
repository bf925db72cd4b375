"""Grades a whole class: sends new and changed submissions to workers, stores results.

Files are written in an order that makes it safe to stop at any time: first the graded
notebooks, then the gradebook in one transaction, last the student's results file, by
rename. A student with an up-to-date results file is done; all others are graded again,
with the same result.

A failure of ours never becomes a student's result. If a worker fails on one submission,
its previous result stays and the others are graded; if the workers cannot grade at all,
the run stops.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    wait,
)
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, Protocol

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course, write_whole
from autograder.assignment.errors import (
    CourseError,
    UnreadableError,
    UsageError,
    one_line,
)
from autograder.assignment.isolation import Mode
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.assignment.results import StudentResult
from autograder.grading.submission import (
    Graded,
    Rules,
    Submission,
    content_key,
)
from autograder.grading.worker import Task, grade_task
from autograder.submissions.exchange_files import (
    SECRET,
    TIMESTAMP,
    read_exchange_file,
)
from autograder.submissions.folder import read_folder

MAX_FAILURES = 5  # if the first tasks all fail, so will the others
POLL_SECONDS = 1.0  # how often the workers are checked while none has finished

Pending = dict[Future[Graded], tuple[Submission, StudentResult | None]]


class Recorded(Protocol):
    """The automatic scores in the gradebook."""

    def has(self, student: str) -> bool: ...

    def agree(self, result: StudentResult) -> bool: ...


class Gradebook(Protocol):
    """Writes scores (`autograder.gradebook.write.GradebookWriter`)."""

    def recorded(self) -> Recorded: ...

    def record(
        self,
        result: StudentResult,
        timestamp: str | None,
        old_answers: dict[str, str] | None,
    ) -> None: ...


class Progress(Protocol):
    """Is called after each student (`autograder.cli.progress.Meter`)."""

    def done(self, student: str, result: StudentResult, fresh: bool) -> None: ...

    def differed(self, student: str) -> None: ...


class ClassRun(NamedTuple):
    """One run of grading a class.

    Attributes:
        times: submission times that a learning platform stated; they count instead of
            the student's `timestamp.txt`.
        remote: the workers have their own copy of the notebooks.
        check_workers: raises UsageError if the workers are lost.
    """

    course: Course
    assignment: Assignment
    gradebook: Gradebook
    mode: Mode = "auto"
    force: bool = False
    limits: Limits = DEFAULT_LIMITS
    times: Mapping[str, str] = MappingProxyType({})
    remote: bool = False
    check_workers: Callable[[], None] | None = None

    @property
    def rules(self) -> Rules:
        return Rules(self.assignment, self.limits, self.mode)


def read_submission(course: Course, student: str, assignment: Assignment) -> Submission:
    """Return the student's submission, with a reason if the folder is unreadable."""
    try:
        if course.is_too_high(student) and _is_empty(course.submission(student)):
            files = read_folder(course.submitted / student, assignment.notebooks, 0)
            note = f"submitted in STUDENT/ instead of STUDENT/{assignment.name}/"
            files = files._replace(notes=(note, *files.notes))
        else:
            files = read_folder(course.submission(student), assignment.notebooks)
    except UnreadableError as error:
        return Submission(student, {}, refused=str(error))
    return Submission(student, files.notebooks, files.timestamp, files.notes)


def _is_empty(folder: Path) -> bool:
    """Return whether there is no such folder, or nothing in it."""
    try:
        return not any(os.scandir(folder))
    except FileNotFoundError:
        return not folder.is_symlink()
    except OSError:
        return False


def grade_class(
    run: ClassRun,
    students: Collection[str],
    executor: Executor,
    progress: Progress,
    window: int,
) -> dict[str, str]:
    """Grade the students whose results are not up to date, `window` at a time.

    Returns:
        Why the grader failed, by student. Their results are unchanged.

    Raises:
        UsageError: the workers cannot grade at all.
    """
    collector = _Collector(run, progress)
    pending = collector.pending
    for submission, old in _to_grade(run, students, progress):
        task = Task(
            submission,
            run.mode,
            None if run.remote else run.course.notebooks,
            run.assignment.name,
            run.assignment.fingerprint,
            run.limits,
        )
        pending[executor.submit(grade_task, task)] = (submission, old)
        while len(pending) >= window:
            collector.collect()
    while pending:
        collector.collect()
    return collector.failures


def _to_grade(
    run: ClassRun, students: Collection[str], progress: Progress
) -> Iterator[tuple[Submission, StudentResult | None]]:
    """Yield submissions that are new, changed, or were graded by other rules.

    Also those whose automatic scores in the gradebook differ from the stored results:
    another program graded them. Scores that are missing there are entered again.
    """
    recorded = run.gradebook.recorded()
    for student in students:
        old = run.course.result(student)
        submission = read_submission(run.course, student, run.assignment)
        stated = run.times.get(student)
        if stated is not None:
            submission = submission._replace(timestamp=stated)
        key = content_key(submission, run.rules)
        if old is None or old.key != key or run.force:
            yield submission, old
        elif recorded.agree(old):
            progress.done(student, old, fresh=False)
        elif recorded.has(student) or not run.course.autograded(student).is_dir():
            progress.differed(student)
            yield submission, old
        else:
            record(run, old, submission, old)
            progress.differed(student)
            progress.done(student, old, fresh=False)


class _Collector:
    """Stores the results of finished tasks.

    Attributes:
        failures: why the grader failed, by student.
    """

    def __init__(self, run: ClassRun, progress: Progress) -> None:
        self.pending: Pending = {}
        self.failures: dict[str, str] = {}
        self._run = run
        self._progress = progress
        self._any_graded = False

    def collect(self) -> None:
        """Wait for a task to finish; store the results of all that have."""
        finished, _ = wait(self.pending, POLL_SECONDS, return_when=FIRST_COMPLETED)
        if not finished and self._run.check_workers is not None:
            self._run.check_workers()
        for future in finished:
            submission, old = self.pending.pop(future)
            student = submission.student
            try:
                graded = future.result()
            except (CourseError, OSError):
                raise
            except CancelledError:
                raise UsageError(
                    "The workers were lost. Finished students are kept; start the "
                    "workers, then run the same command again."
                ) from None
            except Exception as error:
                self._failed(student, one_line(str(error)) or type(error).__name__)
                continue
            self._any_graded = True
            store(self._run, graded, submission, old)
            self._progress.done(student, graded.result, fresh=True)

    def _failed(self, student: str, reason: str) -> None:
        self.failures[student] = reason
        if not self._any_graded and len(self.failures) >= MAX_FAILURES:
            raise UsageError(
                f"The grader failed on the first {MAX_FAILURES} submissions: {reason}. "
                "No result was changed."
            )


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
    record(run, graded.result, submission, old)
    write_result(course, graded.result, run.assignment)


def _keep_secret(course: Course, student: str) -> None:
    """Keep the secret of a submission from the exchange beside its graded notebooks."""
    secret = read_exchange_file(course.submission(student), SECRET)
    kept = course.autograded(student) / SECRET
    if secret is None:
        kept.unlink(missing_ok=True)  # of an earlier submission
    else:
        write_whole(kept, secret.encode())


def write_result(course: Course, result: StudentResult, assignment: Assignment) -> None:
    """Write the student's results file, which marks the student as done."""
    data = json.dumps(result.as_json(assignment.name), ensure_ascii=False, indent=1)
    write_whole(course.result_file(result.student), data.encode("utf-8", "replace"))


def record(
    run: ClassRun,
    result: StudentResult,
    submission: Submission,
    old: StudentResult | None,
) -> None:
    """Write one student's scores into the gradebook."""
    answers = None if old is None else old.answers
    run.gradebook.record(result, submission.timestamp, answers)

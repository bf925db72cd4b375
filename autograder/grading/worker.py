"""What a worker process does: keep one sandbox warm and grade what it is sent.

The sandbox lives and dies with the thread that started it (its parent-death signal is
per thread), so one thread of the process owns it and does all the grading. That holds
for our own worker processes, for Dask's, and for Formgrader's server.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal, NamedTuple

from autograder.assignment.assignment import read_assignment
from autograder.assignment.errors import UsageError
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.grading.memory_limit import memory_limit
from autograder.grading.submission import (
    Graded,
    Rules,
    Submission,
    absent,
    grade_submission,
)
from autograder.sandbox.errors import SandboxLostError

Mode = Literal["auto", "none"]
TOO_LARGE = "could not be graded: the submission needs too much memory"


class Task(NamedTuple):
    """One submission to grade, and the course that it is to be graded by.

    Attributes:
        folder: the instructor's `notebooks/`, or None for the worker's own.
        assignment: the name of the assignment's folder in it.
        fingerprint: of the instructor's notebooks where the task was made.
    """

    submission: Submission
    mode: Mode
    folder: Path | None
    assignment: str
    fingerprint: str
    limits: Limits = DEFAULT_LIMITS


class GradingThread:
    """One thread that owns one sandbox, started when first needed."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="grading")
        self._engine: Any = None
        self._opened: tuple[Mode, Path, Limits] | None = None

    def grade(self, task: Task) -> Graded:
        """The graded submission.

        Raises:
            UsageError: the course here is not the one that the task was made by, or
                there is no sandbox.
        """
        future: Future[Graded] = self._thread.submit(self._grade, task)
        return future.result()

    def close(self) -> None:
        """End the sandbox and the thread."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _grade(self, task: Task) -> Graded:
        assignment = read_assignment(task.folder, task.assignment)
        if assignment.fingerprint != task.fingerprint:
            raise UsageError(
                f"{assignment.folder} is not the course that the grading was started "
                "with. Give every worker the same version of the project."
            )
        attempts = task.limits.attempts
        for _ in range(attempts):
            try:
                engine = self._engine_for(task, assignment.folder)
                with memory_limit(task.limits.judging_memory):
                    return grade_submission(task.submission, assignment, engine)
            except SandboxLostError:  # not of the student's doing: begin anew
                self._close()
            except MemoryError:  # while a file was read: no fault of other students
                self._close()
                rules = Rules(assignment, task.limits, task.mode == "none")
                return absent(task.submission, TOO_LARGE, rules)
        raise RuntimeError(f"the sandbox was lost {attempts} times")

    def _engine_for(self, task: Task, files: Path) -> Any:
        wanted = (task.mode, files, task.limits)
        if self._opened != wanted:
            self._close()
            self._engine = open_engine(*wanted)
            self._opened = wanted
        return self._engine

    def _close(self) -> None:
        engine, self._engine, self._opened = self._engine, None, None
        if engine is not None:
            engine.__exit__(None, None, None)


def open_engine(mode: Mode, files: Path, limits: Limits = DEFAULT_LIMITS) -> Any:
    """A started sandbox.

    Raises:
        UsageError: there is none here; the message says how to get it.
    """
    from autograder.sandbox import Engine
    from autograder.sandbox.errors import SandboxUnavailableError

    try:
        return Engine(mode=mode, files=files, limits=limits).__enter__()
    except SandboxUnavailableError as error:
        raise no_sandbox(str(error)) from None


def no_sandbox(reason: str) -> UsageError:
    """The one clear line for a machine without a sandbox."""
    return UsageError(
        f"{reason.rstrip('.')}. To run student code without a sandbox, at your own "
        "risk and marked so, add --sandbox none."
    )


def check_sandbox(mode: Mode) -> None:
    """Make sure that grading can start.

    Raises:
        UsageError: isolation does not work here and was not waived.
    """
    from autograder.sandbox import probe

    reason = None if mode == "none" else probe()
    if reason is not None:
        raise no_sandbox(reason)


_lock = threading.Lock()
_own: list[GradingThread] = []


def own_thread() -> GradingThread:
    """This process's grading thread."""
    with _lock:
        if not _own:
            _own.append(GradingThread())
        return _own[0]


def close_own_thread() -> None:
    """End this process's sandbox, if there is one."""
    with _lock:
        while _own:
            _own.pop().close()


def grade_task(task: Task) -> Graded:
    """Grade in this process: what executors are given to run."""
    return own_thread().grade(task)

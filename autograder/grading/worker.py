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

from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import UsageError
from autograder.assignment.limits import Limits
from autograder.grading.submission import Graded, Submission, grade_submission
from autograder.sandbox.errors import SandboxLostError

LIMITS = Limits()
TRIES = 3  # of a submission whose sandbox was lost
Mode = Literal["auto", "none"]


class Task(NamedTuple):
    """One submission to grade, and the course that it is to be graded by.

    Attributes:
        folder: the instructor's `notebooks/`, or None for the worker's own.
        fingerprint: of the instructor's notebooks where the task was made.
    """

    submission: Submission
    mode: Mode
    folder: Path | None
    fingerprint: str


class GradingThread:
    """One thread that owns one sandbox, started when first needed."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="grading")
        self._engine: Any = None
        self._opened: tuple[Mode, Path] | None = None

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
        source = read_assignment(task.folder)
        if source.fingerprint != task.fingerprint:
            raise UsageError(
                f"{source.folder} is not the course that the grading was started with. "
                "Give every worker the same version of the project."
            )
        for _ in range(TRIES):
            try:
                rooms = self._rooms(task.mode, source)
                return grade_submission(task.submission, source, rooms)
            except SandboxLostError:  # not of the student's doing: begin anew
                self._close()
        raise RuntimeError(f"the sandbox was lost {TRIES} times")

    def _rooms(self, mode: Mode, source: Assignment) -> Any:
        if self._opened != (mode, source.folder):
            self._close()
            self._engine = open_engine(mode, source.folder)
            self._opened = (mode, source.folder)
        return self._engine

    def _close(self) -> None:
        engine, self._engine, self._opened = self._engine, None, None
        if engine is not None:
            engine.__exit__(None, None, None)


def open_engine(mode: Mode, files: Path) -> Any:
    """A started sandbox.

    Raises:
        UsageError: there is none here; the message says how to get it.
    """
    from autograder.sandbox import Engine
    from autograder.sandbox.errors import SandboxUnavailableError

    try:
        return Engine(mode=mode, files=files, limits=LIMITS).__enter__()
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

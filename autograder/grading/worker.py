"""Grades submissions in a worker process that keeps one sandbox running.

Linux ends the sandbox when the thread that started it ends (its parent-death signal is
per thread), so one thread of the process owns the sandbox and does all the grading.
This applies to local workers, Dask workers and Formgrader's server.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import CourseError, UsageError, described
from autograder.assignment.isolation import Mode
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

TOO_LARGE = "could not be graded: the submission needs too much memory"


class Task(NamedTuple):
    """One submission to grade, and the assignment to grade it by.

    Attributes:
        folder: the instructor's `notebooks/`, or None for the worker's own copy.
        assignment: the name of the assignment's folder in it.
        fingerprint: of the coordinator's notebooks; the worker's must have the same.
    """

    submission: Submission
    mode: Mode
    folder: Path | None
    assignment: str
    fingerprint: str
    limits: Limits = DEFAULT_LIMITS


class GradingThread:
    """A thread that owns one sandbox, which starts with the first task."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="grading")
        self._engine: Any = None
        self._opened: tuple[Mode, Path, Limits] | None = None

    def grade(self, task: Task) -> Graded:
        """Grade the submission and return its results.

        Raises:
            UsageError: the worker's notebooks differ from the coordinator's, or there
                is no sandbox.
        """
        future: Future[Graded] = self._thread.submit(self._grade, task)
        return future.result()

    def prepare(self, task: Task) -> None:
        """Start the sandbox for tasks like this one."""
        self._thread.submit(self._prepare, task).result()

    def _prepare(self, task: Task) -> None:
        assignment = _assignment_of(task.folder, task.assignment, task.fingerprint)
        self._engine_for(task, assignment.folder)

    def close(self) -> None:
        """End the sandbox and the thread."""
        self._thread.submit(self._close).result()
        self._thread.shutdown()

    def _grade(self, task: Task) -> Graded:
        assignment = _assignment_of(task.folder, task.assignment, task.fingerprint)
        attempts = task.limits.attempts
        for _ in range(attempts):
            try:
                engine = self._engine_for(task, assignment.folder)
                with memory_limit(task.limits.judging_memory):
                    return grade_submission(task.submission, assignment, engine)
            except SandboxLostError:  # not the student's fault: start a new one
                self._close()
            except MemoryError:  # while a file was read; other students go on
                self._close()
                rules = Rules(assignment, task.limits, task.mode)
                return absent(task.submission, TOO_LARGE, rules)
        raise RuntimeError(f"the sandbox stopped unexpectedly {attempts} times")

    def _engine_for(self, task: Task, files: Path) -> Any:
        settings = (task.mode, files, task.limits)
        if self._opened != settings:
            self._close()
            self._engine = open_engine(*settings)
            self._opened = settings
        return self._engine

    def _close(self) -> None:
        engine, self._engine, self._opened = self._engine, None, None
        if engine is not None:
            engine.__exit__(None, None, None)


def open_engine(mode: Mode, files: Path, limits: Limits = DEFAULT_LIMITS) -> Any:
    """Start a sandbox.

    Raises:
        UsageError: this machine has none; the message says how to install it.
    """
    from autograder.sandbox import Engine, choose
    from autograder.sandbox.errors import SandboxUnavailableError

    try:
        return Engine(mode=choose(mode), files=files, limits=limits).__enter__()
    except SandboxUnavailableError as error:
        raise no_sandbox(str(error)) from None


def no_sandbox(reason: str) -> UsageError:
    """Return the error for a machine without a sandbox."""
    return UsageError(
        f"{reason.rstrip('.')}. To run student code without a sandbox, at your own "
        "risk, add --sandbox none; the results are then marked as unsafe."
    )


def check_sandbox(mode: Mode, private: Sequence[Path] = ()) -> Mode:
    """Make sure that grading can start; return the mode that "auto" means here.

    Args:
        private: folders that student code must not be able to read.

    Raises:
        UsageError: there is no sandbox, and the mode requires one.
    """
    from autograder.sandbox import choose, why_not

    chosen = choose(mode)
    reason = why_not(chosen, private)
    if reason is not None:
        raise no_sandbox(reason)
    return chosen


def check_worker(mode: Mode, name: str, fingerprint: str) -> None:
    """Make sure that this machine can grade the assignment; start its sandbox.

    Raises:
        UsageError: there is no sandbox, a package is missing, or the notebooks differ.
    """
    check_sandbox(mode)
    task = Task(Submission("", {}), mode, None, name, fingerprint)
    try:
        grading_thread().prepare(task)
    except SandboxLostError as error:
        raise UsageError(f"the sandbox does not start: {error}") from None


def _assignment_of(folder: Path | None, name: str, fingerprint: str) -> Assignment:
    assignment = read_assignment(folder, name)
    if assignment.fingerprint != fingerprint:
        raise UsageError(
            f"{assignment.folder} differs from the coordinator's notebooks: it "
            "changed during grading. Run the same command again."
        )
    return assignment


_lock = threading.Lock()
_threads: list[GradingThread] = []


def grading_thread() -> GradingThread:
    """Return this process's grading thread; start it if necessary."""
    with _lock:
        if not _threads:
            _threads.append(GradingThread())
        return _threads[0]


def close_grading_thread() -> None:
    """End this process's sandbox, if there is one."""
    with _lock:
        while _threads:
            _threads.pop().close()


def grade_task(task: Task) -> Graded:
    """Grade a task in this process; executors run this function.

    Raises:
        UsageError: this machine cannot grade: a package is missing, or the disk is
            full. The run stops.
        RuntimeError: the grader failed on this submission, with the error as text.
    """
    try:
        return grading_thread().grade(task)
    except CourseError:
        raise
    except ImportError as error:
        raise UsageError(
            f"A worker cannot import what it needs: {error}. Install the package "
            "there, then run the same command again."
        ) from None
    except OSError as error:
        file = f"{error.filename}: " if error.filename else ""
        raise UsageError(
            f"A worker cannot grade: {file}{error.strerror or error}. Fix this, then "
            "run the same command again."
        ) from None
    except Exception as error:  # as text, because it may not pickle
        raise RuntimeError(described(error)) from None

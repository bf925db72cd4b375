"""Grades notebooks without a course: `check`, and `from autograder import grade`."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import UnreadableError, UsageError, one_line
from autograder.assignment.isolation import Mode
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.assignment.results import NOT_GRADED, StudentResult, not_graded
from autograder.checks import registry
from autograder.grading.memory_limit import memory_limit
from autograder.grading.submission import Submission
from autograder.grading.worker import GradingThread, Task, check_sandbox
from autograder.submissions.folder import read_folder, read_notebook
from autograder.submissions.match_files import shared_cells
from autograder.submissions.parse import parse_notebook


def grade(
    folder: str | Path,
    *,
    sandbox: Mode = "auto",
    notebooks: str | Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> StudentResult:
    """Grade the notebooks in one student's folder.

    Args:
        folder: contains the student's notebooks.
        sandbox: how student code is kept apart; "none" runs it without isolation.
            The result is marked unless it is bubblewrap, as usual for "auto".
        notebooks: the instructor's folder that contains `backprop/`; the project's
            by default.
        limits: on the time and the resources of student code.

    Raises:
        UsageError: the folder does not exist, or this machine has no sandbox.
        RuntimeError: the grader failed; this says nothing about the submission.
    """
    path = Path(folder)
    if not path.is_dir():
        raise UsageError(f"{path} is not a folder. Give the folder of the notebooks.")
    instructor = None if notebooks is None else Path(notebooks)
    assignment = read_assignment(instructor)
    submission = _submission_in(path, assignment)
    return grade_one(submission, sandbox, assignment, instructor, limits)


def grade_one(
    submission: Submission,
    mode: Mode,
    assignment: Assignment,
    notebooks: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> StudentResult:
    """Grade one submission in this process.

    Raises:
        UsageError: a question has no check, or there is no sandbox.
        RuntimeError: the grader failed; this says nothing about the submission.
    """
    [result] = grade_all([submission], mode, assignment, notebooks, limits)
    if result.status == NOT_GRADED:
        raise RuntimeError(f"{one_line(result.student, 60)}: {result.notes[0]}")
    return result


def grade_all(
    submissions: Iterable[Submission],
    mode: Mode,
    assignment: Assignment,
    notebooks: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> list[StudentResult]:
    """Grade the submissions one by one in this process, in one sandbox.

    Returns:
        One result per submission; one without a score if the grader failed.

    Raises:
        UsageError: a question has no check, or there is no sandbox.
    """
    check_rows(assignment)
    mode = check_sandbox(mode)
    course = (notebooks, assignment.name, assignment.fingerprint, limits)
    thread = GradingThread()
    results: list[StudentResult] = []
    try:
        for submission in submissions:
            try:
                results.append(thread.grade(Task(submission, mode, *course)).result)
            except UsageError:
                raise
            except Exception as error:  # the others are graded all the same
                reason = one_line(str(error)) or type(error).__name__
                results.append(not_graded(submission.student, reason, assignment))
    finally:
        thread.close()
    return results


def check_rows(assignment: Assignment) -> None:
    """Make sure that every question has a check.

    Raises:
        UsageError: one has none; the message names the file that needs a row.
    """
    missing = registry.without_row(assignment)
    if missing:
        raise UsageError(f"{'; '.join(missing)}. Nothing was graded.")


def submissions_of(
    paths: Sequence[Path], assignment: Assignment
) -> Iterator[Submission]:
    """Return the submissions in these files and folders; each is read when wanted.

    A student is named after the folder above `backprop/`, else after the file. Files in
    one folder are one submission as long as they are different notebooks.

    Raises:
        UsageError: a path does not exist, or a folder contains no notebook.
    """
    folders = [path for path in paths if path.is_dir()]
    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise UsageError(f"{missing[0]} does not exist. Give a notebook's path.")
    for folder in folders:
        if not _submission_in(folder, assignment).notebooks:
            raise UsageError(f"{folder} contains no notebook. Give a notebook's path.")
    groups = _grouped([path for path in paths if path not in folders], assignment)
    return itertools.chain(
        (_submission_in(folder, assignment) for folder in folders),
        (_submission_of(student, files) for student, files in groups),
    )


def student_of(path: Path, assignment: str) -> str:
    """Return the student's name: the folder above the assignment's, else the file."""
    path = path.absolute()
    if path.parent.name == assignment:
        return path.parent.parent.name
    return path.stem


def _submission_in(folder: Path, assignment: Assignment) -> Submission:
    folder = folder.absolute()
    name = folder.parent.name if folder.name == assignment.name else folder.name
    inner = folder / assignment.name
    try:
        files = read_folder(inner if inner.is_dir() else folder, assignment.notebooks)
    except UnreadableError as error:
        return Submission(name, {}, refused=str(error))
    return Submission(name, files.notebooks, files.timestamp, files.notes)


def _grouped(
    paths: Sequence[Path], assignment: Assignment
) -> list[tuple[str, list[Path]]]:
    groups: list[tuple[str, list[Path], set[str]]] = []
    for path in paths:
        notebook = _notebook_in(path, assignment)
        folder = path.absolute().parent
        for _, files, known in groups:
            same_folder = files[0].absolute().parent == folder
            if same_folder and notebook and notebook not in known:
                files.append(path)
                known.add(notebook)
                break
        else:
            student = student_of(path, assignment.name)
            groups.append((student, [path], {notebook} if notebook else set()))
    return [(name, files) for name, files, _ in groups]


def _notebook_in(path: Path, assignment: Assignment) -> str | None:
    """Return the assignment's notebook that the file contains, or its name."""
    try:
        with memory_limit(DEFAULT_LIMITS.judging_memory):
            parsed = parse_notebook(read_notebook(path))
    except (OSError, UnreadableError, MemoryError):
        return path.stem if path.stem in assignment.notebooks else None
    shared = {n: shared_cells(parsed, assignment, n) for n in assignment.notebooks}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else path.stem


def _submission_of(student: str, paths: Sequence[Path]) -> Submission:
    notebooks: dict[str, bytes] = {}
    reasons: list[str] = []
    for path in paths:
        try:
            notebooks[path.name] = read_notebook(path)
        except (OSError, UnreadableError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            reasons.append(f"{path.name}: {reason}")
    refused = "" if notebooks else "; ".join(reasons)
    return Submission(student, notebooks, None, tuple(reasons), refused)

"""One student without a course: what `check` and `from autograder import grade` do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from autograder.assignment.assignment import Assignment, read_assignment
from autograder.assignment.errors import UnreadableError, UsageError
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.assignment.results import StudentResult
from autograder.checks import registry
from autograder.grading.memory_limit import memory_limit
from autograder.grading.submission import Graded, Rules, Submission, not_graded
from autograder.grading.worker import GradingThread, Mode, Task, check_sandbox
from autograder.submissions.folder import read_folder, read_regular
from autograder.submissions.match_files import shared_cells
from autograder.submissions.parse import MAX_BYTES, parse_notebook


def grade(
    folder: str | Path, *, sandbox: Mode = "auto", notebooks: str | Path | None = None
) -> StudentResult:
    """The results of the notebooks in one student's folder.

    Args:
        folder: holds the student's notebooks.
        sandbox: "none" runs student code without isolation, and marks the result.
        notebooks: the instructor's folder that holds `backprop/`, if not the
            project's own.

    Raises:
        UsageError: there is no such folder, or no sandbox on this machine.
    """
    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"{place} is not a folder. Give the one with the notebooks.")
    instructor = None if notebooks is None else Path(notebooks)
    assignment = read_assignment(instructor)
    submission = _submission_in(place, assignment)
    [graded] = grade_all([submission], sandbox, assignment, instructor)
    return graded.result


def grade_all(
    submissions: Sequence[Submission],
    mode: Mode,
    assignment: Assignment,
    notebooks: Path | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> list[Graded]:
    """Grade these one after the other in this process, in one sandbox.

    Raises:
        UsageError: no row judges a question of the notebooks, or there is no sandbox.
    """
    check_rows(assignment)
    check_sandbox(mode)
    course = (notebooks, assignment.name, assignment.fingerprint, limits)
    rules = Rules(assignment, limits, mode == "none")
    thread = GradingThread()
    graded: list[Graded] = []
    try:
        for submission in submissions:
            try:
                graded.append(thread.grade(Task(submission, mode, *course)))
            except UsageError:
                raise
            except Exception as error:  # the others are graded all the same
                graded.append(not_graded(submission, error, rules))
    finally:
        thread.close()
    return graded


def check_rows(assignment: Assignment) -> None:
    """Make sure that every question can be judged.

    Raises:
        UsageError: one cannot; the message names the file that needs a row.
    """
    missing = registry.without_row(assignment)
    if missing:
        raise UsageError(f"{'; '.join(missing)}. Nothing was graded.")


def submissions_of(paths: Sequence[Path], assignment: Assignment) -> list[Submission]:
    """The submissions that these files make up.

    A student is named by the folder above `backprop/`, else by the file. Files side by
    side are one student's as long as they are different notebooks.

    Raises:
        UsageError: a path is not there, or a folder holds no notebook.
    """
    folders = [path for path in paths if path.is_dir()]
    missing = [path for path in paths if not path.exists() and not path.is_symlink()]
    if missing:
        raise UsageError(f"{missing[0]} is not there. Give a notebook's path.")
    made = [_submission_in(folder, assignment) for folder in folders]
    empty = [f for f, s in zip(folders, made, strict=True) if not s.notebooks]
    if empty:
        raise UsageError(f"{empty[0]} holds no notebook. Give a notebook's path.")
    groups = _grouped([path for path in paths if path not in folders], assignment)
    return [*made, *(_submission_of(student, files) for student, files in groups)]


def student_of(path: Path, assignment: str) -> str:
    """The folder above the assignment's names the student, else the file does."""
    place = path.absolute()
    if place.parent.name == assignment:
        return place.parent.parent.name
    return place.stem


def _submission_in(folder: Path, assignment: Assignment) -> Submission:
    place = folder.absolute()
    name = place.parent.name if place.name == assignment.name else place.name
    inner = place / assignment.name
    try:
        chosen = inner if inner.is_dir() else place
        files = read_folder(chosen, assignment.notebooks)
    except UnreadableError as error:
        return Submission(name, {}, refused=str(error))
    return Submission(name, files.notebooks, files.timestamp, files.notes)


def _grouped(
    paths: Sequence[Path], assignment: Assignment
) -> list[tuple[str, list[Path]]]:
    groups: list[tuple[str, list[Path], set[str]]] = []
    for path in paths:
        holds = _notebook_in(path, assignment)
        place = path.absolute().parent
        for _, files, held in groups:
            if files[0].absolute().parent == place and holds and holds not in held:
                files.append(path)
                held.add(holds)
                break
        else:
            student = student_of(path, assignment.name)
            groups.append((student, [path], {holds} if holds else set()))
    return [(name, files) for name, files, _ in groups]


def _notebook_in(path: Path, assignment: Assignment) -> str | None:
    """The notebook of the assignment that the file holds, as far as can be told."""
    try:
        with memory_limit(DEFAULT_LIMITS.judging_memory):
            reading = parse_notebook(read_regular(path, MAX_BYTES))
    except (OSError, UnreadableError, MemoryError):
        return path.stem if path.stem in assignment.notebooks else None
    shared = {n: shared_cells(reading, assignment, n) for n in assignment.notebooks}
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else path.stem


def _submission_of(student: str, paths: Sequence[Path]) -> Submission:
    notebooks: dict[str, bytes] = {}
    reasons: list[str] = []
    for path in paths:
        try:
            notebooks[path.name] = read_regular(path, MAX_BYTES)
        except (OSError, UnreadableError) as error:
            words = getattr(error, "strerror", None) or str(error)
            reasons.append(f"{path.name}: {words}")
    refused = "" if notebooks else "; ".join(reasons)
    return Submission(student, notebooks, None, tuple(reasons), refused)

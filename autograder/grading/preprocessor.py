"""Replaces nbgrader's Execute preprocessor: grades in the sandbox.

With it, `nbgrader autograde` and Formgrader give the same scores as
`python -m autograder grade`. The submission is read from its folder again, because
nbgrader has already removed cell metadata from its copy. It is graded as a whole, and
its results are stored, so that reports and feedback pages include the student.

Other assignments of the course are left to nbgrader's Execute.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute

from autograder.assignment.assignment import (
    ASSIGNMENT,
    Assignment,
    read_assignment,
    released_files,
)
from autograder.assignment.course import Course
from autograder.assignment.errors import UnreadableError, UsageError
from autograder.assignment.isolation import MODES, UNSAFE, Mode
from autograder.assignment.markers import visible
from autograder.grading.submission import Graded, Rules, Submission, content_key
from autograder.grading.whole_class import write_result
from autograder.grading.worker import Task, check_sandbox, grading_thread
from autograder.submissions.exchange_files import SECRET, TIMESTAMP
from autograder.submissions.folder import read_folder, read_notebook

ENVIRONMENT_VARIABLE = "BACKPROP_SANDBOX"
HIDDEN_LINE = "from autograder.checks import judge"
Resources = dict[str, Any]


class SandboxExecute(Execute):  # type: ignore[misc]
    """Returns the graded notebook; with BACKPROP_SANDBOX=none, executes it instead.

    BACKPROP_SANDBOX may also be another mode of `--sandbox`.

    Other assignments are executed, as nbgrader does.
    """

    def preprocess(
        self, nb: NotebookNode, resources: Resources, *args: Any, **kwargs: Any
    ) -> tuple[NotebookNode, Resources]:
        names = resources["nbgrader"]
        folders = self._folders(names)
        if not _is_ours(names["assignment"], folders):
            executed: tuple[NotebookNode, Resources] = super().preprocess(
                nb, resources, *args, **kwargs
            )
            return executed
        if _wanted() == "none":
            nb, resources = super().preprocess(nb, resources, *args, **kwargs)
            return _marked_unsafe(nb), resources
        mode = _require_sandbox(folders)
        return _graded(nb, names, folders, mode), resources

    def _folders(self, names: Resources) -> _Folders | None:
        """Return nbgrader's folders of this submission; None outside its converters."""
        converter = getattr(self.parent, "parent", None)
        course = getattr(converter, "coursedir", None)
        if course is None:
            return None
        student, assignment = names["student"], names["assignment"]
        return _Folders(
            Path(course.format_path(course.submitted_directory, student, assignment)),
            Path(course.format_path(course.autograded_directory, student, assignment)),
            Path(course.format_path(course.source_directory, ".", assignment)),
        )


class _Folders(NamedTuple):
    """nbgrader's folders of one submission."""

    submitted: Path
    autograded: Path
    instructor: Path

    @property
    def course(self) -> Course | None:
        """The course directory, if the submission lies where `grade` looks for it."""
        student = self.submitted.parent
        course = Course(
            student.parent.parent, self.instructor.parent, self.submitted.name
        )
        is_there = course.submission(student.name) == self.submitted
        return course if is_there else None


def _is_ours(assignment: str, folders: _Folders | None) -> bool:
    """Return whether this project grades the assignment.

    The instructor's notebooks decide, never the student's.
    """
    if assignment == ASSIGNMENT or folders is None:
        return assignment == ASSIGNMENT
    return any(
        HIDDEN_LINE in path.read_text(encoding="utf-8", errors="replace")
        for path in folders.instructor.glob("*.ipynb")
    )


def _graded(
    nb: NotebookNode, names: Resources, folders: _Folders | None, mode: Mode
) -> NotebookNode:
    student, file = names["student"], f"{names['notebook']}.ipynb"
    folder = None if folders is None else folders.instructor.parent
    assignment = read_assignment(folder, names["assignment"])
    if folders is None:
        submission = Submission(student, {file: json.dumps(nb).encode()})
    else:
        submission = _submitted(folders, file, student, assignment)
        _remove_other_files(folders, assignment.folder)
    task = Task(submission, mode, folder, assignment.name, assignment.fingerprint)
    graded = _graded_once(task, assignment)
    if folders is not None and folders.course is not None:
        write_result(folders.course, graded.result, assignment)
    text = graded.notebooks[names["notebook"]].decode()
    notebook: NotebookNode = nbformat.reads(text, as_version=4)
    return notebook


_last: dict[str, Graded] = {}  # the last graded submission, by its content key


def _graded_once(task: Task, assignment: Assignment) -> Graded:
    """Grade the submission, once for all of its notebooks."""
    rules = Rules(assignment, mode=task.mode)
    key = task.submission.student + content_key(task.submission, rules)
    if key not in _last:
        graded = grading_thread().grade(task)
        _last.clear()
        _last[key] = graded
    return _last[key]


def _wanted() -> Mode:
    """Return the mode that the environment asks for."""
    wanted = os.environ.get(ENVIRONMENT_VARIABLE, "auto")
    for mode in MODES:
        if mode == wanted:
            return mode
    raise RuntimeError(f"{ENVIRONMENT_VARIABLE} is {wanted!r}; expected one of {MODES}")


def _require_sandbox(folders: _Folders | None) -> Mode:
    course = None if folders is None else folders.course
    try:
        return check_sandbox(_wanted(), [] if course is None else [course.root])
    except UsageError as error:
        setting = f"set {ENVIRONMENT_VARIABLE}=none"
        message = str(error).replace("add --sandbox none", setting)
        raise RuntimeError(message) from None


def _submitted(
    folders: _Folders, file: str, student: str, assignment: Assignment
) -> Submission:
    """Return the submission that contains this notebook; never follow a link.

    Raises:
        RuntimeError: it cannot be read; nbgrader records the submission as failed.
    """
    try:
        if folders.submitted.is_symlink():
            raise UnreadableError("the folder is a symbolic link; not followed")
        read_notebook(folders.submitted / file)
        files = read_folder(folders.submitted, assignment.notebooks)
    except (OSError, UnreadableError) as error:
        raise RuntimeError(f"{file}: {error}") from None
    return Submission(student, files.notebooks, files.timestamp, files.notes)


def _remove_other_files(folders: _Folders, instructor: Path) -> None:
    """Remove other files of the student that nbgrader copied.

    nbgrader follows links when it copies, so feedback could contain their targets.
    """
    released = released_files(instructor)
    names = {path.relative_to(instructor).as_posix() for path in released}
    names |= {
        name
        for name in (TIMESTAMP, SECRET)
        if not (folders.submitted / name).is_symlink()
    }
    for path in folders.autograded.rglob("*"):
        name = path.relative_to(folders.autograded).as_posix()
        kept = name in names or name.endswith(".ipynb")
        if path.is_symlink() or (path.is_file() and not kept):
            path.unlink()


def _marked_unsafe(nb: NotebookNode) -> NotebookNode:
    """Remove hidden lines from the executed notebook and mark it as unsafe."""
    for cell in nb.cells:
        cell.source = visible(cell.source)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell(UNSAFE, id="grading-notes"))
    return nb

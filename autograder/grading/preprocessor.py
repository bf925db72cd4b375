"""Replaces nbgrader's Execute preprocessor: grades in the sandbox.

With it, `nbgrader autograde` and Formgrader give the same scores as
`python -m autograder grade`. The notebook is read from the submitted file again,
because nbgrader has already removed cell metadata from its copy.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.preprocessors import Execute

from autograder.assignment.assignment import read_assignment, released_files
from autograder.assignment.errors import UnreadableError, UsageError
from autograder.assignment.markers import visible
from autograder.assignment.results import UNSAFE
from autograder.grading.submission import Submission
from autograder.grading.worker import Task, check_sandbox, grading_thread
from autograder.submissions.exchange_files import SECRET, TIMESTAMP
from autograder.submissions.folder import read_regular
from autograder.submissions.parse import MAX_BYTES

ENVIRONMENT_VARIABLE = "BACKPROP_SANDBOX"
Resources = dict[str, Any]


class SandboxExecute(Execute):  # type: ignore[misc]
    """Returns the graded notebook; with BACKPROP_SANDBOX=none, executes it instead."""

    def preprocess(
        self, nb: NotebookNode, resources: Resources, *args: Any, **kwargs: Any
    ) -> tuple[NotebookNode, Resources]:
        if os.environ.get(ENVIRONMENT_VARIABLE) == "none":
            nb, resources = super().preprocess(nb, resources, *args, **kwargs)
            return _marked_unsafe(nb), resources
        _require_sandbox()
        return self._graded(nb, resources), resources

    def _graded(self, nb: NotebookNode, resources: Resources) -> NotebookNode:
        names = resources["nbgrader"]
        file = f"{names['notebook']}.ipynb"
        folders = self._folders(names)
        folder: Path | None = None
        if folders is None:
            content = json.dumps(nb).encode()
        else:
            folder = folders.instructor.parent
            content = _submitted(folders, file)
        assignment = read_assignment(folder)
        if folders is not None:
            _remove_other_files(folders, assignment.folder)
        submission = Submission(names["student"], {file: content})
        task = Task(submission, "auto", folder, assignment.name, assignment.fingerprint)
        graded = grading_thread().grade(task)
        text = graded.notebooks[names["notebook"]].decode()
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
        return notebook

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


class _Folders:
    def __init__(self, submitted: Path, autograded: Path, instructor: Path) -> None:
        self.submitted = submitted
        self.autograded = autograded
        self.instructor = instructor


def _require_sandbox() -> None:
    try:
        check_sandbox("auto")
    except UsageError as error:
        setting = f"set {ENVIRONMENT_VARIABLE}=none"
        message = str(error).replace("add --sandbox none", setting)
        raise RuntimeError(message) from None


def _submitted(folders: _Folders, file: str) -> bytes:
    """Return the content of the submitted notebook; never follow a link.

    Raises:
        RuntimeError: it cannot be read; nbgrader records the submission as failed.
    """
    try:
        if folders.submitted.is_symlink():
            raise UnreadableError("the folder is a symbolic link; not followed")
        return read_regular(folders.submitted / file, MAX_BYTES)
    except (OSError, UnreadableError) as error:
        raise RuntimeError(f"{file}: {error}") from None


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

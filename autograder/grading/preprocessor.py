"""What stands in the place of nbgrader's Execute: grading in the sandbox.

With it `nbgrader autograde` and Formgrader's button give the same scores as
`python -m autograder grade`. The notebook is read from the submission again, because
nbgrader has already dropped from its own copy what tells the cells apart.
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
from autograder.grading.worker import Task, check_sandbox, own_thread
from autograder.submissions.folder import read_regular
from autograder.submissions.parse import MAX_BYTES

SWITCH = "BACKPROP_SANDBOX"
Resources = dict[str, Any]


class SandboxExecute(Execute):  # type: ignore[misc]
    """Replaces the notebook by the graded one; with BACKPROP_SANDBOX=none runs it."""

    def preprocess(
        self, nb: NotebookNode, resources: Resources, *args: Any, **kwargs: Any
    ) -> tuple[NotebookNode, Resources]:
        if os.environ.get(SWITCH) == "none":
            nb, resources = super().preprocess(nb, resources, *args, **kwargs)
            return _marked(nb), resources
        _require_sandbox()
        return self._graded(nb, resources), resources

    def _graded(self, nb: NotebookNode, resources: Resources) -> NotebookNode:
        own = resources["nbgrader"]
        name = f"{own['notebook']}.ipynb"
        place = self._folders(own)
        content = json.dumps(nb).encode() if place is None else _submitted(place, name)
        folder = None if place is None else place.instructor.parent
        assignment = read_assignment(folder)
        if place is not None:
            _leave_only_ours(place.autograded, assignment.folder)
        submission = Submission(own["student"], {name: content})
        task = Task(submission, "auto", folder, assignment.name, assignment.fingerprint)
        graded = own_thread().grade(task)
        text = graded.notebooks[own["notebook"]].decode()
        notebook: NotebookNode = nbformat.reads(text, as_version=4)
        return notebook

    def _folders(self, own: Resources) -> _Folders | None:
        """Where nbgrader keeps this submission; None outside its converters."""
        converter = getattr(self.parent, "parent", None)
        course = getattr(converter, "coursedir", None)
        if course is None:
            return None
        student, assignment = own["student"], own["assignment"]
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
        words = str(error).replace("add --sandbox none", f"set {SWITCH}=none")
        raise RuntimeError(words) from None


def _submitted(place: _Folders, name: str) -> bytes:
    """The notebook as it was handed in, never through a link.

    Raises:
        RuntimeError: it cannot be read; nbgrader records the submission as failed.
    """
    try:
        if place.submitted.is_symlink():
            raise UnreadableError("the folder is a symbolic link: not followed")
        return read_regular(place.submitted / name, MAX_BYTES)
    except (OSError, UnreadableError) as error:
        raise RuntimeError(f"{name}: {error}") from None


def _leave_only_ours(folder: Path, instructor: Path) -> None:
    """Remove what nbgrader copied of the student's other files.

    It follows links when it copies, and feedback would hand out what they point to.
    """
    ours = released_files(instructor)
    names = {path.relative_to(instructor).as_posix() for path in ours}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        kept = name in names or name == "timestamp.txt" or name.endswith(".ipynb")
        if path.is_symlink() or (path.is_file() and not kept):
            path.unlink()


def _marked(nb: NotebookNode) -> NotebookNode:
    """The executed notebook without hidden lines, marked as run without a sandbox."""
    for cell in nb.cells:
        cell.source = visible(cell.source)
    nb.cells.insert(0, nbformat.v4.new_markdown_cell(UNSAFE, id="grading-notes"))
    return nb

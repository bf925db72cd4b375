"""Reads the instructor's nbgrader configuration, with the address of the gradebook.

The project's `nbgrader_config.py` is beside its `notebooks/`. Its `db_url` applies to
the project's `course/` only. Any other course directory contains its gradebook, unless
its own `nbgrader_config.py` sets another `db_url`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from traitlets.config import Config
from traitlets.config.loader import LazyConfigValue, PyFileConfigLoader

from autograder.assignment.assignment import notebooks_folder
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.assignment.installation import python_path

FILE = "nbgrader_config.py"
SANDBOX = "autograder.grading.preprocessor.SandboxExecute"
PREPROCESSORS = (  # nbgrader's default
    "nbgrader.preprocessors.Execute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
)


class Configuration(NamedTuple):
    """The configuration of one course.

    Attributes:
        db_url: the address of the gradebook.
        course_id: the course's name in the gradebook, or "".
        config: the project's configuration, overridden by the course's.
    """

    db_url: str
    course_id: str
    config: Config


def read_configuration(course: Course) -> Configuration:
    """Return the configuration of this course directory.

    Raises:
        UsageError: a configuration file cannot be read.
    """
    project = _project(course)
    root = course.root.resolve()
    general = _load(project / FILE)
    is_project = root == (project / "course").resolve()
    specific = general if is_project else _load(root / FILE)
    directory = specific.get("CourseDirectory", {})
    url = directory.get("db_url") or f"sqlite:///{root / 'gradebook.db'}"
    merged = Config(general)
    merged.merge(specific)
    return Configuration(str(url), str(directory.get("course_id") or ""), merged)


def _project(course: Course) -> Path:
    """Return the folder with `notebooks/` and the general configuration."""
    if course.notebooks is not None and (course.notebooks.parent / FILE).is_file():
        return course.notebooks.parent.resolve()
    return notebooks_folder().parent


def find_alembic() -> None:
    """Add this Python's commands to PATH, because nbgrader runs `alembic` by name."""
    commands = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if commands not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([commands, path])


def use_sandbox(config: Any) -> None:
    """Make nbgrader grade this assignment in the sandbox, in an existing course.

    Called at the end of the course's nbgrader_config.py. Every other setting stays, and
    every other assignment is graded as before.
    """
    find_alembic()
    if folders := python_path():  # for kernels
        os.environ["PYTHONPATH"] = os.pathsep.join(folders)
    chosen = config.Autograde.get("autograde_preprocessors")
    if isinstance(chosen, LazyConfigValue):  # for instance after .append(…)
        chosen = chosen.get_value(list(PREPROCESSORS))
    steps = [_in_sandbox(step) for step in chosen or PREPROCESSORS]
    if SANDBOX not in steps:
        steps.insert(0, SANDBOX)
    config.Autograde.autograde_preprocessors = steps


def _in_sandbox(step: Any) -> Any:
    """Return our preprocessor in place of nbgrader's Execute."""
    name = step if isinstance(step, str) else f"{step.__module__}.{step.__qualname__}"
    is_execute = name.startswith("nbgrader.") and name.endswith(".Execute")
    return SANDBOX if is_execute else step


def _load(path: Path) -> Any:
    if not path.is_file():
        return Config()
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:
        raise UsageError(f"{path} cannot be read: {error}. Fix it first.") from None

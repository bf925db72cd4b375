"""Reads the instructor's nbgrader configuration, with the address of the gradebook.

The `db_url` in the project's `nbgrader_config.py` applies to the project's `course/`
only. Any other course directory contains its gradebook, unless its own
`nbgrader_config.py` sets another `db_url`.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, NamedTuple

from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.assignment.assignment import notebooks_folder
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError

FILE = "nbgrader_config.py"


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
    project = notebooks_folder().parent
    root = course.root.resolve()
    general = _load(project / FILE)
    is_project = root == (project / "course").resolve()
    specific = general if is_project else _load(root / FILE)
    directory = specific.get("CourseDirectory", {})
    url = directory.get("db_url") or f"sqlite:///{root / 'gradebook.db'}"
    merged = Config(general)
    merged.merge(specific)
    return Configuration(str(url), str(directory.get("course_id") or ""), merged)


def find_alembic() -> None:
    """Add this Python's commands to PATH, because nbgrader runs `alembic` by name."""
    commands = str(Path(sys.executable).parent)
    path = os.environ.get("PATH", "")
    if commands not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([commands, path])


def _load(path: Path) -> Any:
    if not path.is_file():
        return Config()
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:
        raise UsageError(f"{path} cannot be read: {error}. Fix it first.") from None

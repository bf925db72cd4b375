"""The instructor's nbgrader configuration, as far as it concerns us.

The project's `nbgrader_config.py` speaks for the project's own `course/`. Any other
course directory has its gradebook inside, unless it brings a configuration of its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from traitlets.config import Config, PyFileConfigLoader

from autograder.assignment.assignment import notebooks_folder
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError

CONFIG = "nbgrader_config.py"


class Settings(NamedTuple):
    """Where the gradebook is, what the course is called, and all the rest.

    Attributes:
        config: the project's configuration, and over it the course's own.
    """

    db_url: str
    course_id: str
    config: Config


def settings(course: Course) -> Settings:
    """The settings for this course directory.

    Raises:
        UsageError: the configuration cannot be read.
    """
    project = notebooks_folder().parent
    root = course.root.resolve()
    general = _load(project / CONFIG)
    own = general if root == (project / "course").resolve() else _load(root / CONFIG)
    place = own.get("CourseDirectory", {})
    url = place.get("db_url") or f"sqlite:///{root / 'gradebook.db'}"
    whole = Config(general)
    whole.merge(own)
    return Settings(str(url), str(place.get("course_id") or ""), whole)


def _load(path: Path) -> Any:
    if not path.is_file():
        return Config()
    try:
        return PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    except Exception as error:
        raise UsageError(f"{path} cannot be read: {error}. Mend it first.") from None

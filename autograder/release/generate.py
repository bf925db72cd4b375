"""Runs `nbgrader generate_assignment` in a given folder."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.assignment.errors import UsageError
from autograder.assignment.markers import CODE_STUB, TEXT_STUB
from autograder.gradebook.configuration import Configuration, find_alembic


def generate(
    root: Path, name: str, configuration: Configuration, *, record: bool
) -> None:
    """Generate `root/release` from `root/source`.

    Args:
        name: the name of the assignment.
        record: also enter the cells into the gradebook.

    Raises:
        UsageError: nbgrader failed; the message has its reason.
    """
    url, course_id = configuration.db_url, configuration.course_id
    if record and not course_id and not url.startswith("sqlite"):
        # nbgrader refers to a missing course; only SQLite accepts that.
        raise UsageError(
            "A gradebook that is not SQLite needs a course id. "
            'Add c.CourseDirectory.course_id = "…" to nbgrader_config.py.'
        )
    find_alembic()
    config = Config(configuration.config)
    # The hook is for nbgrader's commands; `release` has done the same already.
    config.GenerateAssignment.pop("pre_convert_hook", None)
    config.merge(
        Config(
            {
                "CourseDirectory": {
                    "root": str(root),
                    "source_directory": "source",
                    "release_directory": "release",
                    "db_url": url,
                    "assignment_id": name,
                    "course_id": course_id,
                },
                "GenerateAssignment": {"no_database": not record},
                "SaveCells": {"enabled": record},
                "ClearSolutions": {
                    "code_stub": {"python": CODE_STUB},
                    "text_stub": TEXT_STUB,
                },
            }
        )
    )
    directory = CourseDirectory(config=config)
    converter = GenerateAssignment(coursedir=directory, config=config)
    converter.force = True
    handler = _LastError()
    converter.log = handler.logger()
    try:
        converter.start()
    except Exception as error:
        reason = handler.reason or str(error)
        if "add or remove" in reason:
            reason += (
                " Questions cannot be added or removed after grading has started. Put "
                "the cells back, or release to a new directory with --course."
            )
        raise UsageError(f"nbgrader cannot release the notebooks: {reason}") from None


class _LastError(logging.Handler):
    """Keeps the last line of the last error message."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.reason = ""

    def logger(self) -> logging.Logger:
        logger = logging.Logger("release")
        logger.addHandler(self)
        return logger

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            last = record.getMessage().strip().split("\n")[-1]
            if last and not last.startswith(("There was an error", "Please see")):
                self.reason = last

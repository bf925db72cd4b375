"""`nbgrader generate_assignment`, on folders of our choice."""

from __future__ import annotations

import logging
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.assignment.errors import UsageError
from autograder.assignment.markers import CODE_STUB, TEXT_STUB
from autograder.gradebook.configuration import Configuration, find_alembic


def generate(root: Path, name: str, own: Configuration, *, record: bool) -> None:
    """Make `root/release` from `root/source`.

    Args:
        name: the assignment's.
        record: enter the cells into the gradebook as well.

    Raises:
        UsageError: nbgrader refuses; the message has its reason.
    """
    if record and not own.course_id and not own.db_url.startswith("sqlite"):
        # SQLite lets nbgrader point to a course that is not there; others refuse.
        raise UsageError(
            "A gradebook outside SQLite needs a course to belong to; none is named. "
            'Add c.CourseDirectory.course_id = "…" to nbgrader_config.py.'
        )
    find_alembic()
    config = Config(own.config)
    config.GenerateAssignment.pop("pre_convert_hook", None)  # for nbgrader's own runs
    config.merge(
        Config(
            {
                "CourseDirectory": {
                    "root": str(root),
                    "source_directory": "source",
                    "release_directory": "release",
                    "db_url": own.db_url,
                    "assignment_id": name,
                    "course_id": own.course_id,
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
    place = CourseDirectory(config=config)
    converter = GenerateAssignment(coursedir=place, config=config)
    converter.force = True
    heard = _Listener()
    converter.log = heard.logger()
    try:
        converter.start()
    except Exception as error:
        reason = heard.reason or str(error)
        if "add or remove" in reason:
            reason += (
                " Questions cannot come or go once submissions were graded: put the "
                "cells back, or release to a new directory with --course."
            )
        raise UsageError(f"nbgrader cannot release the notebooks: {reason}") from None


class _Listener(logging.Handler):
    """Keeps the last line that says what went wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.reason = ""

    def logger(self) -> logging.Logger:
        own = logging.Logger("release")
        own.addHandler(self)
        return own

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            last = record.getMessage().strip().split("\n")[-1]
            if last and not last.startswith(("There was an error", "Please see")):
                self.reason = last

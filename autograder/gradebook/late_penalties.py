"""Sets late penalties, if any are configured, with nbgrader's preprocessor."""

from __future__ import annotations

import logging
from collections.abc import Callable

from autograder.assignment.assignment import Assignment
from autograder.assignment.errors import UsageError
from autograder.gradebook.configuration import Configuration
from autograder.gradebook.schema import student_id

Penalize = Callable[[str], None]  # sets the penalties of one student


def penalize_late(
    configuration: Configuration, assignment: Assignment
) -> Penalize | None:
    """Return a function that sets one student's penalties; None if there are none.

    As under `nbgrader autograde`, penalties are set when a submission is graded, from
    its scores at that time, and the gradebook keeps them beside the scores.
    """
    config = configuration.config
    plugin = config.get("AssignLatePenalties", {}).get("plugin_class")
    method = config.get("LateSubmissionPlugin", {}).get("penalty_method", "none")
    if plugin is None and method == "none":
        return None
    # Imported here because it takes three seconds and is rarely needed.
    from nbformat.v4 import new_notebook
    from nbgrader.preprocessors import (
        AssignLatePenalties,
    )

    step = AssignLatePenalties(config=config)
    step.log = logging.Logger("late", logging.ERROR)
    empty = new_notebook()

    def penalize(student: str) -> None:
        for notebook in assignment.notebooks:
            resources = {
                "assignment": assignment.name,
                "notebook": notebook,
                "student": student_id(student),
                "db_url": configuration.db_url,
            }
            try:
                step.preprocess(empty, {"nbgrader": resources})
            except Exception as error:
                raise UsageError(
                    f"The late penalty of {student!r} cannot be set: "
                    f"{type(error).__name__}: {error}. Fix the plugin in "
                    "nbgrader_config.py, then run grade again."
                ) from None

    return penalize

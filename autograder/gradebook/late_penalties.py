"""Late penalties, where the instructor configured any: nbgrader's own step does it."""

from __future__ import annotations

import logging
from collections.abc import Callable

from autograder.assignment.contract import ASSIGNMENT, NOTEBOOKS
from autograder.assignment.errors import UsageError
from autograder.gradebook.configuration import Settings

Penalize = Callable[[str], None]


def penalize_late(own: Settings) -> Penalize | None:
    """What sets one student's penalties in the gradebook; None if there are none.

    As under `nbgrader autograde`, they are set when a submission is graded, from its
    scores at that time, and stand in the gradebook beside the scores.
    """
    config = own.config
    plugin = config.get("AssignLatePenalties", {}).get("plugin_class")
    method = config.get("LateSubmissionPlugin", {}).get("penalty_method", "none")
    if plugin is None and method == "none":
        return None
    # Three seconds of imports, for those alone who use it.
    from nbformat.v4 import new_notebook
    from nbgrader.preprocessors import (  # type: ignore[import-untyped]
        AssignLatePenalties,
    )

    step = AssignLatePenalties(config=config)
    step.log = logging.Logger("late", logging.ERROR)

    def penalize(student: str) -> None:
        common = {"assignment": ASSIGNMENT, "student": student, "db_url": own.db_url}
        for name in NOTEBOOKS:
            resources = {"nbgrader": common | {"notebook": name}}
            try:
                step.preprocess(new_notebook(), resources)
            except Exception as error:
                raise UsageError(
                    f"The late penalty of {student!r} cannot be set: "
                    f"{type(error).__name__}: {error}. Mend the plugin named in "
                    "nbgrader_config.py; then run grade again."
                ) from None

    return penalize

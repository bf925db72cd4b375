"""Grades one submission in Gradescope's container; `run_autograder` starts it.

A mistake of the student is a result. A failure of ours writes no `results.json` and
ends with a status that is not 0, which Gradescope shows as a failed autograder.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from autograder.assignment.course import write_whole
from autograder.assignment.errors import UsageError, described
from autograder.assignment.isolation import Mode
from autograder.assignment.limits import DEFAULT_LIMITS

ROOT = Path("/autograder")
SOURCE, SUBMISSION = ROOT / "source", ROOT / "submission"
RESULTS = ROOT / "results" / "results.json"
SETTINGS = "gradescope.json"  # in SOURCE, written by `autograder gradescope`
NEEDED = ("numpy", "matplotlib", "IPython")
NOT_INSTALLED = (
    "cannot be imported in this container; build it again in Configure Autograder"
)
# A student waits for the result. Right answers need less than 0.2 seconds for a cell.
LIMITS = replace(
    DEFAULT_LIMITS, processor_seconds=3.0, clock_seconds=10.0, interrupts=1
)
NOBODY_LOSES = "No points were given or taken"


def main(arguments: Sequence[str]) -> int:
    """Grade the submission; with `--check`, only see whether that is possible."""
    try:
        RESULTS.unlink(missing_ok=True)
        check_packages()
        if "--check" in arguments:
            print(f"Student code will run with --sandbox {sandbox()}.")
        else:
            write_whole(RESULTS, graded())
    except ImportError as error:
        return _failed(f"{error.name} {NOT_INSTALLED}")
    except UsageError as error:
        return _failed(str(error))
    except Exception as error:
        return _failed(described(error))
    return 0


def _failed(reason: str) -> int:
    print(f"The grader failed: {reason.rstrip('.')}. {NOBODY_LOSES}.")
    return 1


def check_packages() -> None:
    """Make sure that the packages are installed.

    Raises:
        UsageError: some are missing.
    """
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(f"{', '.join(missing)} {NOT_INSTALLED}")


def sandbox() -> Mode:
    """Return the strongest mode that this container allows; lock our own folders.

    The container belongs to this grader alone, so it may close /autograder to all other
    users, and may use the mode for kernels without Landlock.

    Raises:
        UsageError: it allows none.
    """
    from autograder.sandbox import choose, why_not

    os.chmod(ROOT, 0o700)
    mode = choose("auto")
    reason = why_not(mode, [ROOT])
    if mode == "auto" and reason is not None:
        mode, refused = "user-only", reason
        reason = why_not(mode, [ROOT])
        if reason is not None:
            raise UsageError(f"{refused}. {reason}")
    if reason is not None:
        raise UsageError(reason)
    return mode


def graded() -> bytes:
    """Grade the submission and return the content of `results.json`.

    Raises:
        UsageError: the grader cannot grade it.
    """
    from autograder.assignment.assignment import read_assignment
    from autograder.grading.loose_files import grade
    from autograder.lms.export.gradescope import automatic_results

    settings = json.loads((SOURCE / SETTINGS).read_text())
    notebooks = SOURCE / "notebooks"
    result = grade(SUBMISSION, sandbox=sandbox(), notebooks=notebooks, limits=LIMITS)
    if not result.key:  # the record of a failure of ours
        raise UsageError("; ".join(result.notes))
    return automatic_results(result, read_assignment(notebooks), settings["visibility"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

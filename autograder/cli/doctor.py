"""What this machine has for grading, what it lacks, and how to get it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.errors import UsageError
from autograder.gradebook.configuration import find_alembic
from autograder.grading.cores import default_workers

PACKAGES = ("numpy", "matplotlib", "ipython", "nbgrader", "jupyterlab", "rich")
OPTIONAL = {
    "distributed": "for --dask: pip install 'distributed>=2024.5'",
    "playwright": "for the browser tests: pip install pytest-playwright",
}


class Finding(NamedTuple):
    """One thing that was looked at.

    Attributes:
        needed: grading does not work without it.
        words: what was found, or how to get it.
    """

    name: str
    fine: bool
    words: str
    needed: bool = True

    def line(self) -> str:
        sign = "✓" if self.fine else ("✗" if self.needed else "○")
        return f"{sign} {self.name}: {self.words}"


def examine(course: Path) -> list[Finding]:
    """Everything that grading needs, in the order in which to mend it."""
    find_alembic()
    findings = [_python(), *(_package(name) for name in PACKAGES)]
    findings += [_alembic(), _sandbox(), _notebooks(), _folder(course), _cores()]
    return findings + [
        _package(name, words, needed=False) for name, words in OPTIONAL.items()
    ]


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    fine = sys.version_info >= (3, 11)
    return Finding("Python", fine, version if fine else f"{version}: 3.11 is needed")


def _package(name: str, how: str = "", needed: bool = True) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name), needed)
    except importlib.metadata.PackageNotFoundError:
        words = how or "missing: pip install -r requirements.txt"
        return Finding(name, False, words, needed)


def _alembic() -> Finding:
    found = shutil.which("alembic")
    words = "found" if found else "missing: pip install -r requirements.txt"
    return Finding("alembic (nbgrader calls it by name)", found is not None, words)


def _sandbox() -> Finding:
    from autograder.sandbox import probe

    reason = probe()
    words = reason or "bubblewrap works, student code is isolated"
    return Finding("sandbox", reason is None, words)


def _notebooks() -> Finding:
    from autograder.assignment.assignment import read_assignment
    from autograder.release.validate import problems

    try:
        assignment = read_assignment()
    except UsageError as error:
        return Finding("notebooks", False, str(error))
    found = problems(assignment)
    kept = f"they keep the contract: {assignment.max_score:g} points"
    words = "; ".join(found) if found else kept
    return Finding("notebooks", not found, words)


def _folder(course: Path) -> Finding:
    place = course if course.exists() else course.absolute().parent
    fine = place.is_dir() and os.access(place, os.W_OK)
    words = "can be written" if fine else f"{place} cannot be written: choose --course"
    return Finding(f"course directory {course}", fine, words)


def _cores() -> Finding:
    count = default_workers()
    return Finding("processor cores", True, f"{count}, so --workers {count}")

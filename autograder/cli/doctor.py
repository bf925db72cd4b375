"""Checks what this machine needs for grading, and how to install what it lacks."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.errors import UsageError
from autograder.assignment.installation import how_to_install, in_clone
from autograder.grading.cores import default_workers

PACKAGES = ("numpy", "matplotlib", "ipython", "nbgrader", "jupyterlab", "rich")
OPTIONAL = {
    "psycopg": f"for a gradebook in PostgreSQL: {how_to_install('postgres')}",
    "distributed": f"for --dask: {how_to_install('dask')}",
}
if in_clone():
    OPTIONAL["playwright"] = f"for the browser tests: {how_to_install()}"


class Finding(NamedTuple):
    """The result of one check.

    Attributes:
        message: what was found, or how to install it.
        needed: whether grading fails without it.
    """

    name: str
    ok: bool
    message: str
    needed: bool = True

    def line(self) -> str:
        sign = "✓" if self.ok else ("✗" if self.needed else "○")
        return f"{sign} {self.name}: {self.message}"


def examine(course: Path, dask: str | None = None) -> list[Finding]:
    """Check everything that grading needs; fix problems from top to bottom.

    Args:
        dask: the address of a Dask cluster to check too.
    """
    findings = [_python(), *(_package(name) for name in PACKAGES)]
    checks = (_alembic, _sandbox, _notebooks, lambda: _folder(course))
    for check in (*checks, lambda: _gradebook(course), _cores):
        with suppress(ModuleNotFoundError):  # of a missing package, named above
            findings.append(check())
    findings += [_package(name, how, needed=False) for name, how in OPTIONAL.items()]
    return findings if dask is None else [*findings, _cluster(dask)]


def _cluster(address: str) -> Finding:
    """Send the project to every worker of a Dask cluster and see if it can grade."""
    from autograder.assignment.assignment import read_assignment
    from autograder.grading.dask_cluster import cluster

    name = f"Dask cluster {address}"
    try:
        with cluster(address, read_assignment()) as found:
            count = len(found.workers)
            message = f"{count} workers, {found.threads} threads; each can grade"
    except UsageError as error:
        return Finding(name, False, str(error))
    return Finding(name, True, message)


def _python() -> Finding:
    version = ".".join(str(part) for part in sys.version_info[:3])
    ok = sys.version_info >= (3, 11)
    message = version if ok else f"{version}; 3.11 or later is needed"
    return Finding("Python", ok, message)


def _package(name: str, how: str = "", needed: bool = True) -> Finding:
    try:
        return Finding(name, True, importlib.metadata.version(name), needed)
    except importlib.metadata.PackageNotFoundError:
        message = how or f"missing: {how_to_install()}"
        return Finding(name, False, message, needed)


def _alembic() -> Finding:
    from autograder.gradebook.configuration import find_alembic

    find_alembic()
    found = shutil.which("alembic")
    message = "found" if found else f"missing: {how_to_install()}"
    return Finding("alembic (nbgrader runs it)", found is not None, message)


def _sandbox() -> Finding:
    """Say which modes of `--sandbox` this machine allows."""
    from autograder.sandbox import probe, why_not

    reason = probe()
    if reason is None:
        return Finding("sandbox", True, "bubblewrap works; student code is isolated")
    refused = why_not("user")
    if refused is None:
        message = "works and will be used: weaker than bubblewrap, see SECURITY.md"
        return Finding("sandbox", True, f"--sandbox user {message}. {reason}")
    return Finding("sandbox", False, f"{reason}. Otherwise: {refused}")


def _notebooks() -> Finding:
    from autograder.assignment.assignment import read_assignment
    from autograder.release.validate import problems

    try:
        assignment = read_assignment()
    except UsageError as error:
        return Finding("notebooks", False, str(error))
    found = problems(assignment)
    message = "; ".join(found) or f"no errors, {assignment.max_score:g} points"
    return Finding("notebooks", not found, message)


def _folder(course: Path) -> Finding:
    folder = course if course.exists() else course.absolute().parent
    ok = folder.is_dir() and os.access(folder, os.W_OK)
    message = "writable" if ok else f"{folder} is not writable; use another --course"
    return Finding(f"course directory {course}", ok, message)


def _gradebook(course: Path) -> Finding:
    """Open the configured gradebook, which may be on a database server."""
    from autograder.assignment.assignment import read_assignment
    from autograder.assignment.course import Course
    from autograder.gradebook.configuration import read_configuration
    from autograder.gradebook.read import is_released
    from autograder.gradebook.schema import without_password

    try:
        configuration = read_configuration(Course(course))
        released = is_released(configuration.db_url, read_assignment())
    except UsageError as error:
        return Finding("gradebook", False, str(error))
    state = "contains the assignment" if released else "nothing is released there yet"
    return Finding(
        "gradebook", True, f"{without_password(configuration.db_url)}: {state}"
    )


def _cores() -> Finding:
    count = default_workers()
    return Finding("processors", True, f"{count}, the default for --workers")

"""The zip file for Gradescope's Configure Autograder.

gradescope/autograder_samples docs/specs.md: `setup.sh` and `run_autograder` lie at its
root; the container has the content in /autograder/source.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import write_whole
from autograder.assignment.errors import UsageError
from autograder.grading.dask_cluster import project_archive
from autograder.lms.gradescope.container import NEEDED, SETTINGS

SCRIPTS = ("setup.sh", "run_autograder")
EXECUTABLE = 0o100755 << 16


def write_package(assignment: Assignment, out: Path, visibility: str) -> list[str]:
    """Write the zip file; return what to do with it, one sentence each."""
    write_whole(out, package(assignment, visibility))
    by_hand = sum(q.points for q in assignment.questions if q.by_hand)
    automatic = f"{assignment.automatic_points:g}"
    return [
        f"{out}: upload it in Gradescope under Configure Autograder.",
        f"Give the assignment {automatic} autograder points.",
        f"For the written answers ({by_hand:g} points) enable manual grading there.",
    ]


def package(assignment: Assignment, visibility: str = "visible") -> bytes:
    """Return the content of the zip file."""
    written = io.BytesIO(project_archive(assignment))
    python = ".".join(map(str, sys.version_info[:2]))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as archive:
        for name in SCRIPTS:
            info = zipfile.ZipInfo(name)
            info.external_attr = EXECUTABLE
            text = Path(__file__).with_name(name).read_text(encoding="utf-8")
            archive.writestr(info, text.replace("@PYTHON@", python))
        lines = "".join(f"{line}\n" for line in pins(NEEDED))
        archive.writestr(zipfile.ZipInfo("requirements.txt"), lines)
        settings = {"visibility": visibility, "assignment": assignment.name}
        archive.writestr(zipfile.ZipInfo(SETTINGS), json.dumps(settings))
    return written.getvalue()


def pins(names: Sequence[str]) -> list[str]:
    """Return `name==version` of these packages and of all that they need, as here.

    Raises:
        UsageError: one is not installed.
    """
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            raise UsageError(
                f"{name} is not installed here, so its version is unknown. Run: pip "
                "install -r requirements.txt"
            ) from None
        key = installed.metadata["Name"].lower().replace("_", "-")
        if key in found:
            continue
        found[key] = installed.version
        for line in installed.requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return [f"{name}=={version}" for name, version in sorted(found.items())]

"""Where this package runs: in a clone of the project, or installed from a wheel.

A wheel holds the course's notebooks inside the package, at `autograder/notebooks`. In a
clone they are beside the package, and the package need not be installed.
"""

from __future__ import annotations

import json
import os
from importlib import metadata
from pathlib import Path
from shlex import join, quote
from urllib.parse import urlparse
from urllib.request import url2pathname

import autograder

DISTRIBUTION = "backprop-worksheet"  # as in pyproject.toml
PACKAGE = Path(autograder.__file__).resolve().parent
OWN = ("autograder", "solutions", "notebooks")  # folders with code of the project


def in_clone() -> bool:
    """Return whether the notebooks are beside the package."""
    return not (PACKAGE / "notebooks").is_dir()


def project_folder() -> Path:
    """Return the folder that has `notebooks/`: the clone, or the installed package."""
    return PACKAGE.parent if in_clone() else PACKAGE


def python_path() -> list[str]:
    """Return PYTHONPATH for a Python that has to import the project.

    An installed package needs no entry; in a clone, the clone comes first.
    """
    folders = list(filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep)))
    root = str(PACKAGE.parent)
    return [root, *folders] if in_clone() and root not in folders else folders


def own_file(file: str) -> str | None:
    """Return the path of code of the project within it; None for other code."""
    path = Path(file)
    if not any(path.is_relative_to(PACKAGE.parent / folder) for folder in OWN):
        return None  # also for packages that are installed beside this one
    return path.relative_to(PACKAGE.parent).as_posix()


def how_to_install(extra: str = "grading") -> str:
    """Return the command that installs what an extra of this package needs.

    No index has the package, so the command names the file or folder that it was
    installed from. If that is gone, it names the packages of the extra.
    """
    if in_clone():
        file = PACKAGE.parent / "requirements.txt"
        is_here = Path.cwd() == PACKAGE.parent
        return f"pip install -r {quote(file.name if is_here else str(file))}"
    try:
        package = metadata.distribution(DISTRIBUTION)
    except metadata.PackageNotFoundError:  # unpacked by hand
        return f"pip install 'FILE.whl[{extra}]'"
    if origin := _origin(package):
        return f"pip install {quote(f'{origin}[{extra}]')}"
    lines = [line.partition(";") for line in package.requires or []]
    needed = [name.strip() for name, _, condition in lines if extra in condition]
    return f"pip install {join(needed)}"


def _origin(package: metadata.Distribution) -> str | None:
    """The file or folder from which pip installed the package, if it still exists."""
    recorded = json.loads(package.read_text("direct_url.json") or "{}")
    address = urlparse(recorded.get("url", ""))
    path = url2pathname(address.path)
    return path if address.scheme == "file" and Path(path).exists() else None

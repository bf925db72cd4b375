"""Builds `course/online/`: the student version for Colab, Binder and Codespaces.

The folder is the content of a GitHub repository, or of a folder on another web server.
Binder and Codespaces use the whole repository. Colab opens a single notebook, so its
first cell fetches the missing files from `backprop.zip`.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment.assignment import Assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.release.place import check_target, put
from autograder.release.student_zip import REQUIREMENTS

MARK = ".devcontainer/devcontainer.json"  # tells that this folder is such a copy
PYTHON = "3.12"
FETCH_ID = "fetch-worksheet"
FETCH = """\
# Colab opens this notebook without worksheet.py. Then this cell fetches it.
try:
    import worksheet
except ModuleNotFoundError:
    import io
    import os
    import sys
    import urllib.request
    import zipfile

    with urllib.request.urlopen("{bundle}", timeout=60) as reply:
        archive = zipfile.ZipFile(io.BytesIO(reply.read()))
    archive.extractall(members=[n for n in archive.namelist() if ".ipynb" not in n])
    sys.path.insert(0, os.path.abspath("{name}"))
"""
DEVCONTAINER = {
    "name": "Backpropagation",
    "image": f"mcr.microsoft.com/devcontainers/python:{PYTHON}",
    "postCreateCommand": "pip install -r requirements.txt",
    "customizations": {
        "vscode": {"extensions": ["ms-python.python", "ms-toolsai.jupyter"]}
    },
}
README = """\
# Backpropagation worksheet

{start}
Hand in both notebooks as your course asks you to, and do not rename them. In Colab:
File → Download → Download .ipynb. In Binder: File → Download, before you leave; Binder
deletes your work when you are inactive.

On your own computer, with Python 3.11 or later: unpack
[{name}.zip]({bundle}) and follow its README.
"""
WITHOUT_GITHUB = """\
Upload a notebook to [Colab](https://colab.research.google.com/#create=true), or all
files to another place where Jupyter runs.
"""
GITHUB = re.compile(
    r"https://github\.com/(?P<owner>[\w-]+)/(?P<repository>[\w.-]+?)(\.git)?"
    r"(/tree/(?P<branch>[\w.-]+))?/?"
)
WEB = re.compile(r"https?://[\w.:-]+(/[\w.~%+-]+)*/?")


@dataclass(frozen=True)
class Address:
    """The public address of the folder.

    Attributes:
        repository: "OWNER/NAME" on GitHub; "" for another web server.
        branch: the branch on GitHub.
        files: the address below which the files can be downloaded.
    """

    repository: str
    branch: str
    files: str

    def bundle(self, name: str) -> str:
        """Return the address of the zip file with the student version."""
        return f"{self.files}/{name}.zip"


def read_address(text: str) -> Address:
    """Return the address; a repository without a branch means `main`.

    Raises:
        UsageError: it is not the address of a repository or of a folder on the web.
    """
    if found := GITHUB.fullmatch(text):
        repository = f"{found['owner']}/{found['repository']}"
        branch = found["branch"] or "main"
        files = f"https://raw.githubusercontent.com/{repository}/{branch}"
        return Address(repository, branch, files)
    if WEB.fullmatch(text) and not text.startswith("https://github.com/"):
        return Address("", "", text.rstrip("/"))
    raise UsageError(
        f"--url {text!r}: expected https://github.com/OWNER/REPOSITORY, optionally "
        "with /tree/BRANCH, or the address of a folder. Nothing was changed."
    )


@dataclass(frozen=True)
class OnlineCopy:
    """The copy of the student version to build, for the public address `url`."""

    url: str
    course: Course

    @property
    def target(self) -> Path:
        return self.course.root / "online"

    def check(self) -> None:
        """Make sure, before the release, that the copy can be built.

        Raises:
            UsageError: the address is wrong, or the folder cannot be replaced.
        """
        read_address(self.url)
        if (self.target / ".git").exists():
            raise UsageError(
                f"{self.target} is a git repository and would be replaced. Move it to "
                "another folder, then copy the new files into it. Nothing was changed."
            )
        check_target(self.target, MARK, "an online copy")

    def build(self, release: Path, assignment: Assignment) -> Iterator[str]:
        """Build the copy from the student version; yield the lines to print."""
        address, name = read_address(self.url), assignment.name
        with tempfile.TemporaryDirectory(
            prefix=".online-", dir=self.course.root
        ) as temporary:
            copy = Path(temporary) / "online"
            shutil.copytree(release, copy)
            for notebook in assignment.notebooks:
                _add_fetch(copy / f"{notebook}.ipynb", address.bundle(name), name)
            shutil.copy(release.with_name(f"{name}.zip"), copy)
            (copy / MARK).parent.mkdir()
            for file, text in _files(address, assignment):
                (copy / file).write_text(text, encoding="utf-8")
            put(copy, self.target)
        yield f"for {self.url}: publish the content of {self.target}"
        if not address.repository:
            yield (
                "note: there are no badges, because this is not the address of a "
                "repository on GitHub"
            )


def _files(address: Address, assignment: Assignment) -> Iterator[tuple[str, str]]:
    yield "requirements.txt", REQUIREMENTS
    yield "runtime.txt", f"python-{PYTHON}\n"  # for Binder
    yield MARK, json.dumps(DEVCONTAINER, indent=2) + "\n"
    yield "README.md", readme(address, assignment)


def _add_fetch(path: Path, bundle: str, name: str) -> None:
    """Add the cell that fetches missing files, before the first code cell."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells: list[dict[str, Any]] = notebook["cells"]
    source = FETCH.format(bundle=bundle, name=name).rstrip()
    cell: dict[str, Any] = {
        "cell_type": "code",
        "execution_count": None,
        "id": FETCH_ID,
        "metadata": {},
        "outputs": [],
        "source": source.splitlines(keepends=True),
    }
    first = next(n for n, one in enumerate(cells) if one["cell_type"] == "code")
    cells.insert(first, cell)
    text = json.dumps(notebook, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def readme(address: Address, assignment: Assignment) -> str:
    """Return the README for students, with badges for a repository on GitHub."""
    start = WITHOUT_GITHUB
    if address.repository:
        start = "".join(f"{line}\n" for line in _badges(address, assignment))
    bundle, name = address.bundle(assignment.name), assignment.name
    return README.format(start=start, bundle=bundle, name=name)


def _badges(address: Address, assignment: Assignment) -> Iterator[str]:
    place = f"{address.repository}/blob/{address.branch}"
    colab = "https://colab.research.google.com"
    for notebook in assignment.notebooks:
        yield (
            f"- [![Open {notebook} in Colab]({colab}/assets/colab-badge.svg)]"
            f"({colab}/github/{place}/{notebook}.ipynb) `{notebook}.ipynb`"
        )
    yield (
        "- [![Open all files in Binder](https://mybinder.org/badge_logo.svg)]"
        f"(https://mybinder.org/v2/gh/{address.repository}/{address.branch}) all files"
    )
    yield (
        "- [![Open all files in Codespaces](https://github.com/codespaces/badge.svg)]"
        f"(https://codespaces.new/{address.repository}/tree/{address.branch}) all files"
    )

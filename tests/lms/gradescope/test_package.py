"""The zip file for Gradescope, and the text of its results."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions

import pytest
from markdown_it import MarkdownIt
from paths import ROOT

from autograder.__main__ import main
from autograder.assignment.assignment import read_assignment
from autograder.assignment.errors import UsageError
from autograder.lms.export.gradescope import as_markdown
from autograder.lms.gradescope.package import package, pins


@pytest.fixture(scope="module")
def archive():
    return zipfile.ZipFile(io.BytesIO(package(read_assignment(), "after_due_date")))


@pytest.mark.parametrize("name", ["setup.sh", "run_autograder"])
def test_the_scripts_are_at_the_root_and_can_be_run(archive, name, tmp_path):
    info = archive.getinfo(name)
    assert info.external_attr >> 16 & 0o111
    text = archive.read(name).decode()
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "@" not in text.replace('"$@"', "")
    done = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_it_contains_what_grading_needs(archive):
    names = set(archive.namelist())
    assert "autograder/lms/gradescope/container.py" in names
    assert "solutions/__init__.py" in names
    assert "notebooks/backprop/worksheet.json" in names
    assert len(names) == len(archive.namelist())
    assert not [name for name in names if ".git" in name or "__pycache__" in name]
    assert json.loads(archive.read("gradescope.json"))["visibility"] == "after_due_date"


def test_every_package_that_grading_imports_is_pinned(archive):
    """Also those that others need, in the versions installed here."""
    source = (
        "import sys, autograder.grading.loose_files, autograder.lms.export.gradescope\n"
        "import autograder.sandbox.guest.shell, autograder.sandbox.host.engine\n"
        "import matplotlib.pyplot, autograder.checks.judge\n"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    lines = archive.read("requirements.txt").decode().splitlines()
    pinned = {line.split("==")[0] for line in lines}
    known = packages_distributions()
    imported = {d.lower() for m in done.stdout.split() for d in known.get(m, [])}
    imported = {name.replace("_", "-") for name in imported}
    assert {"numpy", "matplotlib", "ipython"} <= imported
    assert imported - pinned <= {"setuptools", "backprop-worksheet"}


def test_a_package_that_is_missing_here_is_named():
    with pytest.raises(UsageError, match="no-such-package is not installed"):
        pins(["no-such-package"])


def test_the_command_writes_the_file_and_says_what_to_do(tmp_path, capsys):
    out = tmp_path / "autograder.zip"
    assert main(["gradescope", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assignment = read_assignment()
    assert f"{assignment.automatic_points:g} autograder points" in said
    assert zipfile.is_zipfile(out)


def test_a_folder_that_does_not_exist_is_reported(tmp_path, capsys):
    assert main(["gradescope", "--out", str(tmp_path / "no" / "a.zip")]) == 2
    assert "existing folder" in capsys.readouterr().err


TEXTS = [
    "total_derivative: *df* is wrong",
    'The gradient "W1" has shape (3,), expected (3, 3).\nTranspose it.',
    "`x` <b>bold</b> & [link](https://example.org) ![](https://example.org/x.png)",
    "# no heading\n## none",
    r"\alpha and \* stay",
]


@pytest.mark.parametrize("text", TEXTS)
def test_markdown_shows_the_text_as_it_is(text):
    [_, inline, _] = MarkdownIt().parse(as_markdown(text))
    shown = {"softbreak": "\n", "hardbreak": "\n"}
    parts = [shown.get(one.type, one.content) for one in inline.children]
    assert "".join(parts) == text
    kinds = {one.type for one in inline.children}
    assert kinds <= {"text", "text_special", "hardbreak"}

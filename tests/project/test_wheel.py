"""The wheel, installed in a fresh environment, works without the clone.

The environment finds the other packages in the one that runs the tests, so that nothing
is downloaded.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import pytest
from paths import ROOT
from sandbox_here import needs_sandbox

from autograder.assignment.assignment import read_assignment, released_files
from autograder.demo.bank import load_bank
from autograder.demo.build import build_class
from autograder.demo.students import Student

BACKEND = ("build", "hatchling")
MISSING = [name for name in BACKEND if find_spec(name) is None]
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}"),
]
MORE_POINTS = 3  # for the first question of the course that `init` creates
EXAMPLES = """
import doctest, importlib, pkgutil, solutions
names = [m.name for m in pkgutil.iter_modules(solutions.__path__, "solutions.")]
modules = [solutions, *map(importlib.import_module, names)]
flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
results = [doctest.testmod(module, optionflags=flags) for module in modules]
print(solutions.__file__, sum(r.attempted for r in results))
assert not any(r.failed for r in results)
"""


class Environment(NamedTuple):
    """A virtual environment with the wheel, and the folder in which commands run."""

    bin: Path
    folder: Path

    def run(self, program, *arguments, status=0, folder=None, **variables):
        kept = {k: os.environ[k] for k in ("HOME", "LANG") if k in os.environ}
        done = subprocess.run(
            [self.bin / program, *map(str, arguments)],
            cwd=folder or self.folder,
            # nbgrader runs alembic by name.
            env=kept | {"PATH": f"{Path(sys.executable).parent}:/bin"} | variables,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = ["-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, timeout=300
    )
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    root = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", root / "venv"], check=True)
    (root / "elsewhere").mkdir()
    environment = Environment(root / "venv" / "bin", root / "elsewhere")
    offline = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check")
    environment.run("python", "-m", "pip", "install", *offline, wheel)
    paths = {"base": root / "venv", "platbase": root / "venv"}
    site = Path(sysconfig.get_path("purelib", vars=paths))
    (site / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment


@pytest.fixture(scope="module")
def course(installed):
    """A new course, whose first question has other points than the project's."""
    folder = installed.folder / "course of autumn"
    installed.run("autograder", "init", folder)
    path = next((folder / "notebooks" / "backprop").glob("section1*.ipynb"))
    notebook = json.loads(path.read_text())
    cells = [cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]]
    next(cell for cell in cells if cell.get("grade"))["points"] += MORE_POINTS
    path.write_text(json.dumps(notebook))
    return folder


def sample_students(assignment):
    bank = load_bank(assignment)
    right = {cell: next(s.name for s in bank[cell] if s.right) for cell in bank}
    wrong = {cell: next(s.name for s in bank[cell] if not s.right) for cell in bank}
    return [
        Student("right", right),
        Student("wrong", wrong),
        Student("blank", {}, written=False),
    ]


def test_the_wheel_contains_the_packages_and_the_course_files_only(wheel):
    places = {
        ROOT / "autograder": "autograder",
        ROOT / "solutions": "solutions",
        ROOT / "notebooks" / "backprop": "autograder/notebooks/backprop",
    }
    expected = {
        f"{target}/{path.relative_to(source).as_posix()}"
        for source, target in places.items()
        for path in released_files(source)
    }
    expected.add("autograder/cli/course_template/nbgrader_config.py")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert names == expected


def test_the_examples_of_solutions_run_from_another_folder(installed):
    file, attempted = installed.run("python", "-c", EXAMPLES).rsplit(maxsplit=1)
    assert Path(file).is_relative_to(installed.bin.parent)
    assert int(attempted) > 20


def test_the_module_and_the_command_are_the_same(installed):
    command = installed.run("autograder", "--help")
    module = installed.run("python", "-m", "autograder", "--help")
    assert command.startswith("usage: autograder [-h] COMMAND")
    assert module.partition("\n\n")[2] == command.partition("\n\n")[2]


def test_a_missing_package_is_named_with_the_extra_to_install(
    installed, wheel, tmp_path
):
    error = "raise ModuleNotFoundError(\"No module named 'nbgrader'\", name='nbgrader')"
    (tmp_path / "nbgrader.py").write_text(error)
    printed = installed.run("autograder", "release", status=2, PYTHONPATH=str(tmp_path))
    assert f"Run: pip install '{wheel}[grading]', then" in printed
    assert printed.count("\n") == 1


@pytest.fixture(scope="module")
def released(installed, course):
    installed.run("autograder", "release", folder=course)
    return course / "course" / "release" / "backprop"


@needs_sandbox
@pytest.mark.long
def test_a_new_course_is_released_graded_and_reported(installed, course, released):
    assignment = read_assignment(course / "notebooks")
    assert assignment.max_score == read_assignment().max_score + MORE_POINTS
    students = sample_students(assignment)
    root = course / "course"
    build_class(released, root / "submitted", students, assignment)

    installed.run("autograder", "grade", folder=course)
    # From another folder, the notebooks beside the course count.
    installed.run("autograder", "report", "--course", root)

    with open(root / "report.csv", encoding="utf-8") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    for student in students:
        for grade_id, points in student.expected(assignment).items():
            shown = float(rows[student.name][grade_id])  # with two decimals
            assert shown == pytest.approx(points, abs=0.0051)
    assert (root / "report.html").is_file()


@needs_sandbox
@pytest.mark.long
def test_elsewhere_the_installed_notebooks_are_used(installed, released, tmp_path):
    before = released_files(installed.bin.parent)
    file = tmp_path / "results.json"
    installed.run("autograder", "check", released, "--json", file)
    [result] = json.loads(file.read_text())["students"].values()
    assert result["max_score"] == read_assignment().max_score
    assert released_files(installed.bin.parent) == before

"""The worksheet in a course that has its own configuration and another assignment."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from class_of_real_notebooks import hand_in, run, solved_cells
from fake_course import cell, notebook
from fake_course import nbgrader as metadata
from nbgrader_command import nbgrader as run_nbgrader
from own_assignment import AUTOMATIC, NOTEBOOKS
from paths import ROOT
from sandbox_here import needs_sandbox

from autograder.assignment.course import Course

pytestmark = pytest.mark.slow
CONFIGURATION = """
c = get_config()
c.CourseDirectory.course_id = "own"
c.Autograde.create_student = True
"""


PATH = os.pathsep.join([str(Path(sys.executable).parent), "/usr/bin:/bin"])


def nbgrader(root, *arguments, **options):
    """Run nbgrader as in any course: with the virtual environment on PATH."""
    return run_nbgrader(root, *arguments, PATH=PATH, **options)


def snippet():
    text = (ROOT / "docs" / "existing-course.md").read_text(encoding="utf-8")
    [code] = re.findall(r"```python\n(.*?)```", text, re.S)
    return code.replace("/path/to/this/project", str(ROOT))


def ps1():
    """A notebook with one graded cell of 2 points."""
    graded = cell(
        "check",
        "### BEGIN HIDDEN TESTS\nassert answer == 42\n### END HIDDEN TESTS",
        metadata={"nbgrader": metadata("check", 2, grade=True, locked=True)},
    )
    source = "### BEGIN SOLUTION\nanswer = 42\n### END SOLUTION"
    solution = cell(
        "answer", source, metadata={"nbgrader": metadata("answer", solution=True)}
    )
    return json.dumps(notebook([solution, graded]))


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """A course with ps1 and backprop, released by nbgrader; ada submitted both."""
    root = tmp_path_factory.mktemp("own")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(
        ROOT / "notebooks" / "backprop", root / "source" / "backprop", ignore=ignored
    )
    (root / "source" / "ps1").mkdir()
    (root / "source" / "ps1" / "ps1.ipynb").write_text(ps1())
    (root / "nbgrader_config.py").write_text(CONFIGURATION)
    for assignment in ("ps1", "backprop"):
        nbgrader(root, "generate_assignment", assignment)
    course = Course(root, root / "source")
    hand_in(course, "ada", {name: solved_cells(name, course) for name in NOTEBOOKS})
    folder = root / "submitted" / "ada" / "ps1"
    folder.mkdir(parents=True)
    (folder / "ps1.ipynb").write_text(ps1())
    return root


@pytest.fixture
def root(released, tmp_path):
    return shutil.copytree(released, tmp_path / "own")


def automatic(root, assignment="backprop"):
    """The automatic scores in the gradebook; None for each that is missing."""
    query = """select auto_score from grade
    join submitted_notebook on grade.notebook_id = submitted_notebook.id
    join submitted_assignment
      on submitted_notebook.assignment_id = submitted_assignment.id
    join assignment on submitted_assignment.assignment_id = assignment.id
    where assignment.name = ?"""
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
        return [score for (score,) in connection.execute(query, (assignment,))]


def total(root, assignment="backprop"):
    return sum(score or 0 for score in automatic(root, assignment))


def test_without_the_project_there_is_a_message_and_no_score(root):
    printed = nbgrader(root, "autograde", "backprop", status=1)
    assert "cannot import the course's grader" in printed
    assert "PYTHONPATH" in printed
    assert set(automatic(root)) == {None}


def test_a_grader_that_fails_in_the_kernel_gives_no_score(root, tmp_path):
    broken = tmp_path / "broken"
    for package in ("autograder", "solutions"):
        shutil.copytree(ROOT / package, broken / package)
    (broken / "autograder" / "checks" / "compare.py").write_text("import nothing_here")
    printed = nbgrader(root, "autograde", "backprop", status=1, PYTHONPATH=str(broken))
    assert "backprop is not graded: No module named 'nothing_here'" in printed
    assert set(automatic(root)) == {None}


def test_an_ordinary_kernel_that_imports_the_project_grades_correctly(root):
    nbgrader(root, "autograde", "backprop", PYTHONPATH=str(ROOT))
    assert total(root) == AUTOMATIC
    run("report", "--course", root, "--notebooks", root / "source")
    table = (root / "report.csv").read_text()
    assert f"\nada,graded,{AUTOMATIC:g}," in table
    run("feedback", "--course", root, "--notebooks", root / "source")
    assert (root / "feedback" / "ada" / "backprop" / "feedback.html").exists()


@needs_sandbox
def test_with_the_documented_lines_both_assignments_are_graded(root):
    with (root / "nbgrader_config.py").open("a") as file:
        file.write(snippet())
    nbgrader(root, "autograde", "ps1")
    assert total(root, "ps1") == 2
    nbgrader(root, "autograde", "backprop")
    assert total(root) == AUTOMATIC
    result = Course(root).result("ada")
    assert result.score == AUTOMATIC
    assert not result.unsafe
    printed = run("grade", "--course", root, "--notebooks", root / "source").stdout
    assert "0 graded, 1 unchanged since the last run." in printed


@needs_sandbox
def test_scores_of_another_program_are_replaced_at_the_next_grade(root):
    arguments = ("grade", "--course", root, "--notebooks", root / "source")
    run(*arguments)
    with contextlib.closing(sqlite3.connect(root / "gradebook.db")) as connection:
        connection.execute("update grade set auto_score = 0")
        connection.commit()
    printed = run(*arguments).stdout
    assert "gradebook had other scores for 1 student" in printed
    assert total(root) == AUTOMATIC
    (root / "gradebook.db").unlink()
    run(*arguments)
    assert total(root) == AUTOMATIC

"""nbgrader, run in the project's folder, gives the same scores as `grade`."""

from __future__ import annotations

import shutil

import pytest
from class_of_real_notebooks import (
    ROOT,
    gradebook,
    hand_in,
    make_class,
    run,
    solved_cells,
)
from nbgrader_command import nbgrader
from own_assignment import SECTION1, SECTION2
from sandbox_here import needs_sandbox

from autograder.assignment.course import Course

pytestmark = pytest.mark.slow
PARTS = ("autograder", "solutions", "notebooks", "nbgrader_config.py")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, released by nbgrader, with a class in it."""
    folder = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        source = ROOT / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=ignored)
        else:
            shutil.copy(source, folder)
    nbgrader(folder, "generate_assignment", "backprop")
    make_class(Course(folder / "course", folder / "notebooks"), 3)
    return folder


def course_of(project):
    return Course(project / "course", project / "notebooks")


def graded_by_command(project, tmp_path):
    """A copy of the class, graded by `python -m autograder grade`."""
    root = tmp_path / "course"
    shutil.copytree(project / "course", root)
    run(
        *("grade", "--course", root, "--force"),
        *("--notebooks", project / "notebooks"),
    )
    return Course(root)


@needs_sandbox
def test_nbgrader_gives_the_same_scores_as_grade(project, tmp_path):
    nbgrader(project, "autograde", "backprop", "--force")
    expected = gradebook(graded_by_command(project, tmp_path))
    assert gradebook(course_of(project)) == expected


def test_an_ordinary_kernel_gives_the_same_scores(project):
    one = "--student=s001"
    nbgrader(project, "autograde", "backprop", "--force", one, BACKPROP_SANDBOX="none")
    rows = [row for row in gradebook(course_of(project)) if row[0] == "s001"]
    assert sum(row[2] or 0 for row in rows) == 39
    notebook = course_of(project).autograded("s001") / f"{SECTION1}.ipynb"
    assert "unsafe: no sandbox" in notebook.read_text()


@needs_sandbox
def test_a_student_graded_by_nbgrader_has_the_results_of_grade(project, tmp_path):
    nbgrader(project, "autograde", "backprop", "--force", "--student=s001")
    course = course_of(project)
    stored = course.result_file("s001").read_text()
    run(
        *("grade", "--course", course.root, "s001"),
        *("--force", "--notebooks", project / "notebooks"),
    )
    assert course.result_file("s001").read_text() == stored


@needs_sandbox
def test_feedback_contains_no_hidden_line(project):
    nbgrader(project, "autograde", "backprop", "--force", "--student=s002")
    nbgrader(project, "generate_feedback", "backprop", "--force", "--student=s002")
    pages = list((project / "course" / "feedback" / "s002").rglob("*.html"))
    assert len(pages) == 2
    for page in pages:
        text = page.read_text()
        assert "judge(" not in text
        assert "HIDDEN" not in text


@needs_sandbox
def test_scripts_in_student_text_are_escaped_on_the_feedback_page(project):
    course = course_of(project)
    notebook = solved_cells(SECTION1, course)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "q1e_discussion":
            cell["source"] = "<script>alert('here')</script><img src=x onerror=y>"
    hand_in(course, "eve", {SECTION1: notebook})
    nbgrader(project, "autograde", "backprop", "--force", "--student=eve")
    nbgrader(project, "generate_feedback", "backprop", "--force", "--student=eve")
    [page] = (project / "course" / "feedback" / "eve").rglob("*.html")
    text = page.read_text()
    assert "alert(" in text
    assert "<script>alert('here')" not in text
    assert "<img src=x" not in text
    assert '<img alt="No description has been provided for this image" o' not in text
    shutil.rmtree(course.submitted / "eve")


@needs_sandbox
def test_linked_files_are_neither_graded_nor_copied(project, tmp_path):
    course = course_of(project)
    secret = tmp_path / "secret.txt"
    secret.write_text("2026-03-01 12:00:00 UTC")
    hand_in(course, "mal", {SECTION2: solved_cells(SECTION2, course)})
    for name in ("notes.txt", "timestamp.txt", "submission_secret.txt"):
        (course.submission("mal") / name).symlink_to(secret)
    nbgrader(project, "autograde", "backprop", "--force", "--student=mal")
    left = {path.name for path in course.autograded("mal").rglob("*")}
    assert not left & {"notes.txt", "timestamp.txt", "submission_secret.txt"}
    assert f"{SECTION2}.ipynb" in left
    target = course.submission("s000") / f"{SECTION1}.ipynb"
    (course.submission("mal") / f"{SECTION1}.ipynb").symlink_to(target)
    printed = nbgrader(
        project, "autograde", "backprop", "--force", "--student=mal", status=1
    )
    assert "symbolic link" in printed
    shutil.rmtree(course.submitted / "mal")

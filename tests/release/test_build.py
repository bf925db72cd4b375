"""A course is released completely and verified, or not at all."""

from __future__ import annotations

import json
import zipfile
from functools import cache

import nbgrader.api
import pytest
from fake_course import FakeSandboxes, write_instructor
from own_assignment import NOTEBOOKS, SECTION1, SECTION2

from autograder.assignment.assignment import read_assignment
from autograder.assignment.course import Course
from autograder.assignment.errors import UsageError
from autograder.gradebook.configuration import find_alembic, read_configuration
from autograder.grading import loose_files, worker
from autograder.release.build import make_release
from autograder.release.up_to_date import ensure_released


@pytest.fixture(autouse=True)
def _no_sandbox(monkeypatch):
    monkeypatch.setattr(worker, "open_engine", lambda *_: FakeSandboxes())
    monkeypatch.setattr(loose_files, "check_sandbox", lambda mode: mode)
    monkeypatch.setattr("nbgrader.api.get_alembic_version", alembic_version)


@cache
def alembic_version(original=nbgrader.api.get_alembic_version):
    """The version, cached: each call takes a second."""
    find_alembic()
    return original()


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course", write_instructor(tmp_path))


def change(course, key, edit, name=SECTION1):
    """Edit one cell of the instructor's notebook."""
    path = course.notebooks / "backprop" / f"{name}.ipynb"
    notebook = json.loads(path.read_text())
    [cell] = [cell for cell in notebook["cells"] if cell["id"] == key]
    cell["source"] = "".join(cell["source"])
    edit(cell)
    path.write_text(json.dumps(notebook))


def test_students_receive_notebooks_companion_and_instructions(course):
    release = make_release(course, "auto")
    names = sorted(path.name for path in course.release.iterdir())
    assert names == sorted([f"{name}.ipynb" for name in NOTEBOOKS] + ["worksheet.py"])
    with zipfile.ZipFile(release.bundle) as bundle:
        inside = set(bundle.namelist())
        requirements = bundle.read("backprop/requirements.txt").decode()
    assert {f"backprop/{name}" for name in [*names, "README.md"]} <= inside
    packages = {line.split(">=")[0] for line in requirements.split()}
    assert packages == {"jupyterlab", "numpy", "matplotlib"}


def test_a_database_other_than_sqlite_needs_a_course_id(course):
    course.root.mkdir()
    url = "postgresql://localhost/nowhere"
    config = f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n"
    (course.root / "nbgrader_config.py").write_text(config)
    with pytest.raises(UsageError, match=r"course_id = .* to nbgrader_config\.py"):
        make_release(course, "auto", verify=False)


def test_no_solution_and_no_hidden_line_is_released(course):
    make_release(course, "auto")
    for path in course.release.glob("*.ipynb"):
        text = path.read_text()
        assert "judge" not in text
        assert "from solutions" not in text
        assert "..." in text


def test_the_same_course_gives_the_same_bundle(course):
    first = make_release(course, "auto").bundle.read_bytes()
    assert make_release(course, "auto").bundle.read_bytes() == first


def hide(text):
    def edit(cell):
        lines = cell["source"].split("\n")
        index = next(n for n, line in enumerate(lines) if "judge" in line)
        cell["source"] = "\n".join([*lines[:index], *text, *lines[index + 1 :]])

    return edit


def replaced(key, value):
    return lambda cell: cell["metadata"]["nbgrader"].update({key: value})


JUDGE = 'from autograder.checks import judge; judge("q1a", globals())'


@pytest.mark.parametrize(
    ("key", "edit", "word"),
    [
        ("q1a", hide([JUDGE, "assert dl(1) == 4"]), "must hide exactly this line"),
        ("q1a", hide(["assert dl(1) == 4"]), "must hide exactly this line"),
        ("q1a", hide([JUDGE.replace("q1a", "q1c")]), "must hide exactly this line"),
        ("q1a", hide([]), "must hide exactly this line"),
        (
            "q1a",
            lambda c: c.update(source=c["source"] + "\nprint(1)"),
            "code after its hidden line",
        ),
        ("q1a", replaced("points", "many"), "q1a is worth 'many'"),
        ("q1a", replaced("grade_id", "q1z"), "must hide exactly this line"),
        ("s1a", replaced("solution", False), "no solution cell before it"),
        ("s1a", lambda c: c.update(source="df = None"), "earns 0 of 1"),
        ("title", lambda c: c.update(source="BEGIN HIDDEN TESTS"), "has hidden tests"),
    ],
)
def test_a_course_with_an_error_is_refused_and_nothing_is_written(
    course, key, edit, word
):
    change(course, key, edit)
    with pytest.raises(UsageError, match=word):
        make_release(course, "auto")
    assert not course.root.exists()


def test_a_solution_in_the_companion_is_refused(course):
    from inspect import getsource

    import solutions

    code = getsource(solutions.loss_gradients).replace("loss_gradients", "demo")
    (course.notebooks / "backprop" / "worksheet.py").write_text(code)
    with pytest.raises(UsageError, match="contains a complete solution"):
        make_release(course, "auto")
    assert not course.release.exists()
    assert not course.gradebook.exists()
    assert list(course.root.iterdir()) == []


def test_a_second_release_replaces_the_first(course):
    make_release(course, "auto")
    change(course, "title", lambda cell: cell.update(source="# Another title"))
    make_release(course, "auto")
    assert "Another title" in (course.release / f"{SECTION1}.ipynb").read_text()
    assert not list(course.root.glob(".*"))


def ensure(course):
    ensure_released(
        course, read_assignment(course.notebooks), read_configuration(course)
    )


def test_grading_an_unreleased_course_releases_it(course):
    course.root.mkdir()
    ensure(course)
    assert course.release.is_dir()
    ensure(course)


@pytest.mark.parametrize(
    ("key", "edit"),
    [
        ("q2a", lambda cell: cell.update(source="# new\n" + cell["source"])),
        ("q2a", replaced("points", 7)),
        ("imports", lambda cell: cell.update(source="import numpy")),
        ("s2b", replaced("grade_id", "s2x")),
    ],
)
def test_grading_stops_when_the_notebooks_differ_from_the_release(course, key, edit):
    make_release(course, "auto", verify=False)
    change(course, key, edit, SECTION2)
    with pytest.raises(UsageError, match="Run release again"):
        ensure(course)


def test_a_new_solution_or_new_prose_needs_no_new_release(course):
    make_release(course, "auto", verify=False)
    change(course, "title", lambda cell: cell.update(source="# New"), SECTION2)
    change(
        course,
        "s2b",
        lambda cell: cell.update(source=cell["source"].replace("from", "\nfrom")),
        SECTION2,
    )
    ensure(course)

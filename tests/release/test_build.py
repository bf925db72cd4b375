"""A course is released whole and verified, or not at all."""

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
    monkeypatch.setattr(loose_files, "check_sandbox", lambda mode: None)
    monkeypatch.setattr("nbgrader.api.get_alembic_version", alembic_version)


@cache
def alembic_version(asked=nbgrader.api.get_alembic_version):
    """Asking costs a second each time."""
    find_alembic()
    return asked()


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


def test_students_receive_notebooks_companion_and_how_to_start(course):
    made = make_release(course, "auto")
    names = sorted(path.name for path in course.release.iterdir())
    assert names == sorted([f"{name}.ipynb" for name in NOTEBOOKS] + ["worksheet.py"])
    with zipfile.ZipFile(made.bundle) as bundle:
        inside = set(bundle.namelist())
        asked = bundle.read("backprop/requirements.txt").decode()
    assert {f"backprop/{name}" for name in [*names, "README.md"]} <= inside
    packages = {line.split(">=")[0] for line in asked.split()}
    assert packages == {"jupyterlab", "numpy", "matplotlib"}


def test_a_database_that_wants_a_course_is_told_none_is_named(course):
    course.root.mkdir()
    url = "postgresql://localhost/nowhere"
    config = f"c = get_config()\nc.CourseDirectory.db_url = {url!r}\n"
    (course.root / "nbgrader_config.py").write_text(config)
    with pytest.raises(UsageError, match=r"course_id = .* to nbgrader_config\.py"):
        make_release(course, "auto", verify=False)


def test_nothing_of_the_solution_and_no_hidden_line_is_released(course):
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
        place = next(n for n, line in enumerate(lines) if "judge" in line)
        cell["source"] = "\n".join([*lines[:place], *text, *lines[place + 1 :]])

    return edit


def replaced(key, value):
    return lambda cell: cell["metadata"]["nbgrader"].update({key: value})


JUDGE = 'from autograder.checks import judge; judge("q1a", globals())'


@pytest.mark.parametrize(
    ("key", "edit", "word"),
    [
        ("q1a", hide([JUDGE, "assert dl(1) == 4"]), "must hide this line"),
        ("q1a", hide(["assert dl(1) == 4"]), "must hide this line"),
        ("q1a", hide([JUDGE.replace("q1a", "q1c")]), "must hide this line"),
        ("q1a", hide([]), "must hide this line"),
        ("q1a", lambda c: c.update(source=c["source"] + "\nprint(1)"), "behind"),
        ("q1a", replaced("points", "many"), "q1a is worth 'many'"),
        ("q1a", replaced("grade_id", "q1z"), "must hide this line"),
        ("s1a", replaced("solution", False), "no solution cell before it"),
        ("s1a", lambda c: c.update(source="df = None"), "earns 0 of 1"),
        ("title", lambda c: c.update(source="BEGIN HIDDEN TESTS"), "hides tests"),
    ],
)
def test_a_course_with_a_fault_is_refused_and_nothing_is_written(
    course, key, edit, word
):
    change(course, key, edit)
    with pytest.raises(UsageError, match=word):
        make_release(course, "auto")
    assert not course.root.exists()


def test_a_solution_that_slipped_into_the_companion_is_refused(course):
    from inspect import getsource

    import solutions

    code = getsource(solutions.loss_gradients).replace("loss_gradients", "demo")
    (course.notebooks / "backprop" / "worksheet.py").write_text(code)
    with pytest.raises(UsageError, match="contains a whole solution"):
        make_release(course, "auto")
    assert not course.release.exists()
    assert not course.gradebook.exists()
    assert list(course.root.iterdir()) == []


def test_a_second_release_takes_the_place_of_the_first(course):
    make_release(course, "auto")
    change(course, "title", lambda cell: cell.update(source="# Another title"))
    make_release(course, "auto")
    assert "Another title" in (course.release / f"{SECTION1}.ipynb").read_text()
    assert not list(course.root.glob(".*"))


def ensure(course):
    ensure_released(
        course, read_assignment(course.notebooks), read_configuration(course)
    )


def test_grading_a_course_that_was_never_released_releases_it(course):
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
def test_grading_stops_when_the_notebooks_are_not_those_released(course, key, edit):
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

"""`init` creates a course and never overwrites a file."""

from __future__ import annotations

import re

import pytest
from paths import ROOT

from autograder.__main__ import main, parser
from autograder.assignment.assignment import released_files
from autograder.assignment.course import Course
from autograder.cli.new_course import TEMPLATE
from autograder.gradebook.configuration import read_configuration

CREATED = {"notebooks", "nbgrader_config.py", ".gitignore", "README.md"}


def init(folder, capsys):
    status = main(["init", str(folder)])
    captured = capsys.readouterr()
    return status, captured.out + captured.err


def files(folder):
    return {
        path.relative_to(folder): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("exists", [True, False], ids=["an empty folder", "no folder"])
def test_a_course_has_the_projects_notebooks_and_configuration(
    tmp_path, capsys, exists
):
    folder = tmp_path / "autumn" / "backprop"
    if exists:
        folder.mkdir(parents=True)
    status, printed = init(folder, capsys)
    assert status == 0
    assert f"created {folder / 'nbgrader_config.py'}\n" in printed
    assert {path.name for path in folder.iterdir()} == CREATED
    place = ROOT / "notebooks" / "backprop"
    expected = {
        path.relative_to(place): path.read_bytes() for path in released_files(place)
    }
    assert files(folder / "notebooks" / "backprop") == expected


def test_the_configuration_is_that_of_the_course(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.setenv("PYTHONPATH", "")
    init(tmp_path / "new", capsys)
    course = Course(tmp_path / "new" / "course", tmp_path / "new" / "notebooks")
    configuration = read_configuration(course)
    assert configuration.config.CourseDirectory.root == str(tmp_path / "new")
    assert configuration.db_url == f"sqlite:///{course.root / 'gradebook.db'}"


@pytest.mark.parametrize("name", ["nbgrader_config.py", "notebooks/backprop"])
def test_a_second_course_in_one_folder_is_refused(tmp_path, capsys, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    before = files(tmp_path)
    status, printed = init(tmp_path, capsys)
    assert status == 2
    assert f"{tmp_path / name} exists, and nothing was changed" in printed
    assert files(tmp_path) == before


def test_a_link_to_nothing_is_not_overwritten(tmp_path, capsys):
    (tmp_path / "nbgrader_config.py").symlink_to(tmp_path / "elsewhere")
    status, _ = init(tmp_path, capsys)
    assert status == 2
    assert [path.name for path in tmp_path.iterdir()] == ["nbgrader_config.py"]


def test_a_readme_and_a_gitignore_are_kept(tmp_path, capsys):
    for name in ("README.md", ".gitignore"):
        (tmp_path / name).write_text("mine")
    status, printed = init(tmp_path, capsys)
    assert status == 0
    assert f"kept {tmp_path / 'README.md'}, which exists" in printed
    assert "add to it the line /course/" in printed
    assert {path.name for path in tmp_path.iterdir()} == CREATED
    assert (tmp_path / "README.md").read_text() == "mine"


def test_a_file_is_no_course(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    status, printed = init(tmp_path / "file", capsys)
    assert status == 2
    assert "is a file" in printed


def test_in_a_clone_the_package_is_still_to_be_installed(tmp_path, capsys):
    _, printed = init(tmp_path / "new", capsys)
    assert f"pip install '{ROOT}[grading]'" in printed


def test_every_command_in_the_readme_of_a_course_exists():
    text = (TEMPLATE / "README.md").read_text(encoding="utf-8")
    named = re.findall(r"\bautograder ([a-z]+)\b", text)
    [commands] = [a for a in parser()._actions if a.dest == "command"]
    assert len(named) >= 5
    assert set(named) <= set(commands.choices)


def test_students_work_is_not_in_git(tmp_path, capsys):
    init(tmp_path, capsys)
    assert "/course/\n" in (tmp_path / ".gitignore").read_text()

"""The front of the command line: quick to answer, clear when it cannot."""

from __future__ import annotations

import subprocess
import sys

import pytest

from autograder.__main__ import main, parser
from autograder.assignment import assignment as assignments
from autograder.cli import commands

COMMANDS = ("release", "grade", "check", "report", "feedback", "doctor")


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from autograder.__main__ import parser; parser().format_help();"
        "print([m for m in ('numpy', 'nbgrader', 'rich') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_help_names_every_command():
    words = parser().format_help()
    assert all(command in words for command in COMMANDS)
    assert all(hasattr(commands, command) for command in COMMANDS)


def run(capsys, *arguments):
    """Exit status, and the one line that says what is wrong."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        status = stop.code
    return status, capsys.readouterr().err


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    (root / "submitted" / "ada" / "backprop").mkdir(parents=True)
    (root / "submitted" / "bob" / "other").mkdir(parents=True)
    return root


def test_a_wrong_student_is_named_with_the_nearest_right_one(capsys, course):
    status, words = run(capsys, "grade", "--course", course, "adda")
    assert status == 2
    assert "'adda' has no submission" in words
    assert "Did you mean ada?" in words
    assert words.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["grade", "--course", "{}/none"], "release --course"),
        (["report", "--course", "{}/none"], "release --course"),
        (["feedback", "--course", "{}/none"], "release --course"),
        (["grade", "--course", "{}/course", "bob"], "no submission"),
        (["grade", "--course", "{}/course", "--json", "{}/no/x.json"], "cannot be"),
        (["grade", "--course", "{}/course", "--json", "{}"], "cannot be written"),
        (["check", "{}/nothing.ipynb"], "is not there"),
        (["check", "{}/course"], "holds no notebook"),
        (["check"], "required"),
        (["grade", "--workers", "0"], "from 1 on"),
        (["grade", "--sandbox", "some"], "invalid choice"),
        (["grad"], "invalid choice"),
        ([], "required"),
    ],
)
def test_wrong_usage_is_one_clear_line_and_status_2(
    capsys, course, tmp_path, arguments, word
):
    filled = [argument.format(tmp_path) for argument in arguments]
    status, words = run(capsys, *filled)
    assert status == 2
    assert word in words
    assert "Traceback" not in words
    assert sorted(p.name for p in course.iterdir()) == ["submitted"]


def test_an_empty_class_says_where_to_put_submissions(capsys, tmp_path):
    status, words = run(capsys, "grade", "--course", tmp_path)
    assert status == 2
    assert "STUDENT/backprop/" in words


def test_a_machine_without_a_sandbox_stops_with_the_way_out(
    capsys, course, monkeypatch
):
    monkeypatch.setattr("autograder.sandbox.probe", lambda: "bubblewrap is missing")
    status, words = run(capsys, "grade", "--course", course)
    assert status == 2
    assert words.startswith("autograder grade: bubblewrap is missing. ")
    assert "--sandbox none" in words
    assert sorted(p.name for p in course.iterdir()) == ["submitted"]


def test_a_project_without_notebooks_says_so(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(assignments, "notebooks_folder", lambda: tmp_path / "notebooks")
    path = tmp_path / "x.ipynb"
    path.write_text("{}")
    status, words = run(capsys, "check", path)
    assert status == 2
    assert "does not exist" in words

"""The command line: help is fast, and errors are clear."""

from __future__ import annotations

import subprocess
import sys

import pytest
from own_assignment import ASSIGNMENT, AUTOMATIC, BY_ID
from sample_results import result_of, store_results

from autograder.__main__ import main, parser
from autograder.assignment import assignment as assignments
from autograder.assignment.course import Course
from autograder.assignment.lateness import Lateness
from autograder.assignment.results import not_graded
from autograder.cli import commands
from autograder.gradebook.late_penalties import ClassLateness

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
    text = parser().format_help()
    assert all(command in text for command in COMMANDS)
    assert all(hasattr(commands, command) for command in COMMANDS)


def run(capsys, *arguments):
    """The exit status, and the error message."""
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


def test_an_unknown_student_is_named_with_the_most_similar_one(capsys, course):
    status, message = run(capsys, "grade", "--course", course, "adda")
    assert status == 2
    assert "'adda' has no submission" in message
    assert "Did you mean ada?" in message
    assert message.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["grade", "--course", "{}/none"], "release --course"),
        (["report", "--course", "{}/none"], "release --course"),
        (["feedback", "--course", "{}/none"], "release --course"),
        (["grade", "--course", "{}/course", "bob"], "no submission"),
        (["grade", "--course", "{}/course", "--json", "{}/no/x.json"], "cannot be"),
        (["grade", "--course", "{}/course", "--json", "{}"], "cannot be written"),
        (["check", "{}/nothing.ipynb"], "does not exist"),
        (["check", "{}/course"], "contains no notebook"),
        (["check"], "required"),
        (["grade", "--workers", "0"], "at least 1"),
        (["grade", "--sandbox", "some"], "invalid choice"),
        (["grad"], "invalid choice"),
        ([], "required"),
    ],
)
def test_wrong_usage_is_reported_with_status_2(
    capsys, course, tmp_path, arguments, expected
):
    filled = [argument.format(tmp_path) for argument in arguments]
    status, message = run(capsys, *filled)
    assert status == 2
    assert expected in message
    assert "Traceback" not in message
    assert sorted(p.name for p in course.iterdir()) == ["submitted"]


def test_an_empty_class_says_where_to_put_submissions(capsys, tmp_path):
    status, message = run(capsys, "grade", "--course", tmp_path)
    assert status == 2
    assert "STUDENT/backprop/" in message


@pytest.mark.parametrize("place", ["submitted", "submitted/x", "submitted/x/backprop"])
def test_a_whole_class_in_one_folder_is_refused(capsys, course, place):
    folder = course / place
    folder.mkdir(parents=True, exist_ok=True)
    (course / "submitted" / "x" / "backprop").mkdir(parents=True, exist_ok=True)
    for student in ("lovelaceada_12_345", "babbage_LATE_13_346"):
        (folder / f"{student}_section1_backpropagation.ipynb").write_text("{}")
    status, message = run(capsys, "grade", "--course", course)
    assert status == 2
    assert "several students" in message
    assert "python -m autograder import" in message
    assert "--from canvas" in message
    assert sorted(p.name for p in course.iterdir()) == ["submitted"]


def test_notebooks_that_are_not_graded_are_named(capsys, course):
    folder = course / "submitted" / "cyd"
    folder.mkdir()
    (folder / "homework.ipynb").write_text("{}")
    commands.warn_of_loose_notebooks(Course(course), {"ada"})
    message = capsys.readouterr().err
    assert message == "not graded: cyd/homework.ipynb is not in cyd/backprop/\n"


def test_a_missing_sandbox_stops_grading_with_advice(capsys, course, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.choose", lambda mode: mode)
    reason = "bubblewrap is missing"
    monkeypatch.setattr("autograder.sandbox.why_not", lambda mode, private=(): reason)
    status, message = run(capsys, "grade", "--course", course)
    assert status == 2
    assert message.startswith("autograder grade: bubblewrap is missing. ")
    assert "--sandbox none" in message
    assert sorted(p.name for p in course.iterdir()) == ["submitted"]


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (ZeroDivisionError("a bug"), "ZeroDivisionError: a bug"),
        (ModuleNotFoundError("No module named 'rich'"), "requirements.txt"),
        (OSError(28, "No space left on device"), "No space left on device"),
    ],
    ids=["bug", "missing package", "full disk"],
)
def test_an_error_of_ours_is_one_message_and_status_2(
    capsys, course, monkeypatch, error, expected
):
    def fail(*_):
        raise error

    monkeypatch.setattr(commands, "check_sandbox", fail)
    status, message = run(capsys, "grade", "--course", course)
    assert status == 2
    assert expected in message
    assert message.count("\n") == 1


def test_missing_notebooks_of_the_project_are_reported(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(assignments, "notebooks_folder", lambda: tmp_path / "notebooks")
    path = tmp_path / "x.ipynb"
    path.write_text("{}")
    status, message = run(capsys, "check", path)
    assert status == 2
    assert "does not exist" in message


def test_a_failure_of_the_grader_is_in_the_json_without_a_score(tmp_path):
    """Unless there is an earlier result."""
    earlier = [result_of(ASSIGNMENT, student) for student in ("ada", "eve")]
    course = store_results(Course(tmp_path), *earlier)
    failed = {n: not_graded(n, "a bug", ASSIGNMENT) for n in ("bob", "eve")}
    known = commands.Recorded({}, ClassLateness({}))
    entries = commands.recorded(course, ["eve", "bob", "ada"], known, failed)
    assert [(one.student, one.public()["score"]) for one in entries] == [
        ("ada", AUTOMATIC),
        ("bob", None),
        ("eve", AUTOMATIC),
    ]


def test_results_that_are_up_to_date_give_the_same_table_as_new_ones(
    capsys, tmp_path, monkeypatch
):
    names = ["ada", "bob\x1b", "eve", "late"]
    course = store_results(Course(tmp_path), *(result_of(ASSIGNMENT, n) for n in names))
    for name in names:
        course.submission(name).mkdir(parents=True)
    late = ClassLateness({"late": Lateness(90_000, 4.0)})
    known = commands.Recorded({"eve": {"q1a": 0.25}}, late)

    def table(fresh):
        def grade(course, assignment, students, options, meter):
            for name in students:
                meter.done(name, course.result(name), fresh)
            return known, {}

        monkeypatch.setattr(commands, "_grade_students", grade)
        assert main(["grade", "--course", str(tmp_path)]) == 0
        *rows, summary = capsys.readouterr().out.splitlines()
        assert ("unchanged" in summary) is not fresh
        return rows

    rows = table(fresh=False)
    assert rows == table(fresh=True)
    assert [row.split()[0] for row in rows] == [
        "student",
        "ada",
        "bob\N{REPLACEMENT CHARACTER}",
        "eve",
        "late",
    ]
    assert f"{AUTOMATIC - BY_ID['q1a'].points + 0.25:g}" in rows[3]
    assert "1 day 1 h late" in rows[4]

"""`import` and `export` as they are typed."""

from __future__ import annotations

import json
import zipfile

import pytest
from class_of_real_notebooks import released, run, solved_cells
from own_assignment import AUTOMATIC, MAX_SCORE, NOTEBOOKS, points_in
from platforms import MoodleFeedback, MoodleWorksheet, moodle_prefix
from sandbox_here import needs_sandbox

from autograder.__main__ import main
from autograder.submissions.import_record import read_record

WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade,Maximum grade,"
    "Last modified (submission),Last modified (grade)\n"
)


@pytest.fixture
def root(tmp_path):
    (tmp_path / "course").mkdir()
    return tmp_path


def typed(capsys, *arguments):
    """Exit status, standard output and standard error."""
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as stop:
        status = stop.code
    out, err = capsys.readouterr()
    return status, out, err


def test_a_clean_import_has_status_0_and_one_with_unknown_students_1(
    capsys, root, make_zip
):
    path = make_zip({"lovelaceada_1001_5_x.ipynb": "{}"})
    roster = root / "roster.csv"
    course = root / "course"
    for login, status in (("1001,ada", 0), ("1002,bob", 1)):
        roster.write_text(f"Student,ID,SIS Login ID,Section\nA,{login},S\n")
        arguments = ("import", path, "--course", course, "--roster", roster)
        done, out, err = typed(capsys, *arguments)
        assert (done, err) == (status, "")
    assert "not on the roster (1)" in out
    assert "  lovelaceada_1001: not on the roster" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["import", "{}/no.zip", "--course", "{}/course"], "no.zip is not there"),
        (["import", "{}/course", "--course", "{}/course"], "holds 0 files"),
        (["import", "{}/x.zip", "--course", "{}/none"], "release --course"),
        (["import", "{}", "--course", "{}/course", "--timezone", "X"], "a time zone"),
        (["import", "{}", "--course", "{}/course", "--from", "X"], "invalid choice"),
        (["import"], "DIR|ZIP"),
        (["export", "--to", "csv"], "--out"),
        (["export", "--to", "X", "--out", "{}"], "invalid choice"),
        (["export", "--to", "csv", "--out", "{}/o", "--course", "{}/none"], "release"),
        (["export", "--to", "csv", "--out", "{}/o", "--course", "{}/course"], "grade"),
    ],
)
def test_wrong_usage_is_named_with_status_2(capsys, root, arguments, words):
    filled = [argument.format(root) for argument in arguments]
    status, _, err = typed(capsys, *filled)
    assert status == 2
    assert words in err
    assert "Traceback" not in err
    assert list((root / "course").iterdir()) == []


def test_help_names_the_platforms(capsys):
    for command in ("import", "export"):
        status, out, _ = typed(capsys, command, "--help")
        assert status == 0
        assert all(name in out for name in ("canvas", "moodle", "gradescope"))


@pytest.mark.slow
@needs_sandbox
def test_a_class_goes_from_moodle_to_the_grader_and_back(tmp_path):
    course = released(tmp_path)
    people = {"501": "Ada Lovelace", "502": "Bob Builder", "503": "Cy Young"}
    blanks = {"501": "", "502": "s1a", "503": "s2a"}
    download, worksheet = tmp_path / "download.zip", tmp_path / "worksheet.csv"
    with zipfile.ZipFile(download, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, name in people.items():
            folder = f"{moodle_prefix(name, number)}_assignsubmission_file"
            for notebook in NOTEBOOKS:
                cells = solved_cells(notebook, course, (blanks[number],))
                text = json.dumps(cells).replace("# by", f"# by {name}")
                archive.writestr(f"{folder}/{notebook}.ipynb", text)
    worksheet.write_text(
        WORKSHEET
        + "".join(
            f"Participant {number},{name},{number}@example.org,Submitted for grading,,"
            f'{MAX_SCORE:g}.00,"Monday, 5 January 2026, 10:15 AM",-\n'
            for number, name in people.items()
        )
    )
    run("import", download, "--roster", worksheet, "--course", course.root)
    run("grade", "--course", course.root)
    run("feedback", "--course", course.root)
    out = tmp_path / "out"
    arguments = ("export", "--to", "moodle", "--template", worksheet, "--out", out)
    printed = run(*arguments, "--course", course.root).stdout
    assert "not final: 3 students still have answers to be graded by hand" in printed
    grades = MoodleWorksheet(people, MAX_SCORE).read(
        (out / "moodle-grades.csv").read_bytes()
    )
    assert grades == {
        name: AUTOMATIC - points_in(blanks[number]) for number, name in people.items()
    }
    found = MoodleFeedback(people).read(out / "moodle-feedback.zip")
    assert {user for user, _ in found} == set(people.values())
    students = {f"{number}@example.org" for number in people}
    assert set(read_record(course)) == students
    stamp = course.submission("501@example.org") / "timestamp.txt"
    assert stamp.read_text() == "2026-01-05 10:15:00.000000 UTC"

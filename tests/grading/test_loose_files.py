"""Notebooks without a course: the student's name, and which files belong together."""

from __future__ import annotations

import json
import os

import pytest
from fake_course import FakeSandboxes, submission_files, write_instructor
from own_assignment import AUTOMATIC, BY_ID, NOTEBOOKS, SECTION1

from autograder.__main__ import main
from autograder.assignment.assignment import read_assignment
from autograder.assignment.errors import UsageError
from autograder.grading import loose_files, worker
from autograder.grading.submission import Submission


def test_a_student_is_named_after_the_folder_above_backprop_else_the_file(tmp_path):
    assignment = read_assignment(write_instructor(tmp_path))
    inner = tmp_path / "ada" / "backprop"
    inner.mkdir(parents=True)
    for path in (inner / f"{SECTION1}.ipynb", tmp_path / "bob.ipynb"):
        path.write_text(json.dumps({"cells": []}))
    found = loose_files.submissions_of(
        [inner / f"{SECTION1}.ipynb", tmp_path / "bob.ipynb"], assignment
    )
    assert [one.student for one in found] == ["ada", "bob"]


def test_different_notebooks_in_one_folder_are_one_submission(tmp_path):
    folder = write_instructor(tmp_path)
    assignment = read_assignment(folder)
    paths = sorted((folder / "backprop").glob("*.ipynb"))
    [found] = loose_files.submissions_of(paths, assignment)
    assert len(found.notebooks) == 2
    copies = [tmp_path / "x.ipynb", tmp_path / "y.ipynb"]
    for path in copies:
        path.write_bytes(paths[0].read_bytes())
    assert [s.student for s in loose_files.submissions_of(copies, assignment)] == [
        "x",
        "y",
    ]


def test_an_unreadable_file_beside_a_notebook_only_adds_a_note(tmp_path):
    assignment = read_assignment(write_instructor(tmp_path))
    good, pipe = tmp_path / f"{SECTION1}.ipynb", tmp_path / f"{NOTEBOOKS[1]}.ipynb"
    good.write_bytes(submission_files(assignment)[good.name])
    os.mkfifo(pipe)
    [found] = loose_files.submissions_of([good, pipe], assignment)
    assert list(found.notebooks) == [good.name]
    assert not found.refused
    assert any(pipe.name in note for note in found.notes)


@pytest.mark.parametrize("name", ["nowhere.ipynb", "empty"])
def test_a_path_without_a_notebook_is_named(tmp_path, name):
    assignment = read_assignment(write_instructor(tmp_path))
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match=name):
        loose_files.submissions_of([tmp_path / name], assignment)


def test_a_folder_can_be_graded_from_python(tmp_path, monkeypatch):
    monkeypatch.setattr(worker, "open_engine", lambda *_: FakeSandboxes())
    monkeypatch.setattr(loose_files, "check_sandbox", lambda mode: mode)
    notebooks = write_instructor(tmp_path)
    folder = tmp_path / "ada" / "backprop"
    folder.mkdir(parents=True)
    files = submission_files(read_assignment(notebooks))
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for path in (folder, folder.parent):
        result = loose_files.grade(path, notebooks=notebooks)
        assert (result.student, result.score) == ("ada", AUTOMATIC)


def test_a_file_instead_of_a_folder_is_refused(tmp_path):
    (tmp_path / "ada").write_text("")
    with pytest.raises(UsageError, match="is not a folder"):
        loose_files.grade(tmp_path / "ada")


@pytest.fixture
def failing(monkeypatch):
    """The grader fails on the student called eve."""
    monkeypatch.setattr(worker, "open_engine", lambda *_: FakeSandboxes())
    monkeypatch.setattr(loose_files, "check_sandbox", lambda mode: mode)
    usual = worker.grade_submission

    def grade_submission(submission, *others):
        if submission.student == "eve":
            raise ValueError("cannot reshape array of size 0")
        return usual(submission, *others)

    monkeypatch.setattr(worker, "grade_submission", grade_submission)


def test_a_failure_of_the_grader_gives_no_score_and_stops_no_other(failing, tmp_path):
    notebooks = write_instructor(tmp_path)
    own = read_assignment(notebooks)
    submissions = [Submission(n, submission_files(own)) for n in ("ada", "eve", "bob")]
    results = loose_files.grade_all(submissions, "auto", own, notebooks)
    entries = [one.public() for one in results]
    assert [one["score"] for one in entries] == [AUTOMATIC, None, AUTOMATIC]
    assert [one.failed for one in results] == [False, True, False]
    assert set(entries[1]) == set(entries[0])
    assert set(entries[1]["cells"]) == set(BY_ID)
    assert {cell["score"] for cell in entries[1]["cells"].values()} == {None}
    assert "could not be graded: cannot reshape" in entries[1]["notes"][0]


def test_check_reports_a_failure_of_the_grader_with_status_2(failing, tmp_path, capsys):
    notebooks = write_instructor(tmp_path)
    for student in ("ada", "eve"):
        folder = tmp_path / student / "backprop"
        folder.mkdir(parents=True)
        for name, content in submission_files(read_assignment(notebooks)).items():
            (folder / name).write_bytes(content)
    file = tmp_path / "all.json"
    folders = [str(tmp_path / name / "backprop") for name in ("ada", "eve")]
    options = ["--json", str(file), "--notebooks", str(notebooks)]
    assert main(["check", *folders, *options]) == 2
    shown = capsys.readouterr()
    assert "1 submission was not graded because the grader failed" in shown.err
    assert "eve: could not be graded: cannot reshape" in shown.err
    assert "0 of" not in shown.out
    students = json.loads(file.read_text())["students"]
    assert {n: s["score"] for n, s in students.items()} == {
        "ada": AUTOMATIC,
        "eve": None,
    }


def test_a_failure_of_the_grader_raises_in_python(failing, tmp_path):
    notebooks = write_instructor(tmp_path)
    folder = tmp_path / "eve" / "backprop"
    folder.mkdir(parents=True)
    for name, content in submission_files(read_assignment(notebooks)).items():
        (folder / name).write_bytes(content)
    with pytest.raises(RuntimeError, match="eve: could not be graded: cannot reshape"):
        loose_files.grade(folder, notebooks=notebooks)

"""The paths of a course directory, and writing files completely or not at all."""

from __future__ import annotations

import errno
import json
import os

import pytest
from own_assignment import ASSIGNMENT

from autograder.assignment import course as course_folder
from autograder.assignment.course import Course, write_whole
from autograder.assignment.results import unreadable


@pytest.fixture
def course(tmp_path):
    return Course(tmp_path / "course")


def test_students_are_those_with_a_submission_of_this_assignment(course):
    for name in ("bob/backprop", "ada/backprop", "cyd/other", ".hidden/backprop"):
        (course.submitted / name).mkdir(parents=True)
    (course.submitted / "README").write_text("")
    (course.submitted / "eve").symlink_to(course.submitted / "ada")
    assert list(course.students()) == ["ada", "bob", "eve"]


def test_notebooks_one_folder_too_high_are_a_submission(course):
    for name in ("ada/section1_backpropagation (1).ipynb", "bob/ps1.ipynb", "x.ipynb"):
        (course.submitted / name).parent.mkdir(parents=True, exist_ok=True)
        (course.submitted / name).write_text("{}")
    assert list(course.students()) == ["ada"]
    assert course.loose_notebooks("bob") == ["ps1.ipynb"]


def test_without_submissions_there_are_no_students(course):
    assert list(course.students()) == []


@pytest.mark.parametrize("content", ["", "{", "[]", '{"student": "ada"}', "null"])
def test_an_invalid_results_file_is_ignored(course, content):
    course.results.mkdir(parents=True)
    course.result_file("ada").write_text(content)
    assert course.result("ada") is None


def test_names_too_long_for_a_file_get_different_files(course):
    names = ["x" * 250, "x" * 249 + "y", "ü" * 120]
    files = [course.result_file(name) for name in names]
    assert len(set(files)) == 3
    for file in files:
        write_whole(file, b"")
    assert course.result_file("ada").name == "ada.json"


def test_students_with_long_names_are_listed_unchanged(course):
    names = ["x" * 250, "ü" * 120, "🙂" * 60, "ada", "bob-0123456789abcdef"]
    for name in names:
        result = unreadable(name, "damaged", ASSIGNMENT).as_json()
        write_whole(course.result_file(name), json.dumps(result).encode())
    assert course.graded_students() == sorted(names)


def test_a_part_of_a_file_is_removed_when_the_disk_is_full(course):
    path = course.root / "file"
    write_whole(path, b"old")

    def pieces():
        yield "new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(path, pieces())
    assert path.read_bytes() == b"old"
    assert [one.name for one in course.root.iterdir()] == ["file"]


def test_a_result_is_found_for_a_name_that_is_not_utf_8(course):
    name = os.fsdecode(b"caf\xe9")
    data = json.dumps(unreadable(name, "damaged", ASSIGNMENT).as_json()).encode(
        "utf-8", "replace"
    )
    write_whole(course.result_file(name), data)
    assert course.result(name).student == name


def test_a_write_that_fails_leaves_no_temporary_file(course):
    def pieces():
        yield "x" * 100_000
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(course.root / "file", pieces())
    assert list(course.root.iterdir()) == []


def test_an_interrupted_write_keeps_the_old_file(course, monkeypatch):
    path = course.root / "file"
    write_whole(path, b"old")
    with monkeypatch.context() as patch:
        patch.setattr(course_folder.os, "replace", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            write_whole(path, b"new")
    assert [one.name for one in course.root.iterdir()] == ["file"]
    assert path.read_bytes() == b"old"
    write_whole(path, b"newer")
    assert path.read_bytes() == b"newer"
    assert [one.name for one in course.root.iterdir()] == ["file"]

"""Several attempts: the last one counts, the others are kept, whatever happens."""

from __future__ import annotations

import os
import shutil

import pytest

from autograder.lms import attempts
from autograder.lms.attempts import digest_of, downloaded, place
from autograder.submissions.import_record import ImportedAttempt, ImportedStudent

FIRST, SECOND = {"x.ipynb": b"1"}, {"x.ipynb": b"2", "a/y.ipynb": b"3"}
FOURTH = {"x.ipynb": b"4"}
MONDAY, TUESDAY, WEDNESDAY, THURSDAY = (
    f"2026-01-0{day} 10:00:00.000000 UTC" for day in (5, 6, 7, 8)
)


@pytest.fixture
def entry():
    return ImportedStudent(True)


@pytest.fixture
def put(course, entry):
    def put_attempt(files, order=None, time=None, late=None, platform="canvas"):
        made = ImportedAttempt(digest_of(files), platform, "ada_1", order, time, late)
        return place(course, "ada", entry, made, files)

    return put_attempt


def files_in(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in folder.rglob("*")
        if p.is_file()
    }


def kept(course):
    return [files_in(folder) for folder in sorted(downloaded(course, "ada").iterdir())]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"order": 1}, {"order": 2}),
        ({"time": MONDAY}, {"time": TUESDAY}),
        ({"order": 1, "time": TUESDAY}, {"order": 2, "time": MONDAY}),
        ({}, {}),
    ],
)
def test_the_later_attempt_counts_and_the_earlier_is_kept(
    course, entry, put, first, second
):
    assert put(FIRST, **first) == "new"
    assert put(SECOND, **second) == "newer"
    present = files_in(course.submission("ada"))
    assert {k: v for k, v in present.items() if k != "timestamp.txt"} == SECOND
    [earlier] = kept(course)
    assert earlier["x.ipynb"] == b"1"
    assert [one.counts for one in entry.attempts] == [False, True]


@pytest.mark.parametrize(
    ("first", "second"),
    [({"order": 2}, {"order": 1}), ({"time": TUESDAY}, {"time": MONDAY})],
)
def test_an_earlier_attempt_that_comes_later_does_not_count(
    course, entry, put, first, second
):
    put(SECOND, **first)
    assert put(FIRST, **second) == "older"
    assert files_in(course.submission("ada")).items() >= SECOND.items()
    assert [one.counts for one in entry.attempts] == [True, False]
    assert kept(course)[0]["x.ipynb"] == b"1"


def test_numbers_of_two_platforms_are_not_compared(put):
    put(FIRST, order=5_000, platform="canvas")
    assert put(SECOND, order=7, platform="gradescope") == "newer"


def test_an_attempt_is_imported_once(course, put):
    put(FIRST, order=1)
    assert not (course.root / "downloaded").exists()
    put(SECOND, order=2)
    before = everything(course)
    assert put(FIRST, order=1) == "unchanged"
    assert put(SECOND, order=2) == "unchanged"
    assert everything(course) == before


def everything(course):
    found = sorted(course.root.rglob("*"))
    return [(p, p.stat().st_mtime_ns, p.is_file() and p.read_bytes()) for p in found]


def test_the_same_files_handed_in_again_are_a_new_attempt(course, entry, put):
    put(FIRST, order=1, time=MONDAY)
    assert put(FIRST, order=2, time=TUESDAY) == "newer"
    assert files_in(course.submission("ada"))["timestamp.txt"] == TUESDAY.encode()
    assert kept(course)[0]["timestamp.txt"] == MONDAY.encode()


def test_a_time_that_becomes_known_is_added(course, entry, put):
    put(FIRST)
    assert put(FIRST, time=MONDAY, late=True) == "updated"
    assert put(FIRST, time=MONDAY, late=True) == "unchanged"
    assert files_in(course.submission("ada"))["timestamp.txt"] == MONDAY.encode()
    assert (entry.attempts[0].time, entry.attempts[0].late) == (MONDAY, True)


def test_what_came_another_way_is_kept(course, put):
    folder = course.submission("ada")
    folder.mkdir(parents=True)
    (folder / "by_hand.ipynb").write_text("{}")
    assert put(FIRST) == "newer"
    assert kept(course) == [{"by_hand.ipynb": b"{}"}]


def through_the_exchange(course, time):
    """Replace the student's folder, as `nbgrader collect` does."""
    folder = course.submission("ada")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "x.ipynb").write_bytes(b"3")
    (folder / "submission_secret.txt").write_text("secret")
    (folder / "timestamp.txt").write_text(time)


@pytest.mark.parametrize("imported_before", [False, True])
def test_a_newer_submission_through_the_exchange_is_not_replaced(
    course, entry, put, imported_before
):
    if imported_before:
        put(FIRST, time=MONDAY)
    through_the_exchange(course, WEDNESDAY)
    assert put(SECOND, time=TUESDAY) == "older"
    assert files_in(course.submission("ada"))["x.ipynb"] == b"3"
    assert any(files["x.ipynb"] == b"2" for files in kept(course))
    assert put(SECOND, time=TUESDAY) == "unchanged"
    assert put(FOURTH, time=THURSDAY) == "newer"
    assert files_in(course.submission("ada"))["x.ipynb"] == b"4"


def test_the_time_of_an_imported_attempt_is_not_given_to_another(course, put):
    put(FIRST)
    through_the_exchange(course, WEDNESDAY)
    assert put(FIRST, time=MONDAY) == "updated"
    assert files_in(course.submission("ada"))["timestamp.txt"] == WEDNESDAY.encode()


def test_a_folder_that_was_removed_comes_back(course, put):
    put(FIRST)
    (course.submission("ada") / "x.ipynb").unlink()
    course.submission("ada").rmdir()
    assert put(FIRST) == "new"
    assert files_in(course.submission("ada")) == FIRST


def test_an_earlier_attempt_that_was_written_but_not_recorded(course, entry, put):
    put(SECOND, order=2)
    put(FIRST, order=1)
    entry.attempts.pop()  # the record on disk, had the command been stopped
    assert put(FIRST, order=1) == "older"
    assert kept(course) == [FIRST]


@pytest.mark.parametrize("stop", range(3))
def test_an_import_that_is_stopped_goes_on(course, entry, put, monkeypatch, stop):
    put(FIRST, order=1)
    renames = 0

    def rename(source, target):
        nonlocal renames
        renames += 1
        if renames > stop:
            raise KeyboardInterrupt
        return real(source, target)

    real = os.rename
    monkeypatch.setattr(attempts.os, "rename", rename)
    try:
        put(SECOND, order=2)
    except KeyboardInterrupt:
        entry.attempts = entry.attempts[:1]  # the record on disk
    monkeypatch.undo()
    put(SECOND, order=2)
    assert files_in(course.submission("ada")) == SECOND
    assert kept(course) == [FIRST]
    assert os.listdir(course.submitted / "ada") == ["toy"]
    assert [one.counts for one in entry.attempts] == [False, True]


def test_an_earlier_download_with_the_time_of_the_last_attempt_changes_nothing(
    course, entry, put
):
    """Moodle's worksheet has one time; it is that of the attempt handed in last."""
    put(FIRST, time=MONDAY, platform="moodle")
    put(SECOND, time=TUESDAY, platform="moodle")
    before = files_in(course.root)
    assert put(FIRST, time=TUESDAY, platform="moodle") == "unchanged"
    assert files_in(course.root) == before
    assert len(entry.attempts) == 2


def test_earlier_files_that_are_handed_in_again_count(course, entry, put):
    put(FIRST, time=MONDAY, platform="moodle")
    put(SECOND, time=TUESDAY, platform="moodle")
    wednesday = TUESDAY.replace("-06", "-07")
    assert put(FIRST, time=wednesday, platform="moodle") == "newer"
    assert files_in(course.submission("ada"))["x.ipynb"] == b"1"

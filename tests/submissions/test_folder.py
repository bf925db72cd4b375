"""Only regular notebook files of the folder itself are opened; the rest is named."""

from __future__ import annotations

import os

import pytest

from autograder.assignment.errors import UnreadableError
from autograder.submissions import folder as folder_module
from autograder.submissions.folder import read_folder

NOTEBOOK = b'{"cells": []}'


@pytest.fixture
def place(tmp_path):
    made = tmp_path / "ada" / "backprop"
    made.mkdir(parents=True)
    (made / "one.ipynb").write_bytes(NOTEBOOK)
    return made


def test_notebooks_are_found_below_and_under_odd_names(place):
    (place / "inner").mkdir()
    for name in ("inner/two.ipynb", "three.ipynb.txt", "four.json", "Five.IPYNB"):
        (place / name).write_bytes(NOTEBOOK)
    found = read_folder(place)
    assert set(found.notebooks) == {
        "one.ipynb",
        "inner/two.ipynb",
        "three.ipynb.txt",
        "four.json",
        "Five.IPYNB",
    }
    assert found.notes == ()


def test_the_assignments_own_files_need_no_note(place):
    (place / "companion").mkdir()
    (place / "companion" / "checks.py").write_text("")
    (place / ".ipynb_checkpoints").mkdir()
    (place / ".ipynb_checkpoints" / "one-checkpoint.ipynb").write_bytes(NOTEBOOK)
    for name in ("worksheet.py", "worksheet.json", "README.md", ".DS_Store"):
        (place / name).write_text("{}")
    found = read_folder(place)
    assert (set(found.notebooks), found.notes) == ({"one.ipynb"}, ())


def test_other_files_are_left_alone_and_named(place):
    for name in ("data.csv", "notes.txt", "evil\x1b[2J.py"):
        (place / name).write_text("text")
    found = read_folder(place)
    assert set(found.notebooks) == {"one.ipynb"}
    assert len(found.notes) == 3
    assert "\x1b" not in "".join(found.notes)


def test_links_pipes_and_what_is_too_long_are_not_read(place, tmp_path, monkeypatch):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(NOTEBOOK)
    (place / "link.ipynb").symlink_to(secret)
    (place / "up").symlink_to(tmp_path)
    os.mkfifo(place / "pipe.ipynb")
    monkeypatch.setattr(folder_module, "MAX_BYTES", 100)
    (place / "long.ipynb").write_bytes(b" " * 101)
    found = read_folder(place)
    assert set(found.notebooks) == {"one.ipynb"}
    assert sorted(note.split(":")[0] for note in found.notes) == [
        "link.ipynb",
        "long.ipynb",
        "pipe.ipynb",
        "up",
    ]


@pytest.mark.parametrize("which", ["folder", "student"])
def test_a_folder_that_is_a_link_is_refused(place, tmp_path, which):
    target = place if which == "folder" else place.parent
    other = tmp_path / "eve"
    if which == "folder":
        other.mkdir()
        other = other / "backprop"
    other.symlink_to(target)
    asked = other if which == "folder" else other / "backprop"
    with pytest.raises(UnreadableError, match="symbolic link"):
        read_folder(asked)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "backprop").write_text("")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_folder(tmp_path / "backprop")


def test_thousands_of_files_are_not_walked_through(place):
    for number in range(1200):
        (place / f"{number}.dat").touch()
    found = read_folder(place)
    assert set(found.notebooks) == {"one.ipynb"}
    assert any("the rest was left alone" in note for note in found.notes)
    assert len(found.notes) <= 20


def test_the_time_of_handing_in_is_read(place):
    (place / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC\n")
    assert read_folder(place).timestamp == "2026-01-02 03:04:05 UTC"


@pytest.mark.parametrize("text", ["9999-99-99 lol", "x" * 5_000])
def test_a_timestamp_that_is_none_costs_nothing(place, text):
    (place / "timestamp.txt").write_text(text)
    found = read_folder(place)
    assert set(found.notebooks) == {"one.ipynb"}
    assert found.timestamp is None
    assert any("timestamp.txt" in note for note in found.notes)


def test_the_assignments_notebooks_are_found_among_thousands(place):
    for number in range(1_200):
        (place / f"{number}.ipynb").write_text("{}")
    name = "my_section1_backpropagation (1).ipynb"
    (place / name).write_text("{}")
    found = read_folder(place, ["section1_backpropagation"])
    assert name in found.notebooks
    assert any("too many notebooks" in note for note in found.notes)

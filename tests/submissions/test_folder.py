"""Only regular notebook files in the folder are opened; the others get a note."""

from __future__ import annotations

import json
import os

import pytest

from autograder.assignment.errors import UnreadableError
from autograder.submissions import folder as folder_module
from autograder.submissions.folder import read_folder

NOTEBOOK = b'{"cells": []}'


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "ada" / "backprop"
    path.mkdir(parents=True)
    (path / "one.ipynb").write_bytes(NOTEBOOK)
    return path


def test_notebooks_are_found_in_subfolders_and_under_unusual_names(folder):
    (folder / "inner").mkdir()
    for name in ("inner/two.ipynb", "three.ipynb.txt", "four.json", "Five.IPYNB"):
        (folder / name).write_bytes(NOTEBOOK)
    found = read_folder(folder)
    assert set(found.notebooks) == {
        "one.ipynb",
        "inner/two.ipynb",
        "three.ipynb.txt",
        "four.json",
        "Five.IPYNB",
    }
    assert found.notes == ()


def test_the_assignments_own_files_need_no_note(folder):
    (folder / "companion").mkdir()
    (folder / "companion" / "checks.py").write_text("")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "one-checkpoint.ipynb").write_bytes(NOTEBOOK)
    for name in ("worksheet.py", "worksheet.json", "README.md", ".DS_Store"):
        (folder / name).write_text("{}")
    found = read_folder(folder)
    assert (set(found.notebooks), found.notes) == ({"one.ipynb"}, ())


def test_other_files_are_ignored_with_a_note(folder):
    for name in ("data.csv", "notes.txt", "evil\x1b[2J.py"):
        (folder / name).write_text("text")
    found = read_folder(folder)
    assert set(found.notebooks) == {"one.ipynb"}
    assert len(found.notes) == 3
    assert "\x1b" not in "".join(found.notes)


def test_links_pipes_and_large_files_are_not_read(folder, tmp_path, monkeypatch):
    secret = tmp_path / "secret.ipynb"
    secret.write_bytes(NOTEBOOK)
    (folder / "link.ipynb").symlink_to(secret)
    (folder / "up").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe.ipynb")
    monkeypatch.setattr(folder_module, "MAX_BYTES", 100)
    (folder / "long.ipynb").write_bytes(b" " * 101)
    found = read_folder(folder)
    assert set(found.notebooks) == {"one.ipynb"}
    assert sorted(note.split(":")[0] for note in found.notes) == [
        "link.ipynb",
        "long.ipynb",
        "pipe.ipynb",
        "up",
    ]


def test_of_a_large_notebook_the_cells_are_read(folder, monkeypatch):
    large = {"cells": [{"source": "x", "outputs": ["o" * 1_000]}]}
    monkeypatch.setattr(folder_module, "MAX_BYTES", 100)
    for number in range(folder_module.MAX_LARGE + 1):
        (folder / f"a{number}.ipynb").write_text(json.dumps(large))
    found = read_folder(folder)
    assert json.loads(found.notebooks["a0.ipynb"])["cells"] == [
        {"source": "x", "outputs": []}
    ]
    assert found.notes == (f"a{number}.ipynb: larger than 100 bytes; ignored",)


@pytest.mark.parametrize("which", ["folder", "student"])
def test_a_folder_that_is_a_link_is_refused(folder, tmp_path, which):
    target = folder if which == "folder" else folder.parent
    other = tmp_path / "eve"
    if which == "folder":
        other.mkdir()
        other = other / "backprop"
    other.symlink_to(target)
    path = other if which == "folder" else other / "backprop"
    with pytest.raises(UnreadableError, match="symbolic link"):
        read_folder(path)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "backprop").write_text("")
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_folder(tmp_path / "backprop")


def test_only_the_first_of_thousands_of_files_are_read(folder):
    for number in range(1200):
        (folder / f"{number}.dat").touch()
    found = read_folder(folder)
    assert set(found.notebooks) == {"one.ipynb"}
    assert any("the rest were ignored" in note for note in found.notes)
    assert len(found.notes) <= 20


def test_the_submission_time_is_read(folder):
    (folder / "timestamp.txt").write_text("2026-01-02 03:04:05 UTC\n")
    assert read_folder(folder).timestamp == "2026-01-02 03:04:05 UTC"


@pytest.mark.parametrize("text", ["9999-99-99 lol", "x" * 5_000])
def test_an_invalid_timestamp_is_ignored_with_a_note(folder, text):
    (folder / "timestamp.txt").write_text(text)
    found = read_folder(folder)
    assert set(found.notebooks) == {"one.ipynb"}
    assert found.timestamp is None
    assert any("timestamp.txt" in note for note in found.notes)


def test_the_assignments_notebooks_are_found_among_thousands(folder):
    for number in range(1_200):
        (folder / f"{number}.ipynb").write_text("{}")
    name = "my_section1_backpropagation (1).ipynb"
    (folder / name).write_text("{}")
    found = read_folder(folder, ["section1_backpropagation"])
    assert name in found.notebooks
    assert any("too many notebooks" in note for note in found.notes)

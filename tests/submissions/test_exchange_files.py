"""The exchange's files are read from the student's folder without following links."""

import os

import pytest

from autograder.submissions.exchange_files import SECRET, TIMESTAMP, read_exchange_file


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "ada" / "backprop"
    path.mkdir(parents=True)
    (path / SECRET).write_text("8f3a")
    return path


def test_the_content_is_returned_unchanged(folder):
    """The name of the page is a hash of it."""
    (folder / SECRET).write_text(" 8f3a\n")
    assert read_exchange_file(folder, SECRET) == " 8f3a\n"
    assert read_exchange_file(folder, TIMESTAMP) is None


def test_links_pipes_and_other_content_are_ignored(folder, tmp_path):
    (tmp_path / "other.txt").write_text("text")
    (folder / "link").symlink_to(tmp_path / "other.txt")
    os.mkfifo(folder / "pipe")
    (folder / "bytes").write_bytes(b"\xff")
    (folder / "long").write_text("a" * 1_001)
    (folder / "empty").write_text("")
    for name in ("link", "pipe", "bytes", "long", "empty"):
        assert read_exchange_file(folder, name) is None


@pytest.mark.parametrize("level", [0, 1])
def test_a_folder_that_is_a_link_is_not_followed(folder, tmp_path, level):
    other = tmp_path / "eve"
    if level:
        other.symlink_to(folder.parent)
    else:
        other.mkdir()
        (other / "backprop").symlink_to(folder)
    assert read_exchange_file(other / "backprop", SECRET) is None

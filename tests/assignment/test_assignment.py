"""The instructor's cells: kinds from metadata and tags, and a mark for every change."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_course import fake_assignment, write_instructor
from own_assignment import BY_ID, SECTION1

from autograder.assignment.assignment import (
    fingerprint,
    notebooks_beside,
    notebooks_folder,
    read_assignment,
)
from autograder.assignment.errors import UsageError


def test_kinds_follow_metadata_and_tags(tmp_path):
    cells = {c.key: c for c in fake_assignment(tmp_path).notebooks[SECTION1]}
    kinds = {key: cell.kind for key, cell in cells.items()}
    assert kinds["title"] == "text"
    assert kinds["imports"] == "locked"
    assert kinds["look"] == "free"
    assert kinds["s1a"] == "solution"
    assert kinds["show_s1a"] == "show"
    assert kinds["q1a"] == "graded"
    assert kinds["q1e_discussion"] == "written"
    assert cells["look"].only_shows
    assert not cells["imports"].only_shows


def test_the_projects_own_notebooks_hold_the_whole_contract():
    source = read_assignment()
    kinds = {c.key: c.kind for cells in source.notebooks.values() for c in cells}
    for question in BY_ID.values():
        assert kinds[question.grade_id] == ("written" if question.by_hand else "graded")
    assert source.folder.parent == notebooks_folder()


def test_any_change_of_any_file_changes_the_fingerprint(tmp_path):
    place = write_instructor(tmp_path) / "backprop"
    marks = {fingerprint(place)}
    (place / "worksheet.py").write_text("changed")
    marks.add(fingerprint(place))
    (place / "companion").mkdir()
    (place / "companion" / "new.py").write_text("")
    marks.add(fingerprint(place))
    (place / "companion" / "new.py").rename(place / "companion" / "named.py")
    marks.add(fingerprint(place))
    (place / "__pycache__").mkdir()
    (place / "__pycache__" / "new.pyc").write_text("no part of it")
    marks.add(fingerprint(place))
    assert len(marks) == 4


@pytest.mark.parametrize(
    ("content", "words"),
    [("{", "cannot be read"), ('{"cells": [{}]}', "cannot be")],
)
def test_a_notebook_that_is_none_is_one_clear_line(tmp_path, content, words):
    folder = write_instructor(tmp_path)
    path = folder / "backprop" / f"{SECTION1}.ipynb"
    path.write_text(content)
    with pytest.raises(UsageError, match=words):
        read_assignment(folder)


def test_a_folder_without_notebooks_is_one_clear_line(tmp_path):
    (tmp_path / "backprop").mkdir()
    with pytest.raises(UsageError, match="holds no notebook"):
        read_assignment(tmp_path)


def test_the_notebooks_define_what_the_contract_says():
    ours = {q.grade_id: q for q in read_assignment().questions}
    assert list(ours) == list(BY_ID)
    for name, wanted in BY_ID.items():
        question = ours[name]
        for field in ("points", "notebook", "part", "cell", "by_hand"):
            assert getattr(question, field) == getattr(wanted, field), (name, field)
        assert set(wanted.names) <= set(question.names)


@pytest.mark.parametrize("content", ['{"cells": {}}', '{"cells": [{"metadata": []}]}'])
def test_cells_of_another_form_are_one_clear_line(tmp_path, content):
    folder = write_instructor(tmp_path)
    (folder / "backprop" / f"{SECTION1}.ipynb").write_text(content)
    with pytest.raises(UsageError, match="cannot be read"):
        read_assignment(folder)


def test_notebooks_beside_a_course_are_those_of_the_course(tmp_path, monkeypatch):
    folder = write_instructor(tmp_path)
    assert notebooks_beside(tmp_path / "course") == folder
    assert notebooks_beside(tmp_path / "else" / "course") is None
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    assert notebooks_beside(Path("../course")) == folder
    monkeypatch.chdir(tmp_path)
    assert notebooks_folder() == folder
    # Workers on other machines use their own copy of what is found without asking.
    assert notebooks_beside(Path("course")) is None


def test_hidden_files_are_no_part_of_the_assignment(tmp_path):
    place = write_instructor(tmp_path) / "backprop"
    before = fingerprint(place)
    (place / ".worksheet.json.part").write_text("half")
    assert fingerprint(place) == before

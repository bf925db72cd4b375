"""The instructor's cells have kinds, and every change changes the fingerprint."""

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


def test_kinds_come_from_metadata_and_tags(tmp_path):
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


def test_the_projects_notebooks_have_all_graded_cells():
    source = read_assignment()
    kinds = {c.key: c.kind for cells in source.notebooks.values() for c in cells}
    for question in BY_ID.values():
        assert kinds[question.grade_id] == ("written" if question.by_hand else "graded")
    assert source.folder.parent == notebooks_folder()


def test_a_change_of_any_file_changes_the_fingerprint(tmp_path):
    folder = write_instructor(tmp_path) / "backprop"
    fingerprints = {fingerprint(folder)}
    (folder / "worksheet.py").write_text("changed")
    fingerprints.add(fingerprint(folder))
    (folder / "companion").mkdir()
    (folder / "companion" / "new.py").write_text("")
    fingerprints.add(fingerprint(folder))
    (folder / "companion" / "new.py").rename(folder / "companion" / "named.py")
    fingerprints.add(fingerprint(folder))
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "new.pyc").write_text("ignored")
    fingerprints.add(fingerprint(folder))
    assert len(fingerprints) == 4


@pytest.mark.parametrize(
    ("content", "message"),
    [("{", "cannot be read"), ('{"cells": [{}]}', "cannot be")],
)
def test_an_invalid_notebook_is_reported(tmp_path, content, message):
    folder = write_instructor(tmp_path)
    path = folder / "backprop" / f"{SECTION1}.ipynb"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        read_assignment(folder)


def test_a_folder_without_notebooks_is_reported(tmp_path):
    (tmp_path / "backprop").mkdir()
    with pytest.raises(UsageError, match="holds no notebook"):
        read_assignment(tmp_path)


def test_rereading_the_notebooks_gives_the_same_questions():
    questions = {q.grade_id: q for q in read_assignment().questions}
    assert list(questions) == list(BY_ID)
    for name, expected in BY_ID.items():
        question = questions[name]
        for field in ("points", "notebook", "part", "cell", "by_hand"):
            assert getattr(question, field) == getattr(expected, field), (name, field)
        assert set(expected.names) <= set(question.names)


@pytest.mark.parametrize("content", ['{"cells": {}}', '{"cells": [{"metadata": []}]}'])
def test_cells_of_the_wrong_form_are_reported(tmp_path, content):
    folder = write_instructor(tmp_path)
    (folder / "backprop" / f"{SECTION1}.ipynb").write_text(content)
    with pytest.raises(UsageError, match="cannot be read"):
        read_assignment(folder)


def test_a_course_uses_the_notebooks_beside_it(tmp_path, monkeypatch):
    folder = write_instructor(tmp_path)
    assert notebooks_beside(tmp_path / "course") == folder
    assert notebooks_beside(tmp_path / "else" / "course") is None
    (tmp_path / "course").mkdir()
    monkeypatch.chdir(tmp_path / "course")
    assert notebooks_beside(Path("../course")) == folder
    monkeypatch.chdir(tmp_path)
    assert notebooks_folder() == folder
    # None: workers on other machines then use their own copy.
    assert notebooks_beside(Path("course")) is None


def test_hidden_files_do_not_belong_to_the_assignment(tmp_path):
    folder = write_instructor(tmp_path) / "backprop"
    before = fingerprint(folder)
    (folder / ".worksheet.json.part").write_text("half")
    assert fingerprint(folder) == before

"""The data file of the companion, and the table that stands in where it is missing."""

import json

import pytest
from companion import data
from own_assignment import QUESTIONS


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(data, "FILE", tmp_path / "worksheet.json")
    data.load.cache_clear()
    yield tmp_path / "worksheet.json"
    data.load.cache_clear()


def test_the_table_names_every_cell_that_is_judged_by_itself():
    assert list(data.CHECKED) == [q.grade_id for q in QUESTIONS if not q.by_hand]
    for question in QUESTIONS:
        functions = {a.split(".")[0] for a in data.CHECKED.get(question.grade_id, ())}
        assert functions == set(question.names)


def test_the_file_agrees_with_the_table():
    for grade_id, question in data.load()["questions"].items():
        assert tuple(question["answers"]) == data.answers_of(grade_id)


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 1}'])
def test_a_missing_or_broken_file_is_an_empty_one(elsewhere, text):
    if text is not None:
        elsewhere.write_text(text)
    assert data.answer("dl") == {}
    assert data.full_points("q1a", 7) == 7


def test_points_come_from_the_file(elsewhere):
    elsewhere.write_text(json.dumps({"questions": {"q1a": {"points": 5}}}))
    assert data.full_points("q1a", 1) == 5

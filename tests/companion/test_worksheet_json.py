"""The data file of the companion, and the table that stands in where it is missing."""

import json

import pytest
from companion import worksheet_json

from autograder.checks import QUESTIONS


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.setattr(worksheet_json, "FILE", tmp_path / "worksheet.json")
    worksheet_json.load.cache_clear()
    yield tmp_path / "worksheet.json"
    worksheet_json.load.cache_clear()


def test_the_table_names_every_cell_that_is_judged_by_itself():
    assert list(worksheet_json.CHECKED) == [
        q.grade_id for q in QUESTIONS if not q.by_hand
    ]
    for question in QUESTIONS:
        functions = {
            a.split(".")[0] for a in worksheet_json.CHECKED.get(question.grade_id, ())
        }
        assert functions == set(question.names)


def test_the_file_agrees_with_the_table():
    for grade_id, question in worksheet_json.load()["questions"].items():
        assert tuple(question["answers"]) == worksheet_json.answers_of(grade_id)


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 1}'])
def test_a_missing_or_broken_file_is_an_empty_one(elsewhere, text):
    if text is not None:
        elsewhere.write_text(text)
    assert worksheet_json.answer("dl") == {}
    assert worksheet_json.full_points("q1a", 7) == 7


def test_points_come_from_the_file(elsewhere):
    elsewhere.write_text(json.dumps({"questions": {"q1a": {"points": 5}}}))
    assert worksheet_json.full_points("q1a", 1) == 5

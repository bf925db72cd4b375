"""The companion's data file, also where it is missing or broken."""

import json

import pytest
from companion import worksheet_json


@pytest.fixture
def data_file(tmp_path, monkeypatch):
    monkeypatch.setattr(worksheet_json, "FILE", tmp_path / "worksheet.json")
    worksheet_json.load.cache_clear()
    yield tmp_path / "worksheet.json"
    worksheet_json.load.cache_clear()


@pytest.mark.parametrize("text", [None, "{", "[]", '{"version": 1}'])
def test_a_missing_or_broken_file_counts_as_empty(data_file, text):
    if text is not None:
        data_file.write_text(text)
    assert worksheet_json.answer("dl") == {}
    assert worksheet_json.full_points("q1a", 7) == 7


def test_points_come_from_the_file(data_file):
    data_file.write_text(json.dumps({"questions": {"q1a": {"points": 5}}}))
    assert worksheet_json.full_points("q1a", 1) == 5

"""Hints, one level at a time."""

import pytest
from companion import registry, worksheet_json
from companion.hints import hint


@pytest.mark.parametrize("grade_id", registry.QUESTIONS)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_cell_has_three_hints(grade_id, level):
    text = repr(hint(grade_id, level))
    assert text.startswith(f"→ hint: {level} of 3 for {grade_id}")
    for answer in registry.QUESTIONS[grade_id]:
        assert worksheet_json.answer(answer)["hints"][level - 1] in text
    assert (f'"{grade_id}", {level + 1}' in text) is (level < 3)


@pytest.mark.parametrize("name", ["dl", "loss_gradients", "d_tanh"])
def test_hints_are_found_by_the_name_of_a_function(name):
    assert "hint: 1 of 3" in repr(hint(name))


@pytest.mark.parametrize("level", [0, 4, "2", None])
def test_an_unknown_level_gives_the_first_hint(level):
    assert "hint: 1 of 3" in repr(hint("q1a", level))


@pytest.mark.parametrize("name", ["q9", None, ..., ""])
def test_an_unknown_name_lists_the_known_ones(name):
    assert "q1d_W1" in repr(hint(name))


def test_a_missing_data_file_is_named(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    assert "worksheet.json" in repr(hint("q1a"))

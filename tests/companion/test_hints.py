"""Hints, one at a time."""

import pytest
from companion import registry, worksheet_json
from companion.hints import hint


@pytest.mark.parametrize("grade_id", registry.QUESTIONS)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_every_cell_has_three_hints(grade_id, level):
    words = repr(hint(grade_id, level))
    assert words.startswith(f"→ think: hint {level} of 3")
    for answer in registry.QUESTIONS[grade_id]:
        assert worksheet_json.answer(answer)["hints"][level - 1] in words
    assert (f'"{grade_id}", {level + 1}' in words) is (level < 3)


@pytest.mark.parametrize("name", ["dl", "loss_gradients", "d_tanh"])
def test_answers_have_hints_by_their_own_names(name):
    assert "hint 1 of 3" in repr(hint(name))


@pytest.mark.parametrize("level", [0, 4, "2", None])
def test_a_level_that_is_none_is_the_first(level):
    assert "hint 1 of 3" in repr(hint("q1a", level))


@pytest.mark.parametrize("name", ["q9", None, ..., ""])
def test_an_unknown_name_is_told_which_there_are(name):
    assert "q1d_W1" in repr(hint(name))


def test_without_the_data_file_it_says_so(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    assert "worksheet.json" in repr(hint("q1a"))

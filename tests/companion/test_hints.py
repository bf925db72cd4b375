"""Hints, one level at a time."""

import pytest
from companion import check as check_module
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


@pytest.mark.parametrize(
    ("level", "shown"),
    [(0, 1), (-3, 1), (None, 1), ("two", 1), ("2", 2), (2.0, 2), (4, 3), (99, 3)],
)
def test_a_level_out_of_range_gives_the_nearest_hint(level, shown):
    assert f"hint: {shown} of 3 for q1a" in repr(hint("q1a", level))


@pytest.mark.parametrize("name", ["q1d", "1d", "1(d)", "1D", "part 1d", "q1 d"])
def test_the_name_of_a_part_gives_the_hints_of_its_answers(name):
    text = repr(hint(name, 2))
    for key in ("x", "W1", "W2", "b"):
        assert worksheet_json.answer(f"loss_gradients.{key}")["hints"][1] in text


def test_a_hint_that_several_answers_share_is_shown_once():
    text = repr(hint("1d"))
    shared = worksheet_json.answer("loss_gradients.x")["hints"][0]
    assert text.count(shared) == 1
    assert f"`x`, `W1`, `W2` and `b`: {shared}" in text


@pytest.mark.parametrize("name", ["1a", "q1a_", "Q1A", "1a_parts"])
def test_graded_cells_are_found_without_their_exact_spelling(name):
    assert "hint: 1 of 3" in repr(hint(name))


def test_without_a_name_the_hint_is_for_the_first_check_that_has_not_passed():
    check_module.results.clear()
    assert "for q1a_parts" in repr(hint())
    check_module.results["q1a_parts"] = ("passed", 1.0)
    check_module.results["q1c"] = ("not yet", 0.0)
    assert "1 of 3 for q1c" in repr(hint())
    assert "2 of 3 for q1c" in repr(hint(..., 2))
    check_module.results.clear()


def test_an_answer_in_words_has_no_hint():
    assert "in words" in repr(hint("q1e_discussion"))


@pytest.mark.parametrize("name", ["q9", 3, "?", "1z", "a"])
def test_an_unknown_name_gets_the_range_of_parts(name):
    text = repr(hint(name))
    assert f"There is no hint for `{name}`." in text
    assert '`worksheet.hint("1a")` … `worksheet.hint("2d")`' in text
    assert "q1d_W1" not in text


def test_a_missing_data_file_is_named(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    assert "worksheet.json" in repr(hint("q1a"))

"""Dropping a part from the worksheet does not change the other parts."""

from __future__ import annotations

import copy

import pytest
from companion import check as check_module
from companion import registry, worksheet_json
from companion.answers.row import function_of
from companion.check import check, form_only
from companion.hints import hint
from companion.pictures.cost import show_cost
from companion.progress import progress

import solutions

PARTS = sorted(
    {(q["notebook"], q["part"]) for q in worksheet_json.load()["questions"].values()}
)


@pytest.fixture(params=PARTS, ids=lambda part: " ".join(part))
def dropped(request, monkeypatch):
    """Remove one part from the data file; return its graded cells."""
    check_module.results.clear()
    data = copy.deepcopy(worksheet_json.load())
    cells = {
        grade_id: data["questions"].pop(grade_id)
        for grade_id, question in list(data["questions"].items())
        if (question["notebook"], question["part"]) == request.param
    }
    for question in cells.values():
        for answer in question["answers"]:
            del data["answers"][answer]
    monkeypatch.setattr(worksheet_json, "load", lambda: data)
    yield cells
    check_module.results.clear()


def solved(grade_ids):
    """The right answers of these graded cells only."""
    names = {
        function_of(answer)
        for grade_id in grade_ids
        for answer in registry.QUESTIONS[grade_id]
    }
    return {name: getattr(solutions, name) for name in names}


def test_the_other_parts_pass_without_its_answers(dropped):
    left = [grade_id for grade_id in registry.QUESTIONS if grade_id not in dropped]
    names = solved(left)
    for grade_id in left:
        points = check(grade_id, names)
        assert points == worksheet_json.full_points(grade_id, 0)
        assert form_only(grade_id) or points.words.startswith("✓ passed")
        assert "hint: 1 of 3" in repr(hint(grade_id))


def test_cells_of_a_dropped_part_are_unknown_and_not_counted(dropped):
    text = repr(progress())
    for grade_id in dropped:
        assert "no check with this name" in check(grade_id, {}).words
        assert f"`{grade_id}`" not in check("q9", {}).words
        assert f"\n{grade_id} " not in text
    questions = worksheet_json.load()["questions"].values()
    total = sum(question["points"] for question in questions)
    assert text.startswith(f"0 of {total} points")


def test_a_picture_without_the_answer_of_an_earlier_part_is_drawn():
    names = {"numerical_gradient": solutions.numerical_gradient}
    assert "<img" in show_cost(names)._repr_html_()

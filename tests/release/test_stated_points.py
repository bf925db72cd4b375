"""Wrong points in the text are corrected for students, and the cell is named."""

from __future__ import annotations

from dataclasses import replace

import pytest
from own_assignment import ASSIGNMENT, SECTION1
from toy_course import NUMBERS, toy_assignment

from autograder.release.stated_points import corrections


def with_source(assignment, notebook, key, source):
    cells = tuple(
        cell._replace(source=source) if cell.key == key else cell
        for cell in assignment.notebooks[notebook]
    )
    return replace(assignment, notebooks=assignment.notebooks | {notebook: cells})


def test_the_projects_notebooks_need_no_correction():
    assert corrections(ASSIGNMENT) == []


@pytest.mark.parametrize(
    ("stated", "corrected"),
    [
        ("## (b) Take parts (8 points)", "## (b) Take parts (3 points)"),
        ("## (b) Take parts (1 point)", "## (b) Take parts (3 points)"),
        ("## (b) Take parts", None),
        ("## (b) A graph of 20 points (3 points)", None),
    ],
)
def test_a_heading_gets_the_points_of_its_part(tmp_path, stated, corrected):
    toy = toy_assignment(tmp_path)
    found = corrections(with_source(toy, NUMBERS, "b-title", stated))
    assert [one.source for one in found] == ([] if corrected is None else [corrected])
    for one in found:
        assert f"cell {stated!r}" in str(one)
        assert "should be '3 points'" in str(one)


def test_the_first_cell_gets_the_total_and_the_number_of_parts(tmp_path):
    toy = toy_assignment(tmp_path)
    text = "Seven parts, 40 points."
    [found] = corrections(with_source(toy, NUMBERS, "a-title", f"# Toy\n\n{text}"))
    assert found.source == "# Toy\n\nOne part, 5 points."


def test_a_written_question_gets_its_points():
    key = "g-questions"
    cell = next(c for c in ASSIGNMENT.notebooks[SECTION1] if c.key == key)
    points = ASSIGNMENT.by_id["q1g_discussion"].points
    other = cell.source.replace(f"({points} points,", "(70 points,")
    assert other != cell.source
    [found] = corrections(with_source(ASSIGNMENT, SECTION1, key, other))
    assert found.source == cell.source


@pytest.mark.parametrize(
    "text", ["Each day late costs 2 points.", "100 points in the plane, in two parts."]
)
def test_other_numbers_of_points_are_not_changed(tmp_path, text):
    toy = toy_assignment(tmp_path)
    assert corrections(with_source(toy, NUMBERS, "a-title", f"# Toy\n\n{text}")) == []

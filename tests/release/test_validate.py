"""Errors in the notebooks are reported with the id of the cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_course import fake_assignment
from own_assignment import SECTION1

from autograder.assignment.assignment import notebooks_folder, read_assignment
from autograder.release.validate import problems


@pytest.fixture
def source(tmp_path):
    return fake_assignment(tmp_path)


def changed(source, key, /, **changes):
    """The source with one cell of Section 1 replaced; without it if none are given."""
    cells = []
    for cell in source.notebooks[SECTION1]:
        if cell.key != key:
            cells.append(cell)
        elif changes:
            cells.append(cell._replace(**changes))
    notebooks = dict(source.notebooks) | {SECTION1: tuple(cells)}
    return replace(source, notebooks=notebooks)


def cell_of(source, key):
    return next(cell for cell in source.notebooks[SECTION1] if cell.key == key)


def test_the_projects_notebooks_have_no_errors():
    assert problems(read_assignment(notebooks_folder())) == []


def test_the_small_course_has_no_errors(source):
    assert problems(source) == []


def test_a_graded_cell_without_a_solution_cell_before_it_is_named(source):
    [found] = problems(changed(source, "s1a"))[:1]
    assert "q1a_parts has no solution cell before it" in found


def test_a_question_can_be_deleted(source):
    fewer = changed(source, "q1f_discussion")
    assert problems(fewer) == []
    assert fewer.max_score == source.max_score - source.by_id["q1f_discussion"].points


def test_a_repeated_id_is_named(source):
    repeated = changed(source, "look", key="title")
    assert problems(repeated) == [f"{SECTION1}: the id title is used 2 times"]


@pytest.mark.parametrize("points", [5, 0, 1.5])
def test_points_come_from_the_metadata(source, points):
    metadata = dict(cell_of(source, "q1d_W1").nbgrader) | {"points": points}
    other = changed(source, "q1d_W1", nbgrader=metadata)
    assert problems(other) == []
    assert other.by_id["q1d_W1"].points == points


@pytest.mark.parametrize("points", [None, -1, "two", True])
def test_invalid_points_are_named(source, points):
    metadata = dict(cell_of(source, "q1d_W1").nbgrader) | {"points": points}
    found = problems(changed(source, "q1d_W1", nbgrader=metadata))
    assert "q1d_W1 is worth" in found[0]


def test_a_graded_cell_must_end_with_its_hidden_line(source):
    text = cell_of(source, "q1a").source
    for other in (text.replace("q1a", "q1c"), text + "\nprint(1)", "pass"):
        [found] = problems(changed(source, "q1a", source=other))
        assert "q1a" in found


def test_a_solution_that_is_not_python_is_named_with_its_line(source):
    [found] = problems(changed(source, "s1a", source="x = 1\ny = ("))
    assert "s1a, line 2: the solution is not valid Python" in found


def test_code_graded_by_hand_is_named(source):
    [found] = problems(changed(source, "q1f_discussion", cell_type="code"))
    assert "q1f_discussion is a code cell graded by hand" in found

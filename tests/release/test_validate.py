"""Notebooks that depart from the contract are told so, each departure by its id."""

from __future__ import annotations

from dataclasses import replace

import pytest
from fake_course import fake_assignment

from autograder.assignment.assignment import notebooks_folder, read_assignment
from autograder.assignment.contract import SECTION1
from autograder.release.validate import departures


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


def test_the_projects_own_notebooks_keep_the_contract():
    assert departures(read_assignment(notebooks_folder())) == []


def test_a_course_made_by_the_rules_keeps_it(source):
    assert departures(source) == []


@pytest.mark.parametrize("key", ["q1a", "q1f_discussion", "s1d"])
def test_a_missing_cell_is_named(source, key):
    found = departures(changed(source, key))
    assert found
    assert all(key in words or "s1d" in words for words in found)


def test_an_id_that_stands_twice_is_named(source):
    twice = changed(source, "look", key="title")
    assert departures(twice) == [f"{SECTION1}: the id title stands 2 times"]


def test_other_points_are_named_with_those_expected(source):
    metadata = dict(cell_of(source, "q1d_W1").nbgrader) | {"points": 5}
    [found] = departures(changed(source, "q1d_W1", nbgrader=metadata))
    assert found.endswith("q1d_W1 is worth 5, expected 2")


def test_a_graded_cell_that_the_contract_does_not_know_is_named(source):
    [found] = departures(changed(source, "look", kind="written"))
    assert found.endswith("look is graded but not in the contract")


def test_a_graded_cell_hides_its_one_line_and_ends_with_it(source):
    text = cell_of(source, "q1a").source
    for other in (text.replace("q1a", "q1c"), text + "\nprint(1)", "pass"):
        [found] = departures(changed(source, "q1a", source=other))
        assert "q1a" in found

"""Each kind of damage gets one note, with the ids of the cells."""

from __future__ import annotations

from copy import deepcopy

import pytest
from fake_course import as_file, as_submitted, find, without
from own_assignment import SECTION1, SECTION2

from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule


@pytest.fixture
def cells(source):
    return as_submitted(source, SECTION2)


def notes(source, cells, notebook=SECTION2):
    parsed = parse_notebook(as_file(cells))
    return make_schedule(parsed, source.notebooks[notebook]).notes


def test_an_undamaged_notebook_has_no_notes(source, cells):
    assert notes(source, cells) == ()


def test_missing_cells_are_named_in_one_note(source, cells):
    [note] = notes(source, without(cells, "s2a", "q2c", "imports"))
    assert note == "cells imports, s2a, q2c are missing from the notebook"


def test_missing_text_and_pictures_need_no_note(source, cells):
    assert notes(source, without(cells, "title", "show_s2a", "look")) == ()


def test_only_the_cell_that_moved_is_named(source, cells):
    moved = [*without(cells, "s2b"), find(cells, "s2b")]
    assert notes(source, moved) == ("cell s2b was moved",)


def test_an_edited_graded_cell_is_named_unless_only_white_space_changed(source, cells):
    find(cells, "q2a")["source"] = "print('mine')"
    find(cells, "q2b")["source"] = ['"""Checks q2b."""\n', "\n"]
    [note] = notes(source, cells)
    assert note.startswith("cell q2a was edited")


def test_notes_say_how_copies_of_each_kind_were_used(source, cells):
    copies = [deepcopy(find(cells, key)) for key in ("s2d", "q2d")]
    first, second = notes(source, [*cells, *copies])
    assert first == "cell s2d appears twice; both copies were run in place"
    assert second == "cell q2d appears more than once; only one was used"
    [thrice] = notes(source, [*cells, copies[0], copies[0]])
    assert thrice == "cell s2d appears 3 times; all copies were run in place"


def test_copied_free_cells_need_no_note(source, cells):
    assert notes(source, [*cells, deepcopy(find(cells, "look"))]) == ()


def test_copies_of_a_written_answer_are_joined(source):
    cells = as_submitted(source, SECTION1)
    [note] = notes(source, [*cells, find(cells, "q1e_discussion")], SECTION1)
    assert "q1e_discussion appears more than once; the copies were joined" in note


@pytest.mark.parametrize("change", [{"points": 9}, {"grade": False}, {"locked": False}])
def test_changed_metadata_is_named(source, cells, change):
    find(cells, "q2a")["metadata"]["nbgrader"].update(change)
    assert notes(source, cells) == ("cell q2a has changed metadata; it was ignored",)

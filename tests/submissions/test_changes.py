"""What was mended is said: the kind of damage once, with the cells that it hit."""

from __future__ import annotations

from copy import deepcopy

import pytest
from fake_course import as_file, find, handed_in, without
from own_assignment import SECTION2

from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule


@pytest.fixture
def cells(source):
    return handed_in(source, SECTION2)


def notes(source, cells):
    return make_schedule(
        parse_notebook(as_file(cells)), source.notebooks[SECTION2]
    ).notes


def test_a_whole_notebook_needs_no_word(source, cells):
    assert notes(source, cells) == ()


def test_lost_cells_are_named_together(source, cells):
    [note] = notes(source, without(cells, "s2a", "q2c", "imports"))
    assert note == "imports, s2a, q2c: is missing from the notebook"


def test_lost_prose_and_pictures_are_nobodys_concern(source, cells):
    assert notes(source, without(cells, "title", "show_s2a", "look")) == ()


def test_only_the_cell_that_moved_is_named(source, cells):
    moved = [*without(cells, "s2b"), find(cells, "s2b")]
    assert notes(source, moved) == ("s2b: was moved",)


def test_a_changed_graded_cell_is_named_and_white_space_is_no_change(source, cells):
    find(cells, "q2a")["source"] = "print('mine')"
    find(cells, "q2b")["source"] = ['"""Checks q2b."""\n', "\n"]
    [note] = notes(source, cells)
    assert note.startswith("q2a: was changed")


def test_copies_of_answers_and_of_other_cells_are_told_apart(source, cells):
    copies = [deepcopy(find(cells, key)) for key in ("s2d", "q2d")]
    first, second = notes(source, [*cells, *copies])
    assert first.startswith("s2d: stands more than once, every copy was run")
    assert second == "q2d: stands more than once, taken once"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"points": 9}, "metadata"),
        ({"grade": False}, "metadata"),
        ({"locked": False}, "metadata"),
    ],
)
def test_changed_metadata_is_named(source, cells, change, words):
    find(cells, "q2a")["metadata"]["nbgrader"].update(change)
    [note] = notes(source, cells)
    assert note.startswith("q2a: ")
    assert words in note

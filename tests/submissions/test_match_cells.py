"""A submitted cell is matched by its id, its text, or the names that it defines."""

from __future__ import annotations

import pytest
from fake_course import fake_assignment
from own_assignment import SECTION1, SECTION2

from autograder.submissions.match_cells import (
    count_shared,
    defined_names,
    match_cells,
)
from autograder.submissions.parse import SubmittedCell


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return fake_assignment(tmp_path_factory.mktemp("course")).notebooks[SECTION2]


@pytest.mark.parametrize(
    ("code", "names"),
    [
        ("def f(x):\n    y = 1\n    return y", {"f"}),
        ("async  def f(x): ...", {"f"}),
        ("f = lambda x: x", {"f"}),
        ("n: int = 3\nm =4", {"n", "m"}),
        ("f(x=1)\nx == 2\nx += 1\nx.y = 3\n# z = 1\n  w = 1", set()),
        ("", set()),
    ],
)
def test_defined_names_are_those_at_top_level(code, names):
    assert defined_names(code) == names


@pytest.mark.parametrize(
    "evil", ["a:" + " " * 400_000, "a" * 400_000, "def" + " " * 400_000]
)
def test_names_are_found_in_linear_time(evil):
    assert defined_names(evil) == set()


def keys(cells, source):
    return [
        None if match is None else match.key for match in match_cells(cells, source)
    ]


def test_the_grade_id_comes_before_the_cell_id_and_both_before_the_text(source):
    text = next(cell.released for cell in source if cell.key == "s2c")
    cells = [
        SubmittedCell("code", text, "s2a", "s2b"),
        SubmittedCell("code", text, None, "s2b"),
        SubmittedCell("code", text),
        SubmittedCell("code", text, "unknown", "unknown"),
    ]
    assert keys(cells, source) == ["s2a", "s2b", "s2c", "s2c"]


def test_names_decide_only_if_the_solution_cell_is_missing(source):
    unknown = SubmittedCell("code", "def d_relu(x):\n    return x")
    assert keys([unknown], source) == ["s2b"]
    known = SubmittedCell("code", "...", "s2b")
    assert keys([known, unknown], source) == ["s2b", None]


def test_cells_added_by_the_student_have_no_match(source):
    assert keys(
        [SubmittedCell("code", "print(1)"), SubmittedCell("raw", "")], source
    ) == [
        None,
        None,
    ]


def test_one_of_several_names_is_enough_for_a_match(tmp_path):
    cells = fake_assignment(tmp_path).notebooks[SECTION1]
    for name in ("df", "dg", "dh", "dl"):
        submitted = SubmittedCell("code", f"def {name}(x):\n    return x")
        assert keys([submitted], cells) == ["s1a"]


def test_copies_of_a_cell_are_counted_once(source, tmp_path):
    cells = [SubmittedCell("code", "x", "s2a")] * 3 + [
        SubmittedCell("code", "y", "q2a")
    ]
    assert count_shared(cells, source) == 2
    other = fake_assignment(tmp_path).notebooks[SECTION1]
    assert count_shared(cells, other) == 0


def test_a_cell_matched_by_its_id_is_not_matched_by_its_names(source):
    known = SubmittedCell("code", "def d_tanh(x):\n    return x", "s2a")
    assert keys([known], source) == ["s2a"]

"""Files are matched by their cells; names decide only between equal matches."""

from __future__ import annotations

import pytest
from fake_course import as_file, as_submitted, cell, without
from own_assignment import SECTION1, SECTION2

from autograder.submissions.match_files import match_files


@pytest.fixture(scope="module")
def first(source):
    return as_file(as_submitted(source, SECTION1))


@pytest.fixture(scope="module")
def second(source):
    return as_file(as_submitted(source, SECTION2))


def ids(match):
    return {cell.grade_id for cell in match.parsed.cells} - {None}


def is_first(source, files):
    """For each notebook whether its match has a cell of the first one, or None."""
    return {
        name: None if match.parsed is None else ("s1a" in ids(match))
        for name, match in match_files(files, source).items()
    }


RIGHT = {SECTION1: True, SECTION2: False}


@pytest.mark.parametrize(
    "names",
    [
        (f"{SECTION1}.ipynb", f"{SECTION2}.ipynb"),
        (f"{SECTION2}.ipynb", f"{SECTION1}.ipynb"),
        ("Untitled.ipynb", "Untitled1.ipynb"),
        (f"{SECTION1} (1).ipynb", "solution_final.ipynb"),
        (f"inner/{SECTION1}.ipynb", f"{SECTION2}.ipynb.txt"),
    ],
)
def test_each_notebook_is_found_whatever_its_name(source, first, second, names):
    files = dict(zip(names, (first, second), strict=True))
    assert is_first(source, files) == RIGHT
    assert is_first(source, dict(reversed(files.items()))) == RIGHT


def test_the_exact_name_is_preferred_to_a_copy(source, first, second):
    copy = as_file(without(as_submitted(source, SECTION1), "s1f"))
    files = {"a.ipynb": copy, f"{SECTION1}.ipynb": first, f"{SECTION2}.ipynb": second}
    match = match_files(files, source)[SECTION1]
    assert "s1f" in ids(match)
    assert any("a.ipynb" in note and "not used" in note for note in match.notes)


def test_an_intact_copy_is_preferred_to_a_broken_file(source, first):
    files = {f"{SECTION1}.ipynb": b"{", f"{SECTION1}-Copy1.ipynb": first}
    match = match_files(files, source)[SECTION1]
    assert match.parsed is not None
    assert any("Copy1" in note for note in match.notes)


def test_missing_and_unreadable_files_have_different_results(source, first):
    matches = match_files({f"{SECTION1}.ipynb": first}, source)
    assert matches[SECTION2].missing
    broken = match_files(
        {f"{SECTION1}.ipynb": first, f"{SECTION2}.ipynb": b"{"}, source
    )
    assert not broken[SECTION2].missing
    assert "could not be read" in broken[SECTION2].reason


def test_an_empty_notebook_is_matched_by_its_name(source, first):
    empty = as_file([])
    matches = match_files({f"{SECTION2}.ipynb": empty, "x.ipynb": first}, source)
    assert matches[SECTION2].parsed.cells == ()
    other = as_file([cell("x", "print('hello')")])
    assert match_files({"other.ipynb": other}, source)[SECTION1].parsed is None

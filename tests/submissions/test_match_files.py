"""Files are known by what they hold; names decide only between equals."""

from __future__ import annotations

import pytest
from fake_course import as_file, cell, handed_in, without
from own_assignment import SECTION1, SECTION2

from autograder.submissions.match_files import match_files


@pytest.fixture(scope="module")
def first(source):
    return as_file(handed_in(source, SECTION1))


@pytest.fixture(scope="module")
def second(source):
    return as_file(handed_in(source, SECTION2))


def ids(choice):
    return {one.grade_id for one in choice.reading.cells} - {None}


def chosen(source, files):
    return {
        name: None if choice.reading is None else ("s1a" in ids(choice))
        for name, choice in match_files(files, source).items()
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
    assert chosen(source, files) == RIGHT
    assert chosen(source, dict(reversed(files.items()))) == RIGHT


def test_the_exact_name_wins_over_a_copy(source, first, second):
    copy = as_file(without(handed_in(source, SECTION1), "s1f"))
    files = {"a.ipynb": copy, f"{SECTION1}.ipynb": first, f"{SECTION2}.ipynb": second}
    choice = match_files(files, source)[SECTION1]
    assert "s1f" in ids(choice)
    assert any("a.ipynb" in note and "not used" in note for note in choice.notes)


def test_a_broken_file_gives_way_to_a_whole_copy(source, first):
    files = {f"{SECTION1}.ipynb": b"{", f"{SECTION1}-Copy1.ipynb": first}
    choice = match_files(files, source)[SECTION1]
    assert choice.reading is not None
    assert any("Copy1" in note for note in choice.notes)


def test_missing_and_unreadable_are_told_apart(source, first):
    choices = match_files({f"{SECTION1}.ipynb": first}, source)
    assert choices[SECTION2].missing
    broken = match_files(
        {f"{SECTION1}.ipynb": first, f"{SECTION2}.ipynb": b"{"}, source
    )
    assert not broken[SECTION2].missing
    assert "could not be read" in broken[SECTION2].reason


def test_an_empty_notebook_counts_by_its_name_alone(source, first):
    empty = as_file([])
    choices = match_files({f"{SECTION2}.ipynb": empty, "x.ipynb": first}, source)
    assert choices[SECTION2].reading.cells == ()
    other = as_file([cell("x", "print('hello')")])
    assert match_files({"other.ipynb": other}, source)[SECTION1].reading is None

"""Names from other systems: safe on every disk, and never out of their folder."""

import os
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.lms.names import (
    LONGEST,
    MAX_FOLDERS,
    folded,
    safe_id,
    safe_name,
    safe_path,
    squeezed,
    unused,
    why_unsafe_id,
)

PIECES = st.sampled_from(["..", ".", "", "a", "/", "\\", "C:", "con", "x.ipynb", "\0"])
HOSTILE = st.one_of(st.text(max_size=80), st.lists(PIECES).map("/".join))


@settings(deadline=None)
@given(HOSTILE)
def test_a_path_stays_below_its_folder_and_can_be_written(name):
    path = safe_path(name)
    parts = path.split("/")
    assert parts
    assert not {"", ".", ".."} & set(parts)
    assert len(parts) <= MAX_FOLDERS + 1
    assert not PurePosixPath(path).is_absolute()
    assert not PureWindowsPath(path).anchor
    for part in parts:
        assert len(os.fsencode(part)) <= LONGEST
        assert part.isprintable()
        assert not set('<>:"|?*\\') & set(part)
        assert part[-1] not in ". "


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_safe_name_is_safe_already(name):
    assert safe_name(safe_name(name)) == safe_name(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Users\\x.ipynb", "Users/x.ipynb"),
        ("a/./b//c.ipynb", "a/b/c.ipynb"),
        ("a/b/c/d/e.ipynb", "a/b/c/d_e.ipynb"),
        ("NUL.ipynb", "_NUL.ipynb"),
        ("what?.ipynb", "what_.ipynb"),
        ("line\nbreak", "line_break"),
        ("\udcff.ipynb", "_.ipynb"),
        ("e\u0301.ipynb", "\u00e9.ipynb"),
        ("", "unnamed"),
        ("..", "unnamed"),
    ],
)
def test_what_leads_out_of_the_folder_disappears(name, safe):
    assert safe_path(name) == safe


def test_long_names_stay_apart_and_keep_their_ending():
    one, other = (safe_name("ä" * 200 + tail + ".ipynb") for tail in "ab")
    assert one != other
    assert one.endswith(".ipynb")


def test_names_that_differ_in_case_only_are_told_apart():
    taken = set()
    names = [unused(n, taken) for n in ("a.ipynb", "A.ipynb", "a.ipynb", "b/a")]
    assert names == ["a.ipynb", "A (2).ipynb", "a (3).ipynb", "b/a"]
    assert len({folded(name) for name in names}) == 4


def test_a_file_and_a_folder_of_one_name_are_told_apart():
    for order in (("a", "A/b", "a/c"), ("A/b", "a/c", "a")):
        taken = set()
        names = [unused(name, taken) for name in order]
        folders = {folded(n.rpartition("/")[0]) for n in names}
        assert len({folded(name) for name in names}) == 3
        assert not folders & {folded(name) for name in names}


@pytest.mark.parametrize("name", ["ada", "ada@example.org", "Ålesund-7", "000123"])
def test_usual_ids_name_a_folder(name):
    assert why_unsafe_id(name) == ""
    assert safe_id(name) == name


@pytest.mark.parametrize(
    "name", ["a/b", "..", ".ada", "a\nb", "x" * 300, "con", "ada "]
)
def test_an_id_that_cannot_name_a_folder_says_why(name):
    assert why_unsafe_id(name)
    assert why_unsafe_id(safe_id(name)) == ""


def test_people_are_compared_without_case_spaces_and_width():
    assert squeezed("O'Brien, Zoë") == squeezed("OBRIEN ZOE\u0308")
    assert squeezed("Ｚoe") == squeezed("zoe")
    assert squeezed("张伟") != squeezed("张卫")
    assert squeezed("प्रिया") == "प्रिया" != squeezed("प्रीय")

"""Names that students choose appear in full only in their own notebook."""

import enum

import pytest
from companion.answers.shown_names import arrows, node_name, only_short_names, shown_key

Colour = enum.Enum("Colour", "RED")
ODD = [b"z1", range(3), frozenset({1}), Colour.RED, None, 3, 2.5, ("z", 1), "grade: 50"]


@pytest.mark.parametrize("name", ODD)
def test_other_names_are_hidden_outside_the_notebook(name):
    assert repr(name) in node_name(name)
    with only_short_names():
        assert node_name(name) == node_name(name, "") == "a node"
        assert shown_key(name) == "another key"
        assert repr(name) not in arrows([name, name])


@pytest.mark.parametrize("name", ["z1", "f", "w11", "ab"])
def test_short_names_are_always_shown(name):
    with only_short_names():
        assert node_name(name) == f"node {name!r}"
        assert arrows([name, name]) == f"{name} → {name}"


def test_a_name_without_a_repr_is_described():
    class Odd:
        def __repr__(self):
            raise ValueError

    assert node_name(Odd()) == "node of type Odd"


def test_a_long_row_of_names_is_counted():
    assert arrows([f"z{i}" for i in range(99)]) == "99 nodes in a row"
    assert arrows(["a", "b", "a"]) == "a → b → a"

"""Graphs as pictures: every dict is drawn, and what is wrong with one is said."""

import pytest
from companion.graphs.picture import draw, readable, show_graph

import solutions

WRONG = {
    "circle": ({"x": ("source",), "a": ("add", "x", "b"), "b": ("neg", "a")}, "circle"),
    "itself": ({"x": ("source",), "f": ("add", "x", "f")}, "f → f"),
    "missing": ({"x": ("source",), "f": ("add", "x", "no")}, "'no', which is not"),
    "stray": (
        {"x": ("source",), "a": ("neg", "x"), "b": ("neg", "x")},
        "no other node",
    ),
}


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("name", ["chain_rule_graph", "computation_graph"])
def test_a_sound_graph_is_drawn_with_each_node_in_the_words(name, n):
    graph = getattr(solutions, name)
    shown = show_graph(graph, n)
    assert "<img" in shown._repr_html_()
    assert "✗" not in repr(shown)
    assert f"for n = {n}" in repr(shown)
    assert all(str(node) in repr(shown) for node in graph(n))


@pytest.mark.parametrize(("graph", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_graph_is_drawn_with_its_fault_in_the_words(graph, words):
    shown = show_graph(graph)
    assert "<img" in shown._repr_html_()
    assert "✗ not yet a sound graph" in repr(shown)
    assert words in repr(shown)


def raises(n):
    raise ValueError("oh")


@pytest.mark.parametrize(
    ("blank", "words"),
    [
        (None, "returns a graph"),
        (..., "returns a graph"),
        (lambda n: None, "returns a graph"),
        (raises, "ValueError: oh"),
        ([1, 2], "of type list"),
        ({}, "the dict has nodes"),
    ],
)
def test_what_cannot_be_drawn_is_told(blank, words):
    shown = show_graph(blank, 2)
    assert "<img" not in shown._repr_html_()
    assert words in repr(shown)
    assert readable(blank, 2)[0] is None


def test_names_of_any_kind_and_length_are_drawn():
    graph = {
        ("a", 1): ("source",),
        "$x_1$": ("neg", ("a", 1)),
        "l" * 50: ("neg", "$x_1$"),
    }
    assert "<img" in draw(graph, {})._repr_html_()

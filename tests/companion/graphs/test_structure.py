"""Graphs as dicts: their order, and what is wrong with one is named."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.graphs.structure import circle, fault, in_order, normal, sinks

LINE = {"c": ("neg", "b"), "b": ("square", "a"), "a": ("source",)}


def test_order_in_the_dict_means_nothing():
    assert in_order(LINE) == ["a", "b", "c"]
    assert sinks(LINE) == ["c"]


@pytest.mark.parametrize("source", ["source", ["source"], np.array(["source"])])
def test_a_source_may_be_spelt_in_ways(source):
    assert normal({"a": source}) == {"a": ("source",)}


@pytest.mark.parametrize("graph", [[("a", "b")], {"a": 3}, {"a": ()}, {"a": ("f", [])}])
def test_what_is_no_graph_is_told(graph):
    with pytest.raises(PropertyError):
        normal(graph)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"b": ("square", "d")}, "'d', which is not in the dict"),
        ({"b": ("square", "c")}, "circle: b → c → b"),
        ({"d": ("neg", "a")}, "no other node uses 'c' and 'd'"),
        ({"a": ("neg", "c")}, "'a' should be a source"),
        ({"e": ("source",), "c": ("add", "b", "e")}, "'e' is a source, and"),
    ],
)
def test_each_fault_is_named_with_its_node(change, words):
    assert words in fault({**LINE, **change}, ["a"])


def test_a_sound_graph_has_no_fault():
    assert fault(LINE, ["a"]) is None
    assert circle(LINE) == []


def test_missing_inputs_are_no_circle():
    assert circle({"a": ("neg", "b")}) == []

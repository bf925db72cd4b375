"""Graphs as dicts: what is wrong with one is said, and a sound one is evaluated."""

import numpy as np
import pytest
from companion.answers.returned import PropertyError
from companion.graphs.structure import (
    chain_operations,
    circle,
    fault,
    in_order,
    normal,
    sinks,
    unit_operations,
    unit_sources,
    values,
)

LINE = {"c": ("neg", "b"), "b": ("square", "a"), "a": ("source",)}


def test_order_in_the_dict_means_nothing():
    assert in_order(LINE) == ["a", "b", "c"]
    assert sinks(LINE) == ["c"]
    assert values(LINE, {"a": 3.0}, unit_operations(np.sin))["c"] == -9


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


@pytest.mark.parametrize(
    ("node", "words"),
    [
        (("cube", "x"), "uses the operation 'cube'"),
        (("sub", "x"), "gives 'sub' 1 input, expected 2"),
        (("sum",), "gives 'sum' 0 inputs, expected one or more"),
        (("add", "x", "y"), "must agree"),
    ],
)
def test_operations_that_do_not_fit_are_told(node, words):
    graph = {"x": ("source",), "y": ("source",), "f": node}
    with pytest.raises(PropertyError, match=words):
        values(graph, {"x": np.ones(3), "y": 1.0}, unit_operations(np.sin))


def test_pinned_nodes_keep_their_value():
    known = values(LINE, {"a": 3.0}, unit_operations(np.sin), {"b": 5.0})
    assert known["c"] == -5


def test_the_order_of_the_inputs_of_f_matters():
    f = chain_operations(3)["f"]
    assert f(1.0, 2.0, 3.0) != f(3.0, 2.0, 1.0)


def test_sources_are_generic_and_the_same_on_every_call():
    sources = unit_sources(3, d=2)
    numbers = np.concatenate([np.ravel(value) for value in sources.values()])
    assert len(set(np.abs(numbers))) == len(numbers)
    assert all(np.array_equal(v, unit_sources(3, d=2)[k]) for k, v in sources.items())

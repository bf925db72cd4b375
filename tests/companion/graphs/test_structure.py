"""Graphs as dicts: their order and their errors."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.graphs.structure import (
    as_graph,
    cycle,
    sinks,
    structure_error,
    topological_order,
)

LINE = {"c": ("neg", "b"), "b": ("square", "a"), "a": ("source",)}


def test_the_order_in_the_dict_does_not_matter():
    assert topological_order(LINE) == ["a", "b", "c"]
    assert sinks(LINE) == ["c"]


@pytest.mark.parametrize("source", ["source", ["source"], np.array(["source"])])
def test_a_source_may_be_a_string_a_list_or_an_array(source):
    assert as_graph({"a": source}) == {"a": ("source",)}


@pytest.mark.parametrize("graph", [[("a", "b")], {"a": 3}, {"a": ()}, {"a": ("f", [])}])
def test_values_that_are_not_graphs_are_rejected(graph):
    with pytest.raises(PropertyError, match="expected"):
        as_graph(graph)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"b": ("square", "d")}, "'d', which is not in the dict"),
        ({"b": ("square", "c")}, "cycle: b → c → b"),
        ({"d": ("neg", "a")}, "'c' and 'd' are inputs of no node"),
        ({"a": ("neg", "c")}, "'a' must be a source"),
        ({"e": ("source",), "c": ("add", "b", "e")}, "'e' is a source, but"),
    ],
)
def test_each_error_names_its_node(change, message):
    assert message in structure_error({**LINE, **change}, ["a"])


def test_a_valid_graph_has_no_error():
    assert structure_error(LINE, ["a"]) is None
    assert cycle(LINE) == []


def test_a_missing_input_is_not_a_cycle():
    assert cycle({"a": ("neg", "b")}) == []


@pytest.mark.parametrize(
    ("inputs", "step"),
    [
        (["a", "b"], "`*` before a list"),
        ({"a"}, "`*` before a set"),
        ({}, "one by one"),
    ],
)
def test_a_list_in_a_tuple_gets_a_star(inputs, step):
    with pytest.raises(PropertyError) as caught:
        as_graph({"y": ("f", inputs)})
    assert step in caught.value.next_step

"""Graphs are put in order, and wrong ones get errors that say what and where."""

import random

import pytest

from solutions import (
    check_graph,
    check_structure,
    computation_graph,
    evaluate,
    topological_order,
)
from solutions.graph_errors import (
    ArityError,
    CycleError,
    DeadEndError,
    GraphError,
    MissingInputError,
    NodeError,
    SeveralSinksError,
    UnknownOperationError,
)

S = ("source",)

# What is wrong, the error, the nodes that it names, and words that it must say.
# fmt: off
WRONG = {
    "no dict": ([("x", S)], NodeError, (), "A graph is a dict"),
    "nothing": ({}, NodeError, (), "at least one node"),
    "an empty node": ({"x": ()}, NodeError, ("x",), "'x' should be a tuple"),
    "a number for a node": ({"x": S, "y": 3}, NodeError, ("y",), "got int 3"),
    "a name for a node": ({"x": S, "y": "x"}, NodeError, ("y",), "got str 'x'"),
    "None for a node": ({"x": None}, NodeError, ("x",), "got NoneType None"),
    "an operation that is a number":
        ({"x": S, "y": (2, "x")}, NodeError, ("y",), "name of its operation"),
    "an operation that is a list":
        ({"x": S, "y": (["neg"], "x")}, NodeError, ("y",), "cannot be a name"),
    "inputs in a list of their own":
        ({"x": S, "y": ("sum", ["x"])}, NodeError, ("y",), "list ['x']"),
    "an unknown operation":
        ({"x": S, "y": ("cos", "x")}, UnknownOperationError, ("y",), "'cos'"),
    "an operation in capitals":
        ({"x": S, "y": ("Add", "x")}, UnknownOperationError, ("y",), "source, add"),
    "a source with inputs":
        ({"x": S, "y": ("source", "x")}, ArityError, ("y",), "takes 0 inputs (got 1"),
    "too many inputs":
        ({"x": S, "y": ("neg", "x", "x")}, ArityError, ("y",), "takes 1 input (got 2"),
    "too few inputs":
        ({"x": S, "y": ("sub", "x")}, ArityError, ("y",), "2 inputs (got 1: 'x')"),
    "no inputs at all":
        ({"x": S, "y": ("add",)}, ArityError, ("y",), "one or more inputs (got 0)"),
    "an input that is not there":
        ({"x": S, "y": ("mul", "x", "z")}, MissingInputError, ("y",), "needs 'z'"),
    "a node that needs itself":
        ({"x": S, "y": ("add", "x", "y")}, CycleError, ("y",), "'y' needs 'y': a"),
    "two nodes that need each other":
        ({"x": S, "a": ("add", "x", "b"), "b": ("neg", "a")}, CycleError, ("a", "b"),
         "'a' needs 'b', which needs 'a': a cycle"),
    "a cycle behind an innocent node":
        ({"f": ("neg", "a"), "a": ("neg", "b"), "b": ("neg", "c"), "c": ("neg", "a")},
         CycleError, ("a", "b", "c"), "'b', which needs 'c', which needs 'a'"),
    "a source that nothing uses":
        ({"x": S, "u": S, "y": ("neg", "x")}, DeadEndError, ("u",), "'u' leads"),
    "two sources and nothing else": ({"x": S, "u": S}, DeadEndError, ("x", "u"), "'x'"),
    "two results":
        ({"x": S, "y": ("neg", "x"), "z": ("square", "x")}, SeveralSinksError,
         ("y", "z"), "2 nodes are used by no other ('y', 'z')"),
}
# fmt: on


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_graph_gets_an_error_that_says_what_and_where(case):
    graph, error, nodes, words = WRONG[case]
    with pytest.raises(error) as caught:
        check_graph(graph)
    assert type(caught.value) is error
    assert caught.value.nodes == nodes
    assert words in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_long_cycle_is_named_in_order_and_told_in_short():
    graph = {i: ("neg", (i + 1) % 1000) for i in range(1000)}
    with pytest.raises(CycleError, match=r"… \(989 more\) …") as caught:
        check_graph(graph)
    assert caught.value.nodes == tuple(range(1000))
    assert len(str(caught.value)) < 400


def shuffled(graph, seed):
    items = list(graph.items())
    random.Random(seed).shuffle(items)
    return dict(items)


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_the_dict_carries_no_meaning(seed):
    graph = computation_graph(4)
    order = topological_order(shuffled(graph, seed))
    assert sorted(order) == sorted(graph)
    for name, node in graph.items():
        assert all(order.index(inner) < order.index(name) for inner in node[1:])
    assert order[-1] == check_graph(graph).sink == "f"


def test_lists_and_a_source_without_its_comma_will_do():
    checked = check_graph({"x": ("source"), "u": ["source"], "y": ["sub", "x", "u"]})
    assert checked == check_graph({"x": S, "u": S, "y": ("sub", "x", "u")})


def test_structure_is_checked_whatever_the_operations_are():
    graph = {"f": ("cos", "g", "x"), "g": ("nothing",), "h": ("neg", "f", "x"), "x": S}
    checked = check_structure(graph)
    assert checked.sources == ["x"]
    assert checked.sink == "h"


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_but_no_operation_is_wrong_with_the_structure_too(case):
    graph, error, nodes, words = WRONG[case]
    if error is UnknownOperationError or case in ("too many inputs", "too few inputs"):
        check_structure(graph)
        return
    if case == "no inputs at all":  # then "x" leads nowhere
        error, nodes, words = DeadEndError, ("x",), "'x'"
    with pytest.raises(error) as caught:
        check_structure(graph)
    assert caught.value.nodes == nodes
    assert words in str(caught.value)


def test_the_steps_of_a_structure_come_level_by_level():
    graph = {"x": S, "a": ("neg", "x"), "b": ("neg", "a"), "c": ("neg", "x"),
             "f": ("sum", "b", "c")}  # fmt: skip
    assert [step[0] for step in check_structure(graph).steps] == ["a", "c", "b", "f"]
    assert [step[0] for step in check_graph(graph).steps] == ["a", "b", "c", "f"]


@pytest.mark.parametrize("case", ["a source that nothing uses", "two results"])
def test_nodes_that_no_other_uses_are_counted(case):
    with pytest.raises(GraphError) as caught:
        check_graph(WRONG[case][0])
    assert caught.value.unused == 2


def test_an_operation_set_to_none_is_taken_away():
    with pytest.raises(UnknownOperationError, match=r"source, add, sub, (?!mul)"):
        check_graph({"x": S, "y": ("mul", "x", "x")}, {"mul": None})


def test_any_hashable_names_a_node():
    graph = {("w", 1): S, 2: ("neg", ("w", 1)), None: ("add", 2, frozenset()),
             frozenset(): ("square", 2)}  # fmt: skip
    assert evaluate(graph, {("w", 1): 3})[None] == 6


def test_one_source_alone_is_a_graph():
    assert check_graph({"x": S}) == (["x"], [], "x")


def test_a_checked_graph_passes_as_it_is():
    checked = check_graph(computation_graph(2))
    assert check_graph(checked) is checked


def test_a_chain_of_a_million_nodes_is_put_in_order_even_backwards():
    n = 10**6
    graph = {i: ("neg", i - 1) for i in range(n, 0, -1)} | {0: S}
    assert topological_order(graph) == list(range(n + 1))


def test_the_graph_is_left_as_it_was():
    graph = {"y": ["neg", "x"], "x": "source"}
    check_graph(graph)
    assert graph == {"y": ["neg", "x"], "x": "source"}

"""Valid graphs are sorted; wrong graphs raise errors that name the node."""

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

# Case: graph, expected error, the nodes in it, and a part of its message.
# fmt: off
WRONG = {
    "not a dict": ([("x", S)], NodeError, (), "A graph should be a dict"),
    "an empty dict": ({}, NodeError, (), "at least one node"),
    "an empty node": ({"x": ()}, NodeError, ("x",), "'x' should be a tuple"),
    "a number for a node": ({"x": S, "y": 3}, NodeError, ("y",), "got int 3"),
    "text for a node": ({"x": S, "y": "x"}, NodeError, ("y",), "got str 'x'"),
    "None for a node": ({"x": None}, NodeError, ("x",), "got NoneType None"),
    "an operation that is a number":
        ({"x": S, "y": (2, "x")}, NodeError, ("y",), "name of its operation"),
    "an operation that is a list":
        ({"x": S, "y": (["neg"], "x")}, NodeError, ("y",), "cannot be a name"),
    "inputs in a nested list":
        ({"x": S, "y": ("sum", ["x"])}, NodeError, ("y",), "list ['x']"),
    "an unknown operation":
        ({"x": S, "y": ("cos", "x")}, UnknownOperationError, ("y",), "'cos'"),
    "an operation in the wrong case":
        ({"x": S, "y": ("Add", "x")}, UnknownOperationError, ("y",), "source, add"),
    "a source with inputs":
        ({"x": S, "y": ("source", "x")}, ArityError, ("y",), "takes 0 inputs (got 1"),
    "too many inputs":
        ({"x": S, "y": ("neg", "x", "x")}, ArityError, ("y",), "takes 1 input (got 2"),
    "too few inputs":
        ({"x": S, "y": ("sub", "x")}, ArityError, ("y",), "2 inputs (got 1: 'x')"),
    "no inputs at all":
        ({"x": S, "y": ("add",)}, ArityError, ("y",), "one or more inputs (got 0)"),
    "an input that does not exist":
        ({"x": S, "y": ("mul", "x", "z")}, MissingInputError, ("y",), "needs 'z'"),
    "a node that needs itself":
        ({"x": S, "y": ("add", "x", "y")}, CycleError, ("y",), "'y' needs 'y': a"),
    "two nodes that need each other":
        ({"x": S, "a": ("add", "x", "b"), "b": ("neg", "a")}, CycleError, ("a", "b"),
         "'a' needs 'b', which needs 'a': a cycle"),
    "a cycle behind a node outside it":
        ({"f": ("neg", "a"), "a": ("neg", "b"), "b": ("neg", "c"), "c": ("neg", "a")},
         CycleError, ("a", "b", "c"), "'b', which needs 'c', which needs 'a'"),
    "an unused source":
        ({"x": S, "u": S, "y": ("neg", "x")}, DeadEndError, ("u",), "'u' is unused"),
    "two sources and nothing else": ({"x": S, "u": S}, DeadEndError, ("x", "u"), "'x'"),
    "two sinks":
        ({"x": S, "y": ("neg", "x"), "z": ("square", "x")}, SeveralSinksError,
         ("y", "z"), "2 nodes are unused ('y', 'z')"),
}
# fmt: on


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_graph_raises_an_error_that_names_its_nodes(case):
    graph, error, nodes, text = WRONG[case]
    with pytest.raises(error) as caught:
        check_graph(graph)
    assert type(caught.value) is error
    assert caught.value.nodes == nodes
    assert text in str(caught.value)
    assert str(caught.value).endswith(".")


def test_a_long_cycle_is_complete_in_nodes_and_shortened_in_the_message():
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
def test_the_order_of_the_dict_does_not_matter(seed):
    graph = computation_graph(4)
    order = topological_order(shuffled(graph, seed))
    assert sorted(order) == sorted(graph)
    for name, node in graph.items():
        assert all(order.index(inner) < order.index(name) for inner in node[1:])
    assert order[-1] == check_graph(graph).sink == "f"


def test_lists_and_a_source_without_a_comma_are_accepted():
    checked = check_graph({"x": ("source"), "u": ["source"], "y": ["sub", "x", "u"]})
    assert checked == check_graph({"x": S, "u": S, "y": ("sub", "x", "u")})


def test_check_structure_accepts_unknown_operations():
    graph = {"f": ("cos", "g", "x"), "g": ("nothing",), "h": ("neg", "f", "x"), "x": S}
    checked = check_structure(graph)
    assert checked.sources == ["x"]
    assert checked.sink == "h"


@pytest.mark.parametrize("case", WRONG)
def test_check_structure_finds_every_error_except_wrong_operations(case):
    graph, error, nodes, text = WRONG[case]
    if error is UnknownOperationError or case in ("too many inputs", "too few inputs"):
        check_structure(graph)
        return
    if case == "no inputs at all":  # then "x" is unused
        error, nodes, text = DeadEndError, ("x",), "'x'"
    with pytest.raises(error) as caught:
        check_structure(graph)
    assert caught.value.nodes == nodes
    assert text in str(caught.value)


def test_check_structure_sorts_the_steps_by_level():
    graph = {"x": S, "a": ("neg", "x"), "b": ("neg", "a"), "c": ("neg", "x"),
             "f": ("sum", "b", "c")}  # fmt: skip
    assert [step[0] for step in check_structure(graph).steps] == ["a", "c", "b", "f"]
    assert [step[0] for step in check_graph(graph).steps] == ["a", "b", "c", "f"]


@pytest.mark.parametrize("case", ["an unused source", "two sinks"])
def test_an_error_has_the_number_of_unused_nodes(case):
    with pytest.raises(GraphError) as caught:
        check_graph(WRONG[case][0])
    assert caught.value.unused == 2


def test_an_operation_set_to_none_is_removed():
    with pytest.raises(UnknownOperationError, match=r"source, add, sub, (?!mul)"):
        check_graph({"x": S, "y": ("mul", "x", "x")}, {"mul": None})


def test_any_hashable_value_can_name_a_node():
    graph = {("w", 1): S, 2: ("neg", ("w", 1)), None: ("add", 2, frozenset()),
             frozenset(): ("square", 2)}  # fmt: skip
    assert evaluate(graph, {("w", 1): 3})[None] == 6


def test_a_single_source_is_a_valid_graph():
    assert check_graph({"x": S}) == (["x"], [], "x")


def test_a_checked_graph_is_returned_unchanged():
    checked = check_graph(computation_graph(2))
    assert check_graph(checked) is checked


def test_a_chain_of_a_million_nodes_in_reverse_order_is_sorted():
    n = 10**6
    graph = {i: ("neg", i - 1) for i in range(n, 0, -1)} | {0: S}
    assert topological_order(graph) == list(range(n + 1))


def test_check_graph_does_not_change_the_graph():
    graph = {"y": ["neg", "x"], "x": "source"}
    check_graph(graph)
    assert graph == {"y": ["neg", "x"], "x": "source"}

"""Part (c): a graph is tested by what it computes, for n = 1, 2, 3 and 11."""

import enum
from functools import partial

import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, PropertyError
from companion.check import explain
from companion.graphs.picture import Sheet
from companion.part_1c import unit_graph, unit_inputs
from companion.pictures.unit_graph import show_graph

import solutions


def changed(graph, **nodes):
    return lambda n: graph(n) | nodes


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ({"f": ("square", "s")}, "are inputs of no node"),
        ({"r": ("sub", "s", "y"), "f": ("mul", "r", "y")}, "another function"),
        ({"f": ("mul", "r", "x")}, "for n = 1 passes inputs of shapes"),
        ({"f": ("cube", "r")}, "'cube'"),
    ],
)
def test_a_wrong_graph_is_reported_with_its_error(nodes, message):
    with pytest.raises(PropertyError, match=message):
        unit_graph(changed(solutions.computation_graph, **nodes))


def test_a_result_of_several_numbers_is_rejected():
    graph = changed(solutions.computation_graph, g=("mul", "x", "x"), f=("neg", "g"))
    with pytest.raises(PropertyError):
        unit_graph(graph)


def test_a_function_that_returns_none_counts_as_not_attempted():
    with pytest.raises(NotAttemptedError):
        unit_graph(lambda n: None)


def test_the_values_of_sources_are_distinct_and_the_same_on_every_call():
    sources = unit_inputs(3, d=2).sources
    numbers = np.concatenate([np.ravel(value) for value in sources.values()])
    assert len(set(np.abs(numbers))) == len(numbers)
    again = unit_inputs(3, d=2).sources
    assert all(np.array_equal(value, again[k]) for k, value in sources.items())


class Colour(enum.Enum):
    RED = 1


def renamed(graph, n):
    """The graph with inner names of every hashable kind."""
    odd = [b"r", range(3), range(0), frozenset({1}), Colour.RED, None, 2, 2.5, ("a", 1)]
    inner = [name for name, node in graph(n).items() if node != ("source",)]
    new = dict(zip(inner, [*odd, *(f"q{i}" for i in range(99))], strict=False))
    return {
        new.get(name, name): (node[0], *(new.get(i, i) for i in node[1:]))
        for name, node in graph(n).items()
    }


def test_inner_names_may_be_of_any_hashable_kind():
    assert (
        explain("computation_graph", partial(renamed, solutions.computation_graph))
        is None
    )
    assert (
        explain("chain_rule_graph", partial(renamed, solutions.chain_rule_graph))
        is None
    )


@pytest.mark.parametrize(
    ("node", "problem"),
    [
        (("plus", "y", "s"), "node 'r' uses the operation 'plus'; the operations are"),
        (("square", "y", "s"), "node 'r' has 2 inputs; square takes 1"),
        (("add",), "node 'r' has 0 inputs; add takes one or more"),
    ],
)
def test_a_wrong_operation_is_dashed_and_named(node, problem, monkeypatch):
    dashed = []
    box = Sheet.box

    def watched(sheet, name, *arguments, wrong=False):
        dashed.extend([name] * wrong)
        box(sheet, name, *arguments, wrong=wrong)

    monkeypatch.setattr(Sheet, "box", watched)
    graph = solutions.computation_graph(2)
    assert "Not a valid graph" not in repr(show_graph(graph))
    assert dashed == []
    assert problem in repr(show_graph(graph | {"r": node}))
    assert dashed == ["r"]


def test_the_graph_of_the_chain_rule_has_operations_of_its_own():
    assert "Not a valid" not in repr(show_graph(solutions.chain_rule_graph, 2))


def test_a_wrong_operation_is_named_with_another_error():
    graph = changed(solutions.computation_graph, r=("plus", "y"))
    problem, cause = explain("computation_graph", graph)
    assert "are inputs of no node" in problem
    assert "node 'r' uses an unknown operation; the operations are dot" in cause

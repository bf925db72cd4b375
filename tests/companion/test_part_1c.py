"""Part (c): a graph is tested by what it computes, for n = 1, 2, 3 and 11."""

import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, PropertyError
from companion.part_1c import unit_graph, unit_inputs

import solutions


def changed(graph, **nodes):
    return lambda n: graph(n) | nodes


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ({"f": ("square", "s")}, "no node uses"),
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

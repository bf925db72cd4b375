"""Part (c): a graph is judged by what it computes, for n = 1, 2, 3 and 11."""

import numpy as np
import pytest
from companion.answers.errors import NotAttemptedError, PropertyError
from companion.part_1c import unit_graph, unit_inputs

import solutions


def changed(graph, **nodes):
    return lambda n: graph(n) | nodes


@pytest.mark.parametrize(
    ("nodes", "words"),
    [
        ({"f": ("square", "s")}, "no other node uses"),
        ({"r": ("sub", "s", "y"), "f": ("mul", "r", "y")}, "another function"),
        ({"f": ("mul", "r", "x")}, "for n = 1 gives 'mul' inputs of shapes"),
        ({"f": ("cube", "r")}, "'cube'"),
    ],
)
def test_wrong_graphs_are_told(nodes, words):
    with pytest.raises(PropertyError, match=words):
        unit_graph(changed(solutions.computation_graph, **nodes))


def test_a_result_of_several_numbers_is_told():
    graph = changed(solutions.computation_graph, g=("mul", "x", "x"), f=("neg", "g"))
    with pytest.raises(PropertyError):
        unit_graph(graph)


def test_a_blank_is_a_blank():
    with pytest.raises(NotAttemptedError):
        unit_graph(lambda n: None)


def test_sources_are_generic_and_the_same_on_every_call():
    sources = unit_inputs(3, d=2).sources
    numbers = np.concatenate([np.ravel(value) for value in sources.values()])
    assert len(set(np.abs(numbers))) == len(numbers)
    again = unit_inputs(3, d=2).sources
    assert all(np.array_equal(value, again[k]) for k, value in sources.items())

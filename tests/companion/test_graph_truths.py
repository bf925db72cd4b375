"""Truths about graphs: by what they compute, for n = 1, 2, 3 and 11."""

import pytest
from companion.answers.returned import NotAttemptedError, PropertyError
from companion.graph_truths import chain_graph, unit_graph

import solutions


def test_right_answers_hold():
    chain_graph(solutions.chain_rule_graph)
    unit_graph(solutions.computation_graph)


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


def test_every_g_is_used_once():
    def twice(n):
        nodes = {f"x{i}": (f"g{i}", "w") for i in range(1, n + 1)}
        nodes["again"] = ("g1", "w")
        used = ["again", *(f"x{i}" for i in range(2, n + 1))]
        del nodes["x1"]
        return {"w": ("source",), **nodes, "y": ("f", *used)}

    chain_graph(twice)

    def fixed(n):
        return solutions.chain_rule_graph(2)

    with pytest.raises(PropertyError, match="once each"):
        chain_graph(fixed)


def test_a_blank_is_a_blank():
    with pytest.raises(NotAttemptedError):
        unit_graph(lambda n: None)

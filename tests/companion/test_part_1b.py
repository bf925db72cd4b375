"""Part (b): the graph of the chain rule uses each function once."""

import pytest
from companion.answers.errors import PropertyError
from companion.part_1b import chain_graph, chain_inputs, total

import solutions


def test_each_g_must_be_used_once_under_any_node_name():
    def twice(n):
        nodes = {f"x{i}": (f"g{i}", "w") for i in range(1, n + 1)}
        nodes["again"] = ("g1", "w")
        used = ["again", *(f"x{i}" for i in range(2, n + 1))]
        del nodes["x1"]
        return {"w": ("source",), **nodes, "y": ("f", *used)}

    chain_graph(twice)

    def fixed(n):
        return solutions.chain_rule_graph(2)

    with pytest.raises(PropertyError, match="same graph for n = 2 and for n = 3"):
        chain_graph(fixed)


def test_the_test_function_f_depends_on_the_order_of_its_inputs():
    f = chain_inputs(3).operations["f"]
    assert f(1.0, 2.0, 3.0) != f(3.0, 2.0, 1.0)


def test_the_shape_is_that_of_the_returned_value():
    with pytest.raises(PropertyError, match=r"^returns a value that has shape \(3,\)"):
        total(lambda df, g, dg, w: df(g(w)) * dg(w))

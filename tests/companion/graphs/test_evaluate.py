"""Evaluating a graph forward."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.graphs.evaluate import Inputs, result, values
from companion.part_1c import unit_operations

LINE = {"c": ("neg", "b"), "b": ("square", "a"), "a": ("source",)}
OPERATIONS = unit_operations(np.sin)


def test_inputs_are_computed_before_the_nodes_that_use_them():
    assert result(LINE, Inputs({"a": 3.0}, OPERATIONS)) == -9


@pytest.mark.parametrize(
    ("node", "message"),
    [
        (("cube", "x"), "uses the operation 'cube' at node 'f'"),
        (("sub", "x"), "passes 1 input to 'sub' at node 'f'; expected 2"),
        (("sum",), "passes 0 inputs to 'sum' at node 'f'; expected one or more"),
        (("add", "x", "y"), "equal shapes"),
    ],
)
def test_an_error_names_the_operation_and_its_node(node, message):
    graph = {"x": ("source",), "y": ("source",), "f": node}
    with pytest.raises(PropertyError, match=message):
        values(graph, Inputs({"x": np.ones(3), "y": 1.0}, OPERATIONS))


def test_pinned_nodes_keep_their_values():
    known = values(LINE, Inputs({"a": 3.0}, OPERATIONS), {"b": 5.0})
    assert known["c"] == -5

"""The values of a graph, computed forward."""

import numpy as np
import pytest
from companion.answers.errors import PropertyError
from companion.graphs.evaluate import Inputs, result, values
from companion.part_1c import unit_operations

LINE = {"c": ("neg", "b"), "b": ("square", "a"), "a": ("source",)}
OPERATIONS = unit_operations(np.sin)


def test_inputs_are_computed_before_their_users():
    assert result(LINE, Inputs({"a": 3.0}, OPERATIONS)) == -9


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
        values(graph, Inputs({"x": np.ones(3), "y": 1.0}, OPERATIONS))


def test_pinned_nodes_keep_their_value():
    known = values(LINE, Inputs({"a": 3.0}, OPERATIONS), {"b": 5.0})
    assert known["c"] == -5

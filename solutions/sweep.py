"""The forward pass for all values, the backward pass for all gradients.

Glossary
    source  a node whose value the caller passes.
    sink    the only node that no other node uses: the result f.
    user    a node that has this node as an input.
    ct      a node's cotangent ∂f/∂node, complete when all its users have sent a part.

This module does not refer to any operation by name, and the table of operations does
not depend on graphs. Given the values, the backward pass is the loop below. The code
of `backpropagate` has separate branches for nodes with one and two inputs: most nodes
are of this kind, and the general loop is slower.

>>> from solutions import OPS
>>> graph = {"x": ("source",), "s": ("square", "x"), "f": ("add", "s", "x")}
>>> steps, known, ct = check_graph(graph).steps, evaluate(graph, {"x": 3}), {"f": 1.0}
>>> for name, operation, inputs in reversed(steps):
...     parts = OPS[operation].vjp(ct[name], known[name], *[known[i] for i in inputs])
...     for inner, part in zip(inputs, parts):
...         ct[inner] = ct.get(inner, 0.0) + part
>>> ct == gradients(graph, {"x": 3}) == {"f": 1.0, "s": 1.0, "x": 7.0}
True
"""

from collections.abc import Iterable, Mapping
from typing import Any

from solutions.graph import CheckedGraph, Ops, check_graph
from solutions.graph_errors import ShapeError
from solutions.operations import EQUAL, Value
from solutions.validation import (
    OpShapeError,
    OpTable,
    Phi,
    Values,
    node_error,
    operation_table,
    source_values,
)

Graph = Mapping[Any, Any] | CheckedGraph
Inputs = Mapping[Any, Any]  # a value for each source


def evaluate(
    graph: Graph, values: Inputs, *, phi: Phi = None, ops: Ops = None
) -> Values:
    """The value of every node.

    Args:
        graph: {name: (operation, *inputs)}, or the result of `check_graph`.
        values: a number, vector or matrix for each source.
        phi: the function of the operation "phi"; the default is np.tanh.
        ops: operations to add to `OPS`; the value None removes an operation.

    Returns:
        dict: a float or an array for each node.

    Raises:
        GraphError: the graph is wrong, or the values do not fit it.

    >>> graph = {"x": ("source",), "y": ("source",), "f": ("mul", "x", "y")}
    >>> evaluate(graph, {"x": 3, "y": 5})
    {'x': 3.0, 'y': 5.0, 'f': 15.0}
    """
    return _forward(check_graph(graph, ops), values, operation_table(phi, None, ops))


def gradients(
    graph: Graph, values: Inputs, *, phi: Phi = None, dphi: Phi = None, ops: Ops = None
) -> Values:
    """∂f/∂node for every node; f is the sink (worksheet, Section 1 (c) to (g)).

    Args, Returns and Raises: as for `backpropagate`; only the gradients are returned.

    >>> graph = {"x": ("source",), "y": ("source",), "f": ("mul", "x", "y")}
    >>> gradients(graph, {"x": 3, "y": 5})
    {'f': 1.0, 'x': 5.0, 'y': 3.0}
    """
    return backpropagate(graph, values, phi=phi, dphi=dphi, ops=ops)[1]


def backpropagate(
    graph: Graph, values: Inputs, *, phi: Phi = None, dphi: Phi = None, ops: Ops = None
) -> tuple[Values, Values]:
    """The value of every node, and the gradient of the sink with respect to every node.

    Args:
        graph, values, phi, ops: as for `evaluate`.
        dphi: the derivative of phi. For an element-wise phi, an array of z's shape; for
            a phi that mixes the entries of a vector (d,), its Jacobian (d, d).

    Returns:
        (values, gradients): two dicts with an entry for each node. A gradient has the
        shape of its node. The gradients are ordered as computed, beginning at the sink.

    Raises:
        GraphError: as for `evaluate`, or the sink is not a single number.

    >>> graph = {"x": ("source",), "s": ("square", "x"), "f": ("add", "s", "x")}
    >>> backpropagate(graph, {"x": 3})
    ({'x': 3.0, 's': 9.0, 'f': 12.0}, {'f': 1.0, 's': 1.0, 'x': 7.0})
    """
    checked, table = check_graph(graph, ops), operation_table(phi, dphi, ops)
    known = _forward(checked, values, table)
    return known, _backward(checked, known, table)


def _forward(graph: CheckedGraph, given: Inputs, table: OpTable) -> Values:
    """The value of every node, sources first."""
    known = source_values(graph.sources, given)
    value_of = known.__getitem__
    try:
        for name, operation, inputs in graph.steps:
            op = table[operation]
            if len(inputs) == 2:  # faster than map, and most nodes have two
                a, b = inputs
                known[name] = value = op.forward(known[a], known[b])
            else:
                known[name] = value = op.forward(*map(value_of, inputs))
            if type(value) is not float and op.takes is EQUAL:
                _check_equal_shapes(value.shape, map(value_of, inputs))
    except Exception as error:
        step = name, operation, inputs
        raise node_error("", step, known, table, error) from error
    return known


def _check_equal_shapes(shape: tuple[int, ...], inputs: Iterable[Value]) -> None:
    """Raise OpShapeError unless all inputs have this shape; NumPy would broadcast."""
    for x in inputs:
        if type(x) is float or x.shape != shape:
            raise OpShapeError("shapes differ")


def _backward(graph: CheckedGraph, known: Values, table: OpTable) -> Values:
    """The cotangent of every node, from the values `known`."""
    if type(known[graph.sink]) is not float:
        raise ShapeError(
            f"The sink {graph.sink!r} has shape {known[graph.sink].shape}, but should "
            "be one number to have gradients; add a node with the operation 'sum'.",
            [graph.sink],
            shapes=[known[graph.sink].shape],
        )
    value_of = known.__getitem__
    ct: Values = {graph.sink: 1.0}
    try:
        for name, operation, inputs in reversed(graph.steps):
            op = table[operation]
            if len(inputs) == 2:  # faster than the loop below
                a, b = inputs
                to_a, to_b = op.vjp(ct[name], known[name], known[a], known[b])
                ct[a] = ct[a] + to_a if a in ct else to_a
                ct[b] = ct[b] + to_b if b in ct else to_b
            elif len(inputs) == 1:
                (a,) = inputs
                (to_a,) = op.vjp(ct[name], known[name], known[a])
                ct[a] = ct[a] + to_a if a in ct else to_a
            else:
                parts = op.vjp(ct[name], known[name], *map(value_of, inputs))
                for inner, part in zip(inputs, parts):  # noqa: B905  vjp checks lengths
                    ct[inner] = ct[inner] + part if inner in ct else part
    except Exception as error:
        step = name, operation, inputs
        raise node_error("in the backward pass, ", step, known, table, error) from error
    return ct

"""Forward through a graph for all values, backward through it for all gradients.

Glossary
    source  a node whose value is handed in.
    sink    the one node that no other uses: the result f.
    ct      a node's cotangent ∂f/∂node, complete once all its users have sent theirs.

The sweep knows no operation by name, and the table of operations knows no graph. Once
the values are known, going backward is the loop below; `backpropagate` unrolls it for
nodes of one and two inputs, which are most.

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
from solutions.operations import ALIKE, Value
from solutions.validation import (
    OpShapeError,
    OpTable,
    Phi,
    Values,
    failed,
    source_values,
    table_with,
)

Graph = Mapping[Any, Any] | CheckedGraph
Inputs = Mapping[Any, Any]  # a value for each source


def evaluate(
    graph: Graph, values: Inputs, *, phi: Phi = None, ops: Ops = None
) -> Values:
    """The value of every node.

    Args:
        graph: {name: (operation, *inputs)}, or what `check_graph` made of it.
        values: a number, vector or matrix for each source.
        phi: what the operation "phi" computes, np.tanh unless told otherwise.
        ops: operations beside those of `OPS`; None takes one of `OPS` away.

    Returns:
        dict: for each node a float or an array.

    Raises:
        GraphError: the graph is wrong, or values do not fit it.

    >>> graph = {"x": ("source",), "y": ("source",), "f": ("mul", "x", "y")}
    >>> evaluate(graph, {"x": 3, "y": 5})
    {'x': 3.0, 'y': 5.0, 'f': 15.0}
    """
    return _forward(check_graph(graph, ops), values, table_with(phi, None, ops))


def gradients(
    graph: Graph, values: Inputs, *, phi: Phi = None, dphi: Phi = None, ops: Ops = None
) -> Values:
    """∂f/∂node for every node, f being the sink (worksheet, Section 1 (c) to (g)).

    Args, Returns and Raises: as `backpropagate`, without the values.

    >>> graph = {"x": ("source",), "y": ("source",), "f": ("mul", "x", "y")}
    >>> gradients(graph, {"x": 3, "y": 5})
    {'f': 1.0, 'x': 5.0, 'y': 3.0}
    """
    return backpropagate(graph, values, phi=phi, dphi=dphi, ops=ops)[1]


def backpropagate(
    graph: Graph, values: Inputs, *, phi: Phi = None, dphi: Phi = None, ops: Ops = None
) -> tuple[Values, Values]:
    """The value of every node, and the derivative of the sink with respect to it.

    Args:
        graph, values, phi, ops: as for `evaluate`.
        dphi: goes with phi: the derivative of each entry, in z's shape, or the whole
            Jacobian (d, d) of a phi that mixes the entries of a vector (d,).

    Returns:
        (values, gradients): two dicts by node. A gradient has its node's shape; those
        of nodes stand in the order of the sweep, from the sink back to the sources.

    Raises:
        GraphError: as for `evaluate`, or the sink is no number.

    >>> graph = {"x": ("source",), "s": ("square", "x"), "f": ("add", "s", "x")}
    >>> backpropagate(graph, {"x": 3})
    ({'x': 3.0, 's': 9.0, 'f': 12.0}, {'f': 1.0, 's': 1.0, 'x': 7.0})
    """
    checked, table = check_graph(graph, ops), table_with(phi, dphi, ops)
    known = _forward(checked, values, table)
    return known, _backward(checked, known, table)


def _forward(graph: CheckedGraph, given: Inputs, table: OpTable) -> Values:
    known = source_values(graph.sources, given)
    value_of = known.__getitem__
    try:
        for name, operation, inputs in graph.steps:
            op = table[operation]
            if len(inputs) == 2:  # a loop over two costs as much as the rest
                a, b = inputs
                known[name] = value = op.forward(known[a], known[b])
            else:
                known[name] = value = op.forward(*map(value_of, inputs))
            if type(value) is not float and op.takes is ALIKE:
                _check_alike(value.shape, map(value_of, inputs))
    except Exception as error:
        step = name, operation, inputs
        raise failed("", step, known, table, error) from error
    return known


def _check_alike(shape: tuple[int, ...], inputs: Iterable[Value]) -> None:
    for x in inputs:
        if type(x) is float or x.shape != shape:
            raise OpShapeError("nothing is broadcast")


def _backward(graph: CheckedGraph, known: Values, table: OpTable) -> Values:
    if type(known[graph.sink]) is not float:
        raise ShapeError(
            f"The sink {graph.sink!r} has shape {known[graph.sink].shape}; a gradient "
            "needs one number at the end, for example by 'sum'.",
            [graph.sink],
            shapes=[known[graph.sink].shape],
        )
    value_of = known.__getitem__
    ct: Values = {graph.sink: 1.0}
    try:
        for name, operation, inputs in reversed(graph.steps):
            op = table[operation]
            if len(inputs) == 2:  # loops over one or two cost as much as the rest
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
                for inner, part in zip(inputs, parts):  # noqa: B905  op is guarded
                    ct[inner] = ct[inner] + part if inner in ct else part
    except Exception as error:
        step = name, operation, inputs
        raise failed("going backward, ", step, known, table, error) from error
    return ct

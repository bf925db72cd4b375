"""The optional activity of Section 1: the backward pass with one number at each node.

`gradients` does the same for arrays and computes the local derivatives itself. Here
they are given, so what remains is the algorithm.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from solutions.arguments import floats
from solutions.graph import Name, check_structure
from solutions.graph_errors import ArgumentError


def backward(
    graph: Mapping[Any, Any],
    values: Mapping[Any, Any],
    local: Mapping[Any, Sequence[Any]],
) -> dict[Name, float]:
    """∂f/∂node for every node; f is the result (worksheet, Section 1, after (f)).

    f depends on a node v only through the nodes that use v. By the multivariate chain
    rule (part (b)),

        ∂f/∂v = Σ ∂f/∂u · ∂u/∂v, summed over every use of v as an input of a node u.

    So ∂f/∂v is known once ∂f/∂u is known for all users u. The sweep starts with
    ∂f/∂f = 1 and visits every node after its users, in reverse topological order. A
    visited node u sends ∂f/∂u · ∂u/∂v to each input v, where the parts are added.

    A sum over paths would need one product for each path, and their number can double
    with every diamond in the graph. The sweep computes each ∂f/∂u once and reuses it in
    all paths through u (dynamic programming): one product for each edge.

    Args:
        graph: {name: (operation, *names of inputs)}; the operations have no meaning.
        values: the value of each node, as a float, in an order in which inputs precede
            their users. Only this order matters, and students need it; here the graph
            itself is sorted.
        local: for each node a sequence with one number for each input, in the order of
            the graph: the derivative of the node with respect to this input.

    Returns:
        dict: a float for each node.

    Raises:
        ArgumentError: local has no entry for a node, or one of the wrong length or
            type; or values lacks a node.
        GraphError: the graph is wrong.

    >>> graph = {"x": ("source",), "u": ("square", "x"), "f": ("mul", "u", "x")}
    >>> values = {"x": 3.0, "u": 9.0, "f": 27.0}
    >>> backward(graph, values, {"x": (), "u": (6.0,), "f": (3.0, 9.0)})
    {'x': 27.0, 'u': 3.0, 'f': 1.0}
    """
    checked = check_structure(graph)
    if missing := [name for name in graph if name not in values]:
        raise ArgumentError(f"values should have an entry for {missing[0]!r}.")
    result = dict.fromkeys(graph, 0.0)
    result[checked.sink] = 1.0
    for name, _, inputs in reversed(checked.steps):
        for inner, factor in zip(inputs, _factors(local, name, inputs), strict=True):
            result[inner] += result[name] * factor
    return result


def _factors(
    local: Mapping[Any, Sequence[Any]], name: Name, inputs: Sequence[Name]
) -> list[float]:
    """The local derivatives of one node.

    Raises:
        ArgumentError: they are missing, or not one number for each input.
    """
    if name not in local:
        raise ArgumentError(f"local should have an entry for {name!r}.")
    factors = floats(f"local[{name!r}]", local[name])
    if factors.shape != (len(inputs),):
        raise ArgumentError(
            f"local[{name!r}] should have shape ({len(inputs)},), one number for each "
            f"input (got {factors.shape})."
        )
    return [float(factor) for factor in factors]

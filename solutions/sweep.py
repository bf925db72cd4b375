"""Forward through a graph for all values, backward through it for all gradients.

Glossary
    source  a node whose value is handed in.
    sink    the one node that no other uses: the result f.
    ct      a node's cotangent ∂f/∂node, complete once all its users have sent theirs.

The sweep knows no operation by name, and the table of operations knows no graph.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from solutions.graph_errors import (
    ArgumentError,
    GraphError,
    OperationError,
    ShapeError,
    SourceError,
    UnknownOperationError,
    listed,
    short,
)
from solutions.operations import (
    ALIKE,
    OPS,
    MisfitError,
    Op,
    Value,
    mapping,
    settled,
    shape,
)
from solutions.ordering import CheckedGraph, Name, check_graph

Graph = Mapping[Any, Any] | CheckedGraph
Values = dict[Name, Value]


def evaluate(
    graph: Graph,
    values: Mapping[Any, Any],
    *,
    phi: Callable | None = None,
    ops: Mapping[str, Op] | None = None,
) -> Values:
    """The value of every node.

    Args:
        graph: {name: (operation, *inputs)}, or what `check_graph` made of it.
        values: a number, vector or matrix for each source.
        phi: what the operation "phi" computes, np.tanh unless told otherwise.
        ops: operations beside those of `OPS`.

    Returns:
        dict: for each node a float or an array.

    Raises:
        GraphError: the graph is wrong, or values do not fit it.

    >>> graph = {"x": ("source",), "y": ("source",), "f": ("mul", "x", "y")}
    >>> evaluate(graph, {"x": 3, "y": 5})
    {'x': 3.0, 'y': 5.0, 'f': 15.0}
    """
    return _forward(check_graph(graph, ops), values, _table(phi, None, ops))


def gradients(
    graph: Graph,
    values: Mapping[Any, Any],
    *,
    phi: Callable | None = None,
    dphi: Callable | None = None,
    ops: Mapping[str, Op] | None = None,
) -> Values:
    """∂f/∂node for every node, f being the sink (worksheet, Section 1 (c) to (g)).

    Args, Returns and Raises: as `backpropagate`, without the values.

    >>> graph = {"x": ("source",), "y": ("source",), "f": ("mul", "x", "y")}
    >>> gradients(graph, {"x": 3, "y": 5})
    {'f': 1.0, 'x': 5.0, 'y': 3.0}
    """
    return backpropagate(graph, values, phi=phi, dphi=dphi, ops=ops)[1]


def backpropagate(
    graph: Graph,
    values: Mapping[Any, Any],
    *,
    phi: Callable | None = None,
    dphi: Callable | None = None,
    ops: Mapping[str, Op] | None = None,
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
    checked, table = check_graph(graph, ops), _table(phi, dphi, ops)
    known = _forward(checked, values, table)
    return known, _backward(checked, known, table)


class Step(NamedTuple):
    """One step of the sweep, as data; printed, it is a line of working.

    phase: "source", "forward" or "backward".
    node, operation, inputs: as in the graph.
    result: the node's value, or going backward its complete cotangent ∂f/∂node.
    sends: going backward, (input, cotangent) for each input; else empty.
    """

    phase: str
    node: Name
    operation: str
    inputs: tuple[Name, ...]
    result: Value
    sends: tuple[tuple[Name, Value], ...] = ()

    def __str__(self) -> str:
        if self.phase == "source":
            return f"{self.node} = {_shown(self.result)}"
        if self.phase == "forward":
            call = f"{self.operation}({', '.join(map(str, self.inputs))})"
            return f"{self.node} = {call} = {_shown(self.result)}"
        sends = ", ".join(f"{_shown(part)} to {inner}" for inner, part in self.sends)
        words = f"∂f/∂{self.node} = {_shown(self.result)}"
        return f"{words}; sends {sends}" if sends else words


def explain(
    graph: Graph,
    values: Mapping[Any, Any],
    *,
    phi: Callable | None = None,
    dphi: Callable | None = None,
    ops: Mapping[str, Op] | None = None,
) -> list[Step]:
    """The whole sweep as data, step by step: values forward, cotangents backward.

    A node's cotangent is the sum of all that its users sent: the multivariate chain
    rule. The last steps are the sources, which collect and send nothing.

    Args and Raises: as `backpropagate`.

    Returns:
        list of `Step`: sources, then the other nodes forward, then all backward.

    >>> graph = {"x": ("source",), "s": ("square", "x"), "f": ("add", "s", "x")}
    >>> for step in explain(graph, {"x": 3}):
    ...     print(step)
    x = 3.0
    s = square(x) = 9.0
    f = add(s, x) = 12.0
    ∂f/∂f = 1.0; sends 1.0 to s, 1.0 to x
    ∂f/∂s = 1.0; sends 6.0 to x
    ∂f/∂x = 7.0
    """
    checked, table = check_graph(graph, ops), _table(phi, dphi, ops)
    known, ct = backpropagate(checked, values, phi=phi, dphi=dphi, ops=ops)
    steps = [
        Step("source", name, "source", (), known[name]) for name in checked.sources
    ]
    steps += [Step("forward", *step, known[step[0]]) for step in checked.steps]
    for name, operation, inputs in reversed(checked.steps):
        arguments = [known[inner] for inner in inputs]
        parts = table[operation].vjp(ct[name], known[name], *arguments)
        sends = tuple(zip(inputs, parts, strict=True))
        steps.append(Step("backward", name, operation, inputs, ct[name], sends))
    for name in checked.sources:
        steps.append(Step("backward", name, "source", (), ct[name]))
    return steps


def _shown(value: Value) -> str:
    if type(value) is float:
        return str(float(f"{value:.6g}"))
    return np.array2string(value, precision=6, separator=", ").replace("\n", "")


def _table(
    phi: Callable | None, dphi: Callable | None, ops: Mapping[str, Op] | None
) -> Mapping[str, Op]:
    """`OPS`, and what is handed in, guarded."""
    if phi is None and ops is None:
        return OPS
    table = {**OPS, **{name: _guarded(op) for name, op in (ops or {}).items()}}
    if phi is not None:
        table["phi"] = mapping(phi, dphi or _no_slope)
    return table


def _no_slope(z: Value) -> Value:
    raise ArgumentError("phi was handed in without dphi, its derivative")


def _guarded(op: Op) -> Op:
    """The operation, held to what the rules of `OPS` do by themselves.

    Values are floats or arrays of float64, and each input is sent one cotangent of
    its own shape.
    """

    def forward(*inputs: Value) -> Value:
        return settled(op.forward(*inputs))

    def vjp(ct: Value, out: Value, *inputs: Value) -> tuple[Value, ...]:
        parts = tuple(map(settled, op.vjp(ct, out, *inputs)))
        got, wanted = list(map(shape, parts)), list(map(shape, inputs))
        if got != wanted:
            raise MisfitError(
                f"it sends cotangents of shapes {got} to inputs of shapes {wanted}"
            )
        return parts

    return Op(op.arity, forward, vjp, op.takes)


def _forward(
    graph: CheckedGraph, given: Mapping[Any, Any], table: Mapping[str, Op]
) -> Values:
    known = _source_values(graph.sources, given)
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
                _check_alike(value, [known[i] for i in inputs])
    except Exception as error:
        raise _failed("", name, operation, inputs, known, table, error) from error
    return known


def _check_alike(value: Value, inputs: list[Value]) -> None:
    for x in inputs:
        if type(x) is float or x.shape != value.shape:
            raise MisfitError("nothing is broadcast")


def _backward(graph: CheckedGraph, known: Values, table: Mapping[str, Op]) -> Values:
    if type(known[graph.sink]) is not float:
        raise ShapeError(
            f"The sink {graph.sink!r} has shape {known[graph.sink].shape}; a gradient "
            "needs one number at the end, for example by 'sum'.",
            [graph.sink],
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
        words = "going backward, "
        raise _failed(words, name, operation, inputs, known, table, error) from error
    return ct


def _source_values(sources: list[Name], given: Mapping[Any, Any]) -> Values:
    if not hasattr(given, "keys") or given.keys() != set(sources):
        raise _unlike(sources, given)
    return {
        name: value if type(value := given[name]) is float else _numbers(name, value)
        for name in sources
    }


def _unlike(sources: list[Name], given: Any) -> SourceError:
    if not isinstance(given, Mapping):
        return SourceError(
            f"values should be a dict with a value for each of {listed(sources)} "
            f"(got {short(given)})."
        )
    missing = [name for name in sources if name not in given]
    if missing:
        return SourceError(
            f"Source {missing[0]!r} has no value; values should hold a number, vector "
            f"or matrix for each of {listed(sources)}.",
            missing,
        )
    extra = [name for name in given if name not in set(sources)]
    return SourceError(
        f"{extra[0]!r} has a value and is no source of this graph; its sources are "
        f"{listed(sources)}.",
        extra,
    )


def _numbers(name: Name, value: Any) -> Value:
    try:
        return settled(value)
    except (TypeError, ValueError):
        raise SourceError(
            f"Source {name!r} should be a number, vector or matrix of real numbers "
            f"(got {short(value)}).",
            [name],
        ) from None


def _failed(
    doing: str,
    name: Name,
    operation: str,
    inputs: tuple[Name, ...],
    known: Values,
    table: Mapping[str, Op],
    error: Exception,
) -> GraphError:
    """What an operation's exception says, with the node and the shapes it met."""
    if operation not in table:  # the graph was checked with other operations
        return UnknownOperationError(
            f"Node {name!r} asks for {operation!r}; hand in the same ops as to "
            "check_graph.",
            [name],
        )
    takes = table[operation].takes
    got = ", ".join(f"{inner!r} {shape(known[inner])}" for inner in inputs)
    where = f"Node {name!r}: {doing}{operation} of {got}"
    if isinstance(error, MisfitError) or (takes and isinstance(error, ValueError)):
        needs = f"it takes {takes}" if takes else error
        return ShapeError(f"{where} does not fit: {needs}.", [name])
    return OperationError(
        f"{where} failed with {type(error).__name__}: {error}", [name]
    )

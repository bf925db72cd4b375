"""What callers hand in, held to the convention that the table keeps by itself.

A number is a float, a vector or a matrix an array of float64; a cotangent has the
shape of what it belongs to. Values, phi and operations from outside are made so here,
or refused with a word on where, so that the sweep itself checks nothing twice.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from solutions.arguments import FLOAT64, Function, real_numbers
from solutions.graph import Name, Ops, Step
from solutions.graph_errors import (
    ArgumentError,
    GraphError,
    OperationError,
    ShapeError,
    SourceError,
    UnknownOperationError,
    cut,
    listed,
    short,
    wrong_operation,
)
from solutions.operations import OPS, Op, Value

Values = dict[Name, Value]
OpTable = Mapping[str, Op]
Phi = Function | None  # phi or dphi, where there is one


class OpShapeError(ValueError):
    """Raised inside an operation; the sweep adds the node and raises `ShapeError`."""


def as_value(value: Any) -> Value:
    """A float where there is one number, else an array of float64.

    Raises:
        TypeError, ValueError: it is not made of real numbers.
    """
    if type(value) is np.ndarray and value.dtype is FLOAT64 and value.ndim:
        return value
    array = real_numbers(value)
    return array if array.ndim else float(array)


def shape(value: Value) -> tuple[int, ...]:
    return () if type(value) is float else value.shape


def mapping(phi: Function, dphi: Function) -> Op:
    """The operation z -> phi(z), made of phi and its derivative or Jacobian.

    Args:
        phi: takes a number or an array, gives its shape.
        dphi: φ′ of every entry, in z's shape; or for a vector z of shape (d,) the
            whole Jacobian (d, d), entry [i, j] = ∂φᵢ/∂zⱼ, where phi mixes entries.

    >>> from solutions import evaluate
    >>> swap = mapping(lambda z: z[::-1], lambda z: [[0, 1], [1, 0]])
    >>> graph = {"z": ("source",), "p": ("swap", "z")}
    >>> evaluate(graph, {"z": [1, 2]}, ops={"swap": swap})["p"]
    array([2., 1.])
    """

    def forward(z: Value) -> Value:
        return as_value(phi(z))

    def vjp(ct: Value, out: Value, z: Value) -> tuple[Value]:
        slope = as_value(dphi(z))
        got, of_out, of_z = shape(slope), shape(out), shape(z)
        if len(of_z) == len(of_out) == 1 and got == of_out + of_z:
            return (ct @ slope,)  # Σᵢ ctᵢ ∂φᵢ/∂zⱼ
        if got == of_out == of_z:
            return (ct * slope,)
        raise OpShapeError(
            f"the derivative has shape {got} where z has {of_z} and the value {of_out}"
        )

    return Op(1, forward, vjp)


def table_with(phi: Phi, dphi: Phi, ops: Ops) -> OpTable:
    """`OPS`, and what is handed in, guarded."""
    if phi is None and ops is None:
        return OPS
    table = dict(OPS)
    for name, op in (ops or {}).items():
        if op is None:
            table.pop(name, None)
        else:
            table[name] = _guarded(op)
    if phi is not None:
        table["phi"] = mapping(phi, dphi or _no_slope)
    return table


def _no_slope(z: Value) -> Value:
    raise ArgumentError("phi was handed in without dphi, its derivative")


def _guarded(op: Op) -> Op:
    """The operation, held to what the rules of `OPS` do by themselves.

    It takes as many inputs as it says, values are floats or arrays of float64, and
    each input is sent one cotangent of its own shape.
    """

    def forward(*inputs: Value) -> Value:
        if not op.fits(len(inputs)):
            raise TypeError
        return as_value(op.forward(*inputs))

    def vjp(ct: Value, out: Value, *inputs: Value) -> tuple[Value, ...]:
        parts = tuple(map(as_value, op.vjp(ct, out, *inputs)))
        got, wanted = list(map(shape, parts)), list(map(shape, inputs))
        if got != wanted:
            raise OpShapeError(
                f"it sends cotangents of shapes {got} to inputs of shapes {wanted}"
            )
        return parts

    return Op(op.arity, forward, vjp, op.takes)


def source_values(sources: list[Name], given: Mapping[Any, Any]) -> Values:
    if not hasattr(given, "keys") or given.keys() != set(sources):
        raise _unmatched(sources, given)
    return {
        name: value if type(value := given[name]) is float else _numbers(name, value)
        for name in sources
    }


def _unmatched(sources: list[Name], given: Any) -> SourceError:
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
        return as_value(value)
    except (TypeError, ValueError):
        raise SourceError(
            f"Source {name!r} should be a number, vector or matrix of real numbers "
            f"(got {short(value)}).",
            [name],
        ) from None


def failed(
    doing: str, step: Step, known: Values, table: OpTable, error: Exception
) -> GraphError:
    """What an operation's exception says, with the node and the shapes it met."""
    name, operation, inputs = step
    if operation not in table:  # the graph was checked with other operations, or none
        return UnknownOperationError(
            f"Node {name!r} asks for {cut(repr(operation))}; hand in the same ops as "
            "to check_graph.",
            [name],
        )
    if not table[operation].fits(len(inputs)):
        return wrong_operation(name, (operation, *inputs), table)
    takes = table[operation].takes
    shapes = [shape(known[inner]) for inner in inputs]
    got = ", ".join(f"{inner!r} {shape(known[inner])}" for inner in inputs[:8])
    got += f", and {len(inputs) - 8} more" if len(inputs) > 8 else ""
    where = f"Node {name!r}: {doing}{operation} of {got}"
    if isinstance(error, OpShapeError) or (takes and isinstance(error, ValueError)):
        needs = f"it takes {takes}" if takes else error
        return ShapeError(f"{where} does not fit: {needs}.", [name], shapes=shapes)
    return OperationError(
        f"{where} failed with {type(error).__name__}: {error}", [name], shapes=shapes
    )

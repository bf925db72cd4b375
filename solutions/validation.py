"""Convert and check what callers pass to the engine: values, phi and operations.

In the engine, a number is a float, a vector or matrix is a float64 array, and a
cotangent has the shape of its node. The operations in `OPS` keep to this. Values and
operations that callers pass are converted here, or rejected with an error that names
the node, so that the sweep does not have to check them again.
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
    described,
    listed,
    truncated,
    wrong_operation,
)
from solutions.operations import OPS, Op, Value

Values = dict[Name, Value]
OpTable = Mapping[str, Op]
Phi = Function | None  # phi or dphi; None if the caller passes none


class OpShapeError(ValueError):
    """Wrong shapes in an operation; the sweep adds the node and raises ShapeError."""


def as_value(value: Any) -> Value:
    """A float if the value has no axes, else a float64 array.

    Raises:
        TypeError, ValueError: the value does not consist of real numbers.
    """
    if type(value) is np.ndarray and value.dtype is FLOAT64 and value.ndim:
        return value
    array = real_numbers(value)
    return array if array.ndim else float(array)


def shape(value: Value) -> tuple[int, ...]:
    """The shape of a value; () for a float."""
    return () if type(value) is float else value.shape


def mapping(phi: Function, dphi: Function) -> Op:
    """The operation z -> phi(z), from phi and its derivative or Jacobian.

    Args:
        phi: takes a number or an array and returns the same shape.
        dphi: for an element-wise phi, φ′ in z's shape. For a phi that mixes the entries
            of a vector (d,), the Jacobian (d, d), entry [i, j] = ∂φᵢ/∂zⱼ.

    Returns:
        `Op` with one input.

    >>> from solutions import evaluate
    >>> swap = mapping(lambda z: z[::-1], lambda z: [[0, 1], [1, 0]])
    >>> graph = {"z": ("source",), "p": ("swap", "z")}
    >>> evaluate(graph, {"z": [1, 2]}, ops={"swap": swap})["p"]
    array([2., 1.])
    """

    def forward(z: Value) -> Value:
        return as_value(phi(z))

    def vjp(ct: Value, out: Value, z: Value) -> tuple[Value]:
        derivative = as_value(dphi(z))
        got, out_shape, z_shape = shape(derivative), shape(out), shape(z)
        if len(z_shape) == len(out_shape) == 1 and got == out_shape + z_shape:
            return (ct @ derivative,)  # Σᵢ ctᵢ ∂φᵢ/∂zⱼ
        if got == out_shape == z_shape:
            return (ct * derivative,)
        raise OpShapeError(
            f"dphi(z) has shape {got}, but z has {z_shape} and phi(z) has {out_shape}"
        )

    return Op(1, forward, vjp)


def operation_table(phi: Phi, dphi: Phi, ops: Ops) -> OpTable:
    """`OPS` with the caller's phi and operations added, each of them checked."""
    if phi is None and ops is None:
        return OPS
    table = dict(OPS)
    for name, op in (ops or {}).items():
        if op is None:
            table.pop(name, None)
        else:
            table[name] = _checked_op(op)
    if phi is not None:
        table["phi"] = mapping(phi, dphi or _missing_dphi)
    return table


def _missing_dphi(z: Value) -> Value:
    """Used when the caller passes no dphi: raises only if the derivative is needed."""
    raise ArgumentError("phi was passed without dphi, its derivative")


def _checked_op(op: Op) -> Op:
    """The operation with checks around it, so that it behaves like those in `OPS`.

    It must get as many inputs as its arity says. Its values become floats or float64
    arrays. Its vjp must return one cotangent per input, of the input's shape.
    """

    def forward(*inputs: Value) -> Value:
        if not op.fits(len(inputs)):
            raise TypeError
        return as_value(op.forward(*inputs))

    def vjp(ct: Value, out: Value, *inputs: Value) -> tuple[Value, ...]:
        parts = tuple(map(as_value, op.vjp(ct, out, *inputs)))
        got, expected = list(map(shape, parts)), list(map(shape, inputs))
        if got != expected:
            raise OpShapeError(
                f"its vjp returns shapes {got}, but the inputs have shapes {expected}"
            )
        return parts

    return Op(op.arity, forward, vjp, op.takes)


def source_values(sources: list[Name], given: Mapping[Any, Any]) -> Values:
    """The value of each source as a float or float64 array.

    Raises:
        SourceError: the values do not match the sources, or are not numbers.
    """
    if not hasattr(given, "keys") or given.keys() != set(sources):
        raise _mismatch(sources, given)
    return {
        name: value
        if type(value := given[name]) is float
        else _source_value(name, value)
        for name in sources
    }


def _mismatch(sources: list[Name], given: Any) -> SourceError:
    """The error for values that do not match the sources."""
    if not isinstance(given, Mapping):
        return SourceError(
            f"values should be a dict with an entry for each of {listed(sources)} "
            f"(got {described(given)})."
        )
    missing = [name for name in sources if name not in given]
    if missing:
        return SourceError(
            f"Source {missing[0]!r} has no value; values should have a number, vector "
            f"or matrix for each of {listed(sources)}.",
            missing,
        )
    extra = [name for name in given if name not in set(sources)]
    return SourceError(
        f"values has an entry {extra[0]!r}, which is not a source of this graph; the "
        f"sources are {listed(sources)}.",
        extra,
    )


def _source_value(name: Name, value: Any) -> Value:
    """The value of one source, or SourceError."""
    try:
        return as_value(value)
    except (TypeError, ValueError):
        raise SourceError(
            f"Source {name!r} should be a number, vector or matrix of real numbers "
            f"(got {described(value)}).",
            [name],
        ) from None


def node_error(
    during: str, step: Step, known: Values, table: OpTable, error: Exception
) -> GraphError:
    """The error for an exception in an operation, with the node and its input shapes.

    Args:
        during: which pass, for the message; empty in the forward pass.
    """
    name, operation, inputs = step
    if operation not in table:  # the graph was checked with other ops
        return UnknownOperationError(
            f"Node {name!r} has the unknown operation {truncated(repr(operation))}; "
            "pass the same ops as to check_graph.",
            [name],
        )
    if not table[operation].fits(len(inputs)):
        return wrong_operation(name, (operation, *inputs), table)
    takes = table[operation].takes
    shapes = [shape(known[inner]) for inner in inputs]
    got = ", ".join(f"{inner!r} {shape(known[inner])}" for inner in inputs[:8])
    got += f", and {len(inputs) - 8} more" if len(inputs) > 8 else ""
    where = f"Node {name!r}: {during}{operation} of {got}"
    if isinstance(error, OpShapeError) or (takes and isinstance(error, ValueError)):
        reason = f"it takes {takes}" if takes else error
        return ShapeError(f"{where} failed: {reason}.", [name], shapes=shapes)
    return OperationError(
        f"{where} failed with {type(error).__name__}: {error}", [name], shapes=shapes
    )

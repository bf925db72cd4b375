"""The operations: for each one, the forward function and the vjp, side by side.

Glossary
    ct   cotangent of a node, ∂sink/∂out; it has the shape of out.
    out  the node's value, computed in the forward pass.
    vjp  vector-Jacobian product: ct times ∂out/∂input for each input. The result is
         the input's cotangent and has the input's shape.

A number is a Python float; a vector or a matrix is a float64 array. A vjp is called as
vjp(ct, out, *inputs) and returns a tuple with one cotangent per input. No function
changes an array in place, so a vjp may return ct itself.

To add an operation, add a line here or pass a dict as `ops`:

>>> from solutions import Op, gradients
>>> ops = {"cube": Op(1, lambda x: x * x * x, lambda ct, out, x: (3 * x * x * ct,))}
>>> gradients({"x": ("source",), "y": ("cube", "x")}, {"x": 2.0}, ops=ops)["x"]
12.0
"""

import math
import operator
from collections.abc import Callable
from functools import reduce
from typing import Any, NamedTuple

import numpy as np

Value = Any  # float, or np.ndarray of float64


class Op(NamedTuple):
    """One operation: `forward(*inputs)` and `vjp(ct, out, *inputs)`.

    arity: the number of inputs, or None for one or more.
    takes: the input shapes that it accepts, as text for errors; empty for all shapes.
        The engine checks `EQUAL` itself, because NumPy would broadcast.

    >>> OPS["mul"].vjp(1.0, 6.0, 2.0, 3.0)  # the derivatives of 2 · 3
    (3.0, 2.0)
    """

    arity: int | None
    forward: Callable[..., Value]
    vjp: Callable[..., tuple[Value, ...]]
    takes: str = ""

    def fits(self, count: int) -> bool:
        """True if the operation accepts this number of inputs."""
        return count > 0 if self.arity is None else count == self.arity


EQUAL = "inputs of equal shapes"
DOT_SHAPES = "two numbers, or shapes (…, n) and (n, …)"


def add_all(*inputs: Value) -> Value:
    """The element-wise sum of all inputs."""
    return reduce(operator.add, inputs)


def dot(a: Value, b: Value) -> Value:
    """a · b for two vectors or two numbers, else A b, aᵀ B or A B."""
    if type(a) is float is type(b):
        return a * b
    product = a @ b
    return product if product.ndim else float(product)


def dot_vjp(ct: Value, out: Value, a: Value, b: Value) -> tuple[Value, Value]:
    """The cotangents of a and b. For s = Σⱼ Aᵢⱼ bⱼ, ∂s/∂Aᵢⱼ = bⱼ and ∂s/∂bⱼ = Aᵢⱼ."""
    if type(ct) is float:  # two vectors or two numbers
        return ct * b, ct * a
    if b.ndim == 1:  # A b
        return ct[:, None] * b, ct @ a
    if a.ndim == 1:  # aᵀ B
        return b @ ct, a[:, None] * ct
    return ct @ b.T, a.T @ ct


def sum_all(*inputs: Value) -> float:
    """The sum of all entries of all inputs.

    Raises:
        TypeError: there are no inputs.
    """
    if not inputs:
        raise TypeError
    return sum(x if type(x) is float else float(x.sum()) for x in inputs)


def sum_vjp(ct: float, out: float, *inputs: Value) -> tuple[Value, ...]:
    """ct for every entry of every input, because ∂out/∂entry = 1."""
    return tuple(ct if type(x) is float else np.full(x.shape, ct) for x in inputs)


def tanh(z: Value) -> Value:
    """tanh(z), element-wise; a float for a float."""
    return math.tanh(z) if type(z) is float else np.tanh(z)


# fmt: off
OPS: dict[str, Op] = {
    # name       inputs  forward         vjp: (ct, out, *inputs) -> cotangents
    "add":    Op(None, add_all,          lambda ct, out, *xs: (ct,) * len(xs), EQUAL),
    "sub":    Op(2, lambda x, y: x - y,  lambda ct, out, x, y: (ct, -ct), EQUAL),
    "mul":    Op(2, lambda x, y: x * y,  lambda ct, out, x, y: (ct * y, ct * x), EQUAL),
    "neg":    Op(1, lambda x: -x,        lambda ct, out, x: (-ct,)),
    "square": Op(1, lambda x: x * x,     lambda ct, out, x: (2 * x * ct,)),
    "dot":    Op(2, dot,                 dot_vjp, DOT_SHAPES),
    "sum":    Op(None, sum_all,          sum_vjp),
    "phi":    Op(1, tanh,                lambda ct, out, z: (ct * (1 - out * out),)),
}
# fmt: on

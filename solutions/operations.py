"""The operations: each one's value and its rule for going backward, side by side.

Glossary
    ct   cotangent, ∂sink/∂out: how the sink reacts to this node. Shape of out.
    out  the node's value, computed in the forward pass.
    vjp  vector-Jacobian product: takes ct and gives back, for every input, ct times
         ∂out/∂input, a cotangent of that input's shape.

A number is a Python float; a vector or a matrix is a float64 array. A rule is called
as vjp(ct, out, *inputs) and returns one cotangent per input, in a tuple. Nothing is
changed in place, so a rule may hand on what it was given.

A new operation is one more line, here or in a dict handed in as `ops`:

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
    """One operation, as `forward(*inputs)` and `vjp(ct, out, *inputs)`.

    arity: the number of inputs, or None for one or more.
    takes: the shapes that it takes, in words, if not all; `ALIKE` is insisted on, for
        NumPy would broadcast.

    >>> OPS["mul"].vjp(1.0, 6.0, 2.0, 3.0)  # how 2 · 3 reacts to the 2 and to the 3
    (3.0, 2.0)
    """

    arity: int | None
    forward: Callable[..., Value]
    vjp: Callable[..., tuple[Value, ...]]
    takes: str = ""

    def fits(self, count: int) -> bool:
        """Whether it takes this number of inputs."""
        return count > 0 if self.arity is None else count == self.arity


ALIKE = "inputs of one shape"
CHAINED = "two numbers, or shapes (…, n) and (n, …)"


def plus(*inputs: Value) -> Value:
    return reduce(operator.add, inputs)


def dot(a: Value, b: Value) -> Value:
    """a · b of two vectors or numbers, A b, aᵀ B or A B."""
    if type(a) is float is type(b):
        return a * b
    product = a @ b
    return product if product.ndim else float(product)


def dot_vjp(ct: Value, out: Value, a: Value, b: Value) -> tuple[Value, Value]:
    """∂(Σⱼ Aᵢⱼ bⱼ)/∂Aᵢⱼ = bⱼ and /∂bⱼ = Aᵢⱼ, for each number of axes."""
    if type(ct) is float:  # two vectors or two numbers
        return ct * b, ct * a
    if b.ndim == 1:  # A b
        return ct[:, None] * b, ct @ a
    if a.ndim == 1:  # aᵀ B
        return b @ ct, a[:, None] * ct
    return ct @ b.T, a.T @ ct


def total(*inputs: Value) -> float:
    """Σ of every entry of every input, of which there is at least one."""
    if not inputs:
        raise TypeError
    return sum(x if type(x) is float else float(x.sum()) for x in inputs)


def spread(ct: float, out: float, *inputs: Value) -> tuple[Value, ...]:
    """Every entry counts once: ct for each."""
    return tuple(ct if type(x) is float else np.full(x.shape, ct) for x in inputs)


def tanh(z: Value) -> Value:
    return math.tanh(z) if type(z) is float else np.tanh(z)


# fmt: off
OPS: dict[str, Op] = {
    # name       inputs  forward         vjp: (ct, out, *inputs) -> cotangents
    "add":    Op(None, plus,             lambda ct, out, *xs: (ct,) * len(xs), ALIKE),
    "sub":    Op(2, lambda x, y: x - y,  lambda ct, out, x, y: (ct, -ct), ALIKE),
    "mul":    Op(2, lambda x, y: x * y,  lambda ct, out, x, y: (ct * y, ct * x), ALIKE),
    "neg":    Op(1, lambda x: -x,        lambda ct, out, x: (-ct,)),
    "square": Op(1, lambda x: x * x,     lambda ct, out, x: (2 * x * ct,)),
    "dot":    Op(2, dot,                 dot_vjp, CHAINED),
    "sum":    Op(None, total,            spread),
    "phi":    Op(1, tanh,                lambda ct, out, z: (ct * (1 - out * out),)),
}
# fmt: on

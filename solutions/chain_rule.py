"""Section 1 (a) and (b): the chain rule when several paths lead to the output.

The multivariate chain rule: with uᵢ = gᵢ(w),

    d/dw f(u₁, …, uₙ) = Σᵢ ∂f/∂xᵢ(u₁, …, uₙ) · gᵢ′(w).

Derivatives along one path are multiplied; the results of all paths are added. The
functions of part (a) take a number or an array and work element-wise.
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats, number_or_array
from solutions.graph_errors import ArgumentError


def df(x: Any) -> Any:
    """The derivative of f(x) = x² (worksheet, Section 1 (a)).

    ((x + h)² − x²) / h = 2x + h, which tends to 2x as h tends to 0.

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> df(3)
    6.0
    """
    return number_or_array(2 * floats("x", x))


def dg(x: Any) -> Any:
    """The derivative of g(x) = x (worksheet, Section 1 (a)).

    ((x + h) − x) / h = 1 for every x.

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> dg([1.5, -2])
    array([1., 1.])
    """
    return number_or_array(np.ones_like(floats("x", x)))


def dh(x1: Any, x2: Any) -> tuple[Any, Any]:
    """(∂h/∂x₁, ∂h/∂x₂) for h(x₁, x₂) = x₁² + x₂² (worksheet, Section 1 (a)).

    For each partial derivative the other input is a constant: (2x₁, 2x₂).

    Args:
        x1, x2: numbers or arrays of any shape.

    Returns:
        pair of floats or arrays, of the shapes of x1 and x2.

    Raises:
        ArgumentError: x1 or x2 does not consist of real numbers.

    >>> dh(3, -1)
    (6.0, -2.0)
    """
    return number_or_array(2 * floats("x1", x1)), number_or_array(2 * floats("x2", x2))


def dl(x: Any) -> Any:
    """The derivative of ℓ(x) = h(f(x), g(x)) (worksheet, Section 1 (a)).

    Two paths lead from x to ℓ. With u = f(x) = x² and v = g(x) = x,

        dℓ/dx = ∂h/∂u · f′(x) + ∂h/∂v · g′(x) = 2x² · 2x + 2x · 1 = 4x³ + 2x.

    Check: ℓ(x) = x⁴ + x², so ℓ′(x) = 4x³ + 2x.

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> dl(2)
    36.0
    """
    x = floats("x", x)
    return number_or_array(2 * x * (2 * x * x + 1))


def total_derivative(df: Function, g: Function, dg: Function, w: float) -> float:
    """d/dw f(g₁(w), …, gₙ(w)) (worksheet, Section 1 (b)).

    Change w by a small h. Then every uᵢ = gᵢ(w) changes by gᵢ′(w) h, and this changes
    f by ∂f/∂xᵢ(u) gᵢ′(w) h, with the partial derivative taken at u = g(w). To first
    order these changes add up, so the derivative is Σᵢ ∂f/∂xᵢ(g(w)) gᵢ′(w).

    Args:
        df: the gradient of f, (n,) -> (n,).
        g, dg: the values and the derivatives of g₁ … gₙ, number -> (n,).
        w: a number.

    Returns:
        float.

    Raises:
        ArgumentError: df(g(w)) and dg(w) do not both have shape (n,).

    >>> total_derivative(lambda x: [x[1], x[0]], lambda w: [w, w * w],
    ...                  lambda w: [1, 2 * w], 3.0)  # d/dw w · w²
    27.0
    """
    outer = floats("df(g(w))", df(floats("g(w)", g(w))))
    inner = floats("dg(w)", dg(w))
    if outer.shape != inner.shape or outer.ndim > 1:
        raise ArgumentError(
            "df(g(w)) and dg(w) should both have shape (n,) "
            f"(got {outer.shape} and {inner.shape})."
        )
    return float(np.dot(outer, inner))

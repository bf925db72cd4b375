"""Section 1 (a) and (b): where several paths lead from input to output.

The multivariate chain rule: with uᵢ = gᵢ(w),

    d/dw f(u₁, …, uₙ) = Σᵢ ∂f/∂xᵢ(u₁, …, uₙ) · gᵢ′(w).

Along a path derivatives multiply; over paths they add up. Every function here takes
a number or an array, entry by entry, and gives back the same shape.
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats, number_or_array
from solutions.graph_errors import ArgumentError


def df(x: Any) -> Any:
    """f′ of f(x) = x² (worksheet, Section 1 (a)).

    ((x + h)² − x²) / h = 2x + h → 2x.

    Args:
        x: a number or an array of any shape.

    >>> df(3)
    6.0
    """
    return number_or_array(2 * floats("x", x))


def dg(x: Any) -> Any:
    """g′ of g(x) = x (worksheet, Section 1 (a)).

    ((x + h) − x) / h = 1, wherever one stands.

    Args:
        x: a number or an array of any shape.

    >>> dg([1.5, -2])
    array([1., 1.])
    """
    return number_or_array(np.ones_like(floats("x", x)))


def dh(x1: Any, x2: Any) -> tuple[Any, Any]:
    """(∂h/∂x₁, ∂h/∂x₂) of h(x₁, x₂) = x₁² + x₂² (worksheet, Section 1 (a)).

    While one input moves, the square of the other is a constant: (2x₁, 2x₂).

    Args:
        x1, x2: numbers or arrays of any shape.

    >>> dh(3, -1)
    (6.0, -2.0)
    """
    return number_or_array(2 * floats("x1", x1)), number_or_array(2 * floats("x2", x2))


def dl(x: Any) -> Any:
    """dℓ/dx of ℓ(x) = h(f(x), g(x)) (worksheet, Section 1 (a)).

    Two paths lead from x to ℓ. With u = f(x) = x² and v = g(x) = x,

        dℓ/dx = ∂h/∂u · f′(x) + ∂h/∂v · g′(x) = 2x² · 2x + 2x · 1 = 4x³ + 2x.

    The check: ℓ(x) = x⁴ + x² has this derivative.

    Args:
        x: a number or an array of any shape.

    >>> dl(2)
    36.0
    """
    x = floats("x", x)
    return number_or_array(2 * x * (2 * x * x + 1))


def total_derivative(df: Function, g: Function, dg: Function, w: float) -> float:
    """d/dw f(g₁(w), …, gₙ(w)) (worksheet, Section 1 (b)).

    Move w by a small h: every uᵢ = gᵢ(w) moves by gᵢ′(w) h, and each of these moves f
    by ∂f/∂xᵢ times as much, where ∂f/∂xᵢ is taken at u = g(w), which is all that f
    sees of w. To first order the moves add up: Σᵢ ∂f/∂xᵢ(g(w)) gᵢ′(w).

    Args:
        df: the gradient of f, (n,) -> (n,).
        g, dg: the values and the slopes of g₁ … gₙ, number -> (n,).
        w: a number.

    Raises:
        ArgumentError: df(g(w)) and dg(w) are not both of one shape (n,).

    >>> total_derivative(lambda x: [x[1], x[0]], lambda w: [w, w * w],
    ...                  lambda w: [1, 2 * w], 3.0)  # d/dw w · w²
    27.0
    """
    outer = floats("df(g(w))", df(floats("g(w)", g(w))))
    inner = floats("dg(w)", dg(w))
    if outer.shape != inner.shape or outer.ndim > 1:
        raise ArgumentError(
            "df(g(w)) and dg(w) should be of one shape (n,) "
            f"(got {outer.shape} and {inner.shape})."
        )
    return float(np.dot(outer, inner))

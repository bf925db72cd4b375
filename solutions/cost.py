"""Section 1 (e): derivatives by formula and by trying, and what each costs.

All of ∂ℓ/∂W⁽¹⁾ of (d). By formula, D = Jᵀ W⁽²⁾ᵀ e takes two products of a matrix and a
vector, and D xᵀ has d² entries of one product each: Θ(d²), `analytic_exponent` is 2.

By trying, each of the d² entries of W⁽¹⁾ is moved twice, and each time ℓ, two products
of a matrix and a vector, is computed anew for Θ(d²): together Θ(d² · d²) = Θ(d⁴),
`numerical_exponent` is 4.
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats
from solutions.graph_errors import ArgumentError

analytic_exponent = 2
numerical_exponent = 4


def numerical_gradient(f: Function, W: Any, eps: float = 1e-6) -> np.ndarray:
    """∂f/∂W by central differences (worksheet, Section 1 (e)).

    Taylor's series of f in the one entry w = Wᵢⱼ, the others held fixed, gives

        (f(w + ε) − f(w − ε)) / 2ε = f′(w) + ε² f‴(w)/6 + …

    The terms f(w) and ε² f″(w)/2 cancel, so that the error falls as ε², where a
    one-sided difference is off by ε f″(w)/2. But a small ε subtracts nearly equal
    numbers, with an error of about 10⁻¹⁶ |f| / ε; near ε = 10⁻⁵ the two balance.

    Args:
        f: scalar function of a matrix; gets a fresh array at each call.
        W: a matrix, square or not (any shape will do); left as it was.
        eps: ε, how far each entry is moved to either side.

    Returns:
        array of W's shape, after 2 · W.size calls of f.

    Raises:
        ArgumentError: f gives no number, or eps is not above 0.

    >>> numerical_gradient(lambda W: (W * W).sum(), [[1, 2, 3]], eps=0.5)
    array([[2., 4., 6.]])
    """
    gradient = central_difference(f, W, eps)
    if gradient.shape != np.shape(W):
        raise ArgumentError(
            "f(W) should be a number (got an array of shape "
            f"{gradient.shape[: gradient.ndim - np.ndim(W)]})."
        )
    return gradient


def central_difference(f: Function, x: Any, eps: float = 1e-6) -> np.ndarray:
    """All ∂f/∂xⱼ by central differences: the oracle that knows no rule.

    Args:
        f: function of an array of x's shape, giving a number or an array.
        x: a number or an array of any shape.
        eps: how far each entry is moved to either side.

    Returns:
        array of shape f(x).shape + x.shape, entry [i, j] = ∂fᵢ/∂xⱼ.

    Raises:
        ArgumentError: eps is not above 0, x is empty, or f gives no numbers.

    >>> central_difference(lambda x: [x[0] * x[1], 3 * x[1]], [2, 5], eps=0.5)
    array([[5., 2.],
           [0., 3.]])
    """
    x = floats("x", x)
    if not eps > 0 or not x.size:
        raise ArgumentError(
            f"eps should be above 0 and x hold at least one number (got eps = {eps!r} "
            f"and x of shape {x.shape})."
        )
    columns = []
    for j in range(x.size):
        step = np.zeros(x.size)
        step[j] = eps
        step = step.reshape(x.shape)
        up, down = floats("f(x)", f(x + step)), floats("f(x)", f(x - step))
        columns.append((up - down) / (2 * eps))
    return np.stack(columns, axis=-1).reshape(columns[0].shape + x.shape)

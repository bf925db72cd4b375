"""Section 1 (e): analytic and numerical gradients, and their cost.

Both ways compute all of ∂ℓ/∂W⁽¹⁾ from (d). The analytic formula needs D = Jᵀ W⁽²⁾ᵀ e,
which takes two matrix-vector products, and the outer product D xᵀ, which takes one
multiplication for each of d² entries. The cost is Θ(d²): `analytic_exponent` is 2.

The numerical gradient moves each of the d² entries of W⁽¹⁾ up and down and evaluates
ℓ each time. One evaluation takes two matrix-vector products, which cost Θ(d²). The
total cost is Θ(d² · d²) = Θ(d⁴): `numerical_exponent` is 4.
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats
from solutions.graph_errors import ArgumentError

analytic_exponent = 2
numerical_exponent = 4


def numerical_gradient(f: Function, W: Any, eps: float = 1e-6) -> np.ndarray:
    """∂f/∂W by central differences (worksheet, Section 1 (e)).

    Take one entry w = Wᵢⱼ and keep the others fixed. The Taylor series of f in w gives

        (f(w + ε) − f(w − ε)) / 2ε = f′(w) + ε² f‴(w)/6 + …

    The terms with f(w) and f″(w) cancel, so the error is proportional to ε². A
    one-sided difference has the larger error ε f″(w)/2. But for a small ε the two
    values are nearly equal, and their difference has a rounding error of about
    10⁻¹⁶ |f|, which is divided by 2ε. Near ε = 10⁻⁵ both errors are about the same.

    Args:
        f: maps an array of W's shape to a number. Gets a new array in each call.
        W: a matrix, square or not (any other shape works too). It is not changed.
        eps: ε, how far each entry is moved up and down.

    Returns:
        array of W's shape, after 2 · W.size calls of f.

    Raises:
        ArgumentError: f does not return a number, W is empty, or eps is not positive.

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
    """All ∂f/∂xⱼ by central differences, independent of every other rule here.

    Args:
        f: maps an array of x's shape to a number or an array.
        x: a number or an array of any shape.
        eps: how far each entry is moved up and down.

    Returns:
        array of shape f(x).shape + x.shape, entry [i, j] = ∂fᵢ/∂xⱼ.

    Raises:
        ArgumentError: eps is not positive, x is empty, or f does not return numbers.

    >>> central_difference(lambda x: [x[0] * x[1], 3 * x[1]], [2, 5], eps=0.5)
    array([[5., 2.],
           [0., 3.]])
    """
    x = floats("x", x)
    if not eps > 0 or not x.size:
        raise ArgumentError(
            "eps should be greater than 0, and x should contain at least one number "
            f"(got eps = {eps!r} and x of shape {x.shape})."
        )
    columns = []
    for j in range(x.size):
        step = np.zeros(x.size)
        step[j] = eps
        step = step.reshape(x.shape)
        up, down = floats("f(x)", f(x + step)), floats("f(x)", f(x - step))
        columns.append((up - down) / (2 * eps))
    return np.stack(columns, axis=-1).reshape(columns[0].shape + x.shape)

"""Section 1 (d): all gradients of a two-layer loss, by hand.

Glossary
    z  W⁽¹⁾x + b, before the nonlinearity, shape (d,)
    p  Φ(z), after it
    e  W⁽²⁾p − y, the error
    D  ∂ℓ/∂z, what all gradients of the first layer share
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats, misfit


def loss_gradients(
    x: Any, y: Any, W1: Any, W2: Any, b: Any, phi: Function, dphi: Function
) -> dict[str, np.ndarray]:
    """Gradients of ℓ = ½ ‖W⁽²⁾ Φ(W⁽¹⁾x + b) − y‖² (worksheet, Section 1 (d)).

    With z = W⁽¹⁾x + b, p = Φ(z), e = W⁽²⁾p − y we have ℓ = ½ Σᵢ eᵢ². From the end back:

        ∂ℓ/∂eᵢ     = eᵢ
        ∂ℓ/∂W⁽²⁾ᵢⱼ = eᵢ pⱼ                    as eᵢ = Σⱼ W⁽²⁾ᵢⱼ pⱼ − yᵢ
        ∂ℓ/∂pⱼ     = Σᵢ eᵢ W⁽²⁾ᵢⱼ              every error feels pⱼ
        ∂ℓ/∂zₖ     = Σⱼ ∂ℓ/∂pⱼ ∂Φⱼ/∂zₖ =: Dₖ   every Φⱼ may feel zₖ
        ∂ℓ/∂bₖ     = Dₖ                       as zₖ = Σₗ W⁽¹⁾ₖₗ xₗ + bₖ
        ∂ℓ/∂W⁽¹⁾ₖₗ = Dₖ xₗ
        ∂ℓ/∂xₗ     = Σₖ Dₖ W⁽¹⁾ₖₗ

    As arrays, with the Jacobian J = Φ′(z): D = Jᵀ W⁽²⁾ᵀ e, and the gradients are
    W⁽¹⁾ᵀD for x, D xᵀ for W⁽¹⁾, e pᵀ for W⁽²⁾ and D for b. No matrix is multiplied by
    a matrix: all of it costs Θ(d²).

    Args:
        x, y, b: shape (d,).
        W1, W2: shape (d, d).
        phi: Φ, any map (d,) -> (d,).
        dphi: its Jacobian, (d,) -> (d, d), entry [i, j] = ∂Φᵢ/∂zⱼ.

    Returns:
        dict: "x" (d,), "W1" (d, d), "W2" (d, d), "b" (d,).

    Raises:
        ArgumentError: a shape does not fit, or what phi and dphi give does not.

    >>> swap, dswap = lambda z: z[::-1], lambda z: [[0, 1], [1, 0]]
    >>> loss_gradients([1, 2], [0, 0], np.eye(2), np.eye(2), [0, 3], swap, dswap)["x"]
    array([1., 5.])
    """
    x, y, b = floats("x", x), floats("y", y), floats("b", b)
    W1, W2 = floats("W1", W1), floats("W2", W2)
    line, square = x.shape, x.shape * 2
    fits = line == y.shape == b.shape and square == W1.shape == W2.shape
    if not fits or len(line) != 1:
        vectors = {name: ("(d,)", v) for name, v in (("x", x), ("y", y))}
        matrices = {name: ("(d, d)", W) for name, W in (("W1", W1), ("W2", W2))}
        raise misfit(**vectors, **matrices, b=("(d,)", b))
    z = W1 @ x + b
    p = floats("phi(z)", phi(z))
    J = floats("dphi(z)", dphi(z))
    if p.shape != line or J.shape != square:
        raise misfit(**{"phi(z)": (f"{line}", p), "dphi(z)": (f"{square}", J)})
    e = W2 @ p - y
    D = e @ W2 @ J
    del J  # frees d² numbers, whose warm memory the results can have
    return {"x": D @ W1, "W1": D[:, None] * x, "W2": e[:, None] * p, "b": D}

"""Section 1 (d): all gradients of a two-layer loss, as closed forms.

Glossary
    z  W⁽¹⁾x + b, the input of the nonlinearity, shape (d,)
    p  Φ(z), its output, shape (d,)
    e  W⁽²⁾p − y, the error, shape (d,)
    D  ∂ℓ/∂z, which the gradients for x, W⁽¹⁾ and b all use, shape (d,)
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats, shape_error


def loss_gradients(
    x: Any, y: Any, W1: Any, W2: Any, b: Any, phi: Function, dphi: Function
) -> dict[str, np.ndarray]:
    """The gradients of ℓ = ½ ‖W⁽²⁾ Φ(W⁽¹⁾x + b) − y‖² (worksheet, Section 1 (d)).

    Let z = W⁽¹⁾x + b, p = Φ(z) and e = W⁽²⁾p − y, so that ℓ = ½ Σᵢ eᵢ². Go backward
    from ℓ:

        ∂ℓ/∂eᵢ     = eᵢ
        ∂ℓ/∂W⁽²⁾ᵢⱼ = eᵢ pⱼ                    because eᵢ = Σⱼ W⁽²⁾ᵢⱼ pⱼ − yᵢ
        ∂ℓ/∂pⱼ     = Σᵢ eᵢ W⁽²⁾ᵢⱼ              every eᵢ depends on pⱼ
        ∂ℓ/∂zₖ     = Σⱼ ∂ℓ/∂pⱼ ∂Φⱼ/∂zₖ =: Dₖ   every Φⱼ may depend on zₖ
        ∂ℓ/∂bₖ     = Dₖ                       because zₖ = Σₗ W⁽¹⁾ₖₗ xₗ + bₖ
        ∂ℓ/∂W⁽¹⁾ₖₗ = Dₖ xₗ
        ∂ℓ/∂xₗ     = Σₖ Dₖ W⁽¹⁾ₖₗ

    With arrays and the Jacobian J of Φ at z, D = Jᵀ W⁽²⁾ᵀ e. The gradients are W⁽¹⁾ᵀD
    for x, D xᵀ for W⁽¹⁾, e pᵀ for W⁽²⁾ and D for b. There are only matrix-vector and
    outer products, no product of two matrices, so the cost is Θ(d²).

    Args:
        x, y, b: shape (d,).
        W1, W2: shape (d, d).
        phi: Φ, any map (d,) -> (d,).
        dphi: the Jacobian of Φ, (d,) -> (d, d), entry [i, j] = ∂Φᵢ/∂zⱼ.

    Returns:
        dict: "x" (d,), "W1" (d, d), "W2" (d, d), "b" (d,).

    Raises:
        ArgumentError: a shape is wrong, also that of phi(z) or dphi(z).

    >>> swap, dswap = lambda z: z[::-1], lambda z: [[0, 1], [1, 0]]
    >>> loss_gradients([1, 2], [0, 0], np.eye(2), np.eye(2), [0, 3], swap, dswap)["x"]
    array([1., 5.])
    """
    x, y, b = floats("x", x), floats("y", y), floats("b", b)
    W1, W2 = floats("W1", W1), floats("W2", W2)
    vector, matrix = x.shape, x.shape * 2
    fits = vector == y.shape == b.shape and matrix == W1.shape == W2.shape
    if not fits or len(vector) != 1:
        vectors = {name: ("(d,)", v) for name, v in (("x", x), ("y", y))}
        matrices = {name: ("(d, d)", W) for name, W in (("W1", W1), ("W2", W2))}
        raise shape_error(**vectors, **matrices, b=("(d,)", b))
    z = W1 @ x + b
    p = floats("phi(z)", phi(z))
    J = floats("dphi(z)", dphi(z))
    if p.shape != vector or J.shape != matrix:
        raise shape_error(**{"phi(z)": (f"{vector}", p), "dphi(z)": (f"{matrix}", J)})
    e = W2 @ p - y
    D = e @ W2 @ J
    del J  # frees d² numbers first, so the results can reuse memory that is in cache
    return {"x": D @ W1, "W1": D[:, None] * x, "W2": e[:, None] * p, "b": D}

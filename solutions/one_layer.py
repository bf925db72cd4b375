"""Section 1 (f) and (g): derivatives and gradient descent for one layer.

The function is f(W, x, y) = (y − Σᵢ φ(wᵢᵀx + bᵢ))².

Glossary
    z  zᵢ = wᵢᵀx + bᵢ, shape (n,)
    p  pᵢ = φ(zᵢ), shape (n,)
    s  Σᵢ pᵢ, a number
    r  y − s, the residual, a number, so that f = r²
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats, shape_error, whole_number


def sensitivities(
    W: Any, x: Any, y: Any, b: Any, phi: Function, dphi: Function
) -> dict[str, Any]:
    """∂f/∂node for the nodes r, s, p, z of f = (y − s)² (worksheet, Section 1 (f)).

    Change one node by a small amount and recompute everything downstream. The change
    of f, divided by that amount, is about the derivative of f with respect to the node.
    Start at f and go backward; each line uses the one above it:

        f = r²           ∂f/∂r  = 2r
        r = y − s        ∂f/∂s  = 2r · (−1) = −2r
        s = Σᵢ pᵢ        ∂f/∂pᵢ = −2r · 1, the same for every unit
        pᵢ = φ(zᵢ)       ∂f/∂zᵢ = −2r φ′(zᵢ)

    Args:
        W: shape (n, d). x: (d,). b: (n,). y: a number.
        phi, dphi: φ and φ′, element-wise, (n,) -> (n,).

    Returns:
        dict: "r" float, "s" float, "p" (n,), "z" (n,).

    Raises:
        ArgumentError: a shape is wrong, also that of phi(z) or dphi(z).

    >>> sensitivities([[1, 0]], [2, 5], 3, [0], lambda z: z**2, lambda z: 2 * z)
    {'r': -2.0, 's': 2.0, 'p': array([2.]), 'z': array([8.])}
    """
    W, x, y, b = _validated(W, x, y, b)
    z, r = _forward(W, x, y, b, phi)
    dp_dz = _elementwise("dphi(z)", dphi, z)
    return {"r": 2 * r, "s": -2 * r, "p": np.full(z.shape, -2 * r), "z": -2 * r * dp_dz}


def grad_W(W: Any, x: Any, y: Any, b: Any, phi: Function, dphi: Function) -> np.ndarray:
    """∂f/∂W of f = (y − Σᵢ φ(wᵢᵀx + bᵢ))² (worksheet, Section 1 (g)).

    Wᵢⱼ affects f only through zᵢ = Σⱼ Wᵢⱼ xⱼ + bᵢ, and ∂zᵢ/∂Wᵢⱼ = xⱼ. Multiply by
    ∂f/∂zᵢ = −2r φ′(zᵢ) from (f):

        ∂f/∂Wᵢⱼ = −2r φ′(zᵢ) xⱼ.

    Args:
        W: shape (n, d). x: (d,). b: (n,). y: a number.
        phi, dphi: φ and φ′, element-wise, (n,) -> (n,).

    Returns:
        array of W's shape (n, d).

    Raises:
        ArgumentError: a shape is wrong, also that of phi(z) or dphi(z).

    >>> grad_W([[1, 0]], [2, 5], 3, [0], lambda z: z**2, lambda z: 2 * z)
    array([[16., 40.]])
    """
    W, x, y, b = _validated(W, x, y, b)
    z, r = _forward(W, x, y, b, phi)
    gradient: np.ndarray = (-2 * r * _elementwise("dphi(z)", dphi, z))[:, None] * x
    return gradient


def gradient_descent(
    W: Any, x: Any, y: Any, b: Any, phi: Function, dphi: Function, lr: float, steps: int
) -> tuple[np.ndarray, list[float]]:
    """Gradient descent: W ← W − lr · ∂f/∂W, repeated (worksheet, Section 1 (g)).

    To first order, a small step V changes f by Σᵢⱼ ∂f/∂Wᵢⱼ Vᵢⱼ. Among all steps of the
    same length, the step in the direction of the negative gradient reduces f most. The
    learning rate lr scales the step, and the gradient is recomputed after each step.
    The forward pass computes z and r, which f and its gradient both need. If lr is too
    large, f grows, possibly to inf or nan. There is no warning then, so that the
    history can show the divergence.

    Args:
        W: shape (n, d), not changed. x: (d,). b: (n,). y: a number.
        phi, dphi: φ and φ′, element-wise, (n,) -> (n,).
        lr: the learning rate, a number.
        steps: the number of steps, 0 or more.

    Returns:
        (W_final, history): array (n, d), and a list of steps + 1 values of f, floats.

    Raises:
        ArgumentError: a shape is wrong, lr is not a number, or steps is not a whole
            number of at least 0.

    >>> W, history = gradient_descent([[0.0]], [1], 1, [0], lambda z: z,
    ...                               lambda z: 1 + 0 * z, lr=0.25, steps=2)
    >>> W, history
    (array([[0.75]]), [1.0, 0.25, 0.0625])
    """
    W, x, y, b = _validated(W, x, y, b)
    lr = _number("lr", lr)
    W, history = W.copy(), []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(whole_number("steps", steps, 0)):
            z, r = _forward(W, x, y, b, phi)
            history.append(r * r)
            W -= (-2 * lr * r * _elementwise("dphi(z)", dphi, z))[:, None] * x
        _, r = _forward(W, x, y, b, phi)
    return W, [*history, r * r]


def _validated(
    W: Any, x: Any, y: Any, b: Any
) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    """W, x, y, b as float64 arrays and a float, with shapes that fit together."""
    W, x, b = floats("W", W), floats("x", x), floats("b", b)
    if type(y) is not float:
        y = _number("y", y)
    if b.ndim != 1 or x.ndim != 1 or W.shape != b.shape + x.shape:
        raise shape_error(W=("(n, d)", W), x=("(d,)", x), b=("(n,)", b))
    return W, x, y, b


def _number(name: str, value: Any) -> float:
    """The value as a float; an array with one entry is accepted."""
    array = floats(name, value)
    if array.size != 1:
        raise shape_error(**{name: ("one number", array)})
    return float(array.item())


def _forward(
    W: np.ndarray, x: np.ndarray, y: float, b: np.ndarray, phi: Function
) -> tuple[np.ndarray, float]:
    """The forward pass: the pair (z, r)."""
    z = W @ x + b
    return z, y - float(_elementwise("phi(z)", phi, z).sum())


def _elementwise(name: str, function: Function, z: np.ndarray) -> np.ndarray:
    """function(z) as an array, checked to have z's shape; `name` is for the error."""
    values = floats(name, function(z))
    if values.shape != z.shape:
        raise shape_error(**{name: (f"{z.shape}", values)})
    return values

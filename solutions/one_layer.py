"""Section 1 (f) and (g): the nodes of f(W, x, y) = (y − Σᵢ φ(wᵢᵀx + bᵢ))², its descent.

Glossary
    z  zᵢ = wᵢᵀx + bᵢ, shape (n,)
    p  pᵢ = φ(zᵢ), shape (n,)
    s  Σᵢ pᵢ, a number
    r  y − s, the residual, a number; f = r²
"""

from typing import Any

import numpy as np

from solutions.arguments import Function, floats, misfit, whole


def sensitivities(
    W: Any, x: Any, y: Any, b: Any, phi: Function, dphi: Function
) -> dict[str, Any]:
    """∂f/∂node for the nodes r, s, p, z of f = (y − s)² (worksheet, Section 1 (f)).

    The derivative of f with respect to a node says how many times as much as the node
    f moves, when the node alone is moved a little and all that comes after it follows.
    From the end back, each from the one before:

        f = r²           ∂f/∂r  = 2r
        r = y − s        ∂f/∂s  = 2r · (−1) = −2r
        s = Σᵢ pᵢ        ∂f/∂pᵢ = −2r · 1, the same for every unit
        pᵢ = φ(zᵢ)       ∂f/∂zᵢ = −2r φ′(zᵢ)

    Args:
        W: shape (n, d). x: (d,). b: (n,). y: a number.
        phi, dphi: φ and φ′, entry by entry, (n,) -> (n,).

    Returns:
        dict: "r" float, "s" float, "p" (n,), "z" (n,).

    Raises:
        ArgumentError: a shape does not fit, or what phi and dphi give does not.

    >>> sensitivities([[1, 0]], [2, 5], 3, [0], lambda z: z**2, lambda z: 2 * z)
    {'r': -2.0, 's': 2.0, 'p': array([2.]), 'z': array([8.])}
    """
    W, x, y, b = _fitting(W, x, y, b)
    z, r = _residual(W, x, y, b, phi)
    slope = _of_z("dphi(z)", dphi, z)
    return {"r": 2 * r, "s": -2 * r, "p": np.full(z.shape, -2 * r), "z": -2 * r * slope}


def grad_W(W: Any, x: Any, y: Any, b: Any, phi: Function, dphi: Function) -> np.ndarray:
    """∂f/∂W of f = (y − Σᵢ φ(wᵢᵀx + bᵢ))² (worksheet, Section 1 (g)).

    W enters through z alone, and Wᵢⱼ through zᵢ = Σⱼ Wᵢⱼ xⱼ + bᵢ alone, which moves xⱼ
    times as much. With ∂f/∂zᵢ = −2r φ′(zᵢ) of (f):

        ∂f/∂Wᵢⱼ = −2r φ′(zᵢ) xⱼ.

    Args:
        W: shape (n, d). x: (d,). b: (n,). y: a number.
        phi, dphi: φ and φ′, entry by entry, (n,) -> (n,).

    Returns:
        array of W's shape (n, d).

    Raises:
        ArgumentError: a shape does not fit, or what phi and dphi give does not.

    >>> grad_W([[1, 0]], [2, 5], 3, [0], lambda z: z**2, lambda z: 2 * z)
    array([[16., 40.]])
    """
    W, x, y, b = _fitting(W, x, y, b)
    z, r = _residual(W, x, y, b, phi)
    gradient: np.ndarray = (-2 * r * _of_z("dphi(z)", dphi, z))[:, None] * x
    return gradient


def gradient_descent(
    W: Any, x: Any, y: Any, b: Any, phi: Function, dphi: Function, lr: float, steps: int
) -> tuple[np.ndarray, list[float]]:
    """Steps of W ← W − lr · ∂f/∂W, and f on the way (worksheet, Section 1 (g)).

    To first order a small step V changes f by Σᵢⱼ ∂f/∂Wᵢⱼ Vᵢⱼ. Of all steps of one
    length the one against the gradient lowers f most; lr says how far to go, and the
    slope is measured again after every step. A forward pass gives z and r, which both
    f and its gradient need. Too large an lr makes f grow, at last to inf or nan,
    without a warning: divergence is something to see.

    Args:
        W: shape (n, d), left as it was. x: (d,). b: (n,). y: a number.
        phi, dphi: φ and φ′, entry by entry, (n,) -> (n,).
        lr: the learning rate, a number.
        steps: how many, 0 or more.

    Returns:
        (W_final, history): array (n, d), and the steps + 1 values of f, floats.

    Raises:
        ArgumentError: a shape does not fit, or lr or steps is no such number.

    >>> W, history = gradient_descent([[0.0]], [1], 1, [0], lambda z: z,
    ...                               lambda z: 1 + 0 * z, lr=0.25, steps=2)
    >>> W, history
    (array([[0.75]]), [1.0, 0.25, 0.0625])
    """
    W, x, y, b = _fitting(W, x, y, b)
    lr = _number("lr", lr)
    W, history = W.copy(), []
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(whole("steps", steps, 0)):
            z, r = _residual(W, x, y, b, phi)
            history.append(r * r)
            W -= (-2 * lr * r * _of_z("dphi(z)", dphi, z))[:, None] * x
        _, r = _residual(W, x, y, b, phi)
    return W, [*history, r * r]


def _fitting(
    W: Any, x: Any, y: Any, b: Any
) -> tuple[np.ndarray, np.ndarray, float, np.ndarray]:
    W, x, b = floats("W", W), floats("x", x), floats("b", b)
    if type(y) is not float:
        y = _number("y", y)
    if b.ndim != 1 or x.ndim != 1 or W.shape != b.shape + x.shape:
        raise misfit(W=("(n, d)", W), x=("(d,)", x), b=("(n,)", b))
    return W, x, y, b


def _number(name: str, value: Any) -> float:
    array = floats(name, value)
    if array.size != 1:
        raise misfit(**{name: ("one number", array)})
    return float(array.item())


def _residual(
    W: np.ndarray, x: np.ndarray, y: float, b: np.ndarray, phi: Function
) -> tuple[np.ndarray, float]:
    z = W @ x + b
    return z, y - float(_of_z("phi(z)", phi, z).sum())


def _of_z(name: str, function: Function, z: np.ndarray) -> np.ndarray:
    """φ or φ′ of every zᵢ."""
    values = floats(name, function(z))
    if values.shape != z.shape:
        raise misfit(**{name: (f"{z.shape}", values)})
    return values

"""Section 2: accurate derivatives of four activation functions.

Each function takes a number or an array of any shape and returns the same shape: a
float for a number, else an array. The result is finite for every x except nan, which
gives nan. All exponentials are of −|x|, so they are at most 1 and cannot overflow.
"""

from typing import Any

import numpy as np

from solutions.arguments import floats, number_or_array


def d_sigmoid(x: Any) -> Any:
    """The derivative of σ(x) = 1 / (1 + e⁻ˣ) (worksheet, Section 2 (a)).

    Write σ = 1/u with u = 1 + e⁻ˣ and u′ = −e⁻ˣ. Then σ′ = −u′/u² = e⁻ˣ / (1 + e⁻ˣ)²,
    which equals σ(x)(1 − σ(x)). At x = −10⁴ this formula evaluates to ∞/∞. Multiply
    numerator and denominator by e²ˣ to get eˣ / (eˣ + 1)². This is the same formula
    with −x in place of x, so σ′ is an even function. With e = exp(−|x|), the formula
    σ′ = e / (1 + e)² is accurate for every x.

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> d_sigmoid([0, 1e4, -1e4])
    array([0.25, 0.  , 0.  ])
    """
    with np.errstate(under="ignore"):  # underflow to 0 is the correct result
        e = np.exp(-np.abs(floats("x", x)))
        return number_or_array(e / (1 + e) ** 2)


def d_relu(x: Any) -> Any:
    """The derivative of ReLU(x) = max(x, 0) (worksheet, Section 2 (b)).

    For x > 0 ReLU is the line x, with slope 1. For x < 0 it is constant. At 0 there is
    a kink: the one-sided slopes are 0 and 1, and this function returns 0.

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> d_relu([-2, 0, 0.5])
    array([0., 0., 1.])
    """
    return number_or_array(np.heaviside(floats("x", x), 0.0))


def d_tanh(x: Any) -> Any:
    """The derivative of tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) (worksheet, Section 2 (c)).

    Let a = eˣ − e⁻ˣ and c = eˣ + e⁻ˣ, so a′ = c and c′ = a. The quotient rule gives
    tanh′ = (c² − a²)/c² = 1 − tanh². Since c² − a² = 4, this equals 4/c². For large
    |x| the form 1 − tanh² loses all its digits, and c overflows. With q = exp(−|x|)²
    we have c² = (1 + q)²/q, so

        tanh′(x) = 4q / (1 + q)².

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> d_tanh([0, 1e4, -1e4])
    array([1., 0., 0.])
    """
    with np.errstate(under="ignore"):  # underflow to 0 is the correct result
        e = np.exp(-np.abs(floats("x", x)))
        q = e * e
        return number_or_array(4 * q / (1 + q) ** 2)


def d_leaky_relu(x: Any) -> Any:
    """The derivative of max(x, −0.1x) (worksheet, Section 2 (d)).

    For x > 0 the larger value is x, with slope 1. For x < 0 the larger value is −0.1x,
    which is positive there: the slope is −0.1, not the usual +0.1. At 0 there is a
    kink: the one-sided slopes are −0.1 and 1, and this function returns −0.1.

    Args:
        x: a number or an array of any shape.

    Returns:
        float or array of x's shape.

    Raises:
        ArgumentError: x does not consist of real numbers.

    >>> d_leaky_relu([-2, 0, 0.5])
    array([-0.1, -0.1,  1. ])
    """
    x = floats("x", x)
    return number_or_array(np.where(x > 0, 1.0, np.where(np.isnan(x), x, -0.1)))

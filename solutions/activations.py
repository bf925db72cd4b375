"""Section 2: derivatives of four functions, exact and finite for every float.

Each takes a number or an array of any shape and gives back the same shape. nan gives
nan. With e = exp(−|x|) no exponential ever exceeds 1, so that nothing overflows.
"""

from typing import Any

import numpy as np

from solutions.arguments import floats, number_or_array


def d_sigmoid(x: Any) -> Any:
    """σ′ of σ(x) = 1 / (1 + e⁻ˣ) (worksheet, Section 2 (a)).

    σ = 1/u with u = 1 + e⁻ˣ and u′ = −e⁻ˣ, so that σ′ = −u′/u² = e⁻ˣ / (1 + e⁻ˣ)²,
    which is σ(x)(1 − σ(x)). At x = −10⁴ that is ∞/∞. But numerator and denominator
    may be multiplied by e²ˣ: eˣ / (eˣ + 1)², the same with −x in the place of x.
    So σ′ is even, and e = exp(−|x|) serves both sides: σ′ = e / (1 + e)².

    Args:
        x: a number or an array of any shape.

    >>> d_sigmoid([0, 1e4, -1e4])
    array([0.25, 0.  , 0.  ])
    """
    with np.errstate(under="ignore"):  # to 0, which is right
        e = np.exp(-np.abs(floats("x", x)))
        return number_or_array(e / (1 + e) ** 2)


def d_relu(x: Any) -> Any:
    """The slope of ReLU(x) = max(x, 0) (worksheet, Section 2 (b)).

    Right of 0 it is the line x with slope 1, left of 0 it is constant. At 0 there is
    a kink: the one-sided slopes are 0 and 1, and we return 0.

    Args:
        x: a number or an array of any shape.

    >>> d_relu([-2, 0, 0.5])
    array([0., 0., 1.])
    """
    return number_or_array(np.heaviside(floats("x", x), 0.0))


def d_tanh(x: Any) -> Any:
    """tanh′ of tanh(x) = (eˣ − e⁻ˣ) / (eˣ + e⁻ˣ) (worksheet, Section 2 (c)).

    With a = eˣ − e⁻ˣ and c = eˣ + e⁻ˣ, a′ = c and c′ = a, the quotient rule gives
    (c² − a²)/c² = 1 − tanh², and c² − a² = 4, so it is 4/c². Far out 1 − tanh² has no
    digit left, and c overflows. With q = exp(−|x|)², c² = (1 + q)²/q, so

        tanh′(x) = 4q / (1 + q)².

    Args:
        x: a number or an array of any shape.

    >>> d_tanh([0, 1e4, -1e4])
    array([1., 0., 0.])
    """
    with np.errstate(under="ignore"):  # to 0, which is right
        e = np.exp(-np.abs(floats("x", x)))
        q = e * e
        return number_or_array(4 * q / (1 + q) ** 2)


def d_leaky_relu(x: Any) -> Any:
    """The slope of max(x, −0.1x) (worksheet, Section 2 (d)).

    For x > 0 the first line is on top, slope 1. For x < 0 the second is, for there
    −0.1x is positive: slope −0.1, not the customary +0.1. At 0 there is a kink with
    one-sided slopes −0.1 and 1, and we return −0.1.

    Args:
        x: a number or an array of any shape.

    >>> d_leaky_relu([-2, 0, 0.5])
    array([-0.1, -0.1,  1. ])
    """
    x = floats("x", x)
    return number_or_array(np.where(x > 0, 1.0, np.where(np.isnan(x), x, -0.1)))

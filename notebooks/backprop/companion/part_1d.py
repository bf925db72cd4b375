"""Section 1 (d): the four gradients of 1/2 |W2 phi(W1 x + b) - y|^2.

x, y, b: shape (d,).  W1, W2: shape (d, d).  phi maps (d,) to (d,). dphi returns its
full Jacobian: entry [i, j] is d phi_i / d z_j.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .answers import calls, row
from .answers.errors import AnswerError, NotAttemptedError, PropertyError
from .answers.fingerprint_inputs import (
    HUGE,
    LARGE,
    TINY,
    J,
    Z,
    checked,
    of_any_shape,
    several,
)
from .answers.returned import as_shape, ask, naming_case, of_function, of_key
from .display.cards import STOPPED, Shown, show_card
from .given import dmix, loss, mix
from .properties.finite_differences import along_directions, gradient_at
from .properties.follows import require_following
from .properties.isolation import OTHER_SIZE, Names, Plan, Simple, isolate

PARAMETERS = {"x": 0, "W1": 2, "W2": 3, "b": 4}  # key: position of the argument
KEYS = tuple(PARAMETERS)
SIZES = (4, 3, 1)
AT_Z = "Pass it the whole z = W1 x + b."

NO_BIAS = Simple(
    "b = 0", "b is not 0", "b changes z and Φ(z): check z, and where you use z or Φ(z)."
)
NO_TARGET = Simple("y = 0", "y is not 0", "Check the error e = W2 Φ(z) − y.")
PLAIN_W1 = Simple(
    "W1 = I",
    "W1 is another matrix",
    "Check z = W1 x + b, and each place where W1 or its transpose belongs.",
)
PLAIN_W2 = Simple(
    "W2 = I",
    "W2 is another matrix",
    "Check each place where W2 or its transpose belongs.",
)
SYMMETRIC_W1 = Simple(
    "W1 is symmetric", "it is not", "Check whether W1 or its transpose belongs there."
)
SYMMETRIC_W2 = Simple(
    "W2 is symmetric", "it is not", "Check whether W2 or its transpose belongs there."
)
PLAIN_PHI = Simple(
    "Φ(z) = z", "Φ bends",
    "Check where you use phi and dphi, and at which point.",
)  # fmt: skip
PLAIN_PHI_ALONE = PLAIN_PHI._replace(
    advice="Check where z, Φ(z) or a derivative of Φ enters."
)
SEPARATE_PHI = Simple(
    "Φ acts element by element", "Φ mixes the entries of z",
    "Then dphi(z) is a full matrix: check how you multiply by it, and whether it is "
    "transposed.",
    implied_by="Φ(z) = z",
)  # fmt: skip
SYMMETRIC_PHI = Simple(
    "the Jacobian dphi(z) is symmetric", "it is not",
    "Check whether dphi(z) or its transpose belongs there.",
)  # fmt: skip
ONE_NUMBER = Simple(
    "d = 1", "d is larger", "Check the order of the products, and the transposes."
)
POSITIVE = Simple(
    "every entry of the error e is positive", "some are negative",
    "Check what you do with the sign of e.",
)  # fmt: skip


def some_layers(d: int, names: Names = frozenset()) -> tuple[Any, ...]:
    """Draw arguments of `loss_gradients`; in general, the Jacobian of phi is full."""
    d = 1 if ONE_NUMBER.name in names else d
    rng = np.random.default_rng(d)
    x, b = rng.normal(size=(2, d))
    W1, W2, A = rng.normal(size=(3, d, d)) / 2
    b = 0 * b if NO_BIAS.name in names else b
    W1 = _simplified(W1, PLAIN_W1, SYMMETRIC_W1, names)
    W2 = _simplified(W2, PLAIN_W2, SYMMETRIC_W2, names)
    phi, jacobian = _some_phi(A, names)
    e = np.linspace(-0.9, 1.3, d)
    e = np.abs(e) if POSITIVE.name in names else e
    y = 0 * x if NO_TARGET.name in names else W2 @ phi(W1 @ x + b) - e
    return (
        x, y, W1, W2, b,
        of_any_shape("phi", phi, d, AT_Z),
        checked("dphi", jacobian, d if d > 1 else 0, AT_Z),
    )  # fmt: skip


def _simplified(W: Any, plain: Simple, symmetric: Simple, names: Names) -> Any:
    if plain.name in names:
        return np.eye(len(W))
    return W + W.T if symmetric.name in names else W


def _some_phi(A: Any, names: Names) -> tuple[row.Function, row.Function]:
    """A map of vectors and its Jacobian, with these simplifications."""
    eye = np.eye(len(A))
    if PLAIN_PHI.name in names:
        return lambda z: z, lambda z: eye
    if SEPARATE_PHI.name in names:
        return lambda z: np.sin(z) + z**2 / 2, lambda z: np.diag(np.cos(z) + z)
    if SYMMETRIC_PHI.name in names:
        return (
            lambda z: A.T @ np.sin(A @ z) + z**2 / 2,
            lambda z: A.T @ (np.cos(A @ z)[:, None] * A) + np.diag(z),
        )
    return (
        lambda z: np.sin(A @ z) + z**2 / 2,
        lambda z: A * np.cos(A @ z)[:, None] + np.diag(np.ravel(z)),
    )


def loss_at(key: str, arguments: tuple[Any, ...]) -> Callable[[np.ndarray], float]:
    """The loss as a function of one of the parameters."""
    position = PARAMETERS[key]

    def f(value: np.ndarray) -> float:
        changed = [*arguments[:position], value, *arguments[position + 1 : 6]]
        return loss(*changed)

    return f


def loss_gradient(key: str) -> row.Test:
    """The test of one of the four gradients."""

    def test(answer: Any) -> None:
        for d in SIZES:
            arguments = some_layers(d)
            at, dphi = arguments[PARAMETERS[key]], arguments[-1]

            def gradient_with(
                dphi: row.Function, given: tuple[Any, ...] = arguments
            ) -> Any:
                with naming_case(f"for d = {len(given[0])}"):
                    returned = ask(answer, *given[:-1], dphi)
                return of_key(returned, key, given[PARAMETERS[key]].shape)

            along_directions(gradient_with(dphi), loss_at(key, arguments), at)
            if key != "W2":
                require_following(gradient_with, dphi, "dphi")

    return test


def _plan(key: str) -> Plan:
    """The cases that isolate a mistake in one of the four gradients."""

    def measure(answer: Any, names: Names) -> tuple[Any, Any]:
        arguments = some_layers(2 if OTHER_SIZE.name in names else 3, names)
        at = arguments[PARAMETERS[key]]
        got = of_key(ask(answer, *arguments), key, at.shape)
        return got, gradient_at(loss_at(key, arguments), at)

    if key == "W2":  # its formula does not contain dphi
        plain = (NO_BIAS, PLAIN_W1, PLAIN_W2, PLAIN_PHI_ALONE)
        alone = (POSITIVE, NO_BIAS, NO_TARGET, SYMMETRIC_W1, SYMMETRIC_W2)
        return Plan((*alone, *plain[:0:-1], ONE_NUMBER), (NO_TARGET, *plain), measure)
    symmetric = (SYMMETRIC_W1, SYMMETRIC_W2, SYMMETRIC_PHI)
    return Plan(
        (
            POSITIVE, NO_BIAS, NO_TARGET, SEPARATE_PHI, *symmetric, PLAIN_PHI, PLAIN_W2,
            PLAIN_W1, ONE_NUMBER,
        ),
        (NO_TARGET, NO_BIAS, PLAIN_W1, PLAIN_W2, PLAIN_PHI, SEPARATE_PHI),
        measure,
    )  # fmt: skip


_mixing = of_any_shape("phi", lambda z: np.tanh(Z[:4] @ z) + 0.2 * z, 4, AT_Z)


def _other_jacobian(z: Any) -> Any:
    """A function passed as `dphi` that is not the Jacobian of `_mixing`."""
    return J + np.outer(np.cos(z), Z[4])


LAYERS = (
    Z[5], Z[6], Z[:4] / 2, J / 2, Z[7], _mixing,
    checked("dphi", _other_jacobian, 4, AT_Z),
)  # fmt: skip


def _layers_with_target(y: Any) -> tuple[Any, ...]:
    return LAYERS[0], y, *LAYERS[2:]


_AT_TARGET = LAYERS[3] @ _mixing(LAYERS[2] @ LAYERS[0] + LAYERS[4])
_ONE = (
    Z[5, :1], Z[6, :1], Z[:1, :1], J[:1, :1], Z[7, :1],
    of_any_shape("phi", np.tanh, 1, AT_Z),
    lambda z: np.reshape(1.3 - 0.4 * np.sin(z), (1, 1)),
)  # fmt: skip
LAYER_CASES = (
    (LAYERS, 1.0), (_layers_with_target(_AT_TARGET), 1.0),
    (_layers_with_target(_AT_TARGET + 1e-5 * Z[8]), 1e-5),
    (_layers_with_target(LARGE * Z[9]), 1e4), (_ONE, 1.0),
)  # fmt: skip


# d = 5; z, p and e have an entry 0, and so has every argument.
_ZERO_W1, _ZERO_W2 = (np.resize(Z[i : i + 5], (5, 5)) / 2 for i in (0, 6))
_ZERO_W1[0], _ZERO_W1[2, 3], _ZERO_W2[1, 2], _ZERO_W2[3, 0] = 0.0, 0.0, 0.0, 0.0
_ZEROS = (
    np.array([0.7, 0.0, -1.2, 0.4, 0.9]), np.array([0.5, -0.3, 0.0, 1.1, 0.0]),
    _ZERO_W1, _ZERO_W2, np.array([0.0, -0.6, 0.3, 0.0, 1.2]),
    of_any_shape("phi", lambda z: np.sin(z) + 0.1 * z**2, 5, AT_Z),
    checked("dphi", lambda z: np.triu(_ZERO_W2 + np.cos(z)), 5, AT_Z),
)  # fmt: skip
FURTHER = {
    "where some entries of the arguments are 0": ((_ZEROS, 1.0),),
    "where y is large": ((_layers_with_target(HUGE * Z[9]), 1e6),),
    "where every entry of the error e = W2 Φ(z) − y is tiny": (
        (
            _layers_with_target(_AT_TARGET + TINY * np.array([1.3, -1.1, -1, 1.2])),
            1.0,
        ),
    ),
}


def _comparison_of() -> row.Comparison:
    rng = np.random.default_rng(5)
    x, y, b = rng.normal(size=(3, 4))
    W1, W2 = rng.normal(size=(2, 4, 4)) / 2

    def gradient(loss_gradients: row.Function) -> Any:
        returned = ask(loss_gradients, x, y, W1, W2, b, mix, dmix)
        if not isinstance(returned, Mapping) or "W1" not in returned:
            raise PropertyError('returns no "W1"', 'Return a dict with "W1".')
        return returned["W1"]

    return row.Comparison(gradient, lambda W: loss(x, y, W, W2, b, mix), W1)


def _row(key: str) -> row.Answer:
    pick = operator.itemgetter(key)
    return row.Answer(
        test=loss_gradient(key),
        question="Take d = 1, so that every matrix is a number. Which factors does "
        "the chain rule give, and which are missing or extra in your code?",
        next_step="Write z, p and e with their shapes, then differentiate one step at "
        "a time.",
        isolate=functools.partial(isolate, _plan(key)),
        fingerprint=row.Fingerprint(
            several(LAYER_CASES, pick),
            further={case: several(calls, pick) for case, calls in FURTHER.items()},
        ),
        comparison=_comparison_of if key == "W1" else None,
    )


QUESTIONS = {(f"q1d_{key}", f"loss_gradients.{key}"): _row(key) for key in KEYS}

CHOICES = {
    "1d": row.Choices(
        "z = A x, and the gradient of a loss with respect to z is the vector c. The "
        "gradient with respect to x is …",
        {
            "A c": "Suppose A has 2 rows and 3 columns. How many entries do c and x "
            "have? Does the product A c exist?",
            "Aᵀ c": "x[j] enters z[i] with the factor A[i, j]. Summing over all i goes "
            "down column j of A, and so does the product with Aᵀ.",
            "the outer product of c and x": "The outer product is a matrix. What "
            "shape does a gradient with respect to x have?",
        },
        "B",
    )
}


# Optional: find a Φ for which the diagonal of the Jacobian is not enough.

AT = np.array([0.7, -0.4])
STEP = 1e-5
LEAST_RATE = 1e-4  # smaller rates may be rounding errors of the nudge


def break_phi(phi: Callable[[Any], Any]) -> Shown:
    """Test whether Φ refutes a program that uses only the Jacobian's diagonal.

    Args:
        phi: maps an array of two numbers to an array of two numbers.
    """
    try:
        with calls.limited(calls.PICTURE):
            rates = {(i, 1 - i): _cross_rate(phi, i, 1 - i) for i in (0, 1)}
    except NotAttemptedError:
        return show_card(
            "optional", "break it", "Return an array of two numbers from Φ."
        )
    except AnswerError as error:
        message = of_function(str(error))
        problem = f"Your Φ {error.verb}{message}. {error.next_step}".strip()
        return show_card("not yet", "break it", problem)
    except KeyboardInterrupt:
        return show_card("optional", "break it", STOPPED)
    (i, j), rate = max(rates.items(), key=lambda item: abs(item[1]))
    if not abs(rate) > LEAST_RATE:
        words = (
            "At z = (0.7, −0.4), entry i of your Φ depends only on z[i], so the "
            "classmate's program is still right. Let one entry depend on both."
        )
        return show_card("optional", "break it", words)
    words = (
        f"You found one: the partial derivative of Φ(z)[{i}] with respect to z[{j}] is "
        f"{rate:.3g}, and the classmate's program ignores it."
    )
    return show_card("passed", "break it", words)


def _cross_rate(phi: Callable[[Any], Any], i: int, j: int) -> float:
    """Estimate the partial derivative of entry i of phi with respect to z[j]."""
    nudge = STEP * np.eye(2)[j]
    up, down = (_two_numbers(ask(phi, AT + side * nudge)) for side in (1, -1))
    return float(np.real(up[i] - down[i]) / (2 * STEP))


def _two_numbers(value: Any) -> np.ndarray:
    try:
        return as_shape(value, (2,))
    except PropertyError as error:
        step = "Return two numbers: `np.array([..., ...])`."
        raise PropertyError(f"returns a value that {error}", step) from None

"""Section 1 (d): the four gradients of 1/2 |W2 phi(W1 x + b) - y|^2.

x, y, b: shape (d,).  W1, W2: shape (d, d).  phi maps (d,) to (d,), and its Jacobian
dphi is full: entry [i, j] is d phi_i / d z_j.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from .answers import row
from .answers.errors import AnswerError, NotAttemptedError, PropertyError
from .answers.fingerprint_inputs import J, Z, of_any_shape
from .answers.returned import as_shape, ask, naming_case, of_key
from .display.cards import Shown, show_card
from .display.colours import BLUE, ORANGE
from .display.figures import drawing, new_figure, picture
from .given import dmix, loss, mix
from .properties.finite_differences import along_directions

PARAMETERS = {"x": 0, "W1": 2, "W2": 3, "b": 4}  # key: place among the arguments
KEYS = tuple(PARAMETERS)
SIZES = (4, 3)
ALONG = np.linspace(-0.9, 0.9, 61)


def some_layers(d: int) -> tuple[Any, ...]:
    """Generic arguments of `loss_gradients`; the Jacobian of phi is full."""
    rng = np.random.default_rng(d)
    x, y, b = rng.normal(size=(3, d))
    W1, W2, A = rng.normal(size=(3, d, d)) / 2

    def slopes(z: Any) -> Any:
        flat = np.ravel(z)
        return A * np.cos(A @ flat)[:, None] + np.diag(flat)

    phi = of_any_shape("phi", lambda z: np.sin(A @ z) + z**2 / 2)
    return x, y, W1, W2, b, phi, slopes


def loss_gradient(key: str) -> row.Test:
    """The test of one of the four gradients."""
    place = PARAMETERS[key]

    def test(answer: Any) -> None:
        for d in SIZES:
            arguments = some_layers(d)
            with naming_case(f"for d = {d}"):
                returned = ask(answer, *arguments)
            at = arguments[place]
            gradient = of_key(returned, key, at.shape)

            def f(value: np.ndarray, arguments: tuple[Any, ...] = arguments) -> float:
                changed = (*arguments[:place], value, *arguments[place + 1 : 6])
                return loss(*changed)

            along_directions(gradient, f, at)

    return test


_mixing = of_any_shape("phi", lambda z: np.tanh(Z[:4] @ z) + 0.2 * z)


def _other_jacobian(z: Any) -> Any:
    """Passed as the Jacobian of `_mixing`, which it is not."""
    return J + np.outer(np.cos(np.asarray(z).reshape(4)), Z[4])


LAYERS = (Z[5], Z[6], Z[:4] / 2, J / 2, Z[7], _mixing, _other_jacobian)


def _both_ways() -> row.BothWays:
    rng = np.random.default_rng(5)
    x, y, b = rng.normal(size=(3, 4))
    W1, W2 = rng.normal(size=(2, 4, 4)) / 2

    def gradient(loss_gradients: row.Function) -> Any:
        returned = ask(loss_gradients, x, y, W1, W2, b, mix, dmix)
        if not isinstance(returned, Mapping) or "W1" not in returned:
            raise PropertyError('has no "W1"')
        return returned["W1"]

    return row.BothWays(gradient, lambda W: loss(x, y, W, W2, b, mix), W1)


def _row(key: str) -> row.Answer:
    return row.Answer(
        test=loss_gradient(key),
        question="Predict with d = 1, where every matrix is a number: which factors "
        "must the answer have, and which of them are missing or in excess?",
        fingerprint=row.Fingerprint(lambda f: ask(f, *LAYERS)[key]),
        inexact=row.ignores_derivative("dphi"),
        both_ways=_both_ways if key == "W1" else None,
    )


QUESTIONS = {(f"q1d_{key}", f"loss_gradients.{key}"): _row(key) for key in KEYS}

CHOICES = {
    "1d": row.Choices(
        "z = A x, and a loss changes with z at the rates c, a vector. With x it "
        "changes at the rates …",
        {
            "A c": "Let A have 2 rows and 3 columns. How many entries have c and x, "
            "and can A be multiplied with c?",
            "Aᵀ c": "x[j] enters z[i] with the factor A[i, j]. Collecting over all i "
            "runs down column j: that is what the transpose does.",
            "the outer product of c and x": "That is a matrix. What shape has a "
            "derivative by x?",
        },
        "B",
    )
}


# The loss along lines, with the tangents that a student's gradients predict.


@drawing("the tangents", "`loss_gradients` returns its dict")
def show_tangents(loss_gradients: Any) -> Shown:
    """Draw the loss along one line for each of x, W1, W2, b, with its tangent.

    Φ is `mix`, whose Jacobian is full. A right gradient gives a line that touches.
    """
    at, ways = _tangent_lines()
    given = ask(loss_gradients, *at.values(), mix, dmix)
    figure, panels = new_figure(9.2, 2.5, len(KEYS))
    slopes = []
    for key, axes in zip(KEYS, panels, strict=True):
        slope, why = _along(given, key, ways[key])
        heights = [
            loss(**at | {key: at[key] + step * ways[key]}, phi=mix) for step in ALONG
        ]
        _draw_tangent(axes, np.array(heights), loss(**at, phi=mix), slope, why)
        axes.set_title(f"along a line of {key}", fontsize=10)
        slopes.append(f"{key}: {why or f'{slope:.3g}'}")
    return picture(
        figure,
        "Four curves of the loss, each with a dashed line through its middle; "
        f"your slopes are {'; '.join(slopes)}.",
        "Solid: the loss while x, W1, W2 or b moves along a line. Dashed: what your "
        "gradient foretells. A right one touches the curve at the dot: does each?",
    )


def _draw_tangent(
    axes: Any, heights: np.ndarray, middle: float, slope: float, why: str
) -> None:
    axes.plot(ALONG, heights, color=BLUE, lw=2)
    axes.plot(0, middle, "o", color=BLUE, ms=5)
    if why:
        axes.text(0.5, 0.92, why, ha="center", transform=axes.transAxes, fontsize=9)
    else:
        axes.plot(ALONG, middle + slope * ALONG, color=ORANGE, ls="--", lw=1.6)
    room = np.ptp(heights) / 2
    axes.set_ylim(heights.min() - room, heights.max() + room)


def _tangent_lines() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Where the gradients are taken, and a direction of length 1 for each of KEYS."""
    rng = np.random.default_rng(46)
    x, y, b = rng.normal(size=(3, 4))
    W1, W2 = rng.normal(size=(2, 4, 4))
    at = {"x": x, "y": y, "W1": W1, "W2": W2, "b": b}
    ways = {key: rng.normal(size=at[key].shape) for key in KEYS}
    return at, {key: way / np.linalg.norm(way) for key, way in ways.items()}


def _along(given: Any, key: str, way: np.ndarray) -> tuple[float, str]:
    """The slope along `way` that the student's gradient gives, or why there is none."""
    try:
        gradient = as_shape(given[key], way.shape)
    except (KeyError, TypeError, IndexError):
        return 0.0, f'no "{key}" in the dict'
    except NotAttemptedError:
        return 0.0, "not attempted yet"
    except PropertyError:
        return 0.0, f"not of shape {way.shape}"
    return float(np.real(np.sum(gradient * way))), ""


# A map for which the diagonal of the Jacobian is not enough.

AT = np.array([0.7, -0.4])
STEP = 1e-5
SEEN = 1e-4  # a rate above this exceeds the rounding of a nudge


def break_phi(phi: Callable[[Any], Any]) -> Shown:
    """Does this map expose a program that keeps only the diagonal of the Jacobian?

    Args:
        phi: maps an array of two numbers to two numbers.
    """
    try:
        rates = {(i, 1 - i): _cross_rate(phi, i, 1 - i) for i in (0, 1)}
    except NotAttemptedError:
        return show_card("optional", "break it", "Write a map of two numbers.")
    except AnswerError as error:
        return show_card("not yet", "break it", f"Your map {error.verb}{error}.")
    (i, j), rate = max(rates.items(), key=lambda item: abs(item[1]))
    if not abs(rate) > SEEN:
        words = (
            "At z = (0.7, −0.4) each entry of this Φ follows its own entry of z alone. "
            "The classmate's program gets it right: it is not broken yet."
        )
        return show_card("optional", "break it", words)
    words = (
        f"Nudging z[{j}] moves Φ(z)[{i}] at the rate {rate:.3g}. The classmate's "
        "program never looks at that slope: broken."
    )
    return show_card("passed", "break it", words)


def _cross_rate(phi: Callable[[Any], Any], i: int, j: int) -> float:
    """How fast entry i of phi follows entry j of z."""
    nudge = STEP * np.eye(2)[j]
    up, down = (as_shape(ask(phi, AT + side * nudge), (2,)) for side in (1, -1))
    return float(np.real(up[i] - down[i]) / (2 * STEP))

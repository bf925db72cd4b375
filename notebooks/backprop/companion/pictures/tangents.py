"""The loss of (d) along lines, with the slopes that the student's gradients predict."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import NotAttemptedError, PropertyError
from ..answers.returned import as_shape, ask
from ..display.cards import Shown
from ..display.colours import BLUE, ORANGE
from ..display.figures import distinct_numbers, drawing, new_figure, number, picture
from ..given import dmix, loss, mix
from ..part_1d import KEYS, loss_at
from ..properties.finite_differences import close, gradient_at

ALONG = np.linspace(-0.9, 0.9, 61)
NEAR = 1e-5  # relative: a slope within this is the curve's
EXPLAINED = (
    "Solid: the loss as x, W1, W2 or b moves along a straight line. Dashed: the slope "
    "that your gradient predicts; a right one is tangent at the dot."
)
WORST = (
    "Of all directions, each line takes the one in which your gradient is farthest off."
)
STEEPEST = (
    "Each line takes the steepest direction; your gradients agree with the curve in "
    "all directions."
)


@drawing("the tangents", "loss_gradients", "its dict")
def show_tangents(loss_gradients: Any) -> Shown:
    """Draw the loss along a line for each of x, W1, W2 and b, with its tangent.

    Φ is `mix`, whose Jacobian is full. A gradient that is wrong anywhere is seen: each
    line goes in the direction in which the gradient is farthest from a numerical one.
    """
    at = point()
    given = ask(loss_gradients, *at.values(), mix, dmix)
    figure, panels = new_figure(9.2, 2.7, len(KEYS))
    said = []
    for key, axes in zip(KEYS, panels, strict=True):
        yours, problem = _gradient(given, key, at[key].shape)
        tangent = worst_tangent(key, yours)
        words = problem or tangent.words
        _draw(axes, at, key, tangent.direction, None if problem else tangent.slope)
        axes.set_title(f"as {key} moves", fontsize=10)
        axes.set_xlabel(words, fontsize=9)
        said.append(f"{key}: {words}")
    alt = (
        "Four curves of the loss along a line, each with a dashed line through its "
        f"middle. Slopes: {'; '.join(said)}."
    )
    right = all(": ✓" in one for one in said)
    return picture(figure, alt, f"{EXPLAINED} {STEEPEST if right else WORST}")


def point() -> dict[str, np.ndarray]:
    """Draw a point for the gradients."""
    rng = np.random.default_rng(46)
    x, y, b = rng.normal(size=(3, 4))
    W1, W2 = rng.normal(size=(2, 4, 4))
    return {"x": x, "y": y, "W1": W1, "W2": W2, "b": b}


class Tangent(NamedTuple):
    """A unit direction, the slope that a gradient predicts along it, and a verdict."""

    direction: np.ndarray
    slope: float
    words: str


def worst_tangent(key: str, yours: np.ndarray) -> Tangent:
    """The direction in which a gradient is farthest off; if it is right, the steepest.

    Args:
        key: the parameter, one of KEYS.
        yours: a gradient with respect to it, in its shape.
    """
    at = point()
    numerical = gradient_at(loss_at(key, (*at.values(), mix)), at[key])
    difference = np.nan_to_num(yours - numerical, nan=1.0, posinf=1.0, neginf=-1.0)
    chosen = numerical if close(yours, numerical, NEAR) else difference
    direction = np.asarray(chosen / np.linalg.norm(chosen))
    slope = float(np.sum(yours * direction))
    return Tangent(
        direction, slope, _verdict(slope, float(np.sum(numerical * direction)))
    )


def _verdict(yours: float, curve: float) -> str:
    if close(yours, curve, NEAR):
        return f"✓ yours {number(yours)}, curve {number(curve)}"
    texts = distinct_numbers(yours, curve)
    return f"✗ yours {texts[0]}, curve {texts[1]}"


def _draw(
    axes: Any,
    at: dict[str, np.ndarray],
    key: str,
    direction: np.ndarray,
    slope: float | None,
) -> None:
    losses = np.array(
        [loss(**at | {key: at[key] + step * direction}, phi=mix) for step in ALONG]
    )
    middle = loss(**at, phi=mix)
    axes.plot(ALONG, losses, color=BLUE, lw=2)
    axes.plot(0, middle, "o", color=BLUE, ms=5)
    if slope is not None:
        axes.plot(ALONG, middle + slope * ALONG, color=ORANGE, ls="--", lw=1.6)
    margin = np.ptp(losses) / 2
    axes.set_ylim(losses.min() - margin, losses.max() + margin)


def _gradient(given: Any, key: str, shape: tuple[int, ...]) -> tuple[np.ndarray, str]:
    """The student's gradient, or zeros and what is missing."""
    nothing = np.zeros(shape)
    try:
        return as_shape(given[key], shape).real, ""
    except (KeyError, TypeError, IndexError):
        return nothing, f'no "{key}" in the dict'
    except NotAttemptedError:
        return nothing, "not attempted yet"
    except PropertyError:
        return nothing, "yours: wrong shape"

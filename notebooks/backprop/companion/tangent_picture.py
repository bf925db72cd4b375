"""The loss of (d) along lines, with the tangents that a student foretells."""

from __future__ import annotations

from typing import Any

import numpy as np

from .answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    as_shape,
    ask,
)
from .display.cards import Shown
from .display.figures import BLUE, ORANGE, new_figure, nothing_yet, picture
from .given import dmix, loss, mix

KEYS = ("x", "W1", "W2", "b")
ALONG = np.linspace(-0.9, 0.9, 61)


def show_tangents(loss_gradients: Any) -> Shown:
    """Draw the loss along one line for each of x, W1, W2, b, with its tangent.

    Φ is `mix`, whose Jacobian is full. A right gradient gives a line that touches.
    """
    at, ways = _place()
    try:
        given = ask(loss_gradients, *at.values(), mix, dmix)
    except NotAttemptedError:
        return nothing_yet("the tangents", "`loss_gradients` returns its dict")
    except (RaisedError, PropertyError) as error:
        return nothing_yet("the tangents", f"your function runs; now: {error}")
    figure, panels = new_figure(9.2, 2.5, len(KEYS))
    told = []
    for key, axes in zip(KEYS, panels, strict=True):
        slope, why = _slope(given, key, ways[key])
        heights = [
            loss(**at | {key: at[key] + step * ways[key]}, phi=mix) for step in ALONG
        ]
        _draw(axes, np.array(heights), loss(**at, phi=mix), slope, why)
        axes.set_title(f"along a line of {key}", fontsize=10)
        told.append(f"{key}: {why or f'{slope:.3g}'}")
    alt = (
        "Four curves of the loss, each with a dashed line through its middle; "
        f"your slopes are {'; '.join(told)}."
    )
    caption = (
        "Solid: the loss while x, W1, W2 or b moves along a line. Dashed: what your "
        "gradient foretells. A right one touches the curve at the dot: does each?"
    )
    return picture(figure, alt, caption)


def _draw(
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


def _place() -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Where the gradients are taken, and a direction of length 1 for each of KEYS."""
    rng = np.random.default_rng(46)
    x, y, b = rng.normal(size=(3, 4))
    W1, W2 = rng.normal(size=(2, 4, 4))
    at = {"x": x, "y": y, "W1": W1, "W2": W2, "b": b}
    ways = {key: rng.normal(size=at[key].shape) for key in KEYS}
    return at, {key: way / np.linalg.norm(way) for key, way in ways.items()}


def _slope(given: Any, key: str, way: np.ndarray) -> tuple[float, str]:
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

"""Gradient descent on its contour, for several step sizes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .answers.returned import (
    NotAttemptedError,
    PropertyError,
    RaisedError,
    as_shape,
    ask,
)
from .display.cards import Shown, join_names
from .display.figures import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    default_style,
    new_figure,
    nothing_yet,
    number,
    picture,
)
from .given import model

# Two units with one weight each, so that W is a point of the plane.
X, Y, B = np.array([1.0]), 1.6, np.array([0.2, -0.3])
START = np.array([[-1.2], [0.6]])
STEPS = 12
LOW, HIGH = -3.0, 3.2
LEAST, MOST = 1e-6, 1e9  # what lies beyond is drawn there
LEVELS = (0.02, 0.15, 0.5, 1.2, 2.5, 4.5, 7.5, 12, 18)
STYLES = ((BLUE, "o", "-"), (GREEN, "s", "--"), (ORANGE, "^", ":"))


def _bend(z: Any) -> Any:
    return z + 0.35 * np.sin(1.7 * np.asarray(z))


def _bend_slope(z: Any) -> Any:
    return 1 + 0.35 * 1.7 * np.cos(1.7 * np.asarray(z))


@default_style
def show_descent(
    gradient_descent: Any, rates: Sequence[float] = (0.015, 0.1, 0.48)
) -> Shown:
    """Draw where a student's `gradient_descent` goes for up to three step sizes.

    The paths are found by asking for 0, 1, 2, … steps.
    """
    rates = tuple(float(rate) for rate in rates)[: len(STYLES)]
    try:
        paths = [_path(gradient_descent, rate) for rate in rates]
    except NotAttemptedError:
        return nothing_yet("the descent", "`gradient_descent` returns its pair")
    except (RaisedError, PropertyError, TypeError, ValueError) as error:
        return nothing_yet("the descent", f"your function runs; now: {error}")
    figure, axes = new_figure(2.45 * (len(rates) + 1), 2.85, len(rates) + 1)
    for axis, rate, (path, _), style in zip(axes, rates, paths, STYLES, strict=False):
        _contour(axis, rate, path, style)
    axes[0].set_ylabel("second weight")
    _histories(axes[-1], rates, [history for _, history in paths])
    ends = [
        f"{number(history[-1], 2)} for lr = {rate:g}"
        for rate, (_, history) in zip(rates, paths, strict=True)
    ]
    told = f"f is {number(paths[0][1][0], 2)} at the start, and after {STEPS} steps"
    caption = (
        f"{told} {join_names(ends)}. ● is the start, ★ the end; dark lines are low. Which "
        "step is too long for this valley, and what does its history say?"
    )
    alt = f"Contours of f over two weights, one path each for {join_names(ends)}; histories."
    return picture(figure, alt, caption)


def _path(gradient_descent: Any, rate: float) -> tuple[np.ndarray, np.ndarray]:
    points = []
    for steps in range(STEPS + 1):
        returned = ask(
            gradient_descent, START, X, Y, B, _bend, _bend_slope, rate, steps
        )
        if not isinstance(returned, tuple | list) or len(returned) != 2:
            raise PropertyError("it does not return the pair (W_final, history)")
        points.append(as_shape(returned[0], START.shape).real.ravel())
    history = [float(as_shape(value, ()).real) for value in returned[1]]
    if not history:
        raise PropertyError("its history is empty")
    return np.array(points), np.array(history)


@functools.cache
def _landscape() -> tuple[np.ndarray, list[list[float]]]:
    """f over the plane of both weights."""
    grid = np.linspace(LOW, HIGH, 56)
    return grid, [
        [model(np.array([[first], [second]]), X, Y, B, _bend) for first in grid]
        for second in grid
    ]


def _contour(axes: Any, rate: float, path: np.ndarray, style: tuple) -> None:
    colour, marker, line = style
    grid, heights = _landscape()
    shades = [str(0.35 + 0.5 * i / len(LEVELS)) for i in range(len(LEVELS))]
    axes.contour(grid, grid, heights, levels=LEVELS, colors=shades, linewidths=0.9)
    known = path[np.all(np.abs(path) < MOST, axis=1)]
    axes.plot(*known.T, color=colour, marker=marker, ls=line, ms=4, lw=1.5)
    for at, marker, size in ((known[:1], "o", 7), (known[-1:], "*", 13)):
        shade = INK if marker == "o" else colour
        axes.plot(*at.T, marker, color=shade, ms=size, mec="white", mew=0.8, zorder=5)
    axes.set_xlim(LOW, HIGH)
    axes.set_ylim(LOW, HIGH)
    axes.set_aspect("equal")
    axes.set_title(f"lr = {rate:g}", fontsize=11)
    axes.set_xlabel("first weight", fontsize=9)


def _histories(axes: Any, rates: Sequence[float], histories: list[np.ndarray]) -> None:
    for rate, history, (colour, marker, line) in zip(
        rates, histories, STYLES, strict=False
    ):
        shown = np.clip(np.nan_to_num(history, nan=MOST), LEAST, MOST)
        axes.semilogy(
            shown, color=colour, marker=marker, ls=line, ms=4, lw=1.5, label=f"{rate:g}"
        )
    axes.set_title("f after each step", fontsize=11)
    axes.set_xlabel("step", fontsize=9)
    axes.set_ylim(bottom=LEAST / 3)
    axes.legend(
        frameon=False, fontsize=8, title="lr", title_fontsize=8, loc="lower left"
    )

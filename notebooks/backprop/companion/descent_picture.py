"""Gradient descent on its contour, for several step sizes."""

from __future__ import annotations

from typing import Any

import numpy as np

from companion.figures import BLUE, GREEN, ORANGE, new_figure, nothing_yet, picture
from companion.given import dwave, model, wave
from companion.values import (
    BlankError,
    FailedError,
    MisfitError,
    as_array,
    as_shape,
    ask,
)
from companion.words_html import Shown

X, Y, B = np.array([1.0, 0.7]), 2.0, np.array([0.1])
START = np.array([[-1.1, 1.2]])
STEPS = 14
STYLES = ((0.02, BLUE, "o", "-"), (0.1, GREEN, "s", "--"), (0.4, ORANGE, "^", ":"))


def show_descent(gradient_descent: Any) -> Shown:
    """Draw where a student's `gradient_descent` goes for three step sizes.

    One unit with two weights, so that W is a point of the plane. The path is found by
    asking for 0, 1, 2, … steps.
    """
    try:
        paths = {lr: _path(gradient_descent, lr) for lr, *_ in STYLES}
    except BlankError:
        return nothing_yet("the descent", "`gradient_descent` returns its pair")
    except (FailedError, MisfitError, TypeError, ValueError) as error:
        return nothing_yet("the descent", f"your function runs; now: {error}")
    figure, (left, right) = new_figure(8.2, 3.6, 2)
    _contour(left)
    for lr, colour, marker, line in STYLES:
        path, history = paths[lr]
        inside = np.clip(path, -1.6, 2.1)
        style = {"color": colour, "marker": marker, "ls": line, "ms": 4, "lw": 1.4}
        left.plot(inside[:, 0], inside[:, 1], label=f"lr = {lr:g}", **style)
        right.plot(history, label=f"lr = {lr:g}", **style)
    left.set(xlabel="first weight", ylabel="second weight", title="where W goes")
    right.set(xlabel="step", ylabel="f", title="the history")
    right.set_yscale("symlog", linthresh=0.01)
    right.legend(frameon=False, fontsize=9)
    ends = ", ".join(f"{paths[lr][1][-1]:.3g} for lr = {lr:g}" for lr, *_ in STYLES)
    alt = f"Contour of f over two weights with three paths; f after {STEPS} steps: {ends}."
    caption = (
        "Small steps follow the slope and take long; large ones jump across the valley. "
        f"After {STEPS} steps f is {ends}."
    )
    return picture(figure, alt, caption)


def _path(gradient_descent: Any, lr: float) -> tuple[np.ndarray, np.ndarray]:
    points = []
    for steps in range(STEPS + 1):
        end, history = ask(gradient_descent, START, X, Y, B, wave, dwave, lr, steps)
        points.append(as_shape(end, START.shape).ravel())
    return np.array(points), as_array(history).ravel()


def _contour(axes: Any) -> None:
    grid = np.linspace(-1.6, 2.1, 60)
    heights = [
        [model(np.array([[first, second]]), X, Y, B, wave) for first in grid]
        for second in grid
    ]
    levels = [0.02, 0.2, 0.7, 1.6, 3, 5, 8, 12]
    axes.contour(grid, grid, heights, levels=levels, colors="#9a9a9a", linewidths=0.8)
    axes.set_xlim(-1.6, 2.1)
    axes.set_ylim(-1.6, 2.1)

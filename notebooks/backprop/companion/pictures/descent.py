"""Paths of the student's gradient descent over two weights, for several step sizes."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..answers import calls
from ..answers.errors import PropertyError
from ..answers.returned import as_shape, ask
from ..check import is_right
from ..display.cards import Shown
from ..display.colours import BLUE, INK, ORANGE, PAPER
from ..display.figures import (
    bare_figure,
    beside_each_other,
    drawing,
    label_axes,
    logarithmic,
    number,
)
from ..display.frames import Frame, Frames
from ..display.predictions import answered
from ..display.steps import Step, steps
from ..part_1g import end_and_history

# Two units with one weight each: W is a point in the plane.
X, Y, B = np.array([1.0]), 1.6, np.array([0.2, -0.3])
START = np.array([[-1.2], [0.6]])
STEPS = 12
RATES = (0.01, 0.03, 0.1, 0.3, 1.0)
LOW, HIGH = -3.0, 3.2
FAR, LARGEST = 1e4, 1e30  # points and values beyond are left out of the picture
LEVELS = (0, 0.02, 0.15, 0.5, 1.2, 2.5, 4.5, 7.5, 12, 18, 26, 36, 50)
NUMBERED = 5  # points that get their step number, where there is room
APART = 0.4  # room that a number needs
NOT_RIGHT = (
    "Your `gradient_descent` or its `grad_W` is not right yet: run the checks of (g). "
    "These are its numbers for each step size lr."
)
ABOVE = {"xycoords": "axes fraction", "textcoords": "offset points"}
CORNER = {"xycoords": "axes fraction", "va": "bottom"}
HALO = {"facecolor": PAPER, "edgecolor": "none", "pad": 0.5, "alpha": 0.75}


class Run(NamedTuple):
    """A descent: its step size, the points that it visits, and the values of f."""

    rate: float
    path: np.ndarray
    history: np.ndarray


def _curved(z: Any) -> Any:
    return z + 0.35 * np.sin(1.7 * np.asarray(z))


def _curved_derivative(z: Any) -> Any:
    return 1 + 0.35 * 1.7 * np.cos(1.7 * np.asarray(z))


@drawing("the descent", "gradient_descent", "its pair")
def show_descent(gradient_descent: Any, rates: Sequence[float] = RATES) -> Shown:
    """Show the path of your `gradient_descent` for several step sizes, to open.

    A path is found by calling your function with 0, 1, 2, … steps.
    """
    runs = [descent_run(gradient_descent, float(rate)) for rate in rates]
    with calls.limited(calls.PICTURE):
        right = is_right("gradient_descent", gradient_descent)
    words = in_words if right else _numbers
    items = [
        Step(f"lr = {run.rate:g}: {words(run)}", one, _alt(run))
        for run, one in zip(runs, _frames(runs), strict=True)
    ]
    return steps(
        _title(runs) if right else NOT_RIGHT,
        items,
        "Left: ● is the start, ★ the end; numbers count steps; f is 0 on the dashed "
        "line. Right: f after each step; grey lines are the other step sizes.",
        each="Picture",
    )


def _title(runs: Sequence[Run]) -> str:
    """The answer to the student's prediction, or what the pictures show."""
    last = runs[-1]
    tenth = [run.rate for run in runs if np.isclose(10 * run.rate, last.rate)]
    ratio = f", ten times {tenth[0]:g}," if tenth else ","
    answer = (
        f"with lr = {last.rate:g}{ratio} f goes from {number(last.history[0], 2)} to "
        f"{number(last.history[-1], 2)} in {STEPS} steps"
    )
    return answered("1g", answer) or (
        f"{STEPS} steps from one start, for each step size lr."
    )


def descent_run(gradient_descent: Any, rate: float) -> Run:
    """Call the student's function with 0, 1, 2, … steps."""
    points = []
    arguments = (START, X, Y, B, _curved, _curved_derivative, rate)
    for taken in range(STEPS + 1):
        returned = ask(gradient_descent, *arguments, taken)
        end, values = end_and_history(returned, START)
        points.append(end.real.ravel())
    try:
        history = [float(as_shape(value, ()).real) for value in values]
    except TypeError:
        raise PropertyError("returns one number as history; expected a list") from None
    if not history:
        raise PropertyError(f"returns an empty history; expected {STEPS + 1} values")
    return Run(rate, np.array(points), np.array(history))


def _numbers(run: Run) -> str:
    """The first and the last value of the history, without a diagnosis."""
    first, last = number(run.history[0], 2), number(run.history[-1], 2)
    return f"your history goes from {first} to {last}."


def in_words(run: Run) -> str:
    """What the path and the history of a right descent show, with values of f."""
    first, last = run.history[0], run.history[-1]
    values = f"f goes from {number(first, 2)} to {number(last, 2)}"
    with np.errstate(all="ignore"):
        crossings = np.sum(np.diff(np.sign(_residual(*run.path.T))) != 0)
    if not last < first:
        return f"{values}. It rises: the steps are too long."
    if crossings > 2:
        return f"{values}. The steps jump from one side of the valley to the other."
    if last > 1e-3 * first:
        return f"{values}. It falls slowly: the steps are short."
    return f"{values}. It falls quickly."


def _residual(first: Any, second: Any) -> Any:
    """y − s at these weights; f is 0 where it is 0."""
    return Y - _curved(first * X[0] + B[0]) - _curved(second * X[0] + B[1])


@functools.cache
def _landscape() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A grid of both weights, and y − s and f on it."""
    grid = np.linspace(LOW, HIGH, 63)
    first, second = np.meshgrid(grid, grid)
    residual = _residual(first, second)
    return grid, residual, residual**2


def _frames(runs: Sequence[Run]) -> list[Frame]:
    """One picture for each run. All share a figure: contours take long to lay out."""
    figure = bare_figure(7.4, 3.3)
    plane, history = beside_each_other(
        figure, (0.075, 0.135, 0.37, 0.83), (0.56, 0.135, 0.42, 0.77)
    )
    _contours(plane)
    plane.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH))
    label_axes(plane, "first weight", "second weight")
    for run in runs:
        history.semilogy(_drawable(run.history), color="#c9c9c9", lw=1, zorder=1)
    label_axes(history, "step")
    logarithmic(history.yaxis)
    pictures = Frames(figure)
    for run in runs:
        pictures.draw(functools.partial(_draw_run, plane, history, run))
        pictures.finish()
    return pictures.encoded()


def _draw_run(plane: Any, history: Any, run: Run) -> None:
    title = f"f after each step, lr = {run.rate:g}"
    history.annotate(title, (0.5, 1), (0, 6), ha="center", fontsize=11, **ABOVE)
    shown = _drawable(run.history)
    history.plot(shown, "o-", color=ORANGE, lw=1.8, ms=4.5, zorder=3)
    _path(plane, run.path)


def _contours(axes: Any) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    grid, residual, heights = _landscape()
    colours = LinearSegmentedColormap.from_list("valley", ["#ffffff", "#9cc7e4", BLUE])
    shades = colours(np.linspace(0.0, 0.95, len(LEVELS)))
    axes.contourf(grid, grid, heights, levels=LEVELS, colors=shades, extend="max")
    axes.contour(
        grid, grid, heights, levels=LEVELS[1:], colors=[BLUE], linewidths=0.4, alpha=0.6
    )
    valley = axes.contour(
        grid, grid, residual, levels=[0], colors=[INK], linestyles="--", linewidths=1.2
    )
    axes.clabel(valley, fmt="f = 0", fontsize=9)


def _path(axes: Any, path: np.ndarray) -> None:
    """Draw the path with arrows and numbers."""
    near = path[: _inside(path)]
    arrows = _seen(near)
    ends = {"mec": "white", "mew": 0.8, "zorder": 5}
    axes.quiver(
        *near[:-1][arrows].T, *np.diff(near, axis=0)[arrows].T, angles="xy",
        scale_units="xy", scale=1, width=0.008, color=ORANGE, headwidth=4, headlength=5,
        headaxislength=4.5, zorder=4,
    )  # fmt: skip
    axes.plot(*near[1:].T, "o", color=ORANGE, ms=3.5, mew=0, zorder=4)
    axes.plot(*near[:1].T, "o", color=INK, ms=7, **ends)
    if len(near) == len(path):
        axes.plot(*near[-1:].T, "*", color=ORANGE, ms=13, **ends)
    inside = bool(np.all(_in_picture(path[-1:])))
    if not inside:
        text = f"the end, step {len(path) - 1}, is outside"
        axes.annotate(text, (0.03, 0.03), fontsize=9, bbox=HALO, zorder=6, **CORNER)
    for place in _spread(near):
        axes.annotate(
            str(place), near[place], (7, -3), textcoords="offset points", fontsize=8.5,
            color=INK, bbox=HALO, zorder=6, annotation_clip=True,
        )  # fmt: skip


def _inside(path: np.ndarray) -> int:
    """The number of points until the path leaves for good, at most all."""
    outside = ~np.all(np.abs(path) < FAR, axis=1)
    return int(np.argmax(outside)) if outside.any() else len(path)


def _in_picture(points: np.ndarray) -> np.ndarray:
    """Whether each point is in the drawn part of the plane."""
    return np.all((points >= LOW) & (points <= HIGH), axis=1)


def _seen(points: np.ndarray) -> np.ndarray:
    """Whether each step starts or ends in the picture; others only cross it."""
    inside = _in_picture(points)
    return np.asarray(inside[:-1] | inside[1:])


def _spread(path: np.ndarray) -> list[int]:
    """Steps to number: the last one, and the first ones, as far as there is room."""
    end = len(path) - 1
    chosen = [end] if len(path) and _in_picture(path)[end] else []
    for place, at in enumerate(path):
        if all(np.max(np.abs(at - path[other])) > APART for other in chosen):
            chosen.append(place)
    return sorted(chosen[: NUMBERED + 1])


def _drawable(history: np.ndarray) -> np.ndarray:
    """The history without values that a logarithmic axis cannot show."""
    fits = (history > 0) & (history < LARGEST)
    return np.where(fits, history, np.nan)


def _alt(run: Run) -> str:
    points = ", ".join(number(point, 2) for point in run.path[:4])
    values = ", ".join(number(value, 2) for value in run.history[:: STEPS // 3])
    return (
        "Filled contours of f over two weights, light in a curved valley where f is "
        f"0. With lr = {run.rate:g} the path visits {points} and so on. Beside it, f "
        f"after every fourth step: {values}."
    )

"""The finale of (g): the student's descent trains a network on points in the plane.

The network is f of (c): n units φ(w_i · x), added up. Its input is (x1, x2, 1), so the
third weight of a unit is its bias. Each point of two moons in turn is a pair x, y for
one call of the student's `gradient_descent` with one step. Nothing here descends.
"""

from __future__ import annotations

import contextlib
import functools
from typing import Any

import numpy as np

from ..answers import calls
from ..answers.errors import PropertyError, RaisedError
from ..answers.returned import as_shape, ask
from ..check import is_right
from ..display.cards import Shown, no_picture
from ..display.colours import BLUE, INK, ORANGE
from ..display.figures import bare_figure, beside_each_other, drawing, label_axes
from ..display.frames import Frame, Frames
from ..display.steps import Step, steps
from ..part_1g import pair

UNITS, EACH = 16, 40  # units of the network, points of each moon
RATE = 0.01
PASSES = (0, 1, 3, 10, 40)  # passes over all points, one picture each
LEFT = 1.5  # seconds of the time limit; with fewer, training ends early
NOTHING = np.zeros(UNITS)
PALE = ("#f6cfae", "#fbe7d7", "#dcebf6", "#b3d3ea")  # output below −1, 0, 1, and above
WHAT, CONDITION = "the network that learns", "`gradient_descent` passes its check"


def _phi(z: Any) -> Any:
    return np.arctan(z) / 3  # not a function of Section 2, whose derivatives are asked


def _dphi(z: Any) -> Any:
    return 1 / (3 + 3 * np.square(z))


def two_moons() -> tuple[np.ndarray, np.ndarray]:
    """Points (x1, x2, 1), shape (2 EACH, 3), and their classes, -1 or 1, shuffled."""
    rng = np.random.default_rng(4)
    turn = rng.uniform(0, np.pi, EACH)
    upper = np.stack([np.cos(turn) - 0.5, np.sin(turn) - 0.25])
    lower = np.stack([0.5 - np.cos(turn), 0.25 - np.sin(turn)])
    plane = np.concatenate([upper, lower], axis=1).T
    plane += rng.normal(scale=0.1, size=plane.shape)
    points = np.column_stack([2 * plane, np.ones(2 * EACH)])
    classes = np.repeat([1.0, -1.0], EACH)
    order = rng.permutation(2 * EACH)
    return points[order], classes[order]


def start() -> np.ndarray:
    """The weights before training, shape (UNITS, 3)."""
    return np.random.default_rng(0).normal(size=(UNITS, 3))


def outputs(W: np.ndarray, points: np.ndarray) -> np.ndarray:
    """The output of the network at each point: above 0 means class 1."""
    return np.asarray(np.sum(_phi(points @ W.T), axis=1))


@drawing(WHAT, "gradient_descent", "its pair")
def show_learning(gradient_descent: Any) -> Shown:
    """Train a network with your `gradient_descent`, and show what it has learned."""
    points, classes = two_moons()
    at = (start(), points[0], classes[0], NOTHING, _phi, _dphi, RATE, 0)
    with calls.limited(calls.PICTURE):
        with contextlib.suppress(RaisedError, PropertyError):
            ask(gradient_descent, *at)  # a blank one is not called wrong
        if not is_right("gradient_descent", gradient_descent):
            problem = "Your `gradient_descent` isn't right yet, so nothing is trained."
            return no_picture(WHAT, CONDITION, problem)
    kept = trained(gradient_descent, points, classes)
    items = [
        Step(_summary(done, W, points, classes), one, _alt(W, points, classes))
        for (done, W), one in zip(kept.items(), _frames(kept), strict=True)
    ]
    title = (
        f"Your `gradient_descent` trains a network of {UNITS} units on {len(points)} "
        "points, one step for each point in turn."
    )
    caption = (
        "Left: points ● have y = 1, points ▲ have y = −1. The output of the network is "
        "positive where the plane is blue, negative where it is orange, and 0 on the "
        "black line; in the darker parts it is above 1 or below −1. Right: the mean of "
        "f."
    )
    return steps(title, items, caption, each="Picture")


def trained(
    gradient_descent: Any, points: np.ndarray, classes: np.ndarray
) -> dict[int, np.ndarray]:
    """The weights after some numbers of passes; fewer if the descent is slow."""
    W, kept = start(), {}
    for done in range(PASSES[-1] + 1):
        if done in PASSES:
            kept[done] = W
        if calls.left(gradient_descent) < LEFT:
            break
        for x, y in zip(points, classes, strict=True):
            arguments = (W, x, float(y), NOTHING, _phi, _dphi, RATE, 1)
            W = as_shape(pair(ask(gradient_descent, *arguments))[0], W.shape).real
    return kept


def right_of(W: np.ndarray, points: np.ndarray, classes: np.ndarray) -> int:
    """The number of points that the network puts into the right class."""
    return int(np.sum(np.sign(outputs(W, points)) == classes))


def _summary(done: int, W: np.ndarray, points: np.ndarray, classes: np.ndarray) -> str:
    passes = "1 pass" if done == 1 else f"{done} passes"
    when = f"after {passes}" if done else "before training"
    right = right_of(W, points, classes)
    verb = "is" if right == 1 else "are"
    return f"{when}: {right} of {len(points)} points {verb} classified correctly"


def _frames(kept: dict[int, np.ndarray]) -> list[Frame]:
    """One picture for each number of passes, all of one figure."""
    figure = bare_figure(7.4, 3.2)
    plane, history = beside_each_other(
        figure, (0.06, 0.14, 0.45, 0.83), (0.6, 0.14, 0.38, 0.75)
    )
    points, classes = two_moons()
    losses = [np.mean((classes - outputs(W, points)) ** 2) for W in kept.values()]
    history.plot([*kept], losses, color="#c9c9c9", lw=1.2)
    history.set_ylim(0, 1.08 * max(losses))
    history.set_title("mean of f over all points", fontsize=11)
    label_axes(history, "passes over the points")
    plane.set(xlim=(-4, 4), ylim=(-3, 3))
    label_axes(plane, "x1", "x2")
    pictures = Frames(figure)
    for place, W in enumerate(kept.values(), 1):
        pictures.draw(functools.partial(_map, plane, W), plane.spines.values())
        known = [*kept][:place], losses[:place]
        line = {"color": ORANGE, "lw": 1.8, "ms": 5}
        pictures.draw(functools.partial(history.plot, *known, "o-", **line))
        pictures.finish()
    return pictures.encoded()


def _map(axes: Any, W: np.ndarray) -> None:
    """Colour the plane by the output of the network, and draw the points."""
    grid = np.linspace(-4, 4, 81)
    first, second = np.meshgrid(grid, grid)
    flat = np.stack([first.ravel(), second.ravel(), np.ones(first.size)], axis=1)
    heights = outputs(W, flat).reshape(first.shape)
    axes.contourf(grid, grid, heights, [-1, 0, 1], colors=PALE, extend="both")
    axes.contour(grid, grid, heights, [0], colors=[INK], linewidths=2)
    points, classes = two_moons()
    for label, colour, marker in ((1.0, BLUE, "o"), (-1.0, ORANGE, "^")):
        chosen = points[classes == label]
        style = {"color": colour, "ms": 5, "mec": "white", "mew": 0.5, "zorder": 4}
        axes.plot(*chosen.T[:2], marker, **style)


def _alt(W: np.ndarray, points: np.ndarray, classes: np.ndarray) -> str:
    wrong = len(points) - right_of(W, points, classes)
    return (
        "Two crescents of points, round markers above and triangles below, and the "
        f"line on which the output is 0; {wrong} of {len(points)} points "
        f"{'is' if wrong == 1 else 'are'} on the wrong side."
    )

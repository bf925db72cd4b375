"""Section 1 (g): grad_W, the gradient of f with respect to W, and gradient descent."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

import numpy as np

from .answers import row
from .answers.errors import PropertyError
from .answers.fingerprint_inputs import UNITS
from .answers.returned import as_array, as_shape, ask, ask_uncopied, naming_case
from .display.cards import Shown, join_names
from .display.colours import BLUE, GREEN, INK, ORANGE
from .display.figures import drawing, new_figure, number, picture
from .given import dwave, model, wave
from .properties.finite_differences import NEAR, along_directions, close
from .properties.unit_nodes import NODES, SIZES, UnitArguments, nodes, some_units

KEPT = 1e-9  # how closely the caller's W must stay as it was
LR = 0.01


def _f(u: UnitArguments, W: np.ndarray) -> float:
    return model(W, u.x, u.y, u.b, u.phi)


def weights(answer: Any) -> None:
    """The test of grad_W."""
    for n, d in SIZES:
        u = some_units(n, d)
        with naming_case(f"for n = {n}, d = {d}"):
            gradient = as_shape(ask(answer, *u), u.W.shape)
        along_directions(gradient, functools.partial(_f, u), u.W)


def weights_with(answer: Any, lend: row.Lend) -> bool:
    """Whether `grad_W` is right but for the `sensitivities` that it uses.

    It is lent made-up sensitivities. Whichever of them it uses, its result must then
    be how fast that node changes with W, weighted by them: measured by nudging W.
    """
    u = some_units(3, 2)
    rng = np.random.default_rng(8)
    made_up = {key: rng.normal(size=np.shape(v)) for key, v in nodes(u).items()}
    with lend(lambda *_, **__: dict(made_up)):
        got = as_shape(ask(answer, *u), u.W.shape)
    return any(_follows(got, u, key, made_up[key]) for key in NODES)


def _follows(got: np.ndarray, u: UnitArguments, key: str, weight: np.ndarray) -> bool:
    def weighted(W: np.ndarray) -> float:
        return float(np.sum(weight * nodes(u._replace(W=W))[key]))

    try:
        along_directions(got, weighted, u.W)
    except PropertyError:
        return False
    return bool(np.max(np.abs(got)) > NEAR)


class DescentRun:
    """One run of the student's descent on a copy of W, its result read and counted."""

    def __init__(self, answer: Any, u: UnitArguments, lr: float, steps: int) -> None:
        given = u.W.copy()
        returned = ask_uncopied(answer, given, *u[1:], lr, steps)
        if not np.allclose(given, u.W, rtol=0, atol=KEPT):
            raise PropertyError("changes the W that it is given: work on a copy")
        if not isinstance(returned, tuple | list) or len(returned) != 2:
            raise PropertyError("does not return the pair (W_final, history)")
        try:
            self.end = as_shape(returned[0], u.W.shape)
        except PropertyError as error:
            raise PropertyError(f"returns a W_final that {error}") from None
        self.history = _numbers(returned[1], steps)


def _numbers(history: Any, steps: int) -> np.ndarray:
    try:
        values = [as_shape(value, ()) for value in history]
    except TypeError:
        raise PropertyError("has one number for a history, expected a list") from None
    except PropertyError as error:
        raise PropertyError(f"has a history in which one entry {error}") from None
    if len(values) != steps + 1:
        raise PropertyError(
            f"has {len(values)} values in its history after {steps} steps, "
            f"expected {steps + 1}"
        )
    return np.array(values)


def descent(answer: Any) -> None:
    """The test of gradient_descent: what must hold for any right one."""
    u = some_units(3, 2)
    bookkeeping(answer, u)
    first = DescentRun(answer, u, LR, 1).history
    if not first[1] < first[0]:
        raise PropertyError("does not go down with its first small step")
    steadiness(answer, u)
    flat = u._replace(x=np.zeros_like(u.x))
    DescentRun(answer, flat, LR, 4)  # steps count where f is flat, too


def bookkeeping(answer: Any, u: UnitArguments) -> None:
    """The history begins and ends where the descent does."""
    for steps in (0, 1, 4):
        ran = DescentRun(answer, u, LR, steps)
        if not close(ran.history[0], _f(u, u.W)):
            raise PropertyError("has a history that does not begin with f at the start")
        if not close(ran.history[-1], _f(u, ran.end)):
            raise PropertyError("has a history that does not end with f at the last W")


def steadiness(answer: Any, u: UnitArguments) -> None:
    """k + 1 steps are one after k; a step is as long as lr says."""
    once, twice = DescentRun(answer, u, LR, 1), DescentRun(answer, u, LR, 2)
    again = DescentRun(answer, u._replace(W=once.end), LR, 1)
    if not close(again.end, twice.end):
        raise PropertyError(
            "takes a second step that differs from a first step from there"
        )
    if not close(twice.history[:2], once.history):
        raise PropertyError("tells another history of its first step when it takes two")
    if not close(DescentRun(answer, u, 0.0, 1).end, u.W):
        raise PropertyError("moves although lr is 0")
    half = DescentRun(answer, u, LR / 2, 1).end
    if not close(2 * (half - u.W), once.end - u.W):
        raise PropertyError("takes a step whose length does not follow lr")


def descent_with(answer: Any, lend: row.Lend) -> bool:
    """Whether the descent is right but for the `grad_W` that it uses.

    It is lent a made-up uphill direction; one step must be lr times against it.
    """
    u = some_units(3, 2)

    def uphill(W: Any, *_: Any, **__: Any) -> Any:
        return np.cos(np.asarray(W)) + np.asarray(W) / 3

    with lend(uphill):
        bookkeeping(answer, u)
        steadiness(answer, u)
        moved = u.W - DescentRun(answer, u, LR, 1).end
    return close(moved / LR, uphill(u.W))


def _end_and_history(function: row.Function) -> Any:
    W, history = ask(function, *UNITS, 0.3, 4)
    return [*as_array(W).ravel(), *(as_array(f).item() for f in history)]


def _both_ways() -> row.BothWays:
    rng = np.random.default_rng(6)
    W, x, b, y = rng.normal(size=(3, 2)), rng.normal(size=2), rng.normal(size=3), 1.5
    return row.BothWays(
        lambda grad_W: ask(grad_W, W, x, y, b, wave, dwave),
        lambda V: model(V, x, y, b, wave),
        W,
    )


QUESTIONS = {
    ("q1g_grad", "grad_W"): row.Answer(
        test=weights,
        question="Predict: x = (1, 0). Which entries of the answer must be 0?",
        fingerprint=row.Fingerprint(lambda f: ask(f, *UNITS)),
        inexact=row.ignores_derivative("dphi"),
        borrowed=row.Borrowed("sensitivities", weights_with),
        both_ways=_both_ways,
    ),
    ("q1g_descent", "gradient_descent"): row.Answer(
        test=descent,
        question="Take steps = 1 and go through your loop line by line: what is in "
        "`history` after each line?",
        fingerprint=row.Fingerprint(_end_and_history),
        inexact="`{name}` keeps its history well and goes down, but arrives "
        "elsewhere than steps of lr against the gradient do.",
        borrowed=row.Borrowed("grad_W", descent_with),
    ),
}


# Descent on its contour, for several step sizes.

# Two units with one weight each, so that W is a point of the plane.
X, Y, B = np.array([1.0]), 1.6, np.array([0.2, -0.3])
START = np.array([[-1.2], [0.6]])
STEPS = 12
LOW, HIGH = -3.0, 3.2
LEAST, MOST = 1e-6, 1e9  # what lies beyond is drawn there
LEVELS = (0.02, 0.15, 0.5, 1.2, 2.5, 4.5, 7.5, 12, 18)
STYLES = tuple(
    {"color": ink, "marker": marker, "ls": line, "ms": 4, "lw": 1.5}
    for ink, marker, line in [(BLUE, "o", "-"), (GREEN, "s", "--"), (ORANGE, "^", ":")]
)


def _bend(z: Any) -> Any:
    return z + 0.35 * np.sin(1.7 * np.asarray(z))


def _bend_slope(z: Any) -> Any:
    return 1 + 0.35 * 1.7 * np.cos(1.7 * np.asarray(z))


@drawing("the descent", "`gradient_descent` returns its pair")
def show_descent(
    gradient_descent: Any, rates: Sequence[float] = (0.015, 0.1, 0.48)
) -> Shown:
    """Draw where a student's `gradient_descent` goes for up to three step sizes.

    The paths are found by asking for 0, 1, 2, … steps.
    """
    rates = tuple(float(rate) for rate in rates)[: len(STYLES)]
    paths = [_path(gradient_descent, rate) for rate in rates]
    figure, axes = new_figure(2.45 * (len(rates) + 1), 2.85, len(rates) + 1)
    for axis, rate, (path, _), style in zip(axes, rates, paths, STYLES, strict=False):
        _contour(axis, rate, path, style)
    axes[0].set_ylabel("second weight")
    _histories(axes[-1], rates, [history for _, history in paths])
    ends = [
        f"{number(history[-1], 2)} for lr = {rate:g}"
        for rate, (_, history) in zip(rates, paths, strict=True)
    ]
    start = f"f is {number(paths[0][1][0], 2)} at the start, and after {STEPS} steps"
    return picture(
        figure,
        "Contours of f over two weights, one path each for "
        f"{join_names(ends)}; histories.",
        f"{start} {join_names(ends)}. ● is the start, ★ the end; dark lines are low. "
        "Which step is too long for this valley, and what does its history say?",
    )


def _path(gradient_descent: Any, rate: float) -> tuple[np.ndarray, np.ndarray]:
    points = []
    arguments = (START, X, Y, B, _bend, _bend_slope, rate)
    for steps in range(STEPS + 1):
        returned = ask(gradient_descent, *arguments, steps)
        if not isinstance(returned, tuple | list) or len(returned) != 2:
            raise PropertyError("it does not return the pair (W_final, history)")
        points.append(as_shape(returned[0], START.shape).real.ravel())
    try:
        history = [float(as_shape(value, ()).real) for value in returned[1]]
    except TypeError as error:
        raise PropertyError(str(error)) from None
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


def _contour(axes: Any, rate: float, path: np.ndarray, style: dict[str, Any]) -> None:
    grid, heights = _landscape()
    shades = [str(0.35 + 0.5 * i / len(LEVELS)) for i in range(len(LEVELS))]
    axes.contour(grid, grid, heights, levels=LEVELS, colors=shades, linewidths=0.9)
    known = path[np.all(np.abs(path) < MOST, axis=1)]
    axes.plot(*known.T, **style)
    ends = {"mec": "white", "mew": 0.8, "zorder": 5}
    axes.plot(*known[:1].T, "o", color=INK, ms=7, **ends)
    axes.plot(*known[-1:].T, "*", color=style["color"], ms=13, **ends)
    axes.set(xlim=(LOW, HIGH), ylim=(LOW, HIGH), aspect="equal")
    axes.set_title(f"lr = {rate:g}", fontsize=11)
    axes.set_xlabel("first weight", fontsize=9)


def _histories(axes: Any, rates: Sequence[float], histories: list[np.ndarray]) -> None:
    for rate, history, style in zip(rates, histories, STYLES, strict=False):
        shown = np.clip(np.nan_to_num(history, nan=MOST), LEAST, MOST)
        axes.semilogy(shown, **style, label=f"{rate:g}")
    axes.set_title("f after each step", fontsize=11)
    axes.set_xlabel("step", fontsize=9)
    axes.set_ylim(bottom=LEAST / 3)
    axes.legend(
        frameon=False, fontsize=8, title="lr", title_fontsize=8, loc="lower left"
    )

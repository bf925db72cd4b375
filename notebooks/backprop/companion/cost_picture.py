"""What two ways to a gradient cost, counted live with the student's own function."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from companion.figures import BLUE, ORANGE, new_figure, nothing_yet, picture
from companion.given import loss, wave
from companion.values import BlankError, FailedError, MisfitError, ask
from companion.words_html import Shown

SIZES = (2, 4, 8, 16, 24)
BACKWARD = 4  # products of a matrix's size in the forward and the backward pass of (d)


def show_cost(numerical_gradient: Any) -> Shown:
    """Count multiplications of both ways for growing d, on log axes, and fit lines.

    The numerical way is counted by letting the student's `numerical_gradient` run and
    counting how often it asks for the loss; one loss costs two matrix products.
    """
    try:
        counted = [_multiplications(numerical_gradient, d) for d in SIZES]
    except BlankError:
        return nothing_yet("the comparison", "`numerical_gradient` returns a gradient")
    except (FailedError, MisfitError) as error:
        return nothing_yet("the comparison", f"your function runs; now: {error}")
    numerical = np.array([count for count, _ in counted], float)
    if not numerical.all():
        return nothing_yet("the comparison", "your function asks for f at all")
    analytic = np.array([BACKWARD * d**2 for d in SIZES], float)
    slopes = [_slope(numerical), _slope(analytic)]
    figure, axes = new_figure(5.8, 3.3)
    axes.loglog(SIZES, numerical, "o-", color=ORANGE, label="by nudging (counted)")
    axes.loglog(SIZES, analytic, "s--", color=BLUE, label="by the formula")
    axes.set_xticks(SIZES, map(str, SIZES))
    axes.set_xticks([], minor=True)
    axes.set(xlabel="d", ylabel="multiplications")
    axes.legend(frameon=False, fontsize=9)
    told = (
        f"When d doubles, nudging costs {2 ** slopes[0]:.1f} times as much and the formula "
        f"{2 ** slopes[1]:.1f} times. At d = {SIZES[-1]} your function asked for the loss "
        f"{int(numerical[-1] / (2 * SIZES[-1] ** 2))} times, in {counted[-1][1]:.2g} s."
    )
    alt = (
        "Multiplications over d on logarithmic axes: two straight lines, with slopes "
        f"{slopes[0]:.1f} and {slopes[1]:.1f}."
    )
    return picture(figure, alt, told)


def _multiplications(numerical_gradient: Any, d: int) -> tuple[int, float]:
    rng = np.random.default_rng(d)
    x, y, b = rng.normal(size=(3, d))
    W1, W2 = rng.normal(size=(2, d, d)) / d
    asked = 0

    def counted(W: Any) -> float:
        nonlocal asked
        asked += 1
        return loss(x, y, W, W2, b, wave)

    started = time.perf_counter()
    ask(numerical_gradient, counted, W1)
    return asked * 2 * d**2, time.perf_counter() - started


def _slope(counts: np.ndarray) -> float:
    return float(np.polyfit(np.log(SIZES), np.log(counts), 1)[0])

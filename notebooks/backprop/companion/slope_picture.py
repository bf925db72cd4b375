"""A function, and beside it the slope that a student's function gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from companion.figures import BLUE, GREY, ORANGE, new_figure, picture
from companion.values import (
    BlankError,
    FailedError,
    MisfitError,
    as_array,
    as_shape,
    ask,
    silence,
)
from companion.words_html import Shown

POINTS = 241


def show_slope(
    f: Callable[[Any], Any],
    df: Callable[[Any], Any] | None,
    name: str = "f",
    span: float = 4.0,
    kinks: Sequence[float] = (),
) -> Shown:
    """Draw f and, beside it on the same x, the slope df.

    Args:
        f, df: functions of a number; df may still be blank.
        name: what to call f.
        span: x runs from -span to span.
        kinks: where f has a corner, to be marked.
    """
    x = np.linspace(-span, span, POINTS)
    with silence():
        height = np.array([float(as_shape(f(v), ())) for v in x])
    slope, why = _slope(df, x)
    figure, (left, right) = new_figure(7.6, 2.9, 2)
    left.plot(x, height, color=BLUE, lw=2)
    left.set_title(f"{name}(x): the height", fontsize=11)
    if slope is None:
        right.text(0.5, 0.5, why, ha="center", va="center", transform=right.transAxes)
        right.set_yticks([])
    else:
        _draw_slope(right, x, slope, kinks)
    right.set_title("your slope", fontsize=11)
    for axes in (left, right):
        axes.axhline(0, color=GREY, lw=0.8)
        axes.axvline(0, color=GREY, lw=0.8)
        axes.set_xlabel("x", fontsize=9)
        axes.set_xlim(-span, span)
    for kink in kinks:
        left.plot(kink, float(f(kink)), "s", color=BLUE, ms=7, mfc="white")
        left.annotate(
            "kink", (kink, float(f(kink))), (6, 8), textcoords="offset points"
        )
    return picture(figure, *_told(name, slope, why, kinks))


def _slope(df: Any, x: np.ndarray) -> tuple[np.ndarray | None, str]:
    try:
        try:
            return as_shape(ask(df, x), x.shape), ""
        except (FailedError, MisfitError):
            return as_array([as_shape(ask(df, float(v)), ()) for v in x]), ""
    except BlankError:
        return None, "not attempted yet"
    except (FailedError, MisfitError) as error:
        return None, f"your function {str(error)[:60]}"


def _draw_slope(
    axes: Any, x: np.ndarray, slope: np.ndarray, kinks: Sequence[float]
) -> None:
    pieces = [-np.inf, *kinks, np.inf]
    for low, high in zip(pieces[:-1], pieces[1:], strict=True):
        inside = (x > low) & (x < high)
        axes.plot(x[inside], slope[inside], color=ORANGE, lw=2, ls="--")
    finite = slope[np.isfinite(slope)]
    if len(finite) and np.ptp(finite) < 1e-9:
        axes.set_ylim(finite[0] - 1, finite[0] + 1)


def _told(
    name: str, slope: np.ndarray | None, why: str, kinks: Sequence[float]
) -> tuple[str, str]:
    alt = f"Two graphs side by side: {name} of x as a solid line, "
    if slope is None:
        return (
            f"{alt}and no slope yet: {why}.",
            f"The slope of {name} is still missing.",
        )
    ends = f"from {slope[0]:.3g} at the left end to {slope[-1]:.3g} at the right end"
    alt += f"and your slope as a dashed line, {ends}."
    caption = (
        f"Where {name} rises the dashed line is above 0; where {name} is steepest it is "
        "farthest from 0. Does it?"
    )
    if kinks:
        caption += " At the kink, marked by a square, there is no slope."
    return alt, caption

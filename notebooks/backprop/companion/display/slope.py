"""A picture of a function beside the slope that a student's function returns."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..answers.errors import AnswerError, NotAttemptedError, RaisedError
from ..answers.returned import ask, ask_elementwise
from .cards import Shown
from .colours import BLUE, GREY, INK, ORANGE, PAPER
from .figures import default_style, new_figure, number, picture
from .predictions import answered

POINTS = 240
NUDGE = 1e-5
PROBES = (
    (-0.62, "o"),
    (-0.18, "s"),
    (0.45, "^"),
)  # positions of the tangents, as fractions of span


@default_style
def show_slope(
    f: Callable[[Any], Any],
    df: Callable[[Any], Any] | None,
    name: str = "f",
    span: float = 4.0,
    kinks: Sequence[float] = (),
    whose: str = "your",
    asked: tuple[str, float] | None = None,
) -> Shown:
    """Draw f with three tangents of slope df, and df itself beside it.

    Args:
        f, df: functions of a number or an array; df may still be blank.
        name: the name of f in the picture.
        span: x runs from -span to span.
        kinks: where f has a kink, to be marked.
        whose: "your", or "the" for a slope that is given.
        asked: the name of a prediction, and the x at which it asks for the slope.
    """
    x = np.linspace(-span, span, POINTS)  # an even number: 0 is not among them
    height = ask_elementwise(f, x)
    slope = None if _is_blank(df) else ask_elementwise(df, x)
    figure, (left, right) = new_figure(8.0, 3.0, 2)
    for axes in (left, right):
        axes.axhline(0, color=GREY, lw=0.8)
        axes.axvline(0, color=GREY, lw=0.8)
        axes.set_xlabel("x", fontsize=9)
        axes.set_xlim(-span, span)
    left.plot(x, height, color=BLUE, lw=2)
    left.set_title(f"{name}(x)", fontsize=11)
    right.set_title(f"{whose} slope of {name}", fontsize=11)
    _mark_kinks(left, f, kinks, span)
    if slope is None or not np.any(np.isfinite(slope)):
        why = "not attempted yet" if slope is None else _why_not(df)
        right.text(
            0.5, 0.62, why, ha="center", transform=right.transAxes, color=INK,
            bbox={"facecolor": PAPER, "edgecolor": "none"}, parse_math=False,
        )  # fmt: skip
        right.set_yticks([])
        return picture(figure, *_alt_and_caption_without_slope(name, why, kinks))
    _draw_slope(right, x, slope, kinks)
    _draw_tangents(left, right, f, df, span)
    alt, caption = _alt_and_caption(name, slope, kinks, whose)
    if asked:
        reply = answered(asked[0], _slope_at(f, name, asked[1]))
        caption = f"{reply} {caption}".strip()
    return picture(figure, alt, caption)


def _slope_at(f: Any, name: str, at: float) -> str:
    """The slope of f at a place, in words, from a nudge of x."""
    low, high = ask_elementwise(f, np.array([at - NUDGE, at + NUDGE]))
    slope = (high - low) / (2 * NUDGE)
    return f"the slope of {name} at x = {number(at)} is {number(slope)}"


def _is_blank(df: Any) -> bool:
    try:
        ask(df, 1.0)
    except AnswerError as error:  # a function that raises may work on arrays only
        return isinstance(error, NotAttemptedError)
    return False


def _why_not(df: Any) -> str:
    """Why there is no slope at any x: an exception, or values that aren't numbers."""
    try:
        ask(df, 1.0)
    except RaisedError:
        name = getattr(df, "__name__", "")
        return (
            f"{name if name.isidentifier() else 'your function'} stopped with an error"
        )
    except AnswerError:
        pass
    return "no numbers returned yet"


def _mark_kinks(axes: Any, f: Any, kinks: Sequence[float], span: float) -> None:
    for kink in kinks:
        height = float(ask_elementwise(f, np.array([kink]))[0])
        axes.plot(kink, height, "D", color=BLUE, ms=7, mfc="white", mew=1.6, zorder=4)
        axes.annotate(
            "kink", (kink, height), (-10, 14), textcoords="offset points", ha="right",
            fontsize=9, color=INK,
            arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.8, "shrinkB": 5},
        )  # fmt: skip


def _draw_slope(axes: Any, x: Any, slope: np.ndarray, kinks: Sequence[float]) -> None:
    for low, high in itertools.pairwise([-np.inf, *sorted(kinks), np.inf]):
        inside = (x > low) & (x < high)
        axes.plot(x[inside], slope[inside], color=ORANGE, lw=2, ls="--")
        for end, place in ((low, 0), (high, -1)):
            if np.isfinite(end):  # an open circle: no derivative at the kink
                at = slope[inside][place]
                axes.plot(end, at, "o", color=ORANGE, ms=6, mfc="white", zorder=4)
    finite = slope[np.isfinite(slope)]
    low, high = min(0.0, finite.min()), max(0.0, finite.max())
    room = 0.12 * (high - low) or 1.0
    axes.set_ylim(low - room, high + room)


def _draw_tangents(left: Any, right: Any, f: Any, df: Any, span: float) -> None:
    """Draw short lines on f with the student's slope; a right one is tangent to f."""
    low, high = left.get_ylim()
    for part, marker in PROBES:
        at = np.array([part * span])
        height, slope = ask_elementwise(f, at)[0], ask_elementwise(df, at)[0]
        if not np.isfinite(slope):
            continue
        # The same length on the screen for every slope.
        run = 0.16 / np.hypot(1 / span, 2 * slope / (high - low))
        ends = at[0] + np.array([-run, run])
        left.plot(ends, height + slope * (ends - at[0]), color=ORANGE, lw=2, zorder=3)
        look = {"ms": 9 if marker == "^" else 7, "mec": "white", "zorder": 4}
        left.plot(at, height, marker, color=ORANGE, **look)
        right.plot(at, slope, marker, color=ORANGE, **look)
    left.set_ylim(low, high)


def _alt_and_caption_without_slope(
    name: str, why: str, kinks: Sequence[float]
) -> tuple[str, str]:
    next_step = "Sketch it on paper, then write it."
    if "error" in why:
        next_step = "Its check below shows where."
    corner = f", with a kink at x = {number(kinks[0])}" if kinks else ""
    return (
        f"The graph of {name}{corner}. The plot of its slope is empty: {why}.",
        f"The slope of {name} is missing: {why}. {next_step}",
    )


def _alt_and_caption(
    name: str, slope: np.ndarray, kinks: Sequence[float], whose: str
) -> tuple[str, str]:
    alt = (
        f"Two graphs side by side. Left: {name} of x, a solid line with three short "
        f"lines on it. Right: {whose} slope, a dashed line from {number(slope[0])} at "
        f"the left end to {number(slope[-1])} at the right end."
    )
    caption = (
        f"The short lines at ●, ■ and ▲ show {whose} slope. A line with the right "
        f"slope is tangent to the graph of {name}."
    )
    if kinks:
        caption += " ◇ marks the kink, where the derivative does not exist."
    return alt, caption

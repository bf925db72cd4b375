"""A function, and beside it the slope that a student's function gives."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..answers.errors import AnswerError, NotAttemptedError
from ..answers.returned import ask, ask_elementwise
from .cards import Shown
from .colours import BLUE, GREY, INK, ORANGE
from .figures import default_style, new_figure, number, picture

POINTS = 240
PROBES = ((-0.62, "o"), (-0.18, "s"), (0.45, "^"))  # where tangents stand, of the span


@default_style
def show_slope(
    f: Callable[[Any], Any],
    df: Callable[[Any], Any] | None,
    name: str = "f",
    span: float = 4.0,
    kinks: Sequence[float] = (),
    whose: str = "your",
) -> Shown:
    """Draw f and, beside it on the same x, the slope df; and f's tangents by df.

    Args:
        f, df: functions of a number or an array; df may still be blank.
        name: what to call f.
        span: x runs from -span to span.
        kinks: where f has a corner, to be marked.
        whose: "the" for a slope that is not the student's.
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
    why = "not attempted yet" if slope is None else "gives no numbers yet"
    if slope is None or not np.any(np.isfinite(slope)):
        right.text(0.5, 0.62, why, ha="center", transform=right.transAxes, color=INK)
        right.set_yticks([])
        return picture(figure, *_without(name, why, kinks))
    _draw_slope(right, x, slope, kinks)
    _draw_tangents(left, right, f, df, span)
    return picture(figure, *_words(name, slope, kinks, whose))


def _is_blank(df: Any) -> bool:
    try:
        ask(df, 1.0)
    except AnswerError as error:  # any other: it may work on arrays only
        return isinstance(error, NotAttemptedError)
    return False


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
            if np.isfinite(end):  # open circles: no slope at the kink itself
                at = slope[inside][place]
                axes.plot(end, at, "o", color=ORANGE, ms=6, mfc="white", zorder=4)
    finite = slope[np.isfinite(slope)]
    low, high = min(0.0, finite.min()), max(0.0, finite.max())
    room = 0.12 * (high - low) or 1.0
    axes.set_ylim(low - room, high + room)


def _draw_tangents(left: Any, right: Any, f: Any, df: Any, span: float) -> None:
    """Short lines on f with the student's slope: they lie along f if it is right."""
    low, high = left.get_ylim()
    for part, marker in PROBES:
        at = np.array([part * span])
        height, slope = ask_elementwise(f, at)[0], ask_elementwise(df, at)[0]
        if not np.isfinite(slope):
            continue
        # Equally long to the eye, however steep.
        run = 0.16 / np.hypot(1 / span, 2 * slope / (high - low))
        ends = at[0] + np.array([-run, run])
        left.plot(ends, height + slope * (ends - at[0]), color=ORANGE, lw=2, zorder=3)
        left.plot(at, height, marker, color=ORANGE, ms=6, mec="white", zorder=4)
        right.plot(at, slope, marker, color=ORANGE, ms=6, mec="white", zorder=4)
    left.set_ylim(low, high)


def _without(name: str, why: str, kinks: Sequence[float]) -> tuple[str, str]:
    corner = f", with a kink at x = {number(kinks[0])}" if kinks else ""
    return (
        f"The graph of {name}{corner}; beside it an empty one for the slope: {why}.",
        f"The slope of {name} is still missing: {why}. Sketch it before you write it.",
    )


def _words(
    name: str, slope: np.ndarray, kinks: Sequence[float], whose: str
) -> tuple[str, str]:
    alt = (
        f"Two graphs side by side: {name} of x as a solid line with three short "
        f"tangents, and {whose} slope as a dashed line, from {number(slope[0])} at the "
        f"left end to {number(slope[-1])} at the right end."
    )
    caption = (
        f"The short dashes on {name} have {whose} slope at ●, ■ and ▲. Where it is "
        "right they lie along the graph."
    )
    if kinks:
        caption += " ◇ marks the kink, where there is no slope."
    return alt, caption

"""What (e) asks: multiplications of both gradients, counted, and predicted growth."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import AnswerError
from ..answers.returned import as_shape, ask
from ..display.cards import Shown, no_picture
from ..display.colours import BLUE, ORANGE
from ..display.figures import (
    RAISED,
    drawing,
    logarithmic,
    new_figure,
    number,
    picture,
)
from ..given import loss
from ..properties.multiplications import (
    Counted,
    counted,
    counted_after_conversion,
)

SIZES = (4, 8, 16, 32)
MOST = 0.4  # seconds; after a slower call, larger sizes are skipped
UNCOUNTED = (
    "Your formula of (d) is missing here: only products of arrays can be counted, not "
    "products of single numbers."
)
STEEPEST = 9  # larger exponents are not drawn


class Problem:
    """The arguments of (d) at size d; Φ and its Jacobian don't multiply."""

    def __init__(self, d: int) -> None:
        rng = np.random.default_rng(d)
        x, y, b = map(counted, rng.normal(size=(3, d)))
        self.W1, W2 = map(counted, rng.normal(size=(2, d, d)) / d)
        jacobian = counted(rng.normal(size=(d, d)))
        self.arguments = (x, y, self.W1, W2, b, np.abs, lambda z: jacobian)
        self.evaluations = 0

    def loss(self, W1: Any) -> float:
        """Evaluate the loss for another W1, and count the evaluation."""
        self.evaluations += 1
        x, y, _, W2, b, phi, _ = self.arguments
        return loss(x, y, counted(W1), W2, b, phi)


class Series(NamedTuple):
    """The counts of one method, and the exponent that the student predicts."""

    label: str
    counts: Mapping[int, int]  # d -> multiplications
    exponent: float | None
    colour: str
    marker: str
    line: str


@drawing("the cost comparison", "numerical_gradient", "a gradient")
def show_cost(namespace: Mapping[str, Any]) -> Shown:
    """Plot counted multiplications against d, and lines with your two exponents.

    Args:
        namespace: where your answers to (d) and (e) are; `globals()` in a notebook.
    """
    nudging = namespace.get("numerical_gradient")
    counts = counted_runs(lambda p: ask(nudging, p.loss, np.array(p.W1)))
    if not counts:
        return no_picture(
            "the cost comparison",
            "`numerical_gradient` evaluates its argument `f`",
        )
    exponent = lambda name: _exponent(namespace.get(name))  # noqa: E731
    series = [
        Series(
            "numerical gradient", counts, exponent("numerical_exponent"),
            ORANGE, "o", "-",
        )
    ]  # fmt: skip
    uncounted = ""
    with contextlib.suppress(AnswerError):
        formula = namespace.get("loss_gradients")
        counts = counted_runs(lambda p: ask(formula, *p.arguments))
        line = ("your formula of (d)", counts, exponent("analytic_exponent"))
        series += [Series(*line, BLUE, "^", "--")] if counts else []
        uncounted = "" if counts else UNCOUNTED
    problem = Problem(SIZES[0])
    ask(nudging, problem.loss, np.array(problem.W1))
    return _picture(series, problem.evaluations, uncounted)


def _exponent(value: Any) -> float | None:
    with contextlib.suppress(AnswerError):
        exponent = float(as_shape(value, ()).real)
        return exponent if abs(exponent) <= STEEPEST else None
    return None


def counted_runs(run: Callable[[Problem], Any]) -> dict[int, int]:
    """Count multiplications for each size; stop after a slow run."""
    found: dict[int, int] = {}
    for d in SIZES:
        problem = Problem(d)
        before, started = Counted.multiplications, time.perf_counter()
        with counted_after_conversion():
            run(problem)
        found[d] = Counted.multiplications - before
        if time.perf_counter() - started > MOST:
            break
    return found if all(found.values()) else {}


def _picture(series: list[Series], evaluations: int, uncounted: str) -> Shown:
    figure, axes = new_figure(6.6, 3.5)
    for one in series:
        _draw(axes, one)
    axes.set_xticks(SIZES, map(str, SIZES))
    axes.set_xticks([], minor=True)
    logarithmic(axes.yaxis)
    axes.set(xlabel="d, on a logarithmic axis", ylabel="multiplications")
    axes.set_xlim(SIZES[0] * 0.85, SIZES[-1] * 6)  # room for the labels
    counts = "; ".join(f"{s.label} {_list(s.counts)}" for s in series)
    predicted = "; ".join(
        f"{s.label} d to the power {number(s.exponent)}"
        for s in series
        if s.exponent is not None
    )
    alt = (
        f"Multiplications for d = {', '.join(map(str, SIZES))} on logarithmic axes: "
        f"{counts}. Lines: {predicted or 'none'}."
    )
    caption = f"{_caption(series, evaluations)} {uncounted}".strip()
    return picture(figure, alt, caption)


def _draw(axes: Any, series: Series) -> None:
    d, count = (
        np.array(list(numbers), float)
        for numbers in (series.counts, series.counts.values())
    )
    axes.loglog(d, count, series.marker, color=series.colour, ms=7)
    label = f"{series.label}, counted"
    if series.exponent is not None:  # through the last count, where d matters most
        line = count[-1] * (d / d[-1]) ** series.exponent
        axes.loglog(d, line, series.line, color=series.colour, lw=1.6)
        label += f"\nline: your {_power(series.exponent)}"
    axes.text(
        d[-1] * 1.12, count[-1], label, color=series.colour, fontsize=9, va="center",
        parse_math=False,
    )  # fmt: skip


def _power(exponent: float) -> str:
    if exponent == round(exponent):
        return "d" + str(round(exponent)).translate(RAISED)
    return f"d to the power {number(exponent)}"


def _list(counts: Mapping[int, int]) -> str:
    return ", ".join(f"{count:,}" for count in counts.values())


def _caption(series: list[Series], evaluations: int) -> str:
    texts = [
        "Markers: multiplications, counted while your functions run. Lines: your "
        "exponents, drawn through the last marker. Do the other markers lie on them?"
    ]
    if any(one.exponent is None for one in series):
        texts = ["Markers: multiplications. Write your exponents above to see lines."]
    texts.append(
        f"For d = {SIZES[0]}, `numerical_gradient` evaluated the loss {evaluations} "
        "times."
    )
    if len(series) > 1:
        texts.append(
            "If the markers of your formula rise faster than your line, look for a "
            "product of two matrices in your code: your exponent is for the cheapest "
            "order."
        )
    return " ".join(texts)

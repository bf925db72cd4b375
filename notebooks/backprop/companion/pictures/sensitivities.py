"""Pictures for (f): the student's sensitivities at the nodes, and one nudge."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..answers.errors import AnswerError, NotAttemptedError, PropertyError
from ..answers.returned import as_array, as_shape, ask
from ..display.cards import Shown, no_picture
from ..display.colours import BLUE, GREEN, GREY, INK, ORANGE
from ..display.figures import default_style, drawing, new_figure, number, picture
from ..graphs.picture import Note, draw
from ..properties.finite_differences import central_difference, close
from ..properties.unit_nodes import UnitArguments, f_of, nodes

PICTURED = UnitArguments(  # two units with two weights each, for the pictures
    np.array([[0.8, -0.5], [0.3, 0.9]]),
    np.array([1.0, 0.6]),
    2.9,
    np.array([0.2, -0.4]),
)


# The formulas of (f) as a graph: name -> formula, and names of inputs.
_DRAWN = {
    "z1": ("w₁ · x + b₁",),
    "z2": ("w₂ · x + b₂",),
    "p1": ("φ(z1)", "z1"),
    "p2": ("φ(z2)", "z2"),
    "s": ("p1 + p2", "p1", "p2"),
    "y": ("source",),
    "r": ("y − s", "s", "y"),
    "f": ("r²", "r"),
}
NAMES = ("r", "s", "p1", "p2", "z1", "z2")
NUDGEABLE = "`sensitivities` returns the derivative for this node"


def _of(name: str, all_values: Any) -> float:
    """Pick the number of one node, such as "z2", from values by kind of node."""
    return float(np.ravel(all_values[name[0]])[int(name[1:] or 1) - 1])


def _f(name: str, value: float) -> float:
    """Compute f with another value of one node; nodes before it don't change."""
    moved = np.array(nodes(PICTURED)[name[0]], float)
    moved.flat[int(name[1:] or 1) - 1] = value
    return f_of(name[0], PICTURED)(moved)


def _yours(sensitivities: Any) -> tuple[dict[str, np.ndarray], dict[str, str]]:
    """Read the student's dict: entries of the right shape, and what others are."""
    given = ask(sensitivities, *PICTURED)
    if not isinstance(given, dict):
        kind = type(given).__name__
        raise PropertyError(f"returns a value of type {kind}; a dict is expected")
    yours, others = {}, {}
    for key, value in nodes(PICTURED).items():
        try:
            got = as_array(given[key])
            others[key] = f"shape {got.shape}" if got.shape else "one number"
            yours[key] = as_shape(got, value.shape).real
        except (NotAttemptedError, KeyError, PropertyError):
            continue
    return yours, others


@drawing("your sensitivities", "sensitivities", "its dict")
def show_sensitivities(sensitivities: Any) -> Shown:
    """Draw the graph of (f) with your derivatives and numerical ones at the nodes."""
    yours, others = _yours(sensitivities)
    known = nodes(PICTURED)
    known |= {"f": np.square(known["r"]), "y": np.asarray(PICTURED.y)}
    notes = {name: [Note(f"value {number(_of(name, known))}")] for name in _DRAWN}
    for name in NAMES:
        notes[name] += _compared(name, yours, others)
    caption = (
        "Below each node: its value, your derivative, and the numerical derivative "
        "from a nudge. ✓ means that the two agree, ✗ that they differ."
    )
    return draw(_DRAWN, notes, " of (f) for two units", caption)


def _compared(
    name: str, yours: dict[str, np.ndarray], others: dict[str, str]
) -> list[Note]:
    at = _of(name, nodes(PICTURED))
    wanted = central_difference(lambda value: _f(name, value), at)
    text = number(wanted)
    nudge = Note(f"nudge {text}", BLUE, f"numerical derivative {text}")
    if name[0] not in yours:
        got = others.get(name[0], "missing")
        return [Note(f"yours: {got}", GREY, f"your derivative is {got}"), nudge]
    value = _of(name, yours)
    mark, verb = ("✓", "agrees") if close(value, wanted, 1e-5) else ("✗", "differs")
    alt = f"your derivative {number(value)} {verb}"
    return [Note(f"yours {number(value)} {mark}", ORANGE, alt), nudge]


@default_style
def show_nudge(sensitivities: Any, node: str = "s", size: float = 0.3) -> Shown:
    """Nudge one node of (f) and compare f with the value that your derivative predicts.

    Args:
        node: "r", "s", "p1", "p2", "z1" or "z2".
        size: added to the value of the node.
    """
    if node not in NAMES or not _is_step(size):
        condition = f"`node` is one of {', '.join(NAMES)} and `size` a nonzero number"
        return no_picture("the nudge", condition)
    try:
        yours, _ = _yours(sensitivities)
    except AnswerError as error:
        problem = f"`sensitivities` {error.verb}{error}. {error.next_step}".strip()
        known = isinstance(error, NotAttemptedError)
        return no_picture("the nudge", NUDGEABLE, "" if known else problem)
    if node[0] not in yours:
        return no_picture("the nudge", NUDGEABLE)
    return _nudge_picture(node, float(size), _of(node, yours))


def _is_step(size: Any) -> bool:
    return isinstance(size, int | float | np.number) and np.isfinite(size) and size != 0


def _nudge_picture(node: str, size: float, slope: float) -> Shown:
    start = _of(node, nodes(PICTURED))
    f0, f1 = _f(node, start), _f(node, start + size)
    predicted = f0 + slope * size
    figure, axes = new_figure(6.2, 3.4)
    half_width = max(1.6 * abs(size), 0.25)
    x = np.linspace(start - half_width, start + half_width, 161)
    axes.plot(x, [_f(node, v) for v in x], color=BLUE, lw=2, label="f")
    line = f0 + slope * (x - start)
    axes.plot(
        x, line, color=ORANGE, lw=1.8, ls="--", label="f + your derivative × nudge"
    )
    axes.plot(start, f0, "o", color=INK, ms=8, label="f before the nudge")
    axes.plot(
        start + size, f1, "^", color=BLUE, ms=8, zorder=4, label="f after the nudge"
    )
    axes.plot(
        start + size, predicted, "s", color=ORANGE, ms=6, mfc="white", mew=2,
        label="predicted f",
    )  # fmt: skip
    axes.vlines(start + size, *sorted((f1, predicted)), color=GREEN, lw=1.4, ls=":")
    axes.set_xlabel(f"value of {node}")
    axes.set_ylabel("f", rotation=0, labelpad=8)
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    difference = f1 - predicted
    question = "Halve the nudge: by what factor does the difference shrink?"
    if not close(slope, central_difference(lambda v: _f(node, v), start), 1e-5):
        question = "Your line is not tangent to the curve at ●: check your derivative."
    return picture(
        figure,
        f"A curve of f against the value of {node}, and a dashed line with your slope "
        "through the point before the nudge. After the nudge, curve and line are "
        f"{number(abs(difference), 2)} apart.",
        f"`{node}` changes by {number(size)}: f changes by {number(f1 - f0)}; your "
        f"derivative {number(slope)} predicts {number(slope * size)}. The difference "
        f"is {number(difference, 2)}. {question}",
    )

"""Section 1 (f): the sensitivities, derivatives of f with respect to r, s, p and z."""

from __future__ import annotations

from typing import Any

import numpy as np

from .answers.errors import AnswerError, NotAttemptedError, PropertyError
from .answers.fingerprint_inputs import UNITS
from .answers.returned import as_array, as_shape, ask, naming_case, of_key
from .answers.row import Answer, Fingerprint, Test, ignores_derivative
from .display.cards import Shown, nothing_yet
from .display.colours import BLUE, GREEN, GREY, INK, ORANGE
from .display.figures import default_style, drawing, new_figure, number, picture
from .graphs.picture import Note, draw, in_words
from .properties.finite_differences import along_directions, central_difference, close
from .properties.unit_nodes import NODES, SIZES, UnitArguments, after, nodes, some_units


def sensitivity(key: str) -> Test:
    """The test of the derivative of f with respect to one kind of node."""

    def test(answer: Any) -> None:
        for n, d in SIZES:
            u = some_units(n, d)
            at, f = nodes(u)[key], after(key, u)
            with naming_case(f"for n = {n}, d = {d}"):
                gradient = of_key(ask(answer, *u), key, at.shape)
            along_directions(gradient, f, at)

    return test


def _row(key: str) -> Answer:
    return Answer(
        test=sensitivity(key),
        question="Predict with n = 1 and y = 5, s = 3: in which direction does f go "
        "when this node rises a little, and does your number agree?",
        fingerprint=Fingerprint(lambda f: ask(f, *UNITS)[key]),
        inexact=ignores_derivative("dphi"),
    )


QUESTIONS = {("q1f", f"sensitivities.{key}"): _row(key) for key in NODES}


# A student's sensitivities on the nodes, and beside what a nudge gives.

PICTURED = UnitArguments(  # two units with two weights each, for the pictures
    np.array([[0.8, -0.5], [0.3, 0.9]]),
    np.array([1.0, 0.6]),
    2.9,
    np.array([0.2, -0.4]),
)


# The formulas of (f) as nodes, with what to write into each.
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


def _of(name: str, all_values: Any) -> float:
    """The number of one node, out of values by kind of node."""
    return float(np.ravel(all_values[name[0]])[int(name[1:] or 1) - 1])


def _f(name: str, value: float) -> float:
    """f where one node has another value and what comes before it stays."""
    moved = np.array(nodes(PICTURED)[name[0]], float)
    moved.flat[int(name[1:] or 1) - 1] = value
    return after(name[0], PICTURED)(moved)


def _yours(sensitivities: Any) -> dict[str, np.ndarray]:
    """The entries that the student's dict has, each in its shape."""
    given = ask(sensitivities, *PICTURED)
    if not isinstance(given, dict):
        raise PropertyError("returns no dict")
    yours = {}
    for key, value in nodes(PICTURED).items():
        try:
            yours[key] = as_shape(as_array(given[key]), value.shape).real
        except (NotAttemptedError, KeyError, PropertyError):
            continue
    return yours


@drawing("your sensitivities", "`sensitivities` returns its dict", "now it ")
def show_sensitivities(sensitivities: Any) -> Shown:
    """Draw the nodes of (f) with a student's derivatives beside nudged ones."""
    yours = _yours(sensitivities)
    known = nodes(PICTURED)
    known |= {"f": np.square(known["r"]), "y": np.asarray(PICTURED.y)}
    notes = {name: [Note(f"value {number(_of(name, known))}")] for name in _DRAWN}
    for name in NAMES:
        notes[name] += _beside(name, yours)
    alt = f" of (f) for two units, with {in_words(notes, ', ')}"
    caption = (
        "Under each node its value, your derivative, and what nudging the node gives: "
        "✓ where the two agree, ✗ where they do not."
    )
    return draw(_DRAWN, notes, alt, caption)


def _beside(name: str, yours: dict[str, np.ndarray]) -> list[Note]:
    at = _of(name, nodes(PICTURED))
    wanted = central_difference(lambda value: _f(name, value), at)
    nudge = Note(f"nudge {number(wanted)}", BLUE)
    if name[0] not in yours:
        return [Note("yours: none", GREY), nudge]
    value = _of(name, yours)
    mark = "✓" if close(value, wanted, 1e-5) else "✗"
    return [Note(f"yours {number(value)} {mark}", ORANGE), nudge]


@default_style
def show_nudge(sensitivities: Any, node: str = "s", size: float = 0.1) -> Shown:
    """Nudge one node of (f) and compare f with what a student's derivative foretells.

    Args:
        node: "r", "s", "p1", "p2", "z1" or "z2".
        size: how far the node is moved.
    """
    if node not in NAMES or not _is_step(size):
        why = f"`node` is one of {', '.join(NAMES)} and `size` is a number but 0"
        return nothing_yet("the nudge", why)
    try:
        yours = _yours(sensitivities)
    except AnswerError:
        yours = {}
    if node[0] not in yours:
        return nothing_yet("the nudge", f'`sensitivities` returns its "{node[0]}"')
    return _nudge_picture(node, float(size), _of(node, yours))


def _is_step(size: Any) -> bool:
    return isinstance(size, int | float | np.number) and np.isfinite(size) and size != 0


def _nudge_picture(node: str, size: float, slope: float) -> Shown:
    start = _of(node, nodes(PICTURED))
    f0, f1 = _f(node, start), _f(node, start + size)
    predicted = f0 + slope * size
    figure, axes = new_figure(6.2, 3.4)
    reach = max(1.6 * abs(size), 0.25)
    x = np.linspace(start - reach, start + reach, 161)
    axes.plot(x, [_f(node, v) for v in x], color=BLUE, lw=2, label="f")
    line = f0 + slope * (x - start)
    axes.plot(x, line, color=ORANGE, lw=1.8, ls="--", label="f + your slope × nudge")
    axes.plot(start, f0, "o", color=INK, ms=8, label="before the nudge")
    axes.plot(start + size, f1, "^", color=BLUE, ms=9, label="f after it")
    axes.plot(
        start + size, predicted, "s", color=ORANGE, ms=8, mfc="white", mew=2,
        label="foretold",
    )  # fmt: skip
    axes.vlines(start + size, *sorted((f1, predicted)), color=GREEN, lw=1.4, ls=":")
    axes.set(xlabel=f"value of {node}", ylabel="f")
    axes.legend(frameon=False, fontsize=9, loc="center left", bbox_to_anchor=(1, 0.5))
    missed = f1 - predicted
    return picture(
        figure,
        f"f over the value of {node}, a curve, and a dashed line with your slope "
        "through the point before the nudge; after it the two are "
        f"{number(abs(missed), 2)} apart.",
        f"`{node}` moves by {number(size)}: f changes by {number(f1 - f0)}, and your "
        f"slope {number(slope)} foretells {number(slope * size)}. The difference is "
        f"{number(missed, 2)}. Halve the nudge: by what factor does it shrink?",
    )

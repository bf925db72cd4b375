"""Values forward and gradients backward through a graph, by nudging.

No rule of differentiation is used: each node is nudged up and down, all that comes
after it is computed again, and the change of the result is divided by the nudge.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from companion.figures import BLUE, ORANGE, new_figure, nothing_yet, picture
from companion.given import dwave, wave
from companion.graph_picture import draw, readable
from companion.graph_values import (
    fault,
    in_order,
    sinks,
    unit_operations,
    unit_sources,
    values,
)
from companion.values import BlankError, FailedError, MisfitError, as_array, ask
from companion.words_html import Shown

H = 1e-6

# The nodes of (f), for two units, from z on.
_NODES = {
    "z1": ("source",),
    "z2": ("source",),
    "p1": ("phi", "z1"),
    "p2": ("phi", "z2"),
    "s": ("sum", "p1", "p2"),
    "y": ("source",),
    "r": ("sub", "y", "s"),
    "f": ("square", "r"),
}
W = np.array([[0.8, -0.5], [0.3, 0.9]])
X, Y, B = np.array([1.0, 0.6]), 1.7, np.array([0.2, -0.4])


def nudged(
    graph: Any, sources: dict[str, Any], known: dict[Any, Any], name: Any
) -> np.ndarray:
    """How fast the sink changes with each entry of the node `name`."""
    operations = unit_operations(wave)
    [sink] = sinks(graph)
    at = np.asarray(known[name], float)
    rates = []
    for place in range(at.size):
        nudge = np.zeros(at.size)
        nudge[place] = H
        nudge = nudge.reshape(at.shape)
        up = values(graph, sources, operations, {name: at + nudge})[sink]
        down = values(graph, sources, operations, {name: at - nudge})[sink]
        rates.append(float(up - down) / (2 * H))
    return np.array(rates).reshape(at.shape)


def show_flow(graph: Any, n: int = 2, step: int | None = None) -> Shown:
    """Draw a student's graph of (c) with its values and, step by step, its gradients.

    Args:
        graph: the function of n that returns the graph.
        n: the number of units.
        step: how many nodes, from the result backwards, show their gradient; all of
            them by default. Run the cell again with one more.
    """
    nodes, why = readable(graph, n)
    if nodes is None:
        return nothing_yet("the flow", why)
    sources = unit_sources(n, d=2)
    wrong = fault(nodes, sources)
    if wrong is not None:
        return nothing_yet("the flow", f"the graph is sound; now {wrong}")
    try:
        known = values(nodes, sources, unit_operations(wave))
    except MisfitError as misfit:
        return nothing_yet("the flow", f"the graph can be computed; now it {misfit}")
    backward = in_order(nodes)[::-1]
    backward.sort(key=lambda name: name not in sinks(nodes))  # the result first
    count = len(backward) if step is None else max(0, min(step, len(backward)))
    shown = {name: nudged(nodes, sources, known, name) for name in backward[:count]}
    notes = {
        name: f"value {_short(value)}"
        + (f"\nslope {_short(shown[name])}" if name in shown else "")
        for name, value in known.items()
    }
    caption = (
        f"Gradients of {count} of {len(backward)} nodes, from the result backwards; each "
        "was found by nudging the node and computing forward again."
    )
    return draw(nodes, notes, f"for n = {n}, {_told(notes)}", caption)


def _short(value: Any) -> str:
    array = np.asarray(value)
    if array.ndim == 0:
        return f"{float(array):.3g}"
    return "(" + ", ".join(f"{v:.2g}" for v in array.ravel()) + ")"


def _told(notes: dict[Any, str]) -> str:
    return "; ".join(
        f"{name} has {note.replace(chr(10), ' and ')}" for name, note in notes.items()
    )


def show_sensitivities(sensitivities: Any) -> Shown:
    """Draw the nodes of (f) with a student's derivatives beside nudged ones."""
    try:
        given = ask(sensitivities, W, X, Y, B, wave, dwave)
        yours = {key: np.ravel(as_array(given[key])) for key in "rspz" if key in given}
    except BlankError:
        return nothing_yet("the sensitivities", "`sensitivities` returns its dict")
    except (FailedError, MisfitError, TypeError) as error:
        return nothing_yet("the sensitivities", f"your function runs; now: {error}")
    sources = dict(zip(("z1", "z2"), W @ X + B, strict=True)) | {"y": Y}
    known = values(_NODES, sources, unit_operations(wave))
    notes = {
        name: f"value {_short(known[name])}{_beside(name, yours, sources, known)}"
        for name in _NODES
    }
    caption = (
        "Under each node its value; your derivative; and what nudging the node gives. "
        "✓ where the two agree, ✗ where they do not."
    )
    return draw(_NODES, notes, f"of (f) for two units, {_told(notes)}", caption)


def _beside(
    name: str, yours: dict[str, np.ndarray], sources: dict[str, Any], known: Any
) -> str:
    key, place = name[0], int(name[1:] or 1) - 1
    if key not in "rspz":
        return ""
    rate = float(nudged(_NODES, sources, known, name))
    if key not in yours or place >= len(yours[key]):
        return f"\nyours –\nnudged {rate:.3g}"
    own = float(np.real(yours[key][place]))
    mark = "✓" if abs(own - rate) < 1e-4 * max(1, abs(rate)) else "✗"
    return f"\nyours {own:.3g} {mark}\nnudged {rate:.3g}"


def show_nudge(sensitivities: Any, node: str = "s", size: float = 0.1) -> Shown:
    """Nudge one node of (f) and compare f with what a student's derivative foretells.

    Args:
        node: "r" or "s".
        size: how far the node is moved.
    """
    if node not in ("r", "s"):
        return nothing_yet("the nudge", 'node is "r" or "s"')
    try:
        given = ask(sensitivities, W, X, Y, B, wave, dwave)
        slope = float(np.real(as_array(given[node]).reshape(())))
    except BlankError:
        return nothing_yet("the nudge", "`sensitivities` returns its dict")
    except (FailedError, MisfitError, TypeError, KeyError, ValueError) as error:
        return nothing_yet("the nudge", f'there is a number at "{node}"; now: {error}')
    s = float(np.sum(wave(W @ X + B)))
    at, f = (s, lambda v: (Y - v) ** 2) if node == "s" else (Y - s, lambda v: v**2)
    figure, axes = new_figure(5.6, 3.0)
    reach = 2.5 * max(abs(size), 0.05)
    v = np.linspace(at - reach, at + reach, 101)
    axes.plot(v, f(v), color=BLUE, lw=2, label="f")
    axes.plot(
        v, f(at) + slope * (v - at), color=ORANGE, ls="--", label="your derivative"
    )
    axes.plot([at, at + size], [f(at), f(at + size)], "o", color=BLUE)
    axes.plot(at + size, f(at) + slope * size, "s", color=ORANGE)
    axes.set_xlabel(node)
    axes.legend(frameon=False, fontsize=9)
    real, foretold = f(at + size) - f(at), slope * size
    words = (
        f"Moving {node} by {size:g} changes f by {real:.4g}; your derivative foretells "
        f"{foretold:.4g}. Make the nudge smaller: does the difference shrink faster?"
    )
    alt = (
        f"The curve of f over {node} and the straight line with your slope {slope:.3g}."
    )
    return picture(figure, alt, words)

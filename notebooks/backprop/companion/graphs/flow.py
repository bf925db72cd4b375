"""Values forward and gradients backward through a student's graph, by nudging.

No rule of differentiation is used: a node is nudged up and down, everything downstream
is computed again, and the change of the result is divided by the nudge.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..answers.errors import PropertyError, RaisedError
from ..display.cards import Shown, join_names, nothing_yet
from ..display.colours import ORANGE
from ..display.figures import number
from ..properties.finite_differences import H
from .evaluate import Inputs, values
from .picture import Note, draw, in_words
from .structure import Graph, fault, in_order, sinks

MANY = 12  # nodes that fit on a line of the caption


def draw_flow(graph: Graph, inputs: Inputs, n: int, step: int | None = None) -> Shown:
    """The graph with its values and, up to a step back from the result, its gradients.

    Args:
        n: the number in the alternative text.
        step: 0 for values alone, 1 for the result; all by default.
    """
    wrong = fault(graph, inputs.sources)
    if wrong is not None:
        return nothing_yet("the flow", f"the graph is sound; now {wrong}")
    try:
        known = values(graph, inputs)
        distance = from_result(graph)
        last = 1 + max(distance.values())
        done = last if step is None else max(0, min(int(step), last))
        slopes = {
            name: nudged(graph, inputs, known, name)
            for name in graph
            if distance[name] < done
        }
    except (RaisedError, PropertyError, TypeError, ValueError) as error:
        return nothing_yet("the flow", f"the graph can be computed; now it {error}")
    notes = {name: _notes(known[name], slopes.get(name)) for name in graph}
    newest = [f"`{name}`" for name in graph if distance[name] == done - 1]
    alt = f" for n = {n}, step {done} of {last}, with {in_words(notes, ' and ')}"
    return draw(graph, notes, alt, _caption(done, last, newest))


def from_result(graph: Graph) -> dict[Any, int]:
    """How many arrows lead from each node to the result, the longest way."""
    distance = dict.fromkeys(sinks(graph), 0)
    for name in reversed(in_order(graph)):
        for inner in graph[name][1:]:
            distance[inner] = max(distance.get(inner, 0), distance[name] + 1)
    return distance


def nudged(
    graph: Graph, inputs: Inputs, known: Mapping[Any, Any], name: Any
) -> np.ndarray:
    """The derivative of the result with respect to one node, in the node's shape."""
    [sink] = sinks(graph)
    at = np.asarray(known[name], float)

    def change(direction: np.ndarray) -> float:
        up, down = (
            values(graph, inputs, {name: at + side * H * direction})[sink]
            for side in (1, -1)
        )
        return float(up - down) / (2 * H)

    if at.ndim == 0:
        return np.asarray(change(np.ones(())))
    return np.array([change(unit) for unit in np.eye(len(at))])


def _notes(value: Any, slope: Any) -> list[Note]:
    digits = 3 if np.ndim(value) == 0 else 2
    notes = [Note(f"value {number(value, digits)}")]
    if slope is not None:
        notes.append(Note(f"slope {number(np.round(slope, 6), digits)}", ORANGE))
    return notes


def _caption(done: int, last: int, newest: list[str]) -> str:
    if done == 0:
        return "Values, computed forward. With `step=1` the slopes begin at the result."
    shown = join_names(newest) if len(newest) <= MANY else f"{len(newest)} nodes"
    said = (
        f"Step {done} of {last}: the slope under {shown} was found by nudging the node "
        "and computing forward again. It says how fast the result changes with it."
    )
    return said if done == last else f"{said} Next: `step={done + 1}`."

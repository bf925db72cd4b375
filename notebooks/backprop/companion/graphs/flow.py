"""Values forward and gradients backward through a student's graph, by nudging.

No rule of differentiation is used: a node is nudged up and down, all that comes after
it is computed again, and the change of the result is divided by the nudge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from ..answers.returned import PropertyError, RaisedError
from ..display.cards import Shown, join_names
from ..display.figures import ORANGE, default_style, nothing_yet, number
from ..given import wave
from ..properties.finite_differences import H
from .picture import Note, draw, readable
from .structure import (
    chain_operations,
    fault,
    in_order,
    sinks,
    unit_operations,
    unit_sources,
    values,
)

MANY = 12  # nodes that fit on a line of the caption


class Flow(NamedTuple):
    """A sound graph with what is needed to run it forward."""

    graph: dict[Any, tuple[Any, ...]]
    sources: Mapping[Any, Any]
    operations: Mapping[str, Callable[..., Any]]

    def forward(self, pinned: Mapping[Any, Any] | None = None) -> dict[Any, Any]:
        """The value of every node; pinned ones keep what they are given."""
        return values(self.graph, self.sources, self.operations, pinned)


@default_style
def show_flow(graph: Any, n: int = 2, step: int | None = None) -> Shown:
    """Draw a student's graph with its values and, step by step, its gradients.

    Args:
        graph: what `computation_graph` or `chain_rule_graph` is, or a graph of theirs.
        n: the number of units, or of paths.
        step: how far back from the result gradients are shown: 0 for values alone, 1
            for the result; all by default. Run the cell again with one more.
    """
    nodes, why = readable(graph, n)
    if nodes is None:
        return nothing_yet("the flow", why)
    flow = _flow(nodes, n)
    wrong = fault(nodes, flow.sources)
    if wrong is not None:
        return nothing_yet("the flow", f"the graph is sound; now {wrong}")
    try:
        known = flow.forward()
        distance = from_result(nodes)
        last = 1 + max(distance.values())
        done = last if step is None else max(0, min(int(step), last))
        slopes = {
            name: nudged(flow, known, name) for name in nodes if distance[name] < done
        }
    except (RaisedError, PropertyError, TypeError, ValueError) as error:
        return nothing_yet("the flow", f"the graph can be computed; now it {error}")
    notes = {name: _notes(known[name], slopes.get(name)) for name in nodes}
    newest = [f"`{name}`" for name in nodes if distance[name] == done - 1]
    alt = f" for n = {n}, step {done} of {last}, with {_told(notes)}"
    return draw(nodes, notes, alt, _caption(done, last, newest))


def _flow(nodes: dict[Any, tuple[Any, ...]], n: int) -> Flow:
    if "w" in nodes and "x" not in nodes:
        return Flow(nodes, {"w": 0.83}, chain_operations(n))
    return Flow(nodes, unit_sources(n, d=2), unit_operations(wave))


def from_result(graph: dict[Any, tuple[Any, ...]]) -> dict[Any, int]:
    """How many arrows lead from each node to the result, the longest way."""
    distance = dict.fromkeys(sinks(graph), 0)
    for name in reversed(in_order(graph)):
        for inner in graph[name][1:]:
            distance[inner] = max(distance.get(inner, 0), distance[name] + 1)
    return distance


def nudged(flow: Flow, known: Mapping[Any, Any], name: Any) -> np.ndarray:
    """How fast the result changes with the node `name`, in the node's shape."""
    [result] = sinks(flow.graph)
    at = np.asarray(known[name], float)

    def change(direction: np.ndarray) -> float:
        up, down = (
            flow.forward({name: at + side * H * direction})[result] for side in (1, -1)
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


def _told(notes: Mapping[Any, list[Note]]) -> str:
    return "; ".join(
        f"{name}: {' and '.join(note.text for note in told)}"
        for name, told in notes.items()
    )


def _caption(done: int, last: int, newest: list[str]) -> str:
    if done == 0:
        return "Values, computed forward. With `step=1` the slopes begin at the result."
    shown = join_names(newest) if len(newest) <= MANY else f"{len(newest)} nodes"
    said = (
        f"Step {done} of {last}: the slope under {shown} was found by nudging the node "
        "and computing forward again. It says how fast the result changes with it."
    )
    return said if done == last else f"{said} Next: `step={done + 1}`."

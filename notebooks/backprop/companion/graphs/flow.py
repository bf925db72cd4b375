"""Values forward and gradients backward through a student's graph, by nudging.

No differentiation rule is used: a node is nudged up and down, everything downstream is
recomputed, and the change of the result is divided by the size of both nudges.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..answers.errors import PropertyError, RaisedError
from ..display.cards import Shown, join_names, no_picture
from ..display.colours import ORANGE
from ..display.figures import number
from ..properties.finite_differences import H
from .evaluate import Inputs, values
from .picture import Note, draw
from .structure import Graph, sinks, structure_error, topological_order

MANY = 12  # the caption counts the nodes of a step if there are more


def draw_flow(graph: Graph, inputs: Inputs, n: int, step: int | None = None) -> Shown:
    """Draw the graph with its values and the gradients of the steps so far.

    Args:
        n: the number in the alternative text.
        step: 0 for values only, 1 for the gradient of the result, and so on; all by
            default.
    """
    what, condition = "values and gradients", "your graph is valid for this n"
    invalid = structure_error(graph, inputs.sources)
    if invalid is not None:
        return no_picture(what, condition, f"In your graph, {invalid}.")
    try:
        known = values(graph, inputs)
        distance = from_result(graph)
        last = 1 + max(distance.values())
        done = last if step is None else max(0, min(int(step), last))
        gradients = {
            name: nudged(graph, inputs, known, name)
            for name in graph
            if distance[name] < done
        }
    except (RaisedError, PropertyError) as error:
        return no_picture(
            what,
            condition,
            f"Your graph {error.verb}{error}. {error.next_step}".strip(),
        )
    except (TypeError, ValueError) as error:
        return no_picture(what, condition, f"Computing your graph failed: {error}.")
    notes = {name: _notes(known[name], gradients.get(name)) for name in graph}
    newest = [f"`{name}`" for name in graph if distance[name] == done - 1]
    title = f" for n = {n}, step {done} of {last}"
    return draw(graph, notes, title, _caption(done, last, newest))


def from_result(graph: Graph) -> dict[Any, int]:
    """The number of arrows on the longest path from each node to the result."""
    distance = dict.fromkeys(sinks(graph), 0)
    for name in reversed(topological_order(graph)):
        for inner in graph[name][1:]:
            distance[inner] = max(distance.get(inner, 0), distance[name] + 1)
    return distance


def nudged(
    graph: Graph, inputs: Inputs, known: Mapping[Any, Any], name: Any
) -> np.ndarray:
    """Estimate the gradient of the result with respect to a node, in its shape."""
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


def _notes(value: Any, gradient: Any) -> list[Note]:
    digits = 3 if np.ndim(value) == 0 else 2
    notes = [Note(f"value {number(value, digits)}")]
    if gradient is not None:
        text = number(np.round(gradient, 6), digits)
        notes.append(Note(f"grad {text}", ORANGE, f"gradient {text}"))
    return notes


def _caption(done: int, last: int, newest: list[str]) -> str:
    if done == 0:
        return "Values, computed forward. Use `step=1` for the first gradient."
    shown = join_names(newest) if len(newest) <= MANY else f"{len(newest)} nodes"
    caption = (
        f"Step {done} of {last}: new gradients (grad) at {shown}. Each one is found by "
        "nudging the node and recomputing the result. It says how fast the result "
        "changes with the node."
    )
    return caption if done == last else f"{caption} Next: `step={done + 1}`."

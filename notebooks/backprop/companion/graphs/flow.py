"""Values forward and gradients backward through a student's graph, by nudging.

No differentiation rule is used. For a gradient, a node is nudged up and down,
everything downstream is recomputed, and the change of the result is divided by the size
of both nudges. For a local derivative, only one operation is computed again. All
derivatives are numbers at one point, with one number at each node (d = 1), so they show
neither a formula nor a product of matrices.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from ..answers.errors import (
    AnswerError,
    PropertyError,
    RaisedError,
    UnfinishedError,
)
from ..answers.returned import ask
from ..display.cards import Shown, join_names, no_picture
from ..display.figures import number
from ..display.frames import Frame
from ..display.steps import Step, one_step, steps
from ..properties.finite_differences import H, central_difference
from .evaluate import Inputs, applied, values
from .picture import Note, alt_text, draw
from .structure import Graph, sinks, structure_error, topological_order
from .sweep_frames import SweepFrames

MANY = 4  # a summary counts the nodes if there are more
DIGITS = 8  # of local derivatives: nudging is not more accurate
PICTURES = 12  # at most; further steps have text only
NUDGED = (
    "Locals and gradients are found by nudging. The lines show that each gradient is "
    "the sum of all upstream × local that arrive."
)
OWN = "All gradients are computed by the `backward` that passed its check."
Backward = Callable[[Graph, dict[Any, float], dict[Any, Any]], Mapping[Any, Any]]


class Part(NamedTuple):
    """What a visited node sends to one input: upstream times local derivative.

    arrived: the parts that have arrived at the input so far, this one included.
    complete: whether no further part will arrive.
    """

    inner: Any
    upstream: float
    local: float
    arrived: tuple[float, ...]
    complete: bool


class Visit(NamedTuple):
    """One step of the sweep: a node sends a number to each of its inputs."""

    name: Any
    parts: tuple[Part, ...]


class Flow(NamedTuple):
    """A graph with its values and gradients; `whose` says who computed the gradients.

    title: follows "Computation graph" in the alternative text.
    """

    graph: Graph
    known: dict[Any, Any]
    gradients: Mapping[Any, float]
    visits: list[Visit]
    title: str
    whose: str


def draw_flow(
    graph: Graph,
    inputs: Inputs,
    n: int,
    step: int | None = None,
    backward: Backward | None = None,
) -> Shown:
    """Draw the graph with its values and gradients, as steps of the backward pass.

    Args:
        n: the number in the alternative text.
        step: 0 for values only, 1 for the first step of the backward pass, and so on;
            −1 for the last one; None for all steps, to be opened one by one.
        backward: computes the gradients; without it, they are found by nudging.
    """
    what, condition = "values and gradients", "your graph is valid for this n"
    invalid = structure_error(graph, inputs.sources)
    if invalid is not None:
        return no_picture(what, condition, f"In your graph, {invalid}.")
    try:
        flow = _flow(graph, inputs, n, backward)
    except (RaisedError, PropertyError) as error:
        return no_picture(
            what,
            condition,
            f"Your graph {error.verb}{error}. {error.next_step}".strip(),
        )
    except (TypeError, ValueError) as error:
        return no_picture(what, condition, f"Computing your graph failed: {error}.")
    if step is None:
        return _all_steps(flow)
    count = len(flow.visits)
    done = int(step) if step >= 0 else count + 1 + int(step)
    return _one_step(flow, max(0, min(done, count)))


def _flow(graph: Graph, inputs: Inputs, n: int, backward: Backward | None) -> Flow:
    known = values(graph, inputs)
    local = local_derivatives(graph, inputs, known)
    found, whose = _swept(graph, known, local, backward)
    if not found:
        found = {name: float(nudged(graph, inputs, known, name)) for name in graph}
    visits = _visits(graph, local, found)
    return Flow(graph, known, found, visits, f" for n = {n}", whose)


def _swept(
    graph: Graph,
    known: Mapping[Any, Any],
    local: Mapping[Any, Any],
    backward: Backward | None,
) -> tuple[dict[Any, float], str]:
    """The gradients by the student's `backward`, and whose they are; {} if it fails."""
    if backward is None:
        return {}, NUDGED
    numbers = {name: float(value) for name, value in known.items()}
    try:
        gradients = ask(backward, dict(graph), numbers, dict(local))
        found = {name: float(gradients[name]) for name in graph}
    except UnfinishedError:
        raise
    except (AnswerError, LookupError, TypeError, ValueError):
        return {}, f"Your `backward` fails on this graph. {NUDGED}"
    return found, OWN


def local_derivatives(
    graph: Graph, inputs: Inputs, known: Mapping[Any, Any]
) -> dict[Any, tuple[float, ...]]:
    """Node -> its derivatives with respect to its inputs, in their order, by nudging.

    Each node must have one number as its value.
    """
    return {
        name: tuple(
            _local_derivative(name, graph[name], place, inputs, known)
            for place in range(len(graph[name]) - 1)
        )
        for name in known
    }


def _local_derivative(
    name: Any,
    node: tuple[Any, ...],
    place: int,
    inputs: Inputs,
    known: Mapping[Any, Any],
) -> float:
    """Nudge one input of one operation; other uses of the same node stay."""
    call = (node[0], *range(len(node) - 1))
    arguments = {i: known[inner] for i, inner in enumerate(node[1:])}

    def output(value: float) -> Any:
        return applied(name, call, inputs.operations, arguments | {place: value})

    slope = central_difference(output, float(arguments[place]))
    return round(slope, DIGITS) + 0.0


def _visits(
    graph: Graph, local: Mapping[Any, tuple[float, ...]], gradients: Mapping[Any, float]
) -> list[Visit]:
    """Split the gradients into the parts that each node sends to its inputs."""
    uses = [name for node in graph.values() for name in node[1:]]
    arrived: dict[Any, list[float]] = {name: [] for name in graph}
    visits = []
    for name in reversed(topological_order(graph)):
        parts = []
        for inner, factor in zip(graph[name][1:], local[name], strict=True):
            arrived[inner].append(gradients[name] * factor)
            is_last = len(arrived[inner]) == uses.count(inner)
            so_far = tuple(arrived[inner])
            parts.append(Part(inner, gradients[name], factor, so_far, is_last))
        if parts:
            visits.append(Visit(name, tuple(parts)))
    return visits


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


def _all_steps(flow: Flow) -> Shown:
    count = len(flow.visits)
    drawn = [n for n in range(1, count + 1) if n <= PICTURES or n == count]
    frames = dict(zip(drawn, _frames(flow, drawn), strict=True))
    items = [_step(flow, place, frames.get(place)) for place in range(1, count + 1)]
    graph = alt_text(flow.graph, {}, flow.title)
    items[0] = items[0]._replace(alt=f"{graph} {items[0].alt}")
    title = f"Backward through the graph{flow.title}, one step for each node"
    return steps(title, items, f"{flow.whose} {READ}")


def _frames(flow: Flow, places: Sequence[int]) -> list[Frame]:
    sweep = SweepFrames(flow.graph, _value_notes(flow))
    for place in places:
        sweep.add(*_state(flow, place))
    return sweep.frames()


def _step(flow: Flow, place: int, frame: Frame | None) -> Step:
    visit = flow.visits[place - 1]
    alt = _alt(flow, place) if frame else ""
    return Step(_summary(flow, visit), frame, alt, _lines(visit))


READ = (
    "A gradient says how fast the result changes with the node. Upstream: what has "
    "arrived at the node. Local: how fast the node changes with this one input."
)


def _one_step(flow: Flow, done: int) -> Shown:
    count = len(flow.visits)
    title = f"{flow.title}, step {done} of {count}"
    if done == 0:
        caption = "Values, computed forward. Use `step=1` for the first step backward."
        return draw(flow.graph, _value_notes(flow), title, caption)
    item = _step(flow, done, *_frames(flow, [done]))
    item = item._replace(alt=f"{alt_text(flow.graph, {}, title)} {item.alt}")
    after = f" Next: `step={done + 1}`." if done < count else ""
    return one_step(f"Step {done} of {count}{flow.title}", item, f"{flow.whose}{after}")


def _value_notes(flow: Flow) -> dict[Any, list[Note]]:
    return {
        name: [Note(f"value {number(value)}")] for name, value in flow.known.items()
    }


def _state(flow: Flow, done: int) -> tuple[dict[Any, float], dict[Any, float], Visit]:
    """Complete gradients, sums so far, and the visit, after this many visits."""
    [result] = sinks(flow.graph)
    complete, so_far = {result: flow.gradients[result]}, {}
    for visit in flow.visits[:done]:
        for part in visit.parts:
            if part.complete:
                complete[part.inner] = flow.gradients[part.inner]
                so_far.pop(part.inner, None)
            else:
                so_far[part.inner] = sum(part.arrived)
    return complete, so_far, flow.visits[done - 1]


def _summary(flow: Flow, visit: Visit) -> str:
    inputs = list(dict.fromkeys(f"`{part.inner}`" for part in visit.parts))
    shown = join_names(inputs) if len(inputs) <= MANY else f"{len(inputs)} nodes"
    start = f"from `{visit.name}` back to {shown}"
    if visit is flow.visits[0]:
        return f"start with 1 at the result `{visit.name}`, {start}"
    return start


def _lines(visit: Visit) -> list[str]:
    """One line for each edge, and one for each sum."""
    lines = []
    for part in visit.parts:
        upstream, local = number(part.upstream), number(part.local)
        product = number(part.arrived[-1])
        lines.append(
            f"To `{part.inner}`: upstream {upstream} × local {local} = {product}"
        )
        if len(part.arrived) > 1:
            terms = " + ".join([number(part.arrived[0]), *map(_term, part.arrived[1:])])
            total = number(sum(part.arrived))
            more = "" if part.complete else " so far"
            lines.append(f"Paths meet at `{part.inner}`: {terms} = {total}{more}")
    return lines


def _term(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def _alt(flow: Flow, done: int) -> str:
    complete, so_far, visit = _state(flow, done)
    inputs = list(dict.fromkeys(part.inner for part in visit.parts))
    thick = join_names([str(name) for name in inputs])
    arrows = "arrow" if len(inputs) == 1 else "arrows"
    new = [
        f"{name} has gradient {number(complete[name])}"
        if name in complete
        else f"{name} has {number(so_far[name])} so far"
        for name in inputs
    ]
    return f"Drawn thick: {visit.name} and its {arrows} from {thick}. {'; '.join(new)}."

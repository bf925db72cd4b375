"""Section 1 (c): the graph of f = (y - sum_i phi(w_i . x + b_i))^2."""

from __future__ import annotations

from typing import Any

import numpy as np

from .answers import fingerprint_inputs
from .answers.row import Answer, Fingerprint, Function
from .display.cards import Shown, nothing_yet
from .display.figures import default_style
from .given import model, wave
from .graphs.evaluate import Inputs
from .graphs.flow import draw_flow
from .graphs.picture import readable
from .graphs.properties import SIZES, computes, sound_graph, value_or_structure
from .part_1b import chain_inputs


def unit_operations(phi: Function) -> dict[str, Function]:
    """The operations that a graph of (c) may use."""
    return {
        "dot": lambda u, v: np.dot(u, v),
        "add": lambda first, *rest: sum(rest, start=first),
        "sub": lambda u, v: u - v,
        "mul": lambda u, v: u * v,
        "neg": lambda u: -u,
        "sum": lambda first, *rest: sum(np.sum(v) for v in (first, *rest)),
        "square": lambda u: u**2,
        "phi": lambda u: phi(u),
    }


def unit_inputs(n: int, d: int = 3, phi: Function = wave) -> Inputs:
    """Generic values of moderate size for x, y, w1 … wn and b1 … bn."""
    rng = np.random.default_rng(795)

    def some(low: float, high: float, *shape: int) -> Any:
        drawn = rng.uniform(low, high, shape).round(2)
        return drawn if shape else float(drawn)

    sources = {"x": some(0.4, 1.2, d), "y": some(1, 2)}
    for i in range(1, n + 1):
        sources |= {f"w{i}": some(-1, 1, d), f"b{i}": some(-0.5, 0.5)}
    return Inputs(sources, unit_operations(phi))


def unit_graph(answer: Any) -> None:
    """The test of computation_graph."""
    for n in SIZES:
        inputs = unit_inputs(n)
        graph = sound_graph(answer, n, inputs)
        W, b = (
            np.array([inputs.sources[f"{name}{i}"] for i in range(1, n + 1)])
            for name in "wb"
        )
        x, y = inputs.sources["x"], inputs.sources["y"]
        computes(graph, n, inputs, model(W, x, y, b, wave))


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
    is_chain = "w" in nodes and "x" not in nodes
    inputs = chain_inputs(n) if is_chain else unit_inputs(n, d=2)
    return draw_flow(nodes, inputs, n, step)


QUESTIONS = {
    ("q1c", "computation_graph"): Answer(
        test=unit_graph,
        question="With a pencil, for n = 2: how many nodes has your drawing, and "
        "how many has your dict?",
        fingerprint=Fingerprint(
            lambda f: value_or_structure(f, unit_inputs(3, phi=fingerprint_inputs.phi))
        ),
    ),
}

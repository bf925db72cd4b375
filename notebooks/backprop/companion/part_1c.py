"""Section 1 (c): the graph of f = (y - sum_i phi(w_i . x + b_i))^2."""

from __future__ import annotations

from typing import Any

import numpy as np

from .answers import fingerprint_inputs
from .answers.returned import ask
from .answers.row import Answer, Fingerprint, Function
from .given import model, wave
from .graphs.evaluate import Inputs, wrong_operations
from .graphs.properties import (
    SIZES,
    computes,
    require_dependence,
    valid_graph,
    values_or_structures,
)
from .graphs.quantities import Quantity, first_missing
from .graphs.structure import Graph, as_graph


def unit_operations(phi: Function) -> dict[str, Function]:
    """The operations that a graph of (c) may use, by name."""
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
    """Draw values of moderate size for x, y, w1 … wn and b1 … bn."""
    rng = np.random.default_rng(795)

    def draw(low: float, high: float, *shape: int) -> Any:
        drawn = rng.uniform(low, high, shape).round(2)
        return drawn if shape else float(drawn)

    sources = {"x": draw(0.4, 1.2, d), "y": draw(1, 2)}
    for i in range(1, n + 1):
        sources |= {f"w{i}": draw(-1, 1, d), f"b{i}": draw(-0.5, 0.5)}
    return Inputs(sources, unit_operations(phi))


def unit_graph(answer: Any) -> None:
    """The test of computation_graph."""
    require_dependence(answer)
    for n in SIZES:
        inputs = unit_inputs(n)
        graph = valid_graph(answer, n, inputs)
        computes(graph, n, inputs, _model_of(inputs, n))


def _model_of(inputs: Inputs, n: int) -> float:
    W, b = (
        np.array([inputs.sources[f"{name}{i}"] for i in range(1, n + 1)])
        for name in "wb"
    )
    return model(W, inputs.sources["x"], inputs.sources["y"], b, wave)


def missing_quantity(answer: Any) -> str:
    """Name the first quantity that no node of the graph computes."""
    for n in (3, 2, 1):  # for n = 1 some quantities are equal
        graph, inputs = as_graph(ask(answer, n)), unit_inputs(n)
        for problem in wrong_nodes(graph).values():
            return f"For n = {n}, {problem}."
        units, ends = _quantities(inputs, n)
        sentence = first_missing(graph, inputs, units, ends)
        if sentence:
            return f"For n = {n}, {sentence}"
    return ""


def _quantities(inputs: Inputs, n: int) -> tuple[list[list[Quantity]], list[Quantity]]:
    """The quantities of each unit, and those of all units together."""
    sources, units, s = inputs.sources, [], 0.0
    for i in range(1, n + 1):
        a = float(np.dot(sources[f"w{i}"], sources["x"]))
        z = a + sources[f"b{i}"]
        s += float(wave(z))
        product, shifted = f"w{i}ᵀx", f"w{i}ᵀx + b{i}"
        output = Quantity(f"φ({shifted})", float(wave(z)))
        units.append([Quantity(product, a), Quantity(shifted, z), output])
    total, r = "Σᵢ φ(wᵢᵀx + bᵢ)", sources["y"] - s
    last = [Quantity(f"y − {total}", r), Quantity(f"(y − {total})²", r**2)]
    return units, [Quantity(total, s), *last]


def wrong_nodes(graph: Graph) -> dict[Any, str]:
    """What is wrong with operations, in a graph with the sources of (c)."""
    is_unit = {"w1", "x", "y"} <= set(graph)
    return wrong_operations(graph, unit_operations(wave)) if is_unit else {}


passed: dict[str, Function] = {}  # the student's `backward`, once it is right


def _of_graph(function: Function) -> list[Any]:
    return values_or_structures(
        function, lambda n: unit_inputs(n, phi=fingerprint_inputs.phi)
    )


QUESTIONS = {
    ("q1c", "computation_graph"): Answer(
        test=unit_graph,
        question="Draw the graph for n = 2 on paper. Does it have as many nodes as "
        "your dict?",
        next_step="Run `worksheet.show_flow(computation_graph, 2, 0)` and check the "
        "value at each node.",
        isolate=missing_quantity,
        fingerprint=Fingerprint(_of_graph),
    ),
}

"""Pictures for (b) and (c): a student's graph, and the backward pass through it."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import part_1c
from ..display.cards import Shown, no_picture
from ..display.figures import default_style
from ..graphs import picture
from ..graphs.evaluate import Inputs
from ..graphs.flow import draw_flow
from ..graphs.picture import CONDITION, readable
from ..part_1b import chain_inputs
from ..part_1c import unit_inputs, wrong_nodes


def show_graph(graph: Any, n: int | None = None) -> Shown:
    """Draw a computation graph.

    Args:
        graph: a dict from name to tuple, or a function of n that returns one.
        n: the argument of the function.
    """
    return picture.show_graph(graph, n, wrong_nodes)


@default_style
def show_flow(graph: Any, n: int = 2, step: int | None = None) -> Shown:
    """Draw your graph with its values and, step by step, its gradients.

    Args:
        graph: `computation_graph` or `chain_rule_graph`, or a dict that it returns.
        n: the number of units, or of paths.
        step: 0 shows only values, 1 the first step of the backward pass, and so on, −1
            the last one; by default, all steps, to be opened one by one.

    Once your `backward` has passed its check, all gradients are its results.
    """
    nodes, problem = readable(graph, n)
    if nodes is None:
        return no_picture("values and gradients", CONDITION, problem)
    is_chain = "w" in nodes and "x" not in nodes
    inputs = chain_inputs(n) if is_chain else unit_inputs(n, d=1)
    return draw_flow(
        nodes, _as_numbers(inputs), n, step, part_1c.passed.get("backward")
    )


def _as_numbers(inputs: Inputs) -> Inputs:
    """The inputs with numbers in place of vectors of one entry."""
    numbers = {name: float(np.ravel(v)[0]) for name, v in inputs.sources.items()}
    return inputs._replace(sources=numbers)

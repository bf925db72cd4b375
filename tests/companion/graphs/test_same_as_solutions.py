"""The companion evaluates and rejects the same random graphs as `solutions`."""

from __future__ import annotations

import numpy as np
from companion.answers.errors import PropertyError
from companion.graphs.evaluate import Inputs, result
from companion.graphs.structure import as_graph, structure_error
from companion.part_1c import unit_operations

import solutions

ARITY = {"neg": 1, "square": 1, "phi": 1, "sub": 2, "mul": 2, "dot": 2, "add": 3}
ARITY["sum"] = 2
GRAPHS = 400


def random_graph(rng):
    """Make a graph of few nodes; most are valid, some have an error of any kind."""
    names = ["x", "v", *(f"n{i}" for i in range(rng.integers(1, 6)))]
    graph = {"x": ("source",), "v": ("source",)}
    for place, name in enumerate(names[2:], 2):
        operation = str(rng.choice([*ARITY]))
        count = ARITY[operation] + (rng.random() < 0.05)
        if operation in ("add", "sum"):
            count = int(rng.integers(1, 4))
        known = names if rng.random() < 0.05 else names[:place]
        inputs = [str(name) for name in rng.choice(known, count)]
        if rng.random() < 0.03:
            inputs[0] = "missing"
        graph[name] = (operation, *inputs)
    unused = set(graph) - {i for node in graph.values() for i in node[1:]}
    scalar = {"x": 0.7, "v": -1.3}
    vector = {"x": np.array([0.7, -0.4]), "v": np.array([1.1, 0.3])}
    if len(unused) > 1 and rng.random() < 0.9:
        graph["end"] = ("sum", *sorted(unused))
    return graph, scalar if rng.random() < 0.7 else vector


def by_companion(graph, sources):
    try:
        nodes = as_graph(graph)
        if structure_error(nodes) is not None:
            return None
        return result(nodes, Inputs(sources, unit_operations(np.tanh)))
    except PropertyError:
        return None


def by_reference(graph, sources):
    try:
        checked = solutions.check_graph(graph)
        return solutions.evaluate(checked, sources)[checked.sink]
    except solutions.GraphError:
        return None


def test_both_compute_the_same_value_or_both_reject_the_graph():
    rng = np.random.default_rng(12)
    accepted = 0
    for _ in range(GRAPHS):
        graph, sources = random_graph(rng)
        got, expected = by_companion(graph, sources), by_reference(graph, sources)
        assert (got is None) == (expected is None), graph
        if expected is not None:
            assert np.allclose(got, expected), graph
            accepted += 1
    assert GRAPHS / 3 < accepted < GRAPHS

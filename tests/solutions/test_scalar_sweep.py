"""`backward` agrees with the engine, whose sweep computes with arrays."""

import numpy as np
import pytest
from backward_programs import RIGHT

from solutions import (
    OPS,
    backward,
    chain_rule_graph,
    check_graph,
    computation_graph,
    evaluate,
    gradients,
)
from solutions.graph_errors import ArgumentError, GraphError

S = ("source",)
GRAPHS = {
    "one node": {"x": S},
    "a chain": {"x": S, "u": ("square", "x"), "f": ("phi", "u")},
    "the same input twice": {"x": S, "u": ("mul", "x", "x"), "f": ("neg", "u")},
    "unsorted": {
        "f": ("mul", "a", "b"), "b": ("square", "a"), "a": ("neg", "x"), "x": S
    },
    "many users": {
        "x": S, "u": ("phi", "x"), "a": ("square", "u"), "b": ("neg", "u"),
        "f": ("sum", "a", "b", "u", "x"),
    },
    **{f"part (c), n = {n}": computation_graph(n) for n in (1, 2, 5)},
}  # fmt: skip


def arguments(graph, seed=0):
    """The arguments of `backward` at random values of the sources."""
    rng = np.random.default_rng(seed)
    sources = {n: float(rng.normal()) for n, node in graph.items() if node == S}
    known = evaluate(graph, sources)
    values = {
        n: known[n] for n in [*sources, *(s[0] for s in check_graph(graph).steps)]
    }
    local = {
        name: ()
        if node == S
        else OPS[node[0]].vjp(1.0, known[name], *[known[i] for i in node[1:]])
        for name, node in graph.items()
    }
    return sources, (graph, values, local)


@pytest.mark.parametrize("graph", GRAPHS.values(), ids=GRAPHS)
@pytest.mark.parametrize("seed", range(3))
def test_it_agrees_with_the_sweep_of_the_engine(graph, seed):
    sources, given = arguments(graph, seed)
    assert backward(*given) == pytest.approx(gradients(graph, sources), rel=1e-12)


@pytest.mark.parametrize("code", RIGHT.values(), ids=RIGHT)
def test_it_agrees_with_every_right_spelling(code):
    names = {}
    exec(code, names)
    _, given = arguments(GRAPHS["part (c), n = 5"])
    assert names["backward"](*given) == pytest.approx(backward(*given), rel=1e-12)


def test_a_ladder_with_a_million_paths_is_answered_at_once():
    graph = {"x0": S}
    for i in range(20):
        graph |= {f"u{i}": ("neg", f"x{i}"), f"v{i}": ("neg", f"x{i}")}
        graph[f"x{i + 1}"] = ("add", f"u{i}", f"v{i}")
    ones = {name: [1.0] * (len(node) - 1) for name, node in graph.items()}
    assert backward(graph, dict.fromkeys(graph, 0.0), ones)["x0"] == 2.0**20


def test_arguments_stay_as_they_are():
    _, given = arguments(GRAPHS["many users"])
    before = [dict(one) for one in given]
    backward(*given)
    assert [dict(one) for one in given] == before


CHAIN = GRAPHS["a chain"]
VALUES = {"x": 1.0, "u": 1.0, "f": 1.0}


@pytest.mark.parametrize(
    ("graph", "values", "local", "error", "message"),
    [
        (CHAIN, VALUES, {"f": [1.0]}, ArgumentError, "entry for 'u'"),
        (CHAIN, VALUES, {"u": [1.0], "f": [1.0, 2.0]}, ArgumentError, r"shape \(1,\)"),
        (CHAIN, VALUES, {"u": ["one"], "f": [1.0]}, ArgumentError, "real numbers"),
        (CHAIN, {"x": 1.0}, {}, ArgumentError, "values should have .* 'u'"),
        ({"x": ("neg", "x")}, {"x": 1.0}, {"x": [1.0]}, GraphError, "'x'"),
        ([], {}, {}, GraphError, "dict"),
    ],
)
def test_wrong_arguments_raise_an_error_that_names_the_node(
    graph, values, local, error, message
):
    with pytest.raises(error, match=message):
        backward(graph, values, local)


def test_the_operations_have_no_meaning():
    graph = chain_rule_graph(2)
    local = {name: [2.0] * (len(node) - 1) for name, node in graph.items()}
    assert backward(graph, dict.fromkeys(graph, 0.0), local)["w"] == 8.0

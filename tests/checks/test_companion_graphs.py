"""The companion reads graphs without `solutions` and gets the same results."""

import numpy as np
from companion import part_1c
from companion.answers.errors import PropertyError
from companion.graphs import properties
from companion.graphs.evaluate import Inputs, values
from companion.graphs.structure import as_graph, sinks, structure_error
from hypothesis import given, settings
from hypothesis import strategies as st

import solutions
from autograder.mutations.graphs import structure
from solutions import GraphError, check_structure

S = ("source",)
ARITY = {"sub": 2, "mul": 2, "neg": 1, "square": 1, "phi": 1, "dot": 2}


@st.composite
def graphs(draw, wild=False):
    """A graph on x, a vector, and y, a number; a wild one may have any fault."""
    graph = {"x": S, "y": S}
    for i in range(draw(st.integers(1, 7))):
        operation = draw(st.sampled_from(["add", "sum", *ARITY]))
        count = ARITY.get(operation) or draw(st.integers(1, 3))
        pick = st.sampled_from([*graph, "n5", "?"] if wild else [*graph])
        graph[f"n{i}"] = (operation, *[draw(pick) for _ in range(count)])
    if not wild:
        used = {inner for node in graph.values() for inner in node[1:]}
        graph["f"] = ("sum", *[name for name in graph if name not in used])
    return {name: graph[name] for name in draw(st.permutations(list(graph)))}


def outcome(run, *errors):
    try:
        with np.errstate(all="ignore"):
            return run()
    except errors:
        return None


@settings(max_examples=200, deadline=None)
@given(graphs())
def test_the_companion_computes_what_solutions_computes(graph):
    sources = {"x": np.array([0.3, -1.2, 0.7]), "y": 0.6}
    ours = outcome(lambda: solutions.evaluate(graph, sources, phi=np.cos), GraphError)
    inputs = Inputs(sources, part_1c.unit_operations(np.cos))
    theirs = outcome(lambda: values(graph, inputs), PropertyError)
    assert (ours is None) == (theirs is None)
    for name in ours or ():
        np.testing.assert_allclose(theirs[name], ours[name], rtol=1e-12, atol=1e-12)


@settings(max_examples=200, deadline=None)
@given(graphs(wild=True))
def test_the_companion_rejects_the_graphs_that_solutions_rejects(graph):
    ours = outcome(lambda: check_structure(graph), GraphError)
    theirs = structure_error(as_graph(graph), {"x", "y"})
    assert (ours is None) == (theirs is not None)
    if ours is not None:
        assert sinks(graph) == [ours.sink]


def renamed(graph, names):
    new = dict(zip(graph, names, strict=True))
    new |= {name: name for name, node in graph.items() if node == S}
    return {
        new[name]: (node[0], *[new.get(inner, inner) for inner in node[1:]])
        for name, node in graph.items()
    }


@settings(max_examples=200, deadline=None)
@given(graphs(wild=True), graphs(wild=True), st.data())
def test_the_companion_distinguishes_the_structures_that_the_checks_distinguish(
    graph, other, data
):
    names = data.draw(st.permutations([f"m{i}" for i in range(len(graph))]))
    same = renamed(graph, names)
    changed = same | {names[0]: ("neg", "x")}
    for second in (same, changed, other):
        ours = np.array_equal(structure(graph), structure(second))
        theirs = properties._structure(graph) == properties._structure(second)
        assert ours == theirs
    assert np.array_equal(structure(graph), structure(same))

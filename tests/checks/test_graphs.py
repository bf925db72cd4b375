"""A wrong graph gets a sentence of the checks, without node names of the student."""

import re

import numpy as np
import pytest

from autograder.checks.graphs import (
    _FAULTS,
    MOST_EDGES,
    MOST_NODES,
    FaultError,
    evaluate,
)
from autograder.mutations.graphs import structure
from autograder.values.plain import plainly
from solutions import OPS, GraphError, graph_errors

S = ("source",)
OFFERED = {name: OPS[name] for name in ("dot", "add", "neg", "sum")}
VALUES = {"x": np.ones(3), "y": np.asarray(2.0)}
RIGHT = {"x": S, "y": S, "s": ("sum", "x"), "f": ("add", "y", "s")}

# case: the graph, the whole sentence, the mistake's name.
# fmt: off
WRONG = {
    "not a dict": ([RIGHT], "What you return is a list; a graph is a dict.", None),
    "an empty node": (RIGHT | {"f": ()},
        "A node is a tuple; it should be a non-empty tuple: the operation, then the "
        "names of its inputs.", None),
    "a node of another kind": (RIGHT | {"f": {"add": "y"}},
        "A node is a dict; it should be a non-empty tuple: the operation, then the "
        "names of its inputs.", None),
    "a list among the inputs": (RIGHT | {"f": ("add", ["y", "s"])},
        "An input of a node is a list; it should be the name of a node.", None),
    "a list within a name": (RIGHT | {"f": ("add", "y", ("s", ["x"]))},
        "An input of a node is a list; it should be the name of a node.", None),
    "an operation that is not text": (RIGHT | {"f": (3, "y", "s")},
        "A node's first entry is not text; it should be the name of the operation.",
        None),
    "a source with inputs": (RIGHT | {"s": ("source", "x")},
        "A source has inputs; it should be just ('source',).",
        "a source has inputs"),
    "a source that is computed": (RIGHT | {"y": ("neg", "s")},
        "'y' is computed in your graph; it should be a source.",
        "a source is computed from other nodes"),
    "nothing at all": ({},
        "The source 'x' is missing from the graph.", "a source is missing"),
    "a source too many": (RIGHT | {"secret": S},
        "The graph has 1 source too many: the question names only x, y.",
        "there is an extra source"),
    "an input that is missing": (RIGHT | {"f": ("add", "y", "secret")},
        "A node has an input that is not a key of the dict.",
        "an input is not in the graph"),
    "a cycle": (RIGHT | {"s": ("sum", "x", "f")},
        "The graph has a cycle: a node depends on its own result.",
        "a node depends on itself"),
    "a source unused": (RIGHT | {"f": ("neg", "s")},
        "2 nodes are not an input of another node; only the result may be.",
        "a node is never used"),
    "several results": (RIGHT | {"secret": ("neg", "y"), "u": ("neg", "y")},
        "3 nodes are not an input of another node; only the result may be.",
        "a node is never used"),
    "an unknown operation": (RIGHT | {"f": ("secret", "y", "s")},
        "A node has an unknown operation. The operations are dot, add, neg, sum.",
        "an operation is not in the table"),
    "an operation that only `solutions` offers": (RIGHT | {"f": ("sub", "y", "s")},
        "A node has an unknown operation. The operations are dot, add, neg, sum.",
        "an operation is not in the table"),
    "a text that is not source": (RIGHT | {"u": "secret", "f": ("add", *"ysu")},
        "A node has an unknown operation. The operations are dot, add, neg, sum.",
        "an operation is not in the table"),
    "one input too many": (RIGHT | {"f": ("neg", "y", "s")},
        "neg has 2 inputs in your graph; it needs 1.",
        "an operation has the wrong number of inputs"),
    "one input too few": (RIGHT | {"t": ("dot", "s"), "f": ("add", "y", "t")},
        "dot has 1 input in your graph; it needs 2.",
        "an operation has the wrong number of inputs"),
    "no input": (RIGHT | {"t": ("sum",), "f": ("add", "y", "s", "t")},
        "sum has no input; it needs at least one.", None),
    "shapes that are broadcast elsewhere": (RIGHT | {"f": ("add", "y", "s", "x")},
        "add has inputs of shapes () and (3,); their shapes must be equal.", None),
    "a number and a vector": (RIGHT | {"f": ("dot", "x", "y"), "s": ("add", "f")},
        "dot has inputs of shapes () and (3,); their shapes must be equal.", None),
}
# fmt: on


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_graph_gets_its_sentence_without_the_students_names(case):
    graph, message, misconception = WRONG[case]
    with pytest.raises(FaultError) as caught:
        evaluate(plainly(graph), VALUES, OFFERED)
    assert caught.value.fault.message == message
    assert caught.value.fault.misconception == misconception
    assert bool(caught.value.fault.hint) == bool(misconception)
    assert "secret" not in message


@pytest.mark.parametrize(
    ("graph", "what"),
    [
        (RIGHT | dict.fromkeys(range(MOST_NODES), S), "1,000 nodes"),
        (RIGHT | {"f": ("sum", *["s"] * MOST_EDGES)}, "5,000 edges"),
        (RIGHT | {n: ["sum", *["s"] * 60] for n in range(100)}, "5,000 edges"),
    ],
)
def test_a_graph_beyond_the_limits_is_not_evaluated(graph, what):
    with pytest.raises(FaultError) as caught:
        evaluate(graph, VALUES, OFFERED)
    assert caught.value.fault.message == f"The graph has more than {what}."


MANY = {f"u{n}": S for n in range(900)}


@pytest.mark.parametrize(
    "graph",
    [
        RIGHT | MANY,
        RIGHT | dict.fromkeys(MANY, ("neg", "y")),
        RIGHT | {"f": ("neg", "s", *["y"] * 3_000)},
    ],
)
def test_a_count_in_a_message_is_at_most_20(graph):
    with pytest.raises(FaultError) as caught:
        evaluate(graph, VALUES, OFFERED)
    assert "more than 20" in caught.value.fault.message
    assert not re.search(r"\d{3}", caught.value.fault.message)


def test_a_vector_as_the_result_is_reported_with_its_shape():
    with pytest.raises(FaultError, match=r"The result has shape \(3,\); it should be"):
        evaluate({"x": S, "f": ("neg", "x")}, {"x": np.ones(3)}, OFFERED)


@pytest.mark.parametrize("order", ["tuf", "ftu", "utf", "fut"])
def test_of_two_faults_the_one_nearer_to_the_sources_is_reported(order):
    nodes = {"t": ("neg", "s"), "u": ("add", "t", "x"), "f": ("cube", "u", "y")}
    graph = {"x": S, "y": S, "s": ("sum", "x")} | {name: nodes[name] for name in order}
    with pytest.raises(FaultError, match=r"^add has inputs of shapes"):
        evaluate(graph, VALUES, OFFERED)


def test_any_plain_data_can_be_a_node_name():
    graph = {"x": "source", "y": ["source"], np.int64(3): ["sum", "x"],
             ("w", 1.5): ("neg", np.array(3)), b"s": ("neg", ("w", np.float64(1.5))),
             None: ("neg", b"s"), frozenset({1}): ("add", None, "y")}  # fmt: skip
    assert evaluate(plainly(graph), VALUES, OFFERED) == -1.0


def test_overflow_gives_infinity_without_an_error():
    graph = {"x": S, "q0": ("add", "x", "x")}
    graph |= {f"q{i}": ("dot", f"q{i - 1}", f"q{i - 1}") for i in range(1, 20)}
    assert evaluate(graph, {"x": np.asarray(2.0)}, OFFERED) == np.inf


def test_every_graph_error_has_a_sentence():
    elsewhere = {
        "NodeError",
        "SourceError",
        "OperationError",
    }  # checked before, or impossible
    kinds = {
        name
        for name, kind in vars(graph_errors).items()
        if isinstance(kind, type) and issubclass(kind, GraphError)
    }
    assert kinds - elsewhere - {"GraphError"} == {kind.__name__ for kind in _FAULTS}


def test_renaming_the_nodes_keeps_the_structure():
    graph = {"x": S, "a": ("cube", "x"), "b": ("add", "a", "c"), "c": ("neg", "b")}
    same = {"n": ("add", "m", 5), 5: ("neg", "n"), "m": ("cube", "x"), "x": S}
    assert np.array_equal(structure(graph), structure(same))
    for change in ({"a": ("cube", "b")}, {"b": ("add", "c", "a")}, {"x": ("neg", "x")}):
        assert not np.array_equal(structure(graph), structure(graph | change))
    assert not np.array_equal(structure({"x": S}), structure({"y": S}))

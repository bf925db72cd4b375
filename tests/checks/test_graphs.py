"""A graph is read through `solutions`, and what is wrong with it said in our words."""

import re

import numpy as np
import pytest

from autograder.checks.graphs import _FAULTS, FaultError, evaluate, structure
from autograder.values.plain import plainly
from solutions import OPS, GraphError, graph_errors

S = ("source",)
OFFERED = {name: OPS[name] for name in ("dot", "add", "neg", "sum")}
VALUES = {"x": np.ones(3), "y": np.asarray(2.0)}
RIGHT = {"x": S, "y": S, "s": ("sum", "x"), "f": ("add", "y", "s")}

# What is wrong, the graph, the whole sentence, the mistake's name.
# fmt: off
WRONG = {
    "no dict": ([RIGHT], "What comes back is a list; a graph is a dict.", None),
    "an empty node": (RIGHT | {"f": ()},
        "A node is a tuple; it should be a tuple: the operation, then the names of its "
        "inputs.", None),
    "a node of another kind": (RIGHT | {"f": {"add": "y"}},
        "A node is a dict; it should be a tuple: the operation, then the names of its "
        "inputs.", None),
    "a list among the inputs": (RIGHT | {"f": ("add", ["y", "s"])},
        "An input of a node is a list; it should be the name of a node.", None),
    "a list within a name": (RIGHT | {"f": ("add", "y", ("s", ["x"]))},
        "An input of a node is a list; it should be the name of a node.", None),
    "an operation that is no text": (RIGHT | {"f": (3, "y", "s")},
        "A node's first entry is no text; it names the operation.", None),
    "a source with inputs": (RIGHT | {"s": ("source", "x")},
        "A source has inputs; it should be just ('source',).",
        "a source with inputs"),
    "a source that is computed": (RIGHT | {"y": ("neg", "s")},
        "'y' should be a source: nothing in this question computes it.",
        "a source computed from something"),
    "nothing at all": ({},
        "The source 'x' is missing: the formula has it, and the graph does not.",
        "a source left out"),
    "a source too many": (RIGHT | {"secret": S},
        "There are 1 sources more than the question names: only x, y come from "
        "outside.", "a source too many"),
    "an input that is missing": (RIGHT | {"f": ("add", "y", "secret")},
        "A node names an input that is not in the dict. Is every name spelt the same "
        "where it is made and where it is used?", "an input that no node makes"),
    "a cycle": (RIGHT | {"s": ("sum", "x", "f")},
        "The graph has a cycle: following the arrows leads back to the start.",
        "a node that depends on itself"),
    "a source unused": (RIGHT | {"f": ("neg", "s")},
        "2 nodes are used by no other node; only the result may be.",
        "a node that leads nowhere"),
    "three results": (RIGHT | {"secret": ("neg", "y"), "u": ("neg", "y")},
        "3 nodes are used by no other node; only the result may be.",
        "a node that leads nowhere"),
    "an unknown operation": (RIGHT | {"f": ("secret", "y", "s")},
        "A node has an operation that this question does not offer; it offers dot, "
        "add, neg, sum.", "an operation that is not in the table"),
    "an operation that only `solutions` offers": (RIGHT | {"f": ("sub", "y", "s")},
        "A node has an operation that this question does not offer; it offers dot, "
        "add, neg, sum.", "an operation that is not in the table"),
    "a text that is no source": (RIGHT | {"u": "secret", "f": ("add", *"ysu")},
        "A node has an operation that this question does not offer; it offers dot, "
        "add, neg, sum.", "an operation that is not in the table"),
    "one input too many": (RIGHT | {"f": ("neg", "y", "s")},
        "neg gets 2; it should get 1 input.", "a wrong number of inputs"),
    "one input too few": (RIGHT | {"t": ("dot", "s"), "f": ("add", "y", "t")},
        "dot gets 1; it should get 2 inputs.", "a wrong number of inputs"),
    "no input": (RIGHT | {"t": ("sum",), "f": ("add", "y", "s", "t")},
        "sum gets no input; it should get one or more.", None),
    "shapes that are broadcast elsewhere": (RIGHT | {"f": ("add", "y", "s", "x")},
        "add gets inputs of shapes () and (3,); they should be equal.", None),
    "a number and a vector": (RIGHT | {"f": ("dot", "x", "y"), "s": ("add", "f")},
        "dot gets inputs of shapes () and (3,); they should be equal.", None),
}
# fmt: on


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_graph_gets_our_words_and_no_name_of_the_students(case):
    graph, words, misconception = WRONG[case]
    with pytest.raises(FaultError) as caught:
        evaluate(plainly(graph), VALUES, OFFERED)
    assert caught.value.fault.words == words
    assert caught.value.fault.misconception == misconception
    assert bool(caught.value.fault.hint) == bool(misconception)
    assert "secret" not in words


MANY = {f"u{n}": S for n in range(3_000)}


@pytest.mark.parametrize(
    "graph",
    [
        RIGHT | MANY,
        RIGHT | dict.fromkeys(MANY, ("neg", "y")),
        RIGHT | {"f": ("neg", "s", *["y"] * 3_000)},
    ],
)
def test_a_count_in_words_is_at_most_20(graph):
    with pytest.raises(FaultError) as caught:
        evaluate(graph, VALUES, OFFERED)
    assert "more than 20" in caught.value.fault.words
    assert not re.search(r"\d{3}", caught.value.fault.words)


def test_a_vector_at_the_end_is_told_by_its_shape():
    with pytest.raises(FaultError, match=r"The result has shape \(3,\); it should be"):
        evaluate({"x": S, "f": ("neg", "x")}, {"x": np.ones(3)}, OFFERED)


@pytest.mark.parametrize("order", ["tuf", "ftu", "utf", "fut"])
def test_of_two_faults_the_one_nearer_to_the_sources_is_told(order):
    nodes = {"t": ("neg", "s"), "u": ("add", "t", "x"), "f": ("cube", "u", "y")}
    graph = {"x": S, "y": S, "s": ("sum", "x")} | {name: nodes[name] for name in order}
    with pytest.raises(FaultError, match=r"^add gets inputs of shapes"):
        evaluate(graph, VALUES, OFFERED)


def test_names_may_be_whatever_plain_data_makes_of_them():
    graph = {"x": "source", "y": ["source"], np.int64(3): ["sum", "x"],
             ("w", 1.5): ("neg", np.array(3)), b"s": ("neg", ("w", np.float64(1.5))),
             None: ("neg", b"s"), frozenset({1}): ("add", None, "y")}  # fmt: skip
    assert evaluate(plainly(graph), VALUES, OFFERED) == -1.0


def test_overflow_is_no_error_and_no_warning():
    graph = {"x": S, "q0": ("add", "x", "x")}
    graph |= {f"q{i}": ("dot", f"q{i - 1}", f"q{i - 1}") for i in range(1, 20)}
    assert evaluate(graph, {"x": np.asarray(2.0)}, OFFERED) == np.inf


def test_every_kind_of_error_about_a_graph_has_its_words():
    told = {"NodeError", "SourceError", "OperationError"}  # read here, or never met
    kinds = {
        name
        for name, kind in vars(graph_errors).items()
        if isinstance(kind, type) and issubclass(kind, GraphError)
    }
    assert kinds - told - {"GraphError"} == {kind.__name__ for kind in _FAULTS}


def test_graphs_that_differ_in_names_alone_have_one_structure():
    graph = {"x": S, "a": ("cube", "x"), "b": ("add", "a", "c"), "c": ("neg", "b")}
    same = {"n": ("add", "m", 5), 5: ("neg", "n"), "m": ("cube", "x"), "x": S}
    assert np.array_equal(structure(graph), structure(same))
    for change in ({"a": ("cube", "b")}, {"b": ("add", "c", "a")}, {"x": ("neg", "x")}):
        assert not np.array_equal(structure(graph), structure(graph | change))
    assert not np.array_equal(structure({"x": S}), structure({"y": S}))

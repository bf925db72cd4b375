"""Section 1 (c): the computation graph of f(W, x, y) = (y − Σ φ(wᵢᵀx + bᵢ))².

n: the number of units; i: the number of one unit; D: the length of x.  A graph that has
no value (a cycle, a node that leads nowhere, a missing source) is compared by its
structure instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.checks.answers import Answer, Questions
from autograder.checks.graphs import evaluate, forward_only, graph_check, graph_mistakes
from autograder.checks.inputs import unit_map
from autograder.mutations.graphs import SOURCE, Graph, GraphProgram, Node
from autograder.mutations.mistakes import table
from solutions import OPS

D = 3
OPERATIONS = {  # of the worksheet, in its order
    name: OPS[name] for name in ("dot", "add", "sub", "mul", "neg", "sum", "square")
} | {"phi": forward_only(1, unit_map)}


def _source_values(n: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(60 + n)
    vectors = {name: rng.normal(size=D) for name in ("x", *_numbered("w", n))}
    return vectors | {name: rng.normal(size=()) for name in ("y", *_numbered("b", n))}


def _numbered(letter: str, n: int) -> list[str]:
    return [f"{letter}{i}" for i in range(1, n + 1)]


def _value(n: int, returned: Any) -> np.ndarray:
    return evaluate(returned, _source_values(n), OPERATIONS)


def _expected(n: int) -> np.ndarray:
    s = _source_values(n)
    W = np.array([s[name] for name in _numbered("w", n)])
    b = np.array([s[name] for name in _numbered("b", n)])
    return np.asarray((s["y"] - np.sum(unit_map(W @ s["x"] + b))) ** 2)


# The correct graph, node by node.


def _sources_of(n: int) -> tuple[str, ...]:
    return ("x", "y", *_numbered("w", n), *_numbered("b", n))


# fmt: off
PROGRAM = GraphProgram(_sources_of, (
    Node("a{i}", "dot", ("w{i}", "x"), "wᵢ and x are vectors and wᵢᵀx is a number: which operation gives it?", "wᵢᵀx", ("mul", "add")),
    Node("z{i}", "add", ("a{i}", "b{i}"), "Read the formula for i = 2: what is inside the parentheses of φ?", "the addition of bᵢ", ("sub", "mul")),
    Node("p{i}", "phi", ("z{i}",), "φ is applied once to each wᵢᵀx + bᵢ.", "φ", ("square", "tanh", "relu", "sigmoid", "φ", "phi{i}", "dphi")),
    Node("s", "sum", ("*p",), "Σ adds up the outputs of all n units, each of them once.", "Σ", ("mean", "sub")),
    Node("r", "sub", ("y", "s"), "What stands between y and Σ in the formula?", "y − Σ", ("add", "mul")),
    Node("f", "square", ("r",), "Read the formula from the outside: what is done last?", "the square", ("phi", "neg", "norm", "pow")),
))
UNITS = "Print your dict for n = 1, 2 and 3, and count the units."
NAMES = "Print your dict for n = 3: are its sources exactly x, y, w1, w2, w3, b1, b2, b3?"
INSIDE = "Work the formula out with numbers for n = 2: in which order do you compute?"


def _built(*nodes: Node) -> Callable[[int], Graph]:
    """A graph of other nodes with the right sources, as a function of n."""
    other = GraphProgram(_sources_of, nodes)
    return lambda n: other.value((n,))


def _of_units(units: Callable[[int], range | tuple[int, ...]]) -> Callable[[int], Graph]:
    """The right graph but for the numbers of its units."""

    def wrong(n: int) -> Graph:
        graph: Graph = dict.fromkeys(_sources_of(n), SOURCE)
        for i in units(n):
            graph |= {f"a{i}": ("dot", f"w{i}", "x"), f"z{i}": ("add", f"a{i}", f"b{i}"), f"p{i}": ("phi", f"z{i}")}
        ps = tuple(f"p{i}" for i in units(n))
        return graph | {"s": ("sum", *ps), "r": ("sub", "y", "s"), "f": ("square", "r")}

    return wrong


def _one_key(n: int) -> Graph:
    """Keys without a number: only the last unit of the loop is left."""
    graph: Graph = dict.fromkeys(_sources_of(n), SOURCE)
    graph |= {"a": ("dot", f"w{n}", "x"), "z": ("add", "a", f"b{n}"), "p": ("phi", "z")}
    return graph | {"s": ("sum", *["p"] * n), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _matrix(n: int) -> Graph:
    graph: Graph = dict.fromkeys(("x", "y", "W", "b"), SOURCE)
    graph |= {"a": ("dot", "W", "x"), "z": ("add", "a", "b"), "p": ("phi", "z")}
    return graph | {"s": ("sum", "p"), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _without(*letters: str) -> Callable[[int], Graph]:
    """The right graph without the sources of these letters."""
    return lambda n: {k: v for k, v in PROGRAM.value((n,)).items() if not (k[0] in letters and v == SOURCE)}


def _no_biases(n: int) -> Graph:
    graph = {k: v for k, v in PROGRAM.value((n,)).items() if k[0] not in "bz"}
    return graph | {f"p{i}": ("phi", f"a{i}") for i in range(1, n + 1)}


A, Z, P, S, R, F = PROGRAM.nodes
Q = Node("q{i}", "square", ("p{i}",), "")
LISTED = table(
    ("the bias is added after φ", "What exactly is inside the parentheses of φ?",
     _built(A, Node("z{i}", "phi", ("a{i}",), ""), Node("p{i}", "add", ("z{i}", "b{i}"), ""), S, R, F)),
    ("φ is applied after the sum", "Is the formula a sum of φ or φ of a sum?",
     _built(A, Z, Node("s", "sum", ("*z",), ""), Node("t", "phi", ("s",), ""), Node("r", "sub", ("y", "t"), ""), F)),
    ("φ is applied after the sum, and the square is missing", "Is the formula a sum of φ or φ of a sum?",
     _built(A, Z, Node("s", "sum", ("*z",), ""), Node("t", "phi", ("s",), ""), Node("r", "sub", ("y", "t"), ""))),
    ("the square is inside the sum", "The formula has one square, around y − Σ.",
     _built(A, Z, P, Node("r{i}", "sub", ("y", "p{i}"), ""), Node("q{i}", "square", ("r{i}",), ""), Node("f", "sum", ("*q",), ""))),
    ("each output is squared", "The formula has one square, around y − Σ.", _built(A, Z, P, Q, Node("s", "sum", ("*q",), ""), R)),
    ("each output is squared", "The formula has one square, around y − Σ.", _built(A, Z, P, Q, Node("s", "sum", ("*q",), ""), R, F)),
    ("the sum is squared before it is subtracted", "What is inside the square?",
     _built(A, Z, P, S, Node("t", "square", ("s",), ""), Node("f", "sub", ("y", "t"), ""))),
    ("the result is squared twice", "How many squares does the formula have?", _built(A, Z, P, S, R, Node("q", "square", ("r",), ""), Node("f", "square", ("q",), ""))),
    ("the result is negated", "Can f be negative?", _built(A, Z, P, S, R, Node("q", "square", ("r",), ""), Node("f", "neg", ("q",), ""))),
    ("φ is applied twice", "How often is φ applied to each unit?", _built(A, Z, Node("q{i}", "phi", ("z{i}",), ""), Node("p{i}", "phi", ("q{i}",), ""), S, R, F)),
    ("φ is applied once more after the sum", "How often is φ applied to each unit?",
     _built(A, Z, P, Node("t", "sum", ("*p",), ""), Node("s", "phi", ("t",), ""), R, F)),
    ("the residual is multiplied by y instead of squared", "What is multiplied by what in a square?", _built(A, Z, P, S, R, Node("f", "mul", ("r", "y"), ""))),
    ("the residual is multiplied by Σ instead of squared", "What is multiplied by what in a square?", _built(A, Z, P, S, R, Node("f", "mul", ("r", "s"), ""))),
    ("the residual is doubled instead of squared", "What is multiplied by what in a square?", _built(A, Z, P, S, R, Node("f", "add", ("r", "r"), ""))),
    ("the residual is cubed instead of squared", "How many factors does a square have?",
     _built(A, Z, P, S, R, Node("q", "square", ("r",), ""), Node("f", "mul", ("q", "r"), ""))),
    ("y is not used", "Where does y appear in the formula?", _built(A, Z, P, S, Node("f", "square", ("s",), ""))),
    ("there are always two units, whatever n is", UNITS, lambda n: PROGRAM.value((2,))),
    ("there are always three units, whatever n is", UNITS, lambda n: PROGRAM.value((3,))),
    ("there is always one unit, whatever n is", UNITS, lambda n: PROGRAM.value((1,))),
    ("the last unit is never made", "Where does `range(1, n)` end?", _of_units(lambda n: range(1, n))),
    ("the units are numbered from 0", "The worksheet numbers the units from 1.", _of_units(range)),
    ("there is one unit too many", UNITS, _of_units(lambda n: range(1, n + 2))),
    ("each unit gets the output of the unit before", "The input of unit 2 is x, not p₁.", lambda n: PROGRAM.value((n,)) | {f"a{i}": ("dot", f"w{i}", f"p{i - 1}") for i in range(2, n + 1)} | {"s": ("sum", f"p{n}")}),
    ("the loop uses the same key for every unit", "A dict keeps one value for each key: how many nodes does it have for n = 3?", _one_key),
    ("the loop uses the same key for every unit", "A dict keeps one value for each key: how many nodes does it have for n = 3?", lambda n: _one_key(n) | {"s": ("sum", "p")}),
    ("W and b are one source each", NAMES, _matrix),
    ("the biases are missing", NAMES, _no_biases),
    *((f"the {what} are missing from the sources", NAMES, _without(*letters)) for what, letters in (("biases", "b"), ("weights", "w"), ("inputs x and y", "xy"))),
    *((f"{name} is missing from the sources", NAMES, _without(name)) for name in "xy"),
    ("no source is declared", NAMES, _without(*"xywb")),
    ("W is a source in addition to w1, w2, …", NAMES, lambda n: {"W": SOURCE} | PROGRAM.value((n,))),
    ("W and b are sources in addition to w1, w2, … and b1, b2, …", NAMES, lambda n: {"W": SOURCE, "b": SOURCE} | PROGRAM.value((n,))),
)
COMPUTATION_GRAPH = graph_mistakes(PROGRAM, _value, LISTED)
# fmt: on

# fmt: off
QUESTIONS: Questions = {
    "q1c": (
        Answer("computation_graph", graph_check(_value, _expected), COMPUTATION_GRAPH, hints=(
            "Compute the formula by hand for n = 1 with small numbers. What do you write down first, and what last?",
            "Read the formula from the inside. For each unit: product, bias, φ. Which steps come once, after all units?",
            'For each i: dot, then add, then phi. After the loop: "sum" over all of them, "sub" from y, and one more.')),
    ),
}
# fmt: on

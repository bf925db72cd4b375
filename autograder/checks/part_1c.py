"""Section 1 (c): the computation graph of f(W, x, y) = (y − Σ φ(wᵢᵀx + bᵢ))².

n: the number of units; i: the index of one unit; D: the length of x.  A wrong graph that
cannot be evaluated (a cycle, an unused node, a missing source) is recognised by its
structure instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.answers import Answer, Questions
from autograder.checks.graphs import evaluate, forward_only, graph_check
from autograder.checks.inputs import unit_map
from autograder.checks.mistakes import (
    Mistake,
    Mutation,
    Recipe,
    pairs,
    singles,
    variants,
)
from solutions import OPS

D = 3
OPERATIONS = {  # in the order of the worksheet
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


# Wrong graphs: a right graph is a series of choices, and a mistake changes one of them.

Graph = dict[str, tuple[Any, ...]]
SOURCE = ("source",)


def _sources_of(n: int) -> tuple[str, ...]:
    return ("x", "y", *_numbered("w", n), *_numbered("b", n))


RIGHT: Recipe = {
    "units": lambda n: range(1, n + 1),
    "product": lambda i, n: ("dot", f"w{i}", "x"),
    "shift": lambda i, n: ("add", f"a{i}", f"b{i}"),
    "map": lambda i, n: ("phi", f"z{i}"),
    "total": lambda ps: {"s": ("sum", *ps)},
    "difference": ("sub", "y", "s"),
    "end": {"f": ("square", "r")},
    "sources": _sources_of,
}


def formula(changes: Recipe) -> Callable[[int], Graph]:
    """Turn a recipe into a function of n that returns a graph."""
    recipe = RIGHT | changes

    def wrong(n: int) -> Any:
        graph: Graph = dict.fromkeys(recipe["sources"](n), SOURCE)
        for i in recipe["units"](n):
            graph[f"a{i}"] = recipe["product"](i, n)
            graph[f"z{i}"] = recipe["shift"](i, n)
            graph[f"p{i}"] = recipe["map"](i, n)
        ps = [f"p{i}" for i in recipe["units"](n)]
        return graph | recipe["total"](ps) | {"r": recipe["difference"]} | recipe["end"]

    return wrong


def _mutated(name: str, hint: str, **changes: Any) -> Mistake:
    """A mistake that changes one or more steps of the recipe."""
    return Mistake(name, hint, formula(changes))


def _applied(operation: str, ps: list[str]) -> Graph:
    """Apply an operation to each output, then add the results."""
    graph: Graph = {f"q{p}": (operation, p) for p in ps}
    return graph | {"s": ("sum", *graph)}


def _squares_inside(ps: list[str]) -> Graph:
    graph: Graph = {f"r{p}": ("sub", "y", p) for p in ps}
    graph |= {f"q{p}": ("square", f"r{p}") for p in ps}
    return graph | {"s": ("sum", *(f"q{p}" for p in ps))}


def _phi_of_sum(ps: list[str]) -> Graph:
    return {"t": ("sum", *ps), "s": ("phi", "t")}


def _multiplied(ps: list[str]) -> Graph:
    graph: Graph = {"m1": ("add", ps[0])}
    for i, p in enumerate(ps[1:], start=2):
        graph[f"m{i}"] = ("mul", f"m{i - 1}", p)
    return graph | {"s": ("add", f"m{len(ps)}")}


ASK_DOT = "wᵢ and x are vectors. Is wᵢᵀx a vector or a number? Pick the operation that gives that."
ASK_INDEX = "Read the formula for i = 2: which w and which b does it contain? Compare with your nodes."
ASK_BIAS = "Read what is inside the parentheses of φ, and compare with your nodes."
ASK_LATER = "Is it a sum of φ values, or φ of a sum? Check the order of your nodes."
ASK_SUM = "Print the inputs of your sum node for n = 3. Which values does the formula add, and how often?"
ASK_END = (
    "Read the formula from the outside: which operation is last, and what is its input?"
)
ASK_NAMES = "Print your dict for n = 3. Does it contain exactly the sources that the question names?"
ASK_USED = "Print your dict for n = 2. Which name is never used as an input?"

# fmt: off
NO_PHI = Mutation("φ is missing", "Which operation of the formula has no node in your graph?", "map", lambda i, n: ("add", f"z{i}"))
NO_SQUARE = Mutation("the square is missing", "What does the formula do with y minus the sum?", "end", {})
TWO_SQUARES = Mutation("the residual is squared twice", 'Count the squares in the formula, and count the "square" nodes of your graph.', "end", {"q": ("square", "r"), "f": ("square", "q")})
Y_ADDED = Mutation("y is added instead of subtracted", "Check the sign between y and the sum in the formula.", "difference", ("add", "y", "s"))
B_MINUS = Mutation("the bias is subtracted instead of added", "Check the sign in front of bᵢ in the formula.", "shift", lambda i, n: ("sub", f"a{i}", f"b{i}"))
B_TIMES = Mutation("the bias is multiplied instead of added", "How does the formula combine wᵢᵀx and bᵢ: does it add or multiply?", "shift", lambda i, n: ("mul", f"a{i}", f"b{i}"))
PRODUCT = Mutation("the outputs are multiplied instead of added", "Which operation does Σ stand for?", "total", _multiplied)
FREQUENT = (NO_PHI, B_MINUS, B_TIMES, Y_ADDED, NO_SQUARE, TWO_SQUARES, PRODUCT)
WRITTEN_OUT = (
    _mutated("the square is inside the sum", 'Count the squares in the formula, and count the "square" nodes of your graph.', total=_squares_inside, difference=("add", "s"), end={}),
    *singles(formula, [NO_SQUARE]),
    _mutated("the bias is added after φ", ASK_BIAS,
          shift=lambda i, n: ("phi", f"a{i}"), map=lambda i, n: ("add", f"z{i}", f"b{i}")),
    _mutated("φ is applied after the sum", ASK_LATER, map=NO_PHI.choice, total=_phi_of_sum),
    _mutated("φ is missing", "Which operation of the formula has no node in your graph?", map=NO_PHI.choice),
    _mutated("φ is applied twice", "How often is φ applied in one unit of the formula?", total=partial(_applied, "phi")),
    Mistake("the graph has two units for every n", "Print your graph for n = 3. How many units does it have?", lambda n: formula({})(2)),
    _mutated("the last unit is not in the sum", "Count the inputs of your sum node for n = 3. If you use `range`, remember that range(1, n) stops at n − 1.", total=lambda ps: {"s": ("sum", *(ps[:-1] or ps))}),
    *singles(formula, [Y_ADDED]),
    _mutated("each output is squared instead of the residual", "What is squared in the formula: each φ, or the difference?", total=partial(_applied, "square"), end={}),
    _mutated("the sum is squared before it is subtracted", "What is inside the square in the formula?",
          total=lambda ps: {"t": ("sum", *ps), "s": ("square", "t")}, end={}),
    *singles(formula, [B_TIMES, B_MINUS]),
    _mutated("the first bias is added in every unit", "Which bias belongs to unit 2? Compare with its node.", shift=lambda i, n: ("add", f"a{i}", f"b{i}", "b1")),
    *singles(formula, [PRODUCT]),
    _mutated("the squared residual is negated", "Can f be negative? Check the last node of your graph.", end={"f": ("square", "r"), "out": ("neg", "f")}),
    *singles(formula, [TWO_SQUARES]),
    _mutated("the sum contains only the first unit", "How many terms does the sum have? Compare with the inputs of your sum node.", total=lambda ps: {"s": ("sum", ps[0])}),
    _mutated("y is missing from the residual", "Where does y appear in the formula? Connect it in your graph.", difference=("square", "s"), end={}),
    _mutated("a node is its own input", "Look for a node whose own name is among its inputs. The inputs must be other nodes.", end={"f": ("square", "f")}),
)
OTHERS = (
    Mutation("the products of the entries are not added", ASK_DOT, "product", lambda i, n: ("mul", f"w{i}", "x")),
    Mutation("w and x are added instead of multiplied", ASK_DOT, "product", lambda i, n: ("add", f"w{i}", "x")),
    Mutation("x is multiplied by itself", ASK_INDEX, "product", lambda i, n: ("dot", "x", "x")),
    Mutation("w is multiplied by itself", ASK_INDEX, "product", lambda i, n: ("dot", f"w{i}", f"w{i}")),
    Mutation("the entries of w are added, and x is not used", ASK_DOT, "product", lambda i, n: ("sum", f"w{i}")),
    Mutation("the sum wᵢᵀx + bᵢ is squared instead of passed to φ", ASK_BIAS, "map", lambda i, n: ("square", f"z{i}")),
    *(Mutation("another function is used instead of φ", "φ can be any function here. Look up its name in the table of operations.", "map", choice) for choice in (
        lambda i, n: ("tanh", f"z{i}"), lambda i, n: ("relu", f"z{i}"), lambda i, n: ("sigmoid", f"z{i}"))),
    Mutation("φ is spelled differently from the table", "Look up the name of φ in the table of operations, and copy it exactly.", "map", lambda i, n: ("φ", f"z{i}")),
    Mutation("each unit has its own φ", "How many different functions φ does the formula contain?", "map", lambda i, n: (f"phi{i}", f"z{i}")),
    Mutation("φ is applied without the bias, and the bias is not used", ASK_BIAS, "map", lambda i, n: ("phi", f"a{i}")),
    Mutation("φ′ is used instead of φ", "Which function does the formula apply: φ, or its derivative?", "map", lambda i, n: ("dphi", f"z{i}")),
    Mutation("the first weights are used in every unit", ASK_INDEX, "product", lambda i, n: ("dot", "w1", "x")),
    Mutation("the last weights are used in every unit", ASK_INDEX, "product", lambda i, n: ("dot", f"w{n}", "x")),
    Mutation("the first bias is used in every unit", ASK_INDEX, "shift", lambda i, n: ("add", f"a{i}", "b1")),
    Mutation("the first product is used in every unit", ASK_INDEX, "shift", lambda i, n: ("add", "a1", f"b{i}")),
    Mutation("y is used instead of the bias", ASK_BIAS, "shift", lambda i, n: ("add", f"a{i}", "y")),
    Mutation("every unit uses the first z", ASK_INDEX, "map", lambda i, n: ("phi", "z1")),
    Mutation("each output is added twice", ASK_SUM, "total", lambda ps: {"s": ("sum", *ps, *ps)}),
    Mutation("the first output is added twice", ASK_SUM, "total", lambda ps: {"s": ("sum", ps[0], *ps)}),
    Mutation("the sum contains only the last unit", ASK_SUM, "total", lambda ps: {"s": ("sum", ps[-1])}),
    Mutation("the first unit is not in the sum", ASK_SUM, "total", lambda ps: {"s": ("sum", *(ps[1:] or ps))}),
    Mutation("a mean is used instead of the sum", ASK_SUM, "total", lambda ps: {"s": ("mean", *ps)}),
    Mutation("the outputs are subtracted instead of added", ASK_SUM, "total", lambda ps: {"s": ("sub", *ps)}),
    Mutation("φ is applied once more after the sum", ASK_SUM, "total", _phi_of_sum),
    Mutation("y is multiplied instead of subtracted", ASK_END, "difference", ("mul", "y", "s")),
    Mutation("y is subtracted from itself", ASK_END, "difference", ("sub", "y", "y")),
    Mutation("the sum is squared, and y is not used", ASK_END, "end", {"f": ("square", "s")}),
    Mutation("y is squared instead of the residual", ASK_END, "end", {"f": ("square", "y")}),
    Mutation("the residual is multiplied by y instead of squared", ASK_END, "end", {"f": ("mul", "r", "y")}),
    Mutation("the residual is multiplied by the sum instead of squared", ASK_END, "end", {"f": ("mul", "r", "s")}),
    Mutation("the residual is doubled instead of squared", ASK_END, "end", {"f": ("add", "r", "r")}),
    Mutation("the residual is cubed instead of squared", ASK_END, "end", {"q": ("square", "r"), "f": ("mul", "q", "r")}),
    Mutation("φ is applied to the residual instead of the square", ASK_END, "end", {"f": ("phi", "r")}),
    Mutation("the residual is negated instead of squared", ASK_END, "end", {"f": ("neg", "r")}),
    Mutation("an operation is not in the table", ASK_END, "end", {"f": ("pow", "r", "two")}),
    Mutation("a norm is used, which is not in the table", ASK_END, "end", {"f": ("norm", "r")}),
    Mutation("a node is never used", ASK_USED, "end", {"f": ("square", "r"), "spare": ("neg", "s")}),
    Mutation("r is computed from f", "Start at the last node and follow the inputs back. Do you come to the same node again?", "difference", ("sub", "y", "f")),
    Mutation("the units are numbered from 0", "With which number do the names in the question begin?", "units", lambda n: range(n)),
    Mutation("the last unit is never created", "Count the inputs of your sum node for n = 3. If you use `range`, remember that range(1, n) stops at n − 1.", "units", lambda n: range(1, n)),
    Mutation("the graph has one unit too many", "Print your graph for n = 3. How many units does it have?", "units", lambda n: range(1, n + 2)),
    Mutation("the biases are not in the graph as sources", ASK_NAMES, "sources", lambda n: ("x", "y", *_numbered("w", n))),
    Mutation("the weights are not in the graph as sources", ASK_NAMES, "sources", lambda n: ("x", "y", *_numbered("b", n))),
    Mutation("x is not in the graph as a source", ASK_NAMES, "sources", lambda n: ("y", *_numbered("w", n), *_numbered("b", n))),
    Mutation("y is not in the graph as a source", ASK_NAMES, "sources", lambda n: ("x", *_numbered("w", n), *_numbered("b", n))),
    Mutation("the graph has no sources", ASK_NAMES, "sources", lambda n: ()),
    Mutation("W is an extra source", ASK_NAMES, "sources", lambda n: ("W", *_sources_of(n))),
    Mutation("W and b are extra sources", ASK_NAMES, "sources", lambda n: ("W", "b", *_sources_of(n))),
)


def _unit_chain(n: int) -> Graph:
    """A graph in which each unit takes the output of the previous one."""
    graph = formula({})(n)
    for i in range(2, n + 1):
        graph[f"a{i}"] = ("dot", f"w{i}", f"p{i - 1}")
    return graph | {"s": ("sum", f"p{n}")}


def _one_key(n: int) -> Graph:
    """Keys without an index: each turn of the loop overwrites the previous one."""
    graph: Graph = dict.fromkeys(_sources_of(n), SOURCE)
    graph |= {"a": ("dot", f"w{n}", "x"), "z": ("add", "a", f"b{n}"), "p": ("phi", "z")}
    return graph | {"s": ("sum", *["p"] * n), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _matrix(n: int) -> Graph:
    graph: Graph = dict.fromkeys(("x", "y", "W", "b"), SOURCE)
    graph |= {"a": ("dot", "W", "x"), "z": ("add", "a", "b"), "p": ("phi", "z")}
    return graph | {"s": ("sum", "p"), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _no_biases(n: int) -> Graph:
    graph = {k: v for k, v in formula({})(n).items() if k[0] not in "bz"}
    return graph | {f"p{i}": ("phi", f"a{i}") for i in range(1, n + 1)}


UNITS = (
    Mistake("each unit takes the output of the previous unit", "What is the input of unit 2 in the formula: x, or p₁?", _unit_chain),
    *variants("the loop overwrites the same key each time", "Print your dict for n = 3. How many nodes does it have, and how many should it have? Put i into each name.",
           _one_key, lambda n: _one_key(n) | {"s": ("sum", "p")}),
    Mistake("one matrix W is used instead of its rows w1, w2, …", "Which sources does the question name? Give each row of W its own source.", _matrix),
    Mistake("the biases are left out", "Compare the letters of the formula with your sources. Which letter is missing?", _no_biases),
    _mutated("φ is applied after the sum, and the square is missing", ASK_LATER, map=NO_PHI.choice, total=_phi_of_sum, end={}),
    _mutated("φ is applied after the sum, and y is added instead of subtracted", ASK_LATER, map=NO_PHI.choice, total=_phi_of_sum, difference=("add", "y", "s")),
)
COMPUTATION_GRAPH = (*WRITTEN_OUT, *UNITS, *singles(formula, OTHERS), *pairs(formula, FREQUENT))

QUESTIONS: Questions = {
    "q1c": (
        Answer("computation_graph", graph_check(_value, _expected), COMPUTATION_GRAPH, hints=(
            "Compute the formula by hand for n = 1 with small numbers. What do you write down first, and what last?",
            "Read the formula from the inside. For each unit: product, bias, φ. Which steps come once, after all units?",
            'For each i: dot, then add, then phi. After the loop: "sum" over all of them, "sub" from y, and one more.')),
    ),
}
# fmt: on

# Printed in the answer key: a forward and a backward sweep with numbers.
SWEEPS = {
    "s1c": """\
# Two units, x has two entries, phi is tanh.
values = {"x": [1.0, -2.0], "y": 1.0, "b1": 0.5, "b2": 0.0}
values |= {"w1": [1.0, 0.5], "w2": [0.0, -0.5]}
for step in solutions.explain(computation_graph(2), values):
    print(step)""",
}

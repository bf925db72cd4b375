"""Section 1 (c): the computation graph of f(W, x, y) = (y − Σ φ(wᵢᵀx + bᵢ))².

n: the number of units; i: the number of one unit; D: the length of x.  A graph that has
no value (a cycle, a node that leads nowhere, a source too few) is told by its structure
instead.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from autograder.checks.answers import Answer, Questions
from autograder.checks.graphs import evaluate, forward_only, graph_check
from autograder.checks.inputs import unit_map
from autograder.checks.mistakes import Mistake, Mutation, Recipe, alike, pairs, singles
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


# Wrong graphs: a right one is a chain of choices, and each link may be another.

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
    """A recipe as a function of n."""
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


def _slip(name: str, hint: str, **changes: Any) -> Mistake:
    """A mistake at one or more links."""
    return Mistake(name, hint, formula(changes))


def _applied(operation: str, ps: list[str]) -> Graph:
    """An operation on each output by itself, then the sum."""
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


ASK_DOT = "wᵢ and x are vectors. Is wᵢᵀx a vector or a number?"
ASK_INDEX = "Read the formula for i = 2: which w and which b stand there?"
ASK_BIAS = "What exactly stands in the brackets of φ?"
ASK_LATER = "Is it a sum of φ, or φ of a sum?"
ASK_SUM = "What is added up, and how often?"
ASK_END = "Read the formula from the outside: what is done last, and to what?"
ASK_NAMES = "Print your dict for n = 3. Is every name there that the question names?"
ASK_USED = "Go through your dict: which name never appears among the inputs?"

# fmt: off
NO_PHI = Mutation("φ left out", "Which letter of the formula does no node carry out?", "map", lambda i, n: ("add", f"z{i}"))
NO_SQUARE = Mutation("the square left out", "What does the formula do with y minus the sum?", "end", {})
TWO_SQUARES = Mutation("the residual squared twice", "How many squares has the formula?", "end", {"q": ("square", "r"), "f": ("square", "q")})
Y_ADDED = Mutation("y added instead of subtracted", "Which sign stands between y and the sum?", "difference", ("add", "y", "s"))
B_MINUS = Mutation("the bias subtracted", "Which sign stands before b?", "shift", lambda i, n: ("sub", f"a{i}", f"b{i}"))
B_TIMES = Mutation("the bias multiplied", "What does the formula do with b?", "shift", lambda i, n: ("mul", f"a{i}", f"b{i}"))
PRODUCT = Mutation("outputs multiplied instead of added", "Which sign is Σ?", "total", _multiplied)
FREQUENT = (NO_PHI, B_MINUS, B_TIMES, Y_ADDED, NO_SQUARE, TWO_SQUARES, PRODUCT)
WRITTEN_OUT = (
    _slip("the square inside the sum", "How many squares has the formula?", total=_squares_inside, difference=("add", "s"), end={}),
    *singles(formula, [NO_SQUARE]),
    _slip("the bias added after φ", ASK_BIAS,
          shift=lambda i, n: ("phi", f"a{i}"), map=lambda i, n: ("add", f"z{i}", f"b{i}")),
    _slip("φ after the sum", ASK_LATER, map=NO_PHI.choice, total=_phi_of_sum),
    _slip("φ left out", "Which letter of the formula does no node of yours carry out?", map=NO_PHI.choice),
    _slip("φ applied twice", "How often does φ stand in the formula for one unit?", total=partial(_applied, "phi")),
    Mistake("two units whatever n is", "How many units come out for n = 3?", lambda n: formula({})(2)),
    _slip("the last unit left out", "Where does `range(1, n)` end?", total=lambda ps: {"s": ("sum", *(ps[:-1] or ps))}),
    *singles(formula, [Y_ADDED]),
    _slip("each output squared", "What is squared: each φ, or the difference?", total=partial(_applied, "square"), end={}),
    _slip("the sum squared before it is subtracted", "What stands inside the square?",
          total=lambda ps: {"t": ("sum", *ps), "s": ("square", "t")}, end={}),
    *singles(formula, [B_TIMES, B_MINUS]),
    _slip("the first bias in every unit", "Which bias belongs to unit 2?", shift=lambda i, n: ("add", f"a{i}", f"b{i}", "b1")),
    *singles(formula, [PRODUCT]),
    _slip("a squared residual negated", "Can f be negative?", end={"f": ("square", "r"), "out": ("neg", "f")}),
    *singles(formula, [TWO_SQUARES]),
    _slip("the first unit only", "How many terms has the sum?", total=lambda ps: {"s": ("sum", ps[0])}),
    _slip("the sum alone, without y", "Where does y enter?", difference=("square", "s"), end={}),
    _slip("a node that feeds itself", "Follow the arrows back from f: where do you end?", end={"f": ("square", "f")}),
)
OTHERS = (
    Mutation("entries multiplied, and not added up", ASK_DOT, "product", lambda i, n: ("mul", f"w{i}", "x")),
    Mutation("w and x added", ASK_DOT, "product", lambda i, n: ("add", f"w{i}", "x")),
    Mutation("x multiplied by itself", ASK_INDEX, "product", lambda i, n: ("dot", "x", "x")),
    Mutation("w multiplied by itself", ASK_INDEX, "product", lambda i, n: ("dot", f"w{i}", f"w{i}")),
    Mutation("w added up without x", ASK_DOT, "product", lambda i, n: ("sum", f"w{i}")),
    Mutation("the product squared", ASK_BIAS, "map", lambda i, n: ("square", f"z{i}")),
    *(Mutation("another map for φ", "φ is any map here: how is it called in the table?", "map", choice) for choice in (
        lambda i, n: ("tanh", f"z{i}"), lambda i, n: ("relu", f"z{i}"), lambda i, n: ("sigmoid", f"z{i}"))),
    Mutation("another spelling of φ", "How is φ called in the table of operations?", "map", lambda i, n: ("φ", f"z{i}")),
    Mutation("a φ for each unit", "How many maps φ has the formula?", "map", lambda i, n: (f"phi{i}", f"z{i}")),
    Mutation("φ of the product, the bias left hanging", ASK_BIAS, "map", lambda i, n: ("phi", f"a{i}")),
    Mutation("φ' in place of φ", "Which map does the formula apply?", "map", lambda i, n: ("dphi", f"z{i}")),
    Mutation("the first weights in every unit", ASK_INDEX, "product", lambda i, n: ("dot", "w1", "x")),
    Mutation("the last weights in every unit", ASK_INDEX, "product", lambda i, n: ("dot", f"w{n}", "x")),
    Mutation("the first bias in place of each", ASK_INDEX, "shift", lambda i, n: ("add", f"a{i}", "b1")),
    Mutation("the first product in every unit", ASK_INDEX, "shift", lambda i, n: ("add", "a1", f"b{i}")),
    Mutation("y in place of the bias", ASK_BIAS, "shift", lambda i, n: ("add", f"a{i}", "y")),
    Mutation("the first unit only, seen from each", ASK_INDEX, "map", lambda i, n: ("phi", "z1")),
    Mutation("each output counted twice", ASK_SUM, "total", lambda ps: {"s": ("sum", *ps, *ps)}),
    Mutation("the first output counted twice", ASK_SUM, "total", lambda ps: {"s": ("sum", ps[0], *ps)}),
    Mutation("the last unit only", ASK_SUM, "total", lambda ps: {"s": ("sum", ps[-1])}),
    Mutation("the first unit left out", ASK_SUM, "total", lambda ps: {"s": ("sum", *(ps[1:] or ps))}),
    Mutation("a mean in place of the sum", ASK_SUM, "total", lambda ps: {"s": ("mean", *ps)}),
    Mutation("the outputs subtracted from each other", ASK_SUM, "total", lambda ps: {"s": ("sub", *ps)}),
    Mutation("φ once more after the sum", ASK_SUM, "total", _phi_of_sum),
    Mutation("y multiplied", ASK_END, "difference", ("mul", "y", "s")),
    Mutation("the sum left out of the difference", ASK_END, "difference", ("sub", "y", "y")),
    Mutation("the sum squared, y not used", ASK_END, "end", {"f": ("square", "s")}),
    Mutation("y squared", ASK_END, "end", {"f": ("square", "y")}),
    Mutation("multiplied by y in place of squared", ASK_END, "end", {"f": ("mul", "r", "y")}),
    Mutation("multiplied by the sum in place of squared", ASK_END, "end", {"f": ("mul", "r", "s")}),
    Mutation("doubled in place of squared", ASK_END, "end", {"f": ("add", "r", "r")}),
    Mutation("cubed in place of squared", ASK_END, "end", {"q": ("square", "r"), "f": ("mul", "q", "r")}),
    Mutation("φ in place of the square", ASK_END, "end", {"f": ("phi", "r")}),
    Mutation("the sign turned in place of a square", ASK_END, "end", {"f": ("neg", "r")}),
    Mutation("an operation that is not in the table", ASK_END, "end", {"f": ("pow", "r", "two")}),
    Mutation("a squared norm that is not in the table", ASK_END, "end", {"f": ("norm", "r")}),
    Mutation("a node that leads nowhere", ASK_USED, "end", {"f": ("square", "r"), "spare": ("neg", "s")}),
    Mutation("r computed from f", "Follow the arrows back: where do you end?", "difference", ("sub", "y", "f")),
    Mutation("units numbered from 0", "Where do the names of the question begin?", "units", lambda n: range(n)),
    Mutation("the last unit never made", "Where does `range(1, n)` end?", "units", lambda n: range(1, n)),
    Mutation("one unit too many", "How many units come out for n = 3?", "units", lambda n: range(1, n + 2)),
    Mutation("sources left out: the biases", ASK_NAMES, "sources", lambda n: ("x", "y", *_numbered("w", n))),
    Mutation("sources left out: the weights", ASK_NAMES, "sources", lambda n: ("x", "y", *_numbered("b", n))),
    Mutation("sources left out: x", ASK_NAMES, "sources", lambda n: ("y", *_numbered("w", n), *_numbered("b", n))),
    Mutation("sources left out: y", ASK_NAMES, "sources", lambda n: ("x", *_numbered("w", n), *_numbered("b", n))),
    Mutation("sources left out: all", ASK_NAMES, "sources", lambda n: ()),
    Mutation("a source too many: W", ASK_NAMES, "sources", lambda n: ("W", *_sources_of(n))),
    Mutation("a source too many: W and b", ASK_NAMES, "sources", lambda n: ("W", "b", *_sources_of(n))),
)


def _unit_chain(n: int) -> Graph:
    """Each unit fed with the one before."""
    graph = formula({})(n)
    for i in range(2, n + 1):
        graph[f"a{i}"] = ("dot", f"w{i}", f"p{i - 1}")
    return graph | {"s": ("sum", f"p{n}")}


def _one_key(n: int) -> Graph:
    """Keys without a number: the last turn of the loop is what stays."""
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
    Mistake("each unit fed with the one before", "What is the input of unit 2: x, or p₁?", _unit_chain),
    *alike("the same key in each turn of the loop", "How many nodes has your dict for n = 3, and how many should it have?",
           _one_key, lambda n: _one_key(n) | {"s": ("sum", "p")}),
    Mistake("one matrix in place of its rows", "Which sources does the question name?", _matrix),
    Mistake("biases left out", "Which letters of the formula are not among your sources?", _no_biases),
    _slip("φ after the sum; and the square left out", ASK_LATER, map=NO_PHI.choice, total=_phi_of_sum, end={}),
    _slip("φ after the sum; and y added", ASK_LATER, map=NO_PHI.choice, total=_phi_of_sum, difference=("add", "y", "s")),
)
COMPUTATION_GRAPH = (*WRITTEN_OUT, *UNITS, *singles(formula, OTHERS), *pairs(formula, FREQUENT))

QUESTIONS: Questions = {
    "q1c": (
        Answer("computation_graph", graph_check(_value, _expected), COMPUTATION_GRAPH, hints=(
            "Work the formula out by hand for n = 1 with numbers: what do you write down first, and what last?",
            "Read the formula from the inside: product, bias, φ, for each unit; then what happens once, for all units together.",
            'For each i: dot, then add, then phi. After the loop: "sum" over all of them, "sub" from y, and one more.')),
    ),
}
# fmt: on

# For the answer key: the sweep through the graph of this part, with numbers.
SWEEPS = {
    "s1c": """\
# Two units on a vector of two numbers, phi = tanh
values = {"x": [1.0, -2.0], "y": 1.0, "b1": 0.5, "b2": 0.0}
values |= {"w1": [1.0, 0.5], "w2": [0.0, -0.5]}
for step in solutions.explain(computation_graph(2), values):
    print(step)""",
}

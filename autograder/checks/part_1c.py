"""More wrong graphs of Section 1 (c), each a function of n.

A graph that has no value (a cycle, a node that leads nowhere, a source too few) is told
by its structure instead.
"""

# ruff: noqa: E501 (a row of the catalogue is one line)

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.checks.mistake import Mistake, table
from autograder.checks.slips import Recipe, Slip, alone, in_pairs

Graph = dict[str, tuple[Any, ...]]
SOURCE = ("source",)


def _each(n: int, of: Callable[[int], Any]) -> list[Any]:
    return [of(i) for i in range(1, n + 1)]


# Link by link; i is the unit's number.

RIGHT: Recipe = {
    "units": lambda n: range(1, n + 1),
    "product": lambda i, n: ("dot", f"w{i}", "x"),
    "shift": lambda i, n: ("add", f"a{i}", f"b{i}"),
    "map": lambda i, n: ("phi", f"z{i}"),
    "total": lambda ps, n: {"s": ("sum", *ps)},
    "difference": ("sub", "y", "s"),
    "end": {"f": ("square", "r")},
    "sources": lambda n: ("x", "y", *_each(n, "w{}".format), *_each(n, "b{}".format)),
}


def formula(changes: Recipe) -> Callable[[int], Graph]:
    """A recipe as a function of n."""
    recipe = RIGHT | changes

    def wrong(n: int) -> Graph:
        graph: Graph = dict.fromkeys(recipe["sources"](n), SOURCE)
        for i in recipe["units"](n):
            graph[f"a{i}"] = recipe["product"](i, n)
            graph[f"z{i}"] = recipe["shift"](i, n)
            graph[f"p{i}"] = recipe["map"](i, n)
        ps = [f"p{i}" for i in recipe["units"](n)]
        return (
            graph | recipe["total"](ps, n) | {"r": recipe["difference"]} | recipe["end"]
        )

    return wrong


def _twice(ps: list[str], n: int) -> Graph:
    return {"s": ("sum", *ps, *ps)}


def _multiplied(ps: list[str], n: int) -> Graph:
    graph: Graph = {"m1": ("add", ps[0])}
    for i, p in enumerate(ps[1:], start=2):
        graph[f"m{i}"] = ("mul", f"m{i - 1}", p)
    return graph | {"s": ("add", f"m{len(ps)}")}


ASK_DOT = "wᵢ and x are vectors. Is wᵢᵀx a vector or a number?"
ASK_INDEX = "Read the formula for i = 2: which w and which b stand there?"
ASK_BIAS = "What exactly stands in the brackets of φ?"
ASK_SUM = "What is added up, and how often?"
ASK_END = "Read the formula from the outside: what is done last, and to what?"
ASK_NAMES = "Print your dict for n = 3. Is every name there that the question names?"
ASK_USED = "Go through your dict: which name never appears among the inputs?"

# fmt: off
NO_PHI = Slip("φ left out", "Which letter of the formula does no node carry out?", "map",
              lambda i, n: ("add", f"z{i}"))
TWO_PHI = Slip("φ' in place of φ", "Which map does the formula apply?", "map",
               lambda i, n: ("dphi", f"z{i}"))
FREQUENT = (
    NO_PHI,
    Slip("the bias subtracted", "Which sign stands before b?", "shift",
         lambda i, n: ("sub", f"a{i}", f"b{i}")),
    Slip("the bias multiplied", "What does the formula do with b?", "shift",
         lambda i, n: ("mul", f"a{i}", f"b{i}")),
    Slip("y added instead of subtracted", "Which sign stands between y and the sum?",
         "difference", ("add", "y", "s")),
    Slip("the square left out", "What does the formula do with y minus the sum?", "end",
         {}),
    Slip("the residual squared twice", "How many squares has the formula?", "end",
         {"q": ("square", "r"), "f": ("square", "q")}),
    Slip("outputs multiplied instead of added", "Which sign is Σ?", "total",
         _multiplied),
)
OTHERS = (
    Slip("entries multiplied, and not added up", ASK_DOT, "product",
         lambda i, n: ("mul", f"w{i}", "x")),
    Slip("w and x added", ASK_DOT, "product", lambda i, n: ("add", f"w{i}", "x")),
    Slip("x multiplied by itself", ASK_INDEX, "product", lambda i, n: ("dot", "x", "x")),
    Slip("w multiplied by itself", ASK_INDEX, "product",
         lambda i, n: ("dot", f"w{i}", f"w{i}")),
    Slip("w added up without x", ASK_DOT, "product", lambda i, n: ("sum", f"w{i}")),
    Slip("the product squared", ASK_BIAS, "map", lambda i, n: ("square", f"z{i}")),
    Slip("another map for φ", "φ is any map here: how is it called in the table?", "map",
         lambda i, n: ("tanh", f"z{i}")),
    Slip("another map for φ", "φ is any map here: how is it called in the table?", "map",
         lambda i, n: ("relu", f"z{i}")),
    Slip("another map for φ", "φ is any map here: how is it called in the table?", "map",
         lambda i, n: ("sigmoid", f"z{i}")),
    Slip("another spelling of φ", "How is φ called in the table of operations?", "map",
         lambda i, n: ("φ", f"z{i}")),
    Slip("a φ for each unit", "How many maps φ has the formula?", "map",
         lambda i, n: (f"phi{i}", f"z{i}")),
    Slip("φ of the product, the bias left hanging", ASK_BIAS, "map",
         lambda i, n: ("phi", f"a{i}")),
    TWO_PHI,
    Slip("the first weights in every unit", ASK_INDEX, "product",
         lambda i, n: ("dot", "w1", "x")),
    Slip("the last weights in every unit", ASK_INDEX, "product",
         lambda i, n: ("dot", f"w{n}", "x")),
    Slip("the first bias in place of each", ASK_INDEX, "shift",
         lambda i, n: ("add", f"a{i}", "b1")),
    Slip("the first product in every unit", ASK_INDEX, "shift",
         lambda i, n: ("add", "a1", f"b{i}")),
    Slip("y in place of the bias", ASK_BIAS, "shift",
         lambda i, n: ("add", f"a{i}", "y")),
    Slip("the first unit only, seen from each", ASK_INDEX, "map",
         lambda i, n: ("phi", "z1")),
    Slip("each output counted twice", ASK_SUM, "total", _twice),
    Slip("the first output counted twice", ASK_SUM, "total",
         lambda ps, n: {"s": ("sum", ps[0], *ps)}),
    Slip("the last unit only", ASK_SUM, "total", lambda ps, n: {"s": ("sum", ps[-1])}),
    Slip("the first unit left out", ASK_SUM, "total",
         lambda ps, n: {"s": ("sum", *(ps[1:] or ps))}),
    Slip("a mean in place of the sum", ASK_SUM, "total",
         lambda ps, n: {"s": ("mean", *ps)}),
    Slip("the outputs subtracted from each other", ASK_SUM, "total",
         lambda ps, n: {"s": ("sub", *ps)}),
    Slip("φ once more after the sum", ASK_SUM, "total",
         lambda ps, n: {"t": ("sum", *ps), "s": ("phi", "t")}),
    Slip("y multiplied", ASK_END, "difference", ("mul", "y", "s")),
    Slip("the sum left out of the difference", ASK_END, "difference", ("sub", "y", "y")),
    Slip("the sum squared, y not used", ASK_END, "end", {"f": ("square", "s")}),
    Slip("y squared", ASK_END, "end", {"f": ("square", "y")}),
    Slip("multiplied by y in place of squared", ASK_END, "end",
         {"f": ("mul", "r", "y")}),
    Slip("multiplied by the sum in place of squared", ASK_END, "end",
         {"f": ("mul", "r", "s")}),
    Slip("doubled in place of squared", ASK_END, "end", {"f": ("add", "r", "r")}),
    Slip("cubed in place of squared", ASK_END, "end",
         {"q": ("square", "r"), "f": ("mul", "q", "r")}),
    Slip("φ in place of the square", ASK_END, "end", {"f": ("phi", "r")}),
    Slip("the sign turned in place of a square", ASK_END, "end", {"f": ("neg", "r")}),
    Slip("an operation that is not in the table", ASK_END, "end",
         {"f": ("pow", "r", "two")}),
    Slip("an operation that is not in the table", ASK_END, "end",
         {"f": ("pow", "r", 2)}),
    Slip("a squared norm that is not in the table", ASK_END, "end", {"f": ("norm", "r")}),
    Slip("a node that leads nowhere", ASK_USED, "end",
         {"f": ("square", "r"), "spare": ("neg", "s")}),
    Slip("r computed from f", "Follow the arrows back: where do you end?", "difference",
         ("sub", "y", "f")),
    Slip("units numbered from 0", "Where do the names of the question begin?", "units",
         lambda n: range(n)),
    Slip("the last unit never made", "Where does `range(1, n)` end?", "units",
         lambda n: range(1, n)),
    Slip("one unit too many", "How many units come out for n = 3?", "units",
         lambda n: range(1, n + 2)),
    Slip("sources left out: the biases", ASK_NAMES, "sources",
         lambda n: ("x", "y", *_each(n, "w{}".format))),
    Slip("sources left out: the weights", ASK_NAMES, "sources",
         lambda n: ("x", "y", *_each(n, "b{}".format))),
    Slip("sources left out: x", ASK_NAMES, "sources",
         lambda n: ("y", *_each(n, "w{}".format), *_each(n, "b{}".format))),
    Slip("sources left out: y", ASK_NAMES, "sources",
         lambda n: ("x", *_each(n, "w{}".format), *_each(n, "b{}".format))),
    Slip("sources left out: all", ASK_NAMES, "sources", lambda n: ()),
    Slip("a source too many: W", ASK_NAMES, "sources",
         lambda n: ("W", *RIGHT["sources"](n))),
    Slip("a source too many: W and b", ASK_NAMES, "sources",
         lambda n: ("W", "b", *RIGHT["sources"](n))),
)


def _unit_chain(n: int) -> Graph:
    """Each unit fed with the one before."""
    graph = formula({})(n)
    for i in range(2, n + 1):
        graph[f"a{i}"] = ("dot", f"w{i}", f"p{i - 1}")
    return graph | {"s": ("sum", f"p{n}")}


def _one_key(n: int) -> Graph:
    """Keys without a number: the last turn of the loop is what stays."""
    graph: Graph = dict.fromkeys(RIGHT["sources"](n), SOURCE)
    graph |= {"a": ("dot", f"w{n}", "x"), "z": ("add", "a", f"b{n}"), "p": ("phi", "z")}
    return graph | {"s": ("sum", *["p"] * n), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _last_key(n: int) -> Graph:
    return _one_key(n) | {"s": ("sum", "p")}


def _matrix(n: int) -> Graph:
    graph: Graph = dict.fromkeys(("x", "y", "W", "b"), SOURCE)
    graph |= {"a": ("dot", "W", "x"), "z": ("add", "a", "b"), "p": ("phi", "z")}
    return graph | {"s": ("sum", "p"), "r": ("sub", "y", "s"), "f": ("square", "r")}


def _no_biases(n: int) -> Graph:
    graph = {k: v for k, v in formula({})(n).items() if k[0] not in "bz"}
    return graph | {f"p{i}": ("phi", f"a{i}") for i in range(1, n + 1)}


def _phi_later(n: int) -> Graph:
    """φ after the sum, and nothing of it before."""
    graph = {k: v for k, v in formula({})(n).items() if k[0] != "p"}
    graph["t"] = ("sum", *_each(n, "z{}".format))
    return graph | {"s": ("phi", "t")}


UNITS = table(
    ("each unit fed with the one before", "What is the input of unit 2: x, or p₁?",
     _unit_chain),
    ("the same key in each turn of the loop", "How many nodes has your dict for n = 3, "
     "and how many should it have?", _one_key),
    ("the same key in each turn of the loop", "How many nodes has your dict for n = 3, "
     "and how many should it have?", _last_key),
    ("one matrix in place of its rows", "Which sources does the question name?", _matrix),
    ("biases left out", "Which letters of the formula are not among your sources?",
     _no_biases),
    ("φ after the sum; and the square left out", "Is it a sum of φ, or φ of a sum?",
     lambda n: {k: v for k, v in _phi_later(n).items() if k != "f"}),
    ("φ after the sum; and y added", "Is it a sum of φ, or φ of a sum?",
     lambda n: _phi_later(n) | {"r": ("add", "y", "s")}),
)
# fmt: on

MISTAKES: dict[str, tuple[Mistake, ...]] = {
    "computation_graph": (
        *UNITS,
        *alone(formula, OTHERS),
        *in_pairs(formula, FREQUENT),
    ),
}

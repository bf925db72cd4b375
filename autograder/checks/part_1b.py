"""Section 1 (b): the chain rule along n paths, and its computation graph.

df, g, dg, w: what students are given.  n: the number of functions g.  A graph that has
no value (a cycle, a node that leads nowhere, a source too few) is told by its structure
instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import solutions
from autograder.checks import feedback
from autograder.checks.answers import Answer, Questions
from autograder.checks.ask import value_check
from autograder.checks.graphs import (
    FaultError,
    as_graph,
    evaluate,
    forward_only,
    graph_check,
)
from autograder.checks.inputs import paths
from autograder.checks.mistakes import scaled, table
from solutions import Op
from solutions.operations import Value

PATHS = [paths(n, seed) for n, seed in ((3, 11), (1, 12), (5, 13), (2, 14))]

# The functions of the graph are opaque; generic ones show the order of the inputs.

W_VALUE = np.asarray(0.83)


def _g(i: int) -> Op:
    return forward_only(1, lambda w: np.cos(0.4 * i * w + 0.2 * i * i) + 0.1 * i)


def _f(n: int) -> Op:
    def f(*inputs: Value) -> Value:
        total = 0.3
        for i, x in enumerate(inputs, start=1):
            total = np.sin(total + i * x) + 0.5 * total
        return total

    return forward_only(n, f)


def _graph_value(n: int, returned: Any) -> np.ndarray:
    operations = {f"g{i}": _g(i) for i in range(1, n + 1)} | {"f": _f(n)}
    value = evaluate(returned, {"w": W_VALUE}, operations)
    used = [node[0] for node in as_graph(returned).values() if node[0] != "source"]
    if sorted(used) != sorted(operations):
        raise FaultError(
            f"Each of g1 … g{n} and f should be there exactly once.",
            "a function used too often, or never",
            "Count in your graph: how often is each g applied, and f?",
        )
    return value


def _graph_expected(n: int) -> np.ndarray:
    gs = (_g(i).forward(W_VALUE) for i in range(1, n + 1))
    return np.asarray(_f(n).forward(*gs))


# Wrong derivatives

H = 1e-6


def _joined(join: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The gradient of f at g(w) and the slopes of g, joined in some way."""
    return lambda df, g, dg, w: join(np.asarray(df(g(w))), np.asarray(dg(w)))


ASK_PAIR = "Which slope belongs to which entry, and what joins the products?"
ASK_PATH = "Along one path, what do slopes do?"
ASK_ARGUMENT = "Which of your arguments tells how fast something moves?"
ASK_POINT = "Which vector does f see on the way forward?"
# fmt: off
TOTAL_DERIVATIVE = (
    *table(
        ("inner derivatives left out", "If no g moved at all, what would have to come "
         "out; what comes out of yours?", lambda df, g, dg, w: np.sum(df(g(w)))),
        ("the gradient of f left out", "Should a steep f and a flat f give the same?", lambda df, g, dg, w: np.sum(dg(w))),
        ("terms not added up", "One number w goes in and one number f comes out: how many numbers is the derivative?",
         _joined(lambda f, s: f * s)),
        ("product of sums instead of sum of products", "Does each ∂f/∂xᵢ still meet its "
         "own gᵢ′?", lambda df, g, dg, w: np.sum(df(g(w))) * np.sum(dg(w))),
        ("paths multiplied", "If one path is dead, must the others stop counting?", _joined(lambda f, s: np.prod(f * s))),
        ("g and dg exchanged", "At which point is f evaluated on the way forward?", lambda df, g, dg, w: np.dot(df(dg(w)), g(w))),
        ("the gradient of f taken at w", "Does f ever see w itself?", lambda df, g, dg, w: np.dot(df(np.full(len(g(w)), w)), dg(w))),
        ("mean instead of sum", "Twice as many equal paths: the same effect?", _joined(lambda f, s: np.mean(f * s))),
        ("only the first path", "How many inputs of f move when w moves?", _joined(lambda f, s: f[0] * s[0])),
        ("only the last path", "How many inputs of f move when w moves?", _joined(lambda f, s: f[-1] * s[-1])),
        ("the value of g in place of its slope", "Does a path count by how large g is, "
         "or by how fast it moves?", lambda df, g, dg, w: np.dot(df(g(w)), g(w))),
        ("slopes estimated although they are handed in", "Which of your arguments tells how fast g moves?",
         lambda df, g, dg, w: np.dot(df(g(w)), (g(w + H) - g(w - H)) / (2 * H))),
        ("the gradient of f taken at the slopes", "At which point is f evaluated on the "
         "way forward?", lambda df, g, dg, w: np.dot(df(dg(w)), dg(w))),
        ("wrong sign", "Where does a minus stand in the question?", _joined(lambda f, s: -np.sum(f * s))),
        ("multiplied by w as well", "Which factor of yours is no slope?", lambda df, g, dg, w: w * np.sum(df(g(w)) * dg(w))),
        ("all pairs instead of matching ones", "Which slope belongs to which entry?", lambda df, g, dg, w: np.outer(df(g(w)), dg(w))),
    ),
    *scaled(solutions.total_derivative, exclude=(-1.0,)),
    *table(
        ("g in place of the gradient of f", ASK_ARGUMENT, lambda df, g, dg, w: np.dot(g(w), dg(w))),
        ("w in place of the slopes of g", ASK_ARGUMENT, lambda df, g, dg, w: np.sum(df(g(w)) * w)),
        ("w in place of the slopes of g", ASK_ARGUMENT, lambda df, g, dg, w: np.asarray(df(g(w))) * w),
        ("w in place of the gradient of f", ASK_ARGUMENT, lambda df, g, dg, w: np.sum(w * dg(w))),
        ("the gradient of f squared", ASK_PAIR, _joined(lambda f, s: np.sum(f**2))),
        ("the slopes squared", ASK_PAIR, _joined(lambda f, s: np.sum(s**2))),
        ("the slopes counted twice", ASK_PAIR, _joined(lambda f, s: np.sum(f * s**2))),
        ("slopes added instead of multiplied", ASK_PATH, _joined(lambda f, s: np.sum(f + s))),
        ("slopes added instead of multiplied", ASK_PATH, _joined(lambda f, s: f + s)),
        ("slopes subtracted", ASK_PATH, _joined(lambda f, s: np.sum(f - s))),
        ("slopes divided", ASK_PATH, _joined(lambda f, s: np.sum(f / s))),
        ("slopes divided", ASK_PATH, _joined(lambda f, s: np.sum(s / f))),
        ("the last path left out", "Where does your loop end?", _joined(lambda f, s: np.dot(f[:-1], s[:-1]))),
        ("the first path left out", "Where does your loop begin?", _joined(lambda f, s: np.dot(f[1:], s[1:]))),
        ("the paths paired in reverse", ASK_PAIR, _joined(lambda f, s: np.dot(f, s[::-1]))),
        ("the paths paired with a shift", ASK_PAIR, _joined(lambda f, s: np.dot(f, np.roll(s, 1)))),
        ("the paths paired with a shift", ASK_PAIR, _joined(lambda f, s: np.dot(f, np.roll(s, -1)))),
        ("the mean of one, times the sum of the other", ASK_PAIR, _joined(lambda f, s: np.mean(f) * np.sum(s))),
        ("product of means", ASK_PAIR, _joined(lambda f, s: np.mean(f) * np.mean(s))),
        ("the gradient of f, times all slopes", ASK_PAIR, _joined(lambda f, s: f * np.sum(s))),
        ("the slopes, times all of the gradient", ASK_PAIR, _joined(lambda f, s: np.sum(f) * s)),
        ("the mean of the gradient", ASK_PAIR, _joined(lambda f, s: np.mean(f))),
        ("the mean of the slopes", ASK_PAIR, _joined(lambda f, s: np.mean(s))),
        ("the gradient of f itself", "What does w do to each xᵢ?", _joined(lambda f, s: f)),
        ("the slopes of g themselves", "What does each xᵢ do to f?", _joined(lambda f, s: s)),
        ("the slopes of g multiplied", "What do the effects of two paths do where they meet?", _joined(lambda f, s: np.prod(s))),
        ("the gradient of f multiplied out", "What do the effects of two paths do where they meet?", _joined(lambda f, s: np.prod(f))),
        ("all slopes of g in each path", "Does xᵢ depend on every g, or on its own?", _joined(lambda f, s: np.sum(f) * np.prod(s))),
        ("the length of the terms", "Are the effects of paths added, or squared first?", _joined(lambda f, s: np.sqrt(np.sum((f * s) ** 2)))),
        ("running sums returned", "How many numbers is the derivative?", _joined(lambda f, s: np.cumsum(f * s))),
        ("the value of g multiplied in", "Which factor of yours is no slope?", lambda df, g, dg, w: np.sum(df(g(w)) * dg(w) * g(w))),
        ("the value of g added", "Which term of yours is no slope?", lambda df, g, dg, w: np.sum(df(g(w)) * dg(w) + g(w))),
        ("the gradient of f taken at g(w) times the slopes", ASK_POINT, lambda df, g, dg, w: np.dot(df(g(w) * dg(w)), dg(w))),
        ("the gradient of f taken at w g(w)", ASK_POINT, lambda df, g, dg, w: np.dot(df(w * g(w)), dg(w))),
        ("the gradient of f taken at 0", ASK_POINT, lambda df, g, dg, w: np.dot(df(0 * g(w)), dg(w))),
        ("the gradient of f at the slopes, summed", ASK_POINT, lambda df, g, dg, w: np.sum(df(dg(w)))),
        ("the gradient of f at the slopes, times the slopes, not added up", ASK_POINT, lambda df, g, dg, w: df(dg(w)) * dg(w)),
        ("slopes taken at the values of g", "Where do the g get their input from?",
         lambda df, g, dg, w: np.dot(df(g(w)), [dg(v)[i] for i, v in enumerate(g(w))])),
        ("slopes taken at 1", "Where do the g get their input from?", lambda df, g, dg, w: np.dot(df(g(w)), dg(1.0))),
        ("slopes taken at 0", "Where do the g get their input from?", lambda df, g, dg, w: np.dot(df(g(w)), dg(0.0))),
    ),
)
# fmt: on

# Wrong graphs

Graph = dict[str, tuple[Any, ...]]
Node = Callable[[int], tuple[Any, ...]]  # of its number
SOURCE = ("source",)
W: Graph = {"w": SOURCE}


def _each(n: int, letter: str, node: Node) -> Graph:
    return {f"{letter}{i}": node(i) for i in range(1, n + 1)}


def _fan(n: int) -> Graph:
    return W | _each(n, "x", lambda i: (f"g{i}", "w"))


def _xs(n: int) -> list[str]:
    return [f"x{i}" for i in range(1, n + 1)]


def _end(*inputs: str) -> Graph:
    return {"y": ("f", *inputs)}


def _whole(x: Callable[[int, int], tuple[Any, ...]]) -> Callable[[int], Graph]:
    """A graph of n whose nodes xᵢ are x(i, n); all else is right."""
    return lambda n: W | _each(n, "x", lambda i: x(i, n)) | _end(*_xs(n))


def _ended(inputs: Callable[[list[str]], list[str]]) -> Callable[[int], Graph]:
    """A graph of n whose f gets other inputs; all else is right."""
    return lambda n: _fan(n) | _end(*inputs(_xs(n)))


def _before(i: int) -> str:
    return f"x{i - 1}" if i > 1 else "w"


def _nested(n: int) -> Graph:
    """f applied to two at a time."""
    graph = _fan(n)
    last = "x1"
    for i in range(2, n + 1):
        graph[f"y{i}"] = ("f", last, f"x{i}")
        last = f"y{i}"
    return graph if n > 1 else graph | {"y1": ("f", "x1")}


ASK_F = "How often does f stand in the question, and how many inputs has it?"
ASK_FEWER = "How many g has your graph for n = 3, and for n = 4?"
ASK_FIRST = "Which input of f is the first?"
ASK_G = "How many functions g are there, and how often is each applied?"
ASK_ORDER = "Does the order matter for a general f?"
ASK_TUPLE = "The tuple lists what a node is computed from. What is w computed from?"
ASK_W = "How many arrows leave w, and how many reach it?"
# fmt: off
CHAIN_RULE_GRAPH = table(
    ("a chain instead of a fan", "What does g₂ get: w, or what g₁ made of it?",
     lambda n: W | _each(n, "x", lambda i: (f"g{i}", _before(i))) | _end(f"x{n}")),
    ("each g fed with the one before", "Read gᵢ(w) aloud: what is its input?", _whole(lambda i, n: (f"g{i}", _before(i)))),
    ("f left out", "Your graph ends in several values; how many has the function?", _fan),
    ("w fed into f as well", "Does w stand inside f, or only inside the g?", _ended(lambda xs: ["w", *xs])),
    ("inputs of f in reverse", ASK_ORDER, _ended(lambda xs: xs[::-1])),
    ("inputs of f turned round by one", ASK_FIRST, _ended(lambda xs: [*xs[1:], "x1"])),
    ("one g for all", "How many functions g are there?", lambda n: W | {"x": ("g", "w")} | _end("x")),
    ("a copy of w for each g", "There is one w. How many arrows leave it?",
     lambda n: _each(n, "w", lambda i: SOURCE) | _each(n, "x", lambda i: (f"g{i}", f"w{i}")) | _end(*_xs(n))),
    ("fewer functions than n", ASK_FEWER, lambda n: _fan(n - 1) | _end(*_xs(n - 1))),
    ("fewer functions than n", ASK_FEWER, lambda n: _fan(2) | _end("x1", "x2")),
    ("a sum in place of f", "Is f a sum? It is any function.", lambda n: _fan(n) | {"y": ("sum", *_xs(n))}),
    ("g1 used for every input", "Which g belongs to the second input?", _whole(lambda i, n: ("g1", "w"))),
    ("arrows read backwards", ASK_TUPLE, lambda n: {"y": SOURCE, "w": ("f", *_xs(n))} | _each(n, "x", lambda i: (f"g{i}", "y"))),
    ("arrows read backwards", ASK_TUPLE, lambda n: {"y": SOURCE, "w": ("f", "y")} | _each(n, "x", lambda i: (f"g{i}", "w"))),
    ("f applied to each by itself", ASK_F, lambda n: _fan(n) | _each(n, "y", lambda i: ("f", f"x{i}"))),
    ("f applied to each by itself, then added", ASK_F,
     lambda n: _fan(n) | (ys := _each(n, "y", lambda i: ("f", f"x{i}"))) | {"s": ("sum", *ys)}),
    ("f applied to two at a time", ASK_F, _nested),
    ("f applied to the sum", ASK_F, lambda n: _fan(n) | {"s": ("sum", *_xs(n))} | _end("s")),
    ("f applied to the sum", ASK_F, lambda n: _fan(n) | {"s": ("add", *_xs(n))} | _end("s")),
    ("f applied twice", ASK_F, lambda n: _fan(n) | {"u": ("f", *_xs(n))} | _end("u")),
    ("only the first input of f", ASK_F, _ended(lambda xs: xs[:1])),
    ("only the last input of f", ASK_F, _ended(lambda xs: xs[-1:])),
    ("the first input of f for all", ASK_F, _ended(lambda xs: xs[:1] * len(xs))),
    ("the first two inputs of f exchanged", ASK_ORDER, _ended(lambda xs: [*xs[1::-1], *xs[2:]])),
    ("the last two inputs of f exchanged", ASK_ORDER, _ended(lambda xs: [*xs[:-2], *xs[-2:][::-1]])),
    ("inputs of f turned round by one", ASK_FIRST, _ended(lambda xs: [*xs[-1:], *xs[:-1]])),
    ("a product in place of f", "Is f a product? It is any function.", lambda n: _fan(n) | {"y": ("mul", *_xs(n))}),
    ("a sum in place of f", "Is f a sum? It is any function.", lambda n: _fan(n) | {"y": ("add", *_xs(n))}),
    ("f straight after w", ASK_F, lambda n: W | _end(*["w"] * n)),
    ("the g left out", ASK_G, lambda n: W | _end("w")),
    ("one g for all, used n times", ASK_G, _whole(lambda i, n: ("g", "w"))),
    ("one node g with n inputs", ASK_G, lambda n: W | {"x": ("g", *["w"] * n)} | _end("x")),
    ("one g for all, joined by f n times", ASK_G, lambda n: W | {"x": ("g", "w")} | _end(*["x"] * n)),
    ("the last g used for every input", ASK_G, _whole(lambda i, n: (f"g{n}", "w"))),
    ("each g applied twice", ASK_G, lambda n: _fan(n) | (us := _each(n, "u", lambda i: (f"g{i}", f"x{i}"))) | _end(*us)),
    ("each g fed with w n times", ASK_W, _whole(lambda i, n: (f"g{i}", *["w"] * n))),
    ("each g fed with w and the one before", ASK_W, _whole(lambda i, n: (f"g{i}", "w", *_xs(i - 1)[-1:]))),
    ("each g fed with all before it", ASK_W, _whole(lambda i, n: (f"g{i}", "w", *_xs(i - 1)))),
    ("w not a source", "What is the tuple of something that comes from outside?",
     lambda n: _each(n, "x", lambda i: (f"g{i}", "w")) | _end(*_xs(n))),
    ("the slopes drawn as well", "Is the graph of the function asked, or that of its derivative?",
     lambda n: W | _each(n, "x", lambda i: (f"dg{i}", "w")) | {"y": ("df", *_xs(n))}),
    ("functions numbered from 0", "Where do the names of the question begin?", _whole(lambda i, n: (f"g{i - 1}", "w"))),
    ("one function too many", ASK_G, lambda n: _fan(n + 1) | _end(*_xs(n + 1))),
    ("sources in place of the g", ASK_G, _whole(lambda i, n: SOURCE)),
    ("the last g left without an arrow to f", ASK_F, _ended(lambda xs: xs[:-1])),
    ("the first g left without an arrow to f", ASK_F, _ended(lambda xs: xs[1:])),
)

QUESTIONS: Questions = {
    "q1b_chain": (
        Answer("total_derivative", value_check(solutions.total_derivative, PATHS, wrong=feedback.not_followed), TOTAL_DERIVATIVE, hints=(
            "Nudge w a little. By how much does each xᵢ move, and f because of it?",
            "In (a) there were two paths and two products. How many are there here?",
            "slopes = df(at which point?); then pair each with its own entry of dg(w) and join the n terms.")),
    ),
    "q1b_graph": (
        Answer("chain_rule_graph", graph_check(_graph_value, _graph_expected), CHAIN_RULE_GRAPH, hints=(
            "How many arrows leave w, and where do they all meet again?",
            "Look at the picture of m: two nodes use x, and one node uses both of them.",
            'for i in 1 … n: a node with the tuple ("g" with its number, "w"); then one node for "f" with all their names in order')),
    ),
}
# fmt: on

# For the answer key: the sweep through the graph of this part, with numbers.
SWEEPS = {
    "s1b_graph": """\
# f(x1, x2) = x1 * x2 with g1(w) = w^2 and g2(w) = -w, at w = 3
ops = {"g1": solutions.OPS["square"], "g2": solutions.OPS["neg"]}
ops["f"] = solutions.OPS["mul"]
for step in solutions.explain(chain_rule_graph(2), {"w": 3.0}, ops=ops):
    print(step)""",
}

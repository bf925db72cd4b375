"""Section 1 (b): the chain rule along n paths, and its computation graph.

df, g, dg, w: the arguments of the student's function.  n: the number of functions g.  A
wrong graph that cannot be evaluated (a cycle, an unused node, a missing source) is
recognised by its structure instead.
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

# The graph may contain any f and g. These ones depend on the order of the inputs.

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
            f"Each of g1 … g{n} and f should appear in the graph exactly once.",
            "a function is used more than once or not at all",
            "Print your graph for n = 2 and for n = 3. Is each of the n functions g there once, and f once?",
        )
    return value


def _graph_expected(n: int) -> np.ndarray:
    gs = (_g(i).forward(W_VALUE) for i in range(1, n + 1))
    return np.asarray(_f(n).forward(*gs))


# Wrong derivatives

H = 1e-6


def _combined(combine: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The gradient of f at g(w) and the derivatives of g, combined in some way."""
    return lambda df, g, dg, w: combine(np.asarray(df(g(w))), np.asarray(dg(w)))


ASK_PAIR = "Which derivative of g belongs to which entry of the gradient, and how do you combine the products?"
ASK_PATH = "Along one path, do you add or multiply the derivatives?"
ASK_ARGUMENT = (
    "Check each argument: `df` and `dg` are derivatives, `g` and `w` are values."
)
ASK_POINT = "Compute f step by step from w. Which vector does f get as its input?"
# fmt: off
TOTAL_DERIVATIVE = (
    *table(
        ("the inner derivatives are missing", "Suppose no gᵢ changes, so dg(w) is 0 everywhere. Which result should come out, and which does yours give?", lambda df, g, dg, w: np.sum(df(g(w)))),
        ("the gradient of f is missing", "Where does `df` appear in your answer? A steeper f should give a larger result.", lambda df, g, dg, w: np.sum(dg(w))),
        ("the n terms are not added", "One number w goes in and one number f comes out. How many numbers is the derivative?",
         _combined(lambda f, s: f * s)),
        ("the product of two sums is computed instead of the sum of the products", "First multiply each ∂f/∂xᵢ by its own gᵢ′, then add the products.", lambda df, g, dg, w: np.sum(df(g(w))) * np.sum(dg(w))),
        ("the paths are multiplied instead of added", "Suppose one gᵢ does not change. Should the other paths still count?", _combined(lambda f, s: np.prod(f * s))),
        ("g and dg are exchanged", "Compute f step by step from w. At which point is f evaluated?", lambda df, g, dg, w: np.dot(df(dg(w)), g(w))),
        ("the gradient of f is taken at w", "Which vector does f get as its input: w, or the values of g?", lambda df, g, dg, w: np.dot(df(np.full(len(g(w)), w)), dg(w))),
        ("the mean of the terms is computed instead of the sum", "Check how you combine the terms. Do the contributions of several paths add up, or average?", _combined(lambda f, s: np.mean(f * s))),
        ("the result is the term of the first path only", "How many inputs of f change when w changes? Each of them needs a term.", _combined(lambda f, s: f[0] * s[0])),
        ("the result is the term of the last path only", "How many inputs of f change when w changes? Each of them needs a term.", _combined(lambda f, s: f[-1] * s[-1])),
        ("g is used instead of its derivative", "Does the effect of a path depend on the value of gᵢ, or on how fast gᵢ changes?", lambda df, g, dg, w: np.dot(df(g(w)), g(w))),
        ("the derivative of g is estimated although it is given", "Which of your arguments gives the derivative of g? Use it instead of an estimate.",
         lambda df, g, dg, w: np.dot(df(g(w)), (g(w + H) - g(w - H)) / (2 * H))),
        ("the gradient of f is taken at dg(w)", "Compute f step by step from w. At which point is f evaluated?", lambda df, g, dg, w: np.dot(df(dg(w)), dg(w))),
        ("the sign is wrong", "Look for a minus in your code. Is there one in the question?", _combined(lambda f, s: -np.sum(f * s))),
        ("the result is multiplied by w", "Each factor should be a derivative. Which factor of yours is not one?", lambda df, g, dg, w: w * np.sum(df(g(w)) * dg(w))),
        ("all pairs are multiplied instead of the matching ones", "Which derivative of g belongs to which entry of the gradient of f?", lambda df, g, dg, w: np.outer(df(g(w)), dg(w))),
    ),
    *scaled(solutions.total_derivative, exclude=(-1.0,)),
    *table(
        ("g is used instead of the gradient of f", ASK_ARGUMENT, lambda df, g, dg, w: np.dot(g(w), dg(w))),
        ("w is used instead of the derivatives of g", ASK_ARGUMENT, lambda df, g, dg, w: np.sum(df(g(w)) * w)),
        ("w is used instead of the derivatives of g", ASK_ARGUMENT, lambda df, g, dg, w: np.asarray(df(g(w))) * w),
        ("w is used instead of the gradient of f", ASK_ARGUMENT, lambda df, g, dg, w: np.sum(w * dg(w))),
        ("the gradient of f is squared", ASK_PAIR, _combined(lambda f, s: np.sum(f**2))),
        ("the derivatives of g are squared", ASK_PAIR, _combined(lambda f, s: np.sum(s**2))),
        ("the derivatives of g appear twice", ASK_PAIR, _combined(lambda f, s: np.sum(f * s**2))),
        ("the derivatives are added instead of multiplied", ASK_PATH, _combined(lambda f, s: np.sum(f + s))),
        ("the derivatives are added instead of multiplied", ASK_PATH, _combined(lambda f, s: f + s)),
        ("the derivatives are subtracted instead of multiplied", ASK_PATH, _combined(lambda f, s: np.sum(f - s))),
        ("the derivatives are divided instead of multiplied", ASK_PATH, _combined(lambda f, s: np.sum(f / s))),
        ("the derivatives are divided instead of multiplied", ASK_PATH, _combined(lambda f, s: np.sum(s / f))),
        ("the last path is left out", "Print the indices of your loop for n = 3. Where does it end?", _combined(lambda f, s: np.dot(f[:-1], s[:-1]))),
        ("the first path is left out", "Print the indices of your loop for n = 3. Where does it begin?", _combined(lambda f, s: np.dot(f[1:], s[1:]))),
        ("the paths are paired in reverse order", ASK_PAIR, _combined(lambda f, s: np.dot(f, s[::-1]))),
        ("the paths are paired with a shift of one", ASK_PAIR, _combined(lambda f, s: np.dot(f, np.roll(s, 1)))),
        ("the paths are paired with a shift of one", ASK_PAIR, _combined(lambda f, s: np.dot(f, np.roll(s, -1)))),
        ("the mean of one factor is multiplied by the sum of the other", ASK_PAIR, _combined(lambda f, s: np.mean(f) * np.sum(s))),
        ("the product of two means is computed", ASK_PAIR, _combined(lambda f, s: np.mean(f) * np.mean(s))),
        ("the gradient of f is multiplied by the sum of all derivatives of g", ASK_PAIR, _combined(lambda f, s: f * np.sum(s))),
        ("the derivatives of g are multiplied by the sum of the gradient of f", ASK_PAIR, _combined(lambda f, s: np.sum(f) * s)),
        ("the mean of the gradient of f is returned", ASK_PAIR, _combined(lambda f, s: np.mean(f))),
        ("the mean of the derivatives of g is returned", ASK_PAIR, _combined(lambda f, s: np.mean(s))),
        ("the gradient of f alone is returned", "You have how f changes with each xᵢ. How fast does each xᵢ change with w?", _combined(lambda f, s: f)),
        ("the derivatives of g alone are returned", "You have how fast each xᵢ changes with w. How does f change with each xᵢ?", _combined(lambda f, s: s)),
        ("the derivatives of g are multiplied with each other", "Do the contributions of different paths add up, or multiply?", _combined(lambda f, s: np.prod(s))),
        ("the entries of the gradient of f are multiplied with each other", "Do the contributions of different paths add up, or multiply?", _combined(lambda f, s: np.prod(f))),
        ("every path contains the derivatives of all g", "Does xᵢ depend on every g, or only on gᵢ?", _combined(lambda f, s: np.sum(f) * np.prod(s))),
        ("the Euclidean norm of the terms is returned", "Check how you combine the terms. Are they squared in the chain rule?", _combined(lambda f, s: np.sqrt(np.sum((f * s) ** 2)))),
        ("the running sums are returned", "How many numbers is the derivative? Return only the last sum.", _combined(lambda f, s: np.cumsum(f * s))),
        ("g is multiplied in as an extra factor", "Each factor should be a derivative. Which factor of yours is not one?", lambda df, g, dg, w: np.sum(df(g(w)) * dg(w) * g(w))),
        ("g is added to the sum", "Look at each term of your sum. Which one is not a product of two derivatives?", lambda df, g, dg, w: np.sum(df(g(w)) * dg(w) + g(w))),
        ("the gradient of f is taken at g(w) times dg(w)", ASK_POINT, lambda df, g, dg, w: np.dot(df(g(w) * dg(w)), dg(w))),
        ("the gradient of f is taken at w times g(w)", ASK_POINT, lambda df, g, dg, w: np.dot(df(w * g(w)), dg(w))),
        ("the gradient of f is taken at 0", ASK_POINT, lambda df, g, dg, w: np.dot(df(0 * g(w)), dg(w))),
        ("the gradient of f is taken at dg(w), and the inner derivatives are missing", ASK_POINT, lambda df, g, dg, w: np.sum(df(dg(w)))),
        ("the gradient of f is taken at dg(w), and the terms are not added", ASK_POINT, lambda df, g, dg, w: df(dg(w)) * dg(w)),
        ("the derivatives of g are taken at g(w)", "Which number goes into each g? Call `dg` with the same number.",
         lambda df, g, dg, w: np.dot(df(g(w)), [dg(v)[i] for i, v in enumerate(g(w))])),
        ("the derivatives of g are taken at 1", "Which number goes into each g? Call `dg` with the same number.", lambda df, g, dg, w: np.dot(df(g(w)), dg(1.0))),
        ("the derivatives of g are taken at 0", "Which number goes into each g? Call `dg` with the same number.", lambda df, g, dg, w: np.dot(df(g(w)), dg(0.0))),
    ),
)
# fmt: on

# Wrong graphs

Graph = dict[str, tuple[Any, ...]]
Node = Callable[[int], tuple[Any, ...]]  # from the number of a node to its tuple
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
    """A graph with the nodes xᵢ = x(i, n); the rest is right."""
    return lambda n: W | _each(n, "x", lambda i: x(i, n)) | _end(*_xs(n))


def _ended(inputs: Callable[[list[str]], list[str]]) -> Callable[[int], Graph]:
    """A graph in which f has other inputs; the rest is right."""
    return lambda n: _fan(n) | _end(*inputs(_xs(n)))


def _before(i: int) -> str:
    return f"x{i - 1}" if i > 1 else "w"


def _nested(n: int) -> Graph:
    """A graph that applies f to two inputs at a time."""
    graph = _fan(n)
    last = "x1"
    for i in range(2, n + 1):
        graph[f"y{i}"] = ("f", last, f"x{i}")
        last = f"y{i}"
    return graph if n > 1 else graph | {"y1": ("f", "x1")}


ASK_F = "How often does f appear in the question, and how many inputs does it have? Compare with your graph."
ASK_FEWER = "Print your graph for n = 3 and n = 4. How many g nodes does each one have?"
ASK_FIRST = "Print the tuple of the f node. Which input should come first?"
ASK_G = "How many functions g are there, and how often is each applied? Compare with your graph."
ASK_ORDER = (
    "Keep the inputs of f in the order x₁, …, xₙ. For a general f the order matters."
)
ASK_TUPLE = "Each tuple lists the inputs of its node. What is w computed from?"
ASK_W = "Draw the arrows at w. How many leave w, and how many end there?"
# fmt: off
CHAIN_RULE_GRAPH = table(
    ("the g nodes form a chain instead of all starting from w", "What is the input of g₂: w, or the output of g₁?",
     lambda n: W | _each(n, "x", lambda i: (f"g{i}", _before(i))) | _end(f"x{n}")),
    ("each g takes the previous x as its input", "Read gᵢ(w) in the question. What is the input of gᵢ?", _whole(lambda i, n: (f"g{i}", _before(i)))),
    ("the node for f is missing", "Your graph ends in several values. Which function combines them into one?", _fan),
    ("w is also an input of f", "In the question, is w an input of f, or only of the functions g?", _ended(lambda xs: ["w", *xs])),
    ("the inputs of f are in reverse order", ASK_ORDER, _ended(lambda xs: xs[::-1])),
    ("the inputs of f are shifted by one position", ASK_FIRST, _ended(lambda xs: [*xs[1:], "x1"])),
    ("one node g is used for all functions", "How many functions g does the question name? Each one needs a node.", lambda n: W | {"x": ("g", "w")} | _end("x")),
    ("each g has its own copy of w", "There is only one w. Use the same node as input of every g.",
     lambda n: _each(n, "w", lambda i: SOURCE) | _each(n, "x", lambda i: (f"g{i}", f"w{i}")) | _end(*_xs(n))),
    ("the graph has fewer g nodes than n", ASK_FEWER, lambda n: _fan(n - 1) | _end(*_xs(n - 1))),
    ("the graph has fewer g nodes than n", ASK_FEWER, lambda n: _fan(2) | _end("x1", "x2")),
    ("a sum is used instead of f", 'f can be any function of n inputs. Use the operation "f" itself.', lambda n: _fan(n) | {"y": ("sum", *_xs(n))}),
    ("g1 is used for every input", "Which g belongs to the second input of f?", _whole(lambda i, n: ("g1", "w"))),
    ("the arrows point backwards", ASK_TUPLE, lambda n: {"y": SOURCE, "w": ("f", *_xs(n))} | _each(n, "x", lambda i: (f"g{i}", "y"))),
    ("the arrows point backwards", ASK_TUPLE, lambda n: {"y": SOURCE, "w": ("f", "y")} | _each(n, "x", lambda i: (f"g{i}", "w"))),
    ("f is applied to each x separately", ASK_F, lambda n: _fan(n) | _each(n, "y", lambda i: ("f", f"x{i}"))),
    ("f is applied to each x separately, and the results are added", ASK_F,
     lambda n: _fan(n) | (ys := _each(n, "y", lambda i: ("f", f"x{i}"))) | {"s": ("sum", *ys)}),
    ("f is applied to two inputs at a time", ASK_F, _nested),
    ("f is applied to the sum of its inputs", ASK_F, lambda n: _fan(n) | {"s": ("sum", *_xs(n))} | _end("s")),
    ("f is applied to the sum of its inputs", ASK_F, lambda n: _fan(n) | {"s": ("add", *_xs(n))} | _end("s")),
    ("f is applied twice", ASK_F, lambda n: _fan(n) | {"u": ("f", *_xs(n))} | _end("u")),
    ("f takes only the first input", ASK_F, _ended(lambda xs: xs[:1])),
    ("f takes only the last input", ASK_F, _ended(lambda xs: xs[-1:])),
    ("f takes the first input n times", ASK_F, _ended(lambda xs: xs[:1] * len(xs))),
    ("the first two inputs of f are exchanged", ASK_ORDER, _ended(lambda xs: [*xs[1::-1], *xs[2:]])),
    ("the last two inputs of f are exchanged", ASK_ORDER, _ended(lambda xs: [*xs[:-2], *xs[-2:][::-1]])),
    ("the inputs of f are shifted by one position", ASK_FIRST, _ended(lambda xs: [*xs[-1:], *xs[:-1]])),
    ("a product is used instead of f", 'f can be any function of n inputs, not only a product. Use the operation "f" itself.', lambda n: _fan(n) | {"y": ("mul", *_xs(n))}),
    ("a sum is used instead of f", 'f can be any function of n inputs. Use the operation "f" itself.', lambda n: _fan(n) | {"y": ("add", *_xs(n))}),
    ("f is applied directly to w, n times", ASK_F, lambda n: W | _end(*["w"] * n)),
    ("f is applied directly to w, and the g nodes are missing", ASK_G, lambda n: W | _end("w")),
    ("one function g is used n times", ASK_G, _whole(lambda i, n: ("g", "w"))),
    ("one node g takes n inputs", ASK_G, lambda n: W | {"x": ("g", *["w"] * n)} | _end("x")),
    ("one node g is used as every input of f", ASK_G, lambda n: W | {"x": ("g", "w")} | _end(*["x"] * n)),
    ("the last g is used for every input", ASK_G, _whole(lambda i, n: (f"g{n}", "w"))),
    ("each g is applied twice", ASK_G, lambda n: _fan(n) | (us := _each(n, "u", lambda i: (f"g{i}", f"x{i}"))) | _end(*us)),
    ("each g takes w n times", ASK_W, _whole(lambda i, n: (f"g{i}", *["w"] * n))),
    ("each g takes both w and the previous x", ASK_W, _whole(lambda i, n: (f"g{i}", "w", *_xs(i - 1)[-1:]))),
    ("each g takes w and all earlier x", ASK_W, _whole(lambda i, n: (f"g{i}", "w", *_xs(i - 1)))),
    ("w is not in the graph as a source", "Add w to your dict. Which tuple marks a value that is not computed from others?",
     lambda n: _each(n, "x", lambda i: (f"g{i}", "w")) | _end(*_xs(n))),
    ("the graph of the derivative is drawn instead of the function", "Draw the graph of the function itself: its operations are g1, g2, … and f.",
     lambda n: W | _each(n, "x", lambda i: (f"dg{i}", "w")) | {"y": ("df", *_xs(n))}),
    ("the functions are numbered from 0", "With which number do the names in the question begin?", _whole(lambda i, n: (f"g{i - 1}", "w"))),
    ("the graph has one function too many", ASK_G, lambda n: _fan(n + 1) | _end(*_xs(n + 1))),
    ("the nodes for g are marked as sources", ASK_G, _whole(lambda i, n: SOURCE)),
    ("f does not use the output of the last g", ASK_F, _ended(lambda xs: xs[:-1])),
    ("f does not use the output of the first g", ASK_F, _ended(lambda xs: xs[1:])),
)

QUESTIONS: Questions = {
    "q1b_chain": (
        Answer("total_derivative", value_check(solutions.total_derivative, PATHS, wrong=feedback.wrong_derivative), TOTAL_DERIVATIVE, hints=(
            "Change w a little. By how much does each xᵢ change, and how much does f change because of it?",
            "In (a) there were two paths and two products. How many paths are there here?",
            "gradient = df(at which point?); then multiply each entry by the matching entry of dg(w), and combine the n terms.")),
    ),
    "q1b_graph": (
        Answer("chain_rule_graph", graph_check(_graph_value, _graph_expected), CHAIN_RULE_GRAPH, hints=(
            "How many arrows leave w, and at which node do the paths meet again?",
            "Look at the picture of m: two nodes use x, and one node uses both of them.",
            'for i in 1 … n: a node with the tuple ("g" with its number, "w"); then one node for "f" with all their names in order')),
    ),
}
# fmt: on

# Printed in the answer key: a forward and a backward sweep with numbers.
SWEEPS = {
    "s1b_graph": """\
# f(x1, x2) = x1 * x2 with g1(w) = w^2 and g2(w) = -w, at w = 3.
ops = {"g1": solutions.OPS["square"], "g2": solutions.OPS["neg"]}
ops["f"] = solutions.OPS["mul"]
for step in solutions.explain(chain_rule_graph(2), {"w": 3.0}, ops=ops):
    print(step)""",
}

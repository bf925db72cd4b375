"""Section 1 (b): the chain rule along n paths, and its computation graph.

df, g, dg, w: what students are given.  n: the number of functions g.  A graph that has
no value (a cycle, a node that leads nowhere, a missing source) is compared by its
structure instead.
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
    graph_mistakes,
)
from autograder.checks.inputs import Paths, paths
from autograder.mutations.graphs import SOURCE, Graph, GraphProgram, Node
from autograder.mutations.mistakes import Mistakes, table
from autograder.mutations.programs import Line, Program, choice
from solutions import Op
from solutions.operations import Value

# Generic cases, n = 1, w = 0 and a large w, values of both signs and 0.
CASES = [paths(n, seed) for n, seed in ((3, 11), (1, 12), (5, 13), (2, 14))]
CASES += [paths(4, 15, w) for w in (0.0, 31.4)]
CASES += [paths(4, 16, signed=True)]

# The correct total derivative, line by line.
# fmt: off
POINT = "f gets g(w) as its inputs, so its gradient is taken at g(w)."
JOIN = "Multiply along each path: entry i of df by entry i of dg. Then add up the paths."
TOTAL_DERIVATIVE = Mistakes(Program(Paths._fields, (
    Line("x", "g(w)", "The inputs of f are the values g(w): print them.", "g(w)"),
    Line("t", "dg(w)", "Each path begins with how fast gᵢ changes with w: that is dg(w).", "dg(w)", (
        choice("the derivatives of g are estimated instead of taken from dg", "(g(w + 1e-6) - g(w - 1e-6)) / 2e-6", "`dg` is an argument of your function: call it."),
        choice("w is used instead of dg(w)", "w + 0 * x"), choice("the derivatives of g are missing", "1 + 0 * x"),
        choice("dg is evaluated at 0 instead of w", "dg(0.0)", "", False), choice("dg is evaluated at 1 instead of w", "dg(1.0)", "", False),
        choice("dg is evaluated at g(w) instead of w", "np.array([dg(v)[i] for i, v in enumerate(x)])"),
        choice("g is used instead of dg", "g(w)"), choice("the derivatives of g are squared", "dg(w) ** 2", "", False),
        choice("w is an extra factor", "w * dg(w)"), choice("g(w) is an extra factor", "g(w) * dg(w)", "", False),
    )),
    Line("s", "df(x)", POINT, "df(g(w))", (
        choice("df is evaluated at w instead of g(w)", "df(w + 0 * x)", POINT),
        choice("df is evaluated at dg(w) instead of g(w)", "df(t)", POINT), choice("df is evaluated at 0 instead of g(w)", "df(0 * x)", POINT, False),
        choice("df is evaluated at w · g(w)", "df(w * x)", POINT, False), choice("df is evaluated at g(w) · dg(w)", "df(x * t)", POINT, False),
        choice("the gradient of f is missing", "1 + 0 * x", "Each path ends with how fast f changes with its i-th input: that is df(g(w))."),
        choice("g(w) is used instead of the gradient of f", "x"), choice("w is used instead of the gradient of f", "w + 0 * x"),
        choice("the gradient of f is squared", "df(x) ** 2", "", False),
    )),
    Line("each", "s * t", JOIN, "the product of each path", (
        choice("df and dg are added instead of multiplied", "s + t"), choice("dg is subtracted from df", "s - t", "", False),
        choice("df is divided by dg", "s / t", "", False), choice("dg is divided by df", "t / s", "", False),
        choice("the order of the paths in dg is reversed", "s * t[::-1]", "", False), choice("df and dg are shifted against each other", "s * np.roll(t, 1)", "", False),
        choice("df and dg are shifted against each other", "s * np.roll(t, -1)", "", False), choice("the derivatives of g are missing", "s"), choice("the gradient of f is missing", "t"),
        choice("only absolute values are used", "np.abs(s * t)", "", False), choice("g(w) is added", "s * t + x", "", False),
        choice("every entry of df meets the sum of dg", "s * np.sum(t)", "", False), choice("every entry of dg meets the sum of df", "np.sum(s) * t", "", False),
    ), by_hand=True),
    Line("d", "np.sum(each)", JOIN, "the derivative", (
        choice("only the last path is used", "each[-1]"), choice("only the first path is used", "each[0]"),
        choice("the last path is left out", "np.sum(each[:-1])", "Where does your loop end?"), choice("the first path is left out", "np.sum(each[1:])", "Where does your loop begin?"),
        choice("the paths are averaged instead of added", "np.mean(each)"),
        choice("the products are not added up", "each", "One number w goes in and one number f comes out, so the derivative is one number."),
        choice("the sums are multiplied instead of the products added", "np.sum(s) * np.sum(t)"),
        choice("the paths are multiplied instead of added", "np.prod(each)"),

        choice("every entry of df meets every entry of dg", "np.outer(s, t)"),

        choice("means are multiplied", "np.mean(s) * np.sum(t)", JOIN, False), choice("means are multiplied", "np.mean(s) * np.mean(t)", JOIN, False),
        choice("only the largest path is used", "np.max(each)", JOIN, False), choice("only the smallest path is used", "np.min(each)", JOIN, False),
        choice("the gradient of f itself is returned", "s", "That is how f changes with its inputs. How do the inputs change with w?"),
        choice("the derivatives of g are returned", "t", "That is how the inputs change with w. How does f change with them?"),
        choice("the sum of the gradient of f is returned", "np.sum(s)", "If no gᵢ changed at all, what would the derivative be?"),
        choice("the sum of the derivatives of g is returned", "np.sum(t)", "A steep f and a flat f should give different results."),
        choice("the mean of the gradient of f is returned", "np.mean(s)", JOIN, False), choice("the mean of the derivatives of g is returned", "np.mean(t)", JOIN, False),
        choice("the entries of dg are multiplied up", "np.prod(t)", JOIN, False), choice("the entries of df are multiplied up", "np.prod(s)", JOIN, False), choice("the sum of df meets the product of dg", "np.sum(s) * np.prod(t)", JOIN, False),
        choice("the length of the terms is returned", "np.sqrt(np.sum(each ** 2))", JOIN, False), choice("running sums are returned", "np.cumsum(each)", JOIN, False),
    )),
), "Where does a minus sign, or a factor, appear in the chain rule?"), at=CASES[0])
# fmt: on

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
            "a function is used too often, or never",
            "Count in your graph: how often is each g applied, and f?",
        )
    return value


def _graph_expected(n: int) -> np.ndarray:
    gs = (_g(i).forward(W_VALUE) for i in range(1, n + 1))
    return np.asarray(_f(n).forward(*gs))


# The correct graph, node by node.

# fmt: off
PROGRAM = GraphProgram(lambda n: ("w",), (
    Node("x{i}", "g{i}", ("w",), "Each gᵢ gets w, and nothing else.", "gᵢ(w)", ("g", "dg{i}")),
    Node("y", "f", ("*x",), "f is applied once, to all n values in order.", "f", ("sum", "add", "mul", "df")),
))
X, Y = PROGRAM.nodes
ONCE = "f is applied once, to n inputs. How often is it in your graph?"
EACH_G = "Each of g1, g2, … gn is applied once, to w."
COUNT = "Print your dict for n = 3 and n = 4: how many g does it have?"
INPUTS = "The tuple of a node lists what the node is computed from."


def _built(*nodes: Node) -> Callable[[int], Graph]:
    other = GraphProgram(lambda n: ("w",), nodes)
    return lambda n: other.value((n,))


def _x(inputs: Callable[[int], tuple[str, ...]]) -> Callable[[int], Graph]:
    """A graph whose node xᵢ has these inputs; all else is right."""
    return lambda n: PROGRAM.value((n,)) | {f"x{i}": (f"g{i}", *inputs(i)) for i in range(1, n + 1)}


def _two_at_a_time(n: int) -> Graph:
    graph, last = _built(X)(n), "x1"
    for i in range(2, n + 1):
        graph[f"y{i}"], last = ("f", last, f"x{i}"), f"y{i}"
    return graph if n > 1 else graph | {"y1": ("f", "x1")}


def _before(i: int) -> str:
    return f"x{i - 1}" if i > 1 else "w"


LISTED = table(
    ("the g are chained: each one gets the result of the one before", EACH_G, lambda n: _x(lambda i: (_before(i),))(n) | {"y": ("f", f"x{n}")}),
    ("each g gets the result of the one before", EACH_G, _x(lambda i: (_before(i),))),
    ("each g gets w and the result of the one before", EACH_G, _x(lambda i: ("w", *[f"x{i - 1}"] * (i > 1)))),
    ("each g gets w n times", EACH_G, lambda n: _x(lambda i: ("w",) * n)(n)),
    ("f is missing", "The graph should end in one value, that of f.", _built(X)),
    ("w is an input of f as well", "f only gets the results of the g.", lambda n: _built(X)(n) | {"y": ("f", "w", *(f"x{i}" for i in range(1, n + 1)))}),
    ("there is one g instead of n", EACH_G, lambda n: {"w": SOURCE, "x": ("g", "w"), "y": ("f", "x")}),
    ("there is one g instead of n", EACH_G, lambda n: {"w": SOURCE, "x": ("g", *["w"] * n), "y": ("f", "x")}),
    ("there is one g instead of n", EACH_G, lambda n: {"w": SOURCE, "x": ("g", "w"), "y": ("f", *["x"] * n)}),
    ("each g has a w of its own", "There is one w, and n arrows leave it.", lambda n: {f"w{i}": SOURCE for i in range(1, n + 1)}
     | {f"x{i}": (f"g{i}", f"w{i}") for i in range(1, n + 1)} | {"y": ("f", *(f"x{i}" for i in range(1, n + 1)))}),
    ("there are always three functions, whatever n is", COUNT, lambda n: PROGRAM.value((3,))),
    ("there are always two functions, whatever n is", COUNT, lambda n: PROGRAM.value((2,))),
    ("there is one function too few", "Where does `range(1, n)` end?", lambda n: PROGRAM.value((n - 1,))),
    ("there is one function too many", COUNT, lambda n: PROGRAM.value((n + 1,))),
    ("the functions are numbered from 0", "The worksheet numbers the functions from 1.", lambda n: PROGRAM.value((n,)) | {f"x{i}": (f"g{i - 1}", "w") for i in range(1, n + 1)}),
    ("the arrows point the wrong way", INPUTS, lambda n: {"y": SOURCE, "w": ("f", *(f"x{i}" for i in range(1, n + 1)))} | {f"x{i}": (f"g{i}", "y") for i in range(1, n + 1)}),
    ("the arrows point the wrong way", INPUTS, lambda n: {"y": SOURCE, "w": ("f", "y")} | {f"x{i}": (f"g{i}", "w") for i in range(1, n + 1)}),
    ("f is applied to each input separately", ONCE, _built(X, Node("y{i}", "f", ("x{i}",), ""))),
    ("f is applied to each input separately", ONCE, _built(X, Node("y{i}", "f", ("x{i}",), ""), Node("s", "sum", ("*y",), ""))),
    ("f is applied to two inputs at a time", ONCE, _two_at_a_time),
    ("f is applied to a sum", ONCE, _built(X, Node("s", "sum", ("*x",), ""), Node("y", "f", ("s",), ""))),
    ("f is applied to a sum", ONCE, _built(X, Node("s", "add", ("*x",), ""), Node("y", "f", ("s",), ""))),
    ("f is applied twice", ONCE, _built(X, Y, Node("u", "f", ("y",), ""))),
    ("each g is applied twice", EACH_G, _built(X, Node("u{i}", "g{i}", ("x{i}",), ""), Node("y", "f", ("*u",), ""))),
    ("the g are missing", EACH_G, lambda n: {"w": SOURCE, "y": ("f", "w")}),
    ("the g are missing", EACH_G, lambda n: {"w": SOURCE, "y": ("f", *["w"] * n)}),
    ("w is not a source", "w is an input: it is a node of the graph, too.", lambda n: {k: v for k, v in PROGRAM.value((n,)).items() if k != "w"}),
    ("the derivatives are in the graph", "The graph shows how f is computed, not its derivative.", _built(Node("x{i}", "dg{i}", ("w",), ""), Node("y", "df", ("*x",), ""))),
    ("the values g(w) are sources", EACH_G, lambda n: PROGRAM.value((n,)) | {f"x{i}": SOURCE for i in range(1, n + 1)}),
)
CHAIN_RULE_GRAPH = graph_mistakes(PROGRAM, _graph_value, LISTED)
# fmt: on

# fmt: off
QUESTIONS: Questions = {
    "q1b_chain": (
        Answer("total_derivative", value_check(solutions.total_derivative, CASES, feedback.DERIVATIVE), TOTAL_DERIVATIVE, hints=(
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

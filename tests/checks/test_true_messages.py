"""Feedback is true of the answer: the same words in the notebook and after grading.

Each row is a wrong answer for which an untrue name or advice was once given: what both
messages must contain, and what neither may contain.
"""

import re
import warnings
from typing import NamedTuple

import numpy as np
import pytest
import worksheet
from companion import check as check_module
from companion import worksheet_json
from judging import judged

import solutions
from autograder.mutations.mistakes import NAMED, sentence


class Case(NamedTuple):
    grade_id: str
    source: str
    says: str
    never: str


PARTS = """def df(x):
    return 2 * x

def dg(x):
    return 1.0

def dh(x1, x2):
    return 2 * x1, 2 * x2

def dl(x):
    h1, h2 = dh(x**2, x)
    return {}
"""
CHAIN = """def chain_rule_graph(n):
    numbers = {}
    graph = {{"w": ("source",)}} | {{f"x{{i}}": (f"g{{i}}", "w") for i in numbers}}
    return graph | {{"f": {}}}
"""
NUDGES = """def numerical_gradient(f, W, eps=1e-6):
    grad = np.zeros_like(W)
    for i in range({rows}):
        for j in range({columns}):
            Wp, Wm = W.copy(), W.copy()
            Wp[{up}] += eps
            Wm[i, j] -= eps
            grad[i, j] = {rate}
    return grad
"""
RIGHT_NUDGES = {
    "rows": "W.shape[0]", "columns": "W.shape[1]", "up": "i, j",
    "rate": "(f(Wp) - f(Wm)) / (2 * eps)",
}  # fmt: skip
NODES = """def sensitivities(W, x, y, b, phi, dphi):
    z = W @ x + b
    p = phi(z)
    s = np.sum(p)
    r = y - s
    right = {{"r": 2 * r, "s": -2 * r, "p": -2 * r + 0 * p, "z": -2 * r * dphi(z)}}
    return right | {}
"""
TOTAL = "def total_derivative(df, g, dg, w):\n    return {}"
DESCENT = """def gradient_descent(W, x, y, b, phi, dphi, lr, steps):
    f = lambda W: (y - np.sum(phi(W @ x + b))) ** 2
    history = [f(W)]
    for k in range(steps):
        g = grad_W(W, x, y, b, phi, dphi)
        {}
        history.append(f(W))
    return {}
"""
LAYERS = """def loss_gradients(x, y, W1, W2, b, phi, dphi):
    z = W1 @ x + {}
    p = phi(z)
    e = W2 @ p - y
    dz = dphi(z).T @ (W2.T @ e)
    return {{"x": W1.T @ dz, "W1": np.outer(dz, x), "W2": {}, "b": dz}}
"""


def nudges(**changed):
    return NUDGES.format(**RIGHT_NUDGES | changed)


def descent(step, returned="W, history"):
    return DESCENT.format(step, returned)


ALL, FEWER, ALL_INPUTS = "range(1, n + 1)", "range(1, n)", '("f", *list(graph)[1:])'
SIGMOID, TANH = "def d_sigmoid(x):\n    return {}", "def d_tanh(x):\n    return {}"
CASES = {
    "a subtracted path": Case(
        "q1a", PARTS.format("h2 * dg(x) - h1 * df(x)"),
        "the path through f is subtracted", "-2|df has",
    ),
    "an added constant": Case(
        "q1a", PARTS.format("h1 * df(x) + h2 * dg(x) + 2"), "a constant is added",
        "multiplied",
    ),
    "the sign of one partial derivative": Case(
        "q1a_parts", PARTS.format("0").replace("2 * x2", "-2 * x2"),
        "∂h/∂x₂ has the wrong sign", "-2|power rule",
    ),
    "three mistakes in a function of one number": Case(
        "q1a", PARTS.replace("dh(x**2, x)", "dh(2, 1)").format(
            "h1 * df(x) + h2 * dg(x)"
        ),
        "numerical derivative", "what you get",
    ),
    "one function too few": Case(
        "q1b_graph", CHAIN.format(FEWER, ALL_INPUTS), "there is one function too few",
        "always two",
    ),
    "one input of f, and one function too few": Case(
        "q1b_graph", CHAIN.format(FEWER, '("f", "x1")'), "'x1', which is not in",
        "never used",
    ),
    "names sorted as text": Case(
        "q1b_graph", CHAIN.format(ALL, '("f", *sorted(list(graph)[1:]))'),
        "sorted or compared as text", "show_graph",
    ),
    "nothing for n = 1": Case(
        "q1b_graph",
        CHAIN.format(ALL, ALL_INPUTS).replace("return", "if n > 1: return"),
        "a value for some inputs and nothing for others", "nothing yet",
    ),
    "the last row left out": Case(
        "q1e_numerical", nudges(rows="len(W) - 1"), "the last row is left out",
        "square block",
    ),
    "a backward difference with the wrong sign": Case(
        "q1e_numerical", nudges(rate="(f(Wm) - f(W)) / eps"),
        "up by 0 and down by 0.5", "changes entries of W by 0",
    ),
    "a row moved, from a fresh copy": Case(
        "q1e_numerical", nudges(up="i", rate="(f(Wp) - f(W)) / eps"),
        "by its row and its column", "fresh copy",
    ),
    "a forward difference": Case(
        "q1e_numerical", nudges(rate="(f(Wp) - f(W)) / eps"),
        "one-sided: the lower point is W itself", "divided",
    ),
    "the value of z": Case(
        "q1f", NODES.format('{"z": z}'), "the value of z is used instead", "phi is|sum",
    ),
    "the value of p as that of z": Case(
        "q1f", NODES.format('{"z": p}'), "the value of p is used instead", "sum",
    ),
    "an extra factor W x": Case(
        "q1f", NODES.format('{"p": -2 * r * (W @ x)}'), "W x", "Check where you use",
    ),
    "an extra factor y": Case(
        "q1f", NODES.format('{"r": 2 * r * y}'), "Check where y and s enter",
        "what you get",
    ),
    "a step size that shrinks": Case(
        "q1g_descent", descent("lr = 0.99 * lr; W = W - lr * g"),
        "second step that is 0.99 times", "Compute the gradient again",
    ),
    "weights that decay": Case(
        "q1g_descent", descent("W = W - lr * (g + 0.1 * W)"),
        "what else does your step contain", "stop early",
    ),
    "two values exchanged": Case(
        "q1g_descent", descent("W = W - lr * g", "history, W"),
        "history first and W_final second", "by hand",
    ),
    "transposed, with a factor and without b": Case(
        "q1d_W2", LAYERS.format("0", "2 * np.outer(p, e)"), "transpose",
        "Check the error",
    ),
    "z in place of Φ(z), and a factor": Case(
        "q1d_W2", LAYERS.format("b", "np.outer(e, z) / 3"), "Φ bends", "It gets z",
    ),
    "missing parentheses in a denominator": Case(
        "q2a", SIGMOID.format("np.exp(-x) / 1 + np.exp(-x) ** 2"),
        "parentheses are missing", "sign",
    ),
    "the square inside tanh": Case(
        "q2c", TANH.format("1 - np.tanh(x**2)"), "the square is inside tanh", "sign",
    ),
    "an integer": Case(
        "q1a_parts", PARTS.format("0").replace("return 2 * x\n", "return int(2 * x)\n"),
        "it is a whole number: look for `int`", "what you get|0 everywhere",
    ),
    "rounded derivatives": Case(
        "q1e_numerical", nudges(rate="round((f(Wp) - f(Wm)) / (2 * eps), 3)"),
        "at most 3 digits after the point", "two points|what you get",
    ),
    "an array of integers": Case(
        "q1e_numerical", nudges().replace("like(W)", "like(W, dtype=int)"),
        "It is a whole number", "what you get|close",
    ),
    "an integer array for the leaky ReLU": Case(
        "q2d",
        "def d_leaky_relu(x):\n    out = np.ones(np.shape(x), dtype=int)\n"
        "    out[x < 0] = -0.1\n    return out",
        "Does your code fill an array of integers", "It looks|array of integers cannot",
    ),
    "absolute values with a minus sign": Case(
        "q1b_chain", TOTAL.format("-np.sum(np.abs(df(g(w)) * dg(w)))"),
        "numerical derivative", "-?−1 times|the sign is wrong",
    ),
    "the absolute value": Case(
        "q1b_chain", TOTAL.format("abs(df(g(w)) @ dg(w))"),
        "numerical derivative", "times|the sign is wrong",
    ),
    "the largest path": Case(
        "q1b_chain", TOTAL.format("np.max(df(dg(w)) * dg(w))"),
        "numerical derivative", "last path",
    ),
    "a quantity of (c), in the words of the question": Case(
        "q1c",
        "def computation_graph(n):\n    g = graph(n)\n    for i in range(1, n + 1):\n"
        "        g |= {f'h{i}': ('phi', f'z{i}'), f'p{i}': ('phi', f'h{i}')}\n"
        "    return g | {'f': ('mul', 'r', 'y')}",
        "no node of your graph computes Σᵢ φ(wᵢᵀx + bᵢ)", "sum of all p|computes s",
    ),
    "W as a factor of the derivatives at z": Case(
        "q1f", NODES.format('{"z": 2 * r * dphi(z) * W[:, 0]}'),
        "as soon as x and W have other entries", "Check where x enters",
    ),
    "a loop that ends where f is small": Case(
        "q1g_descent",
        descent("if history[-1] < 1e-3: break\n        W = W - lr * g"),
        "so that f is nearly 0). Take every step", "Record f",
    ),
    "inputs in a tuple of their own": Case(
        "q1b_graph", CHAIN.format(ALL, '("f", tuple(list(graph)[1:]))'),
        "has its inputs in a tuple inside of its tuple", "uses|names are made",
    ),
    "a loop over columns with the number of rows": Case(
        "q1e_numerical", nudges(columns="W.shape[0]"),
        "Along axis 1 the indices run from 0 to 1", "size minus 1",
    ),
    "a transposed gradient": Case(
        "q1e_numerical", nudges().replace("return grad", "return 1.3 * grad.T"),
        "which index, or which factor, numbers the rows", "order of the two",
    ),
    "a residual with the other sign": Case(
        "q1f", NODES.format("{k: -v for k, v in right.items()}"),
        "Compare your r with y − s first", "once more on paper",
    ),
    "y forgotten, and the factor 2": Case(
        "q1g_grad",
        "def grad_W(W, x, y, b, phi, dphi):\n    z = W @ x + b\n"
        "    return np.outer(np.sum(phi(z)) * dphi(z), x)",
        "Your result is what you get if", "That is s",
    ),
    "another formula with the values of a slip": Case(
        "q2a", SIGMOID.format("1 - (1 / (1 + np.exp(x))) ** 2"),
        "Your result is what you get if", "It looks|mistake",
    ),
    "an answer for numbers that is wrong for them, and otherwise for arrays": Case(
        "q2b",
        "def d_relu(x):\n    return np.ones_like(x) * (1 if np.any(x > 0) else -1)",
        "the derivative of the absolute value", "left side is missing",
    ),
    "too large on one side, too small on the other": Case(
        "q2d", "def d_leaky_relu(x):\n    return np.where(x > 1, 1, 0.1) - 2 * (x > 0)",
        "It is too small for x > 0 and too large for x < 0. The picture",
        "always|above",
    ),
    "no return for negative numbers": Case(
        "q2b", "def d_relu(x):\n    if np.all(x > 0):\n        return 1.0",
        "nothing at x = −0.7, but a value at x = 1.3", "nothing yet|not attempted",
    ),
    "two paths multiplied, and dh at x twice": Case(
        "q1a", PARTS.replace("dh(x**2, x)", "dh(x, x)").format(
            "(h1 * df(x)) * (h2 * dg(x))"
        ),
        "the path through g: at x = 0.0001 your result is 8e−12", "what you get",
    ),
    "one term of two": Case(
        "q1a", PARTS.format("3 * x**3 - 2 * x"),
        "there your result is −1 times what it should be. For large x, nearly all "
        "comes from the path through f: there your result is 0.75 times",
        "separate lines",
    ),
    "dh at the derivatives": Case(
        "q1a", PARTS.replace("dh(x**2, x)", "dh(df(x), dg(x))").format(
            "h1 * df(x) + h2 * dg(x)"
        ),
        "the derivatives of f and g are put into dh.", "factor of 2",
    ),
    "an earlier function is wrong too": Case(
        "q1a", PARTS.replace("return 2 * x\n", "return 2\n").format(
            "h2 * df(x) + h1 * dg(x)"
        ),
        "It calls `df`, which is not right yet: fix `df` first.", "what you get",
    ),
    "an earlier function that is not used is wrong": Case(
        "q1a", PARTS.replace("return 2 * x\n", "return 2\n").format(
            "h1 * 2 * x - h2 * dg(x)"
        ),
        "the path through g is subtracted", "df",
    ),
    "a history without the start, whatever grad_W is": Case(
        "q1g_descent",
        "def grad_W(W, x, y, b, phi, dphi):\n"
        "    z = W @ x + b\n"
        "    return 2 * (y - phi(z).sum()) * np.outer(dphi(z), x)\n"
        "def gradient_descent(W, x, y, b, phi, dphi, lr, steps):\n"
        "    history = []\n"
        "    for _ in range(steps):\n"
        "        W = W - lr * grad_W(W, x, y, b, phi, dphi)\n"
        "        history.append((y - phi(W @ x + b).sum()) ** 2)\n"
        "    return W, history",
        "a history of length 0 for steps = 0", "fix `grad_W`",
    ),
    "no inner derivative, with a minus sign": Case(
        "q2a", SIGMOID.format("-1 / (1 + np.exp(-x)) ** 2"),
        "the derivative of 1 + e⁻ˣ is missing", "the 1 is missing",
    ),
    "the other sign in the numerator": Case(
        "q2a", SIGMOID.format("np.exp(x) / (1 + np.exp(-x)) ** 2"),
        "eˣ is used instead of e⁻ˣ in the numerator", "picture",
    ),
    "no square, with a minus sign": Case(
        "q2a", SIGMOID.format("-np.exp(-x) / (1 + np.exp(-x))"),
        "the denominator is not squared) and the sign is wrong", "where u is",
    ),
    "a slope that is never positive": Case(
        "q2c", TANH.format("-(1 + x ** 2) / 2"),
        "negative where the graph rises: check the signs. At x = 0 it is −0.5",
        "picture",
    ),
    "a slope that has a pole": Case(
        "q2a", SIGMOID.format("-np.exp(x) / (1 - np.exp(-x))"),
        "not finite at x = 0", "picture",
    ),
    "a slope that is steeper on one side": Case(
        "q2c", TANH.format("1 - np.tanh(x) ** 3"),
        "right at x = 0, but not the same at x and −x", "picture",
    ),
    "integers that hold no slope of 0.1": Case(
        "q2d", "def d_leaky_relu(x):\n    return np.where(np.asarray(x) > 1, 1, 0)",
        "It returns integers, which cannot hold −0.1.", "what you get",
    ),
    "numbers with a point hold every slope": Case(
        "q2d", "def d_leaky_relu(x):\n    return np.where(np.asarray(x) > 1, 1, 0.0)",
        "wrong up to x = 0.5", "integer",
    ),
    "a sign after r, which is right": Case(
        "q1f", NODES.format('{"s": 2 * r}'),
        "r = y − s: if s rises by 0.01, what does r do?", "Compare your r",
    ),
    "two signs with a right key between them": Case(
        "q1f", NODES.format('{"s": 2 * r, "z": 2 * r * dphi(z)}'),
        "the sign is wrong. Each zᵢ reaches f through its own pᵢ", "Compare your r",
    ),
    "a wrong sign in all keys from s on": Case(
        "q1f", NODES.format('{"s": 2 * r, "p": 2 * r + 0 * p, "z": 2 * r * dphi(z)}'),
        "r = y − s: if s rises by 0.01, what does r do?", "Compare your r|own pᵢ",
    ),
    "a wrong sign of r, and so in all keys": Case(
        "q1f", NODES.format(
            '{"r": -2 * r, "s": 2 * r, "p": 2 * r + 0 * p, "z": 2 * r * dphi(z)}'
        ),
        "the sign is wrong. Compare your r with y − s first", "if s rises",
    ),
    "a factor of one gradient": Case(
        "q1d_W2", LAYERS.format("b", "2 * np.outer(e, p)"),
        "a factor of 2 too many. Entry [i, j] of W2 multiplies", "Compare your error",
    ),
    "a factor of all gradients but that of W2": Case(
        "q1d_b",
        LAYERS.format("b", "np.outer(e, p)").replace("(W2.T @ e)", "W2.T @ -e"),
        "the sign is wrong. Go back one step at a time", "your error",
    ),
    "a factor of all gradients": Case(
        "q1d_b", LAYERS.format("b", "np.outer(e, p)").replace("p - y", "p - y; e *= 2"),
        "Compare your error with W2 Φ(z) − y first", "one step at a time",
    ),
    "W2 in the place of W1": Case(
        "q1d_b", LAYERS.format("b", "np.outer(e, p)").replace(
            "z = W1 @ x", "z = W2 @ x"
        ).replace("dphi(z)", "dphi(p)"),
        "Check z = W1 x + b, and each place where W1", "where you use W1",
    ),
    "the wrong first factor, because y is missing": Case(
        "q1d_W1", LAYERS.format("b", "np.outer(e, p)").replace("p - y", "p").replace(
            "dz, x", "dz, p"
        ),
        "Check the error e = W2 Φ(z) − y. Only the first factor", "of its own",
    ),
    "the wrong second factor": Case(
        "q1d_W2", LAYERS.format("b", "np.outer(dphi(z).T @ e, x)"),
        "multiple of the right column. Check the second factor", "check z|of its own",
    ),
    "a copy of W that changes": Case(
        "q1g_descent", DESCENT.replace("history = [f(W)]", "V, history = W, [f(W)]")
        .replace("append(f(W))", "append(f(V))")
        .format("W = W - lr * g", "V, history"),
        "the W that you return, and at which you evaluate f, never changes",
        "Assign the new value",
    ),
    "one step for steps = 0": Case(
        "q1g_descent", descent("W = W - g").replace(
            "history = [f(W)]", "history = []"
        ).replace("range(steps)", "range(steps + 1)").replace(
            "        g = ", "        history.append(f(W)); g = "
        ).replace("\n        history.append(f(W))\n", "\n"),
        "for steps = 0; expected no change. Count how often your loop runs",
        "Record f",
    ),
    "a matrix that is not put back": Case(
        "q1e_numerical",
        "def numerical_gradient(f, W, eps=1e-6):\n    G = np.zeros_like(W)\n"
        "    for i in np.ndindex(*W.shape):\n        W[i] += eps\n        up = f(W)\n"
        "        W[i] -= 2 * eps\n        G[i] = (up - f(W)) / (2 * eps)\n"
        "    return G",
        "expected W unchanged. Work on a copy", "what you get",
    ),
    "a step that is not eps": Case(
        "q1e_numerical", "def numerical_gradient(f, W, eps=1e-6):\n"
        "    eps = 1e-4\n" + nudges().split("\n", 1)[1],
        "Use the eps that is passed to your function", "both points are",
    ),
    "a flat list": Case(
        "q1e_numerical",
        nudges().replace("return grad", "return list(grad.ravel())[1:]"),
        "It is flat. Return an array with rows and columns", "that you combine",
    ),
    "a loop that returns": Case(
        "q1c", "def computation_graph(n):\n    for i in range(1, n + 1):\n"
        "        return {k: v for k, v in graph(1).items() if k != 'f'}",
        "Is the `return` after the loop?", "Use `n`",
    ),
    "a minus sign twice": Case(
        "q1c", "def computation_graph(n):\n    return graph(n) | {'m': ('neg', 's'), "
        "'r': ('sub', 'y', 'm')}",
        "a plus is used instead of the minus in y − Σ", "`add`",
    ),
    "∞ minus ∞": Case(
        "q2c_stable", "def d_tanh(x):\n    c = np.exp(x) + np.exp(-x)\n"
        "    return (c**2 - (np.exp(x) - np.exp(-x)) ** 2) / c**2",
        "infinity is divided by, or subtracted from, infinity", "Print each step",
    ),
    "a clash in a sum": Case(
        "q1e_numerical", "def numerical_gradient(f, W, eps=1e-6):\n"
        "    E = np.zeros(len(W))\n    return (f(W + E) - f(W - E)) / (2 * eps)",
        "(3, 2) and (3,) do not fit (for a W of shape (3, 2)). They meet in an "
        "element-wise operation", "A @ v|transpose|order|outer",
    ),
    "x as a factor of one entry for each unit": Case(
        "q1f", NODES.format('{"z": -2 * r * dphi(z) * x}'),
        "Which of the two has the wrong shape, or does not belong there?", "A @ v",
    ),
    "an inner product of two vectors": Case(
        "q1g_grad", "def grad_W(W, x, y, b, phi, dphi):\n    z = W @ x + b\n"
        "    return np.dot(-2 * (y - np.sum(phi(z))) * dphi(z), x)",
        "An inner product needs two vectors of the same length", "transpose|order",
    ),
    "a transposed step": Case(
        "q1g_descent", descent("W = W - lr * g.T"), "Is one transposed?", "A @ v",
    ),
    "a coarse difference quotient": Case(
        "q2a", "def d_sigmoid(x):\n    s = lambda t: 1 / (1 + np.exp(-t))\n"
        "    return (s(x + 1e-3) - s(x)) / 1e-3",
        "as a difference quotient or another approximation", "right|cross|sign",
    ),
    "a forward difference quotient": Case(
        "q2a", "def d_sigmoid(x):\n    s = lambda t: 1 / (1 + np.exp(-t))\n"
        "    return (s(x + 1e-5) - s(x)) / 1e-5",
        "as a difference quotient or another approximation", "It is right|cross",
    ),
    "a central difference quotient": Case(
        "q2c", TANH.format("(np.tanh(x + 1e-5) - np.tanh(x - 1e-5)) / 2e-5"),
        "as a difference quotient or another approximation", "It is right|cross",
    ),
    "1 everywhere far out only": Case(
        "q2a_stable", SIGMOID.format(
            "np.where(np.abs(x) > 100, 1, np.exp(-np.abs(x)) / "
            "(1 + np.exp(-np.abs(x))) ** 2)"
        ),
        "the numerical derivative is 0", "difference quotient|1 times",
    ),
    "a negative number instead of a tiny one": Case(
        "q1a", PARTS.format("4 * x**3 - 2"),
        "at x = 0.0001 your result is −2, and the numerical derivative is 0.0002",
        "too large|too small",
    ),
    "two terms with several readings": Case(
        "q1a", PARTS.format("2 * x + 2 * x"), "2 times what it should be", "missing",
    ),
    "two paths multiplied at a wrong point": Case(
        "q1a", PARTS.format("8 * x"), "4 times what it should be", "6x",
    ),
    "a step that is far too small": Case(
        "q1e_numerical", "def numerical_gradient(f, W, eps=1e-6):\n"
        "    eps = 1e-12\n" + nudges().split("\n", 1)[1],
        "Use the eps that is passed to your function", "does not call",
    ),
    "a step that is a small part of eps": Case(
        "q1e_numerical", "def numerical_gradient(f, W, eps=1e-6):\n"
        "    eps = eps / 1000\n" + nudges().split("\n", 1)[1],
        "Move each entry by the eps that is passed", "does not call",
    ),
    "a step of 1, divided by eps": Case(
        "q1e_numerical", nudges().replace("+= eps", "+= 1").replace("-= eps", "-= 1"),
        "Use the eps that is passed to your function", "what you get|that distance",
    ),
    "0 everywhere": Case(
        "q2a", "def d_sigmoid(x):\n    s = 1 / (1 + np.exp(-x))\n    return s - s",
        "0 is returned everywhere", "is missing",
    ),
    "a start at zeros": Case(
        "q1g_descent", descent("W = W - lr * g").replace(
            "    for k", "    W = np.zeros(W.shape)\n    for k"
        ),
        "Start from the W that is passed", "Count how often",
    ),
    "one number for the derivatives of a sum": Case(
        "q1f", NODES.format('{"p": 1}'), "one number is returned for all units",
        "factor of 2|sign is wrong",
    ),
}  # fmt: skip


def defined(source):
    names = {"np": np, "sensitivities": solutions.sensitivities}
    names |= {"grad_W": solutions.grad_W, "graph": solutions.computation_graph}
    exec(source, names)
    return names


def messages(grade_id, source):
    """What the notebook says, and what the feedback after grading says."""
    check_module._failures.clear()
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graded = judged(grade_id, defined(source), visible=True)
        checked = worksheet.check(grade_id, defined(source))
    assert graded.score < graded.max_score
    return checked.words, graded.feedback


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_is_said_is_true_of_the_answer(case):
    for words in messages(case.grade_id, case.source):
        assert case.says in words
        assert not re.search(case.never, words), words


def test_a_descent_that_freezes_at_small_gradients_loses_its_points():
    frozen = descent("W = W - lr * g * (np.linalg.norm(g) >= 1e-6)")
    for words in messages("q1g_descent", frozen):
        assert "is right." not in words


def test_a_last_row_is_not_called_a_square_block_nor_a_block_a_last_row():
    block = nudges(rows="min(W.shape)", columns="min(W.shape)")
    for words in messages("q1e_numerical", block):
        assert "only a square block is computed" in words


BY_NUMBER = {
    "q2a": "def d_sigmoid(x):\n    s = 1 / (1 + np.exp(-np.mean(x)))\n"
    "    return s * (1 - s) + 0 * x",
    "q2b": "def d_relu(x):\n    return np.ones_like(x) * np.any(x > 0)",
    "q2c": "def d_tanh(x):\n"
    "    return np.ones(np.shape(x)) * (1 - np.tanh(np.max(x)) ** 2)",
    "q2d": "def d_leaky_relu(x):\n    return (1.0 if np.all(x > 0) else -0.1) + 0 * x",
    "q1a_parts": PARTS.format("0").replace("2 * x\n", "2 * np.sum(x) + 0 * x\n"),
}


@pytest.mark.parametrize(("grade_id", "source"), BY_NUMBER.items(), ids=BY_NUMBER)
def test_an_answer_may_be_right_for_single_numbers_only(grade_id, source):
    graded = judged(grade_id, defined(source), visible=True)
    assert graded.score == graded.max_score
    assert worksheet.check(grade_id, defined(source)).words.startswith("✓")


def test_the_third_identical_failure_asks_nothing_about_a_right_sign():
    names = defined(NODES.format('{"r": r}'))
    words = [worksheet.check("q1f", names).words for _ in range(3)]
    assert "By how much does f = r² change?" in words[-1]


def test_names_of_mistakes_complete_the_sentence():
    names = {name for name, _ in worksheet_json.load()["mistakes"]}
    assert names
    for name in names:
        assert not re.match("this |your |that ", name), name
        assert not name.endswith("."), name


def test_an_exponent_of_2_has_two_readings():
    source = "analytic_exponent, numerical_exponent = 2, 2"
    said = judged("q1e_exponents", defined(source), visible=True).feedback
    assert "only the entries are counted, or only the cost of one evaluation" in said


def test_several_names_are_joined():
    assert sentence("a is missing; b is wrong").endswith("a is missing and b is wrong.")
    assert sentence("a; b; c") == NAMED.format("a, b and c")

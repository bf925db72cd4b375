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
from judging import judged

import solutions


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
        "numerical derivative", "It looks like",
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
        "It looks",
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
    "no return for negative numbers": Case(
        "q2b", "def d_relu(x):\n    if np.all(x > 0):\n        return 1.0",
        "nothing at x = −0.7, but a value at x = 1.3", "nothing yet|not attempted",
    ),
}  # fmt: skip


def defined(source):
    names = {"np": np, "sensitivities": solutions.sensitivities}
    names["grad_W"] = solutions.grad_W
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

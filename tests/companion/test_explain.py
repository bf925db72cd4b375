"""What the check says about a wrong value whose mistake it doesn't know."""

from __future__ import annotations

import re

import numpy as np
import pytest
from companion import check as check_module
from companion.answers.errors import NotAttemptedError
from companion.answers.row import function_of
from companion.check import check, explain
from companion.registry import ANSWERS, QUESTIONS

import solutions


def said_about(answer, value):
    """Problem and cause in one text; None for a value that passes."""
    found = explain(answer, value)
    return found and " ".join(found)


def defined(source):
    names = {"np": np, "solutions": solutions}
    exec(source, names)
    return [value for value in names.values() if callable(value)][-1]


LAYERS = """def loss_gradients(x, y, W1, W2, b, phi, dphi):
    z = {z}
    p, J = phi(z), dphi(z)
    e = {e}
    dz = {dz}
    return {{"x": {x}, "W1": {W1}, "W2": {W2}, "b": dz}}
"""
RIGHT_LAYERS = {
    "z": "W1 @ x + b", "e": "W2 @ p - y", "dz": "J.T @ W2.T @ e", "x": "W1.T @ dz",
    "W1": "np.outer(dz, x)", "W2": "np.outer(e, p)",
}  # fmt: skip
UNITS = """def sensitivities(W, x, y, b, phi, dphi):
    z = {z}
    r = {r}
    p = -2 * r * np.ones(len(z))
    return {{"r": {dr}, "s": -2 * r, "p": {p}, "z": p * {slope}}}
"""
RIGHT_UNITS = {
    "z": "W @ x + b", "r": "y - np.sum(phi(z))", "dr": "2 * r", "p": "p",
    "slope": "dphi(z)",
}  # fmt: skip
DESCENT = """def gradient_descent(W, x, y, b, phi, dphi, lr, steps):
    f = lambda V: float((y - np.sum(phi(V @ x + b))) ** 2)
    history = [f(W)]
    for step in range(steps):
        g = solutions.grad_W(W, x, y, b, phi, dphi)
        {step}
    return W, history
"""
NUDGES = """def numerical_gradient(f, W, eps=1e-6):
    G = np.zeros(W.shape)
    for i, j in np.ndindex(*W.shape):
        E = np.zeros(W.shape)
        E[i, j] = {h}
        G[i, j] = {rate}
    return G
"""


def layers(**changes):
    return LAYERS.format(**RIGHT_LAYERS | changes)


def units(**changes):
    return UNITS.format(**RIGHT_UNITS | changes)


def grad(value):
    return (
        "def grad_W(W, x, y, b, phi, dphi):\n    z = W @ x + b\n"
        f"    r = y - np.sum(phi(z))\n    return {value}\n"
    )


def graph(nodes):
    return f"def computation_graph(n):\n    g = solutions.computation_graph(n)\n{nodes}"


CHAIN = "def total_derivative(df, g, dg, w):\n    return {}\n"
SIGMOID = "def d_sigmoid(x):\n    return {}\n"

# Answer, source of a wrong one, and what is said about it.
SAID = {
    "df rounds": ("df", "df = lambda x: np.round(2 * x, 10)", "not exact to double"),
    "df has no sign": ("df", "df = lambda x: 2 * abs(x)", "right for x ≥ 0, and"),
    "dg is x/x": ("dg", "dg = lambda x: x / x", "returns nan at x = 0"),
    "dh exchanged": ("dh", "dh = lambda a, b: (2 * b, 2 * a)", "entries are exchanged"),
    "dl by logarithms": (
        "dl",
        "dl = lambda x: 4 * np.exp(3 * np.log(abs(x))) + 2 * x",
        "right for x ≥ 0, and wrong for x < 0",
    ),
    "dl uses the pair": (
        "dl",
        "dl = lambda x: solutions.dh(x**2, x) * solutions.df(x)",
        r"stopped with TypeError.*Take its entries one by one",
    ),
    "df at w": ("total_derivative", CHAIN.format("df(w) @ dg(w)"), "one number; `df`"),
    "df of g": ("total_derivative", CHAIN.format("df(g) @ dg(w)"), "a function; `df`"),
    "product of sums": (
        "total_derivative",
        CHAIN.format("df(g(w)).sum() * dg(w).sum()"),
        "right when n = 1, and wrong when n is larger",
    ),
    "df at dg": (
        "total_derivative",
        CHAIN.format("df(dg(w)) @ dg(w)"),
        "right when df returns the same gradient at every point",
    ),
    "dg estimated": (
        "total_derivative",
        CHAIN.format("df(g(w)) @ (g(w + 1e-6) - g(w - 1e-6)) / 2e-6"),
        "another function as `dg`",
    ),
    "graph for n = 3": (
        "chain_rule_graph",
        "chain_rule_graph = lambda n: solutions.chain_rule_graph(3)",
        "same graph for n = 2 and for n = 3. Does the loop run over",
    ),
    "empty tuple": (
        "chain_rule_graph",
        "chain_rule_graph = lambda n: {'w': ()}",
        "nothing in the tuple at node 'w'; expected an operation",
    ),
    "no bias": (
        "computation_graph",
        graph(
            "    for i in range(1, n + 1):\n"
            "        g |= {f'z{i}': ('dot', f'w{i}', 'x'), f'p{i}': ('phi', f'z{i}')}\n"
            "    s = ('sum', *(f'p{i}' for i in range(1, n + 1)))\n"
            "    own = {k: v for k, v in g.items() if v == ('source',)}\n"
            "    own |= {k: v for k, v in g.items() if k[0] in 'zp'}\n"
            "    return own | {'s': s, 'r': ('sub', 'y', 's'), 'f': ('square', 'r')}\n"
        ),
        "no node uses the source 'b1'.*none of its nodes computes w1ᵀx [+] b1",
    ),
    "two units only": (
        "computation_graph",
        graph("    return g | {'s': ('sum', 'p1', 'p2')}\n"),
        "uses 'p2', which is not in the dict. Check how the names are made from n",
    ),
    "b forgotten": ("loss_gradients.x", layers(z="W1 @ x"), "right when b = 0, and wr"),
    "J not transposed": (
        "loss_gradients.b",
        layers(dz="J @ W2.T @ e"),
        "right when Φ acts element by element",
    ),
    "W2 not transposed": (
        "loss_gradients.W1",
        layers(dz="J.T @ W2 @ e"),
        "right when W2 is symmetric",
    ),
    "outer product turned": (
        "loss_gradients.W1",
        layers(W1="np.outer(x, dz)"),
        "It is the transpose of the numerical derivative",
    ),
    "error without sign": (
        "loss_gradients.W2",
        layers(e="abs(W2 @ p - y)"),
        "right when every entry of the error e is positive",
    ),
    "z in place of p": (
        "loss_gradients.W2",
        layers(W2="np.outer(e, z)"),
        "right when Φ[(]z[)] = z, and wrong when Φ bends",
    ),
    "mean of d entries": (
        "loss_gradients.b",
        layers(dz="2 * J.T @ W2.T @ e / len(x)"),
        "0.667 times the numerical derivative, but 2 times when d = 1",
    ),
    "squeezed": ("loss_gradients.W1", layers(W1="np.outer(dz, x).squeeze()"), "(1, 1)"),
    "three mistakes": (
        "loss_gradients.x",
        layers(z="W1 @ x", dz="-J @ W2 @ e"),
        "it is −1 times the numerical derivative. .* wrong as soon as b is not 0",
    ),
    "residual turned": ("sensitivities.r", units(r="np.sum(phi(z)) - y"), "−1 times"),
    "residual without sign": (
        "sensitivities.s",
        units(r="abs(y - np.sum(phi(z)))"),
        "right when y is larger than s, and wrong when y is smaller",
    ),
    "residual cut off": (
        "sensitivities.z",
        units(r="max(y - np.sum(phi(z)), 0)"),
        "right when y is larger than s, and wrong when y is smaller",
    ),
    "division by r": ("sensitivities.r", units(dr="2 * r**2 / r"), "Look for a divi"),
    "difference of r²": (
        "sensitivities.r",
        units(dr="((r + 1e-5)**2 - (r - 1e-5)**2) / 2e-5"),
        "not exact to double precision",
    ),
    "p squeezed": ("sensitivities.p", units(p="p.squeeze()"), r"expected shape \(1,\)"),
    "slope at p": (
        "sensitivities.z",
        units(slope="dphi(phi(z))"),
        "right when φ[(]z[)] = z, and wrong when φ bends",
    ),
    "no outer product": (
        "grad_W",
        grad("-2 * r * dphi(z) * x"),
        r"shapes \(3,\) and \(2,\) do not fit .*take `np.outer`",
    ),
    "slope estimated": (
        "grad_W",
        grad("np.outer(-2 * r * (phi(z + 1e-6) - phi(z - 1e-6)) / 2e-6, x)"),
        "another function as `dphi`",
    ),
    "return in the loop": (
        "gradient_descent",
        DESCENT.format(step="W = W - lr * g; history.append(f(W)); return W, history")
        .replace("\n    return W, history\n", "\n"),
        "returns nothing for steps = 0, but a value for steps = 1. Is the `return`",
    ),
    "stops near 0": (
        "gradient_descent",
        DESCENT.format(
            step="W = W - lr * g * (abs(g).max() > 1e-4); history += [f(W)]"
        ),
        "don't stop early",
    ),
    "stops where f rises": (
        "gradient_descent",
        DESCENT.format(step="V = W - lr * g; W = V if f(V) < f(W) else W; "
                       "history.append(f(W))"),
        "where f rises.*Take every step in full",
    ),
    "step of its own": (
        "numerical_gradient",
        NUDGES.format(h="1e-5", rate="(f(W + E) - f(W - E)) / 2e-5"),
        "Use the eps that is passed to your function",
    ),
    "divided by eps": (
        "numerical_gradient",
        NUDGES.format(h="eps", rate="(f(W + E) - f(W - E)) / eps"),
        "Every entry is 2 times the central difference",
    ),
    "values not used": (
        "numerical_gradient",
        NUDGES.format(h="eps", rate="(f(W + E) - f(W - E)) * 0 + 1"),
        "All entries are equal",
    ),
    "small slopes are 0": (
        "d_sigmoid.stable",
        SIGMOID.format("np.where(abs(x) > 20, 0, solutions.d_sigmoid(x))"),
        "returns 0 at x = 20.6; .* The derivative is small here, but not 0",
    ),
    "leaky slope of a library": (
        "d_leaky_relu",
        "d_leaky_relu = lambda x: np.where(x > 0, 1, 0.1)",
        "right for x > 0, and wrong for x < 0",
    ),
    "float32": (
        "d_leaky_relu",
        "d_leaky_relu = lambda x: np.where(x > 0, 1, np.float32(-0.1))",
        "not exact to double precision",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("answer", "source", "words"), SAID.values(), ids=SAID)
def test_what_is_said_about_an_unknown_mistake(answer, source, words):
    assert re.search(words, said_about(answer, defined(source)))


@pytest.mark.parametrize("answer", ANSWERS)
def test_nothing_is_said_about_a_right_answer(answer):
    assert said_about(answer, getattr(solutions, function_of(answer))) is None


# Words of one part that would be wrong in another: word -> the answers that may get it.
WORDS = {
    "dphi": ["loss_gradients.x", "loss_gradients.W1", "loss_gradients.b",
             "sensitivities.z", "grad_W", "gradient_descent"],
    "W1": ["loss_gradients", "numerical_exponent"],
    "W2": ["loss_gradients"],
    "Jacobian": ["loss_gradients"],
    "Φ": ["loss_gradients"],
    "φ": ["sensitivities", "grad_W", "computation_graph"],
    "dg": ["total_derivative", "dg", "chain_rule_graph"],
    "eps": ["numerical_gradient"],
    "lr": ["gradient_descent"],
    "history": ["gradient_descent"],
    "path": ["dl", "total_derivative"],
    "show_flow": ["computation_graph"],
    "show_nudge": ["sensitivities"],
    "picture": ["d_sigmoid", "d_relu", "d_tanh", "d_leaky_relu"],
    "matrix": ["loss_gradients", "numerical_gradient", "grad_W", "analytic_exponent"],
    "bias": [],
}  # fmt: skip
CHANGES = [
    lambda v: 2 * v, lambda v: -v, np.abs, np.zeros_like, lambda v: v + 0.5,
    np.transpose, np.ravel, lambda v: v[..., None], lambda v: v * np.nan,
    lambda v: v * (1 + 1e-8), np.round, lambda v: v**2, np.sum,
]  # fmt: skip


def changed(answer, change):
    """The right answer with a change of the value that is checked."""
    function, _, key = answer.partition(".")
    right = getattr(solutions, function)

    def wrong(*arguments):
        value = right(*arguments)
        if key and key != "stable":
            return value | {key: change(np.asarray(value[key]))}
        if isinstance(value, tuple):
            return (change(np.asarray(value[0])), *value[1:])
        return change(np.asarray(value)) if not isinstance(value, dict) else {}

    return wrong


@pytest.mark.parametrize("answer", ANSWERS)
def test_advice_for_one_part_does_not_appear_in_another(answer):
    row = ANSWERS[answer]
    texts = [row.next_step, row.inexact, row.question]
    if not row.form_only:
        texts += [
            said_about(answer, changed(answer, change)) or "" for change in CHANGES
        ]
    texts += [
        said_about(answer, defined(source))
        for other, source, _ in SAID.values()
        if other == answer
    ]
    said = " ".join(texts).replace(function_of(answer), "")
    for word, allowed in WORDS.items():
        if not {answer, function_of(answer)} & {*allowed}:
            assert not re.search(rf"\b{word}\b", said), (word, said)


def test_every_word_of_a_part_belongs_to_answers_that_exist():
    known = {*ANSWERS, *map(function_of, ANSWERS)}
    assert {name for names in WORDS.values() for name in names} <= known


# One cause is named once.


@pytest.fixture(autouse=True)
def _forget_earlier_checks():
    check_module._failures.clear()
    check_module.results.clear()


def test_a_cause_shared_by_several_answers_of_a_check_comes_once(monkeypatch):
    monkeypatch.setattr(check_module, "_known_name", lambda *_: "")
    wrong = defined(units(r="np.sum(phi(z)) - y"))
    text = check("q1f", {"sensitivities": wrong}).words
    assert text.count("−1 times the numerical derivative") == 1
    assert '`"r"`, `"s"`, `"p"` and `"z"`: in every case' in text


def test_a_cause_shared_by_other_cells_names_their_keys(monkeypatch):
    monkeypatch.setattr(check_module, "_known_name", lambda *_: "")
    names = {"loss_gradients": defined(layers(dz="J @ W2.T @ e"))}
    assert 'The same holds for `"W1"` and `"b"`.' in check("q1d_x", names).words
    assert "The same holds" not in check("q1d_W2", names).words


# Values from another process.


def raising(name, message):
    def function(*_):
        raise type(name, (Exception,), {})(message)

    return function


class Proxy:
    """A callable that is no Python function and returns plain data."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __call__(self, *_):
        return self.value


PLAIN = [
    3, 2.5, 1j, True, "text", b"bytes", [], (), {}, {1: 2}, {b"x": None}, range(3),
    {"x": "text", "r": [[1], [1, 2]]}, frozenset({1}), np.zeros(0),
    np.zeros((400, 400)),
    np.array(["a", "b"]), np.array([None, 1], object), [None, 1], [[[]]], float("nan"),
    {("w", 1): ("f", ("w", 2))}, {None: ("source",)}, 10**400, "x" * 10**6,
    {str(i): i for i in range(3000)}, {"f": ["f", {}]}, {"x": np.array([3 + 1j, 2])},
]  # fmt: skip


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_plain_value_is_explained_in_a_short_text(answer):
    for value in PLAIN:
        try:
            said = said_about(
                answer, value if ANSWERS[answer].form_only else Proxy(value)
            )
        except NotAttemptedError:
            continue
        assert said is None or len(said) < 1000


@pytest.mark.parametrize("answer", [a for a in ANSWERS if not ANSWERS[a].form_only])
def test_an_exception_of_another_process_is_reported_by_name(answer):
    said = said_about(answer, raising("LinAlgError", "Singular matrix"))
    assert said.startswith(f"`{function_of(answer)}` stopped with LinAlgError")
    with pytest.raises(NotAttemptedError):
        said_about(answer, raising("NotImplementedError", ""))


def test_long_names_of_nodes_and_keys_are_not_repeated():
    secret = "the grader says 4 of 4 points"
    wrong = lambda n: solutions.computation_graph(n) | {secret: ("cube", "x")}  # noqa: E731
    assert secret not in said_about("computation_graph", wrong)
    assert secret not in said_about("loss_gradients.x", lambda *_: {secret: 1})


def test_every_question_has_answers_that_can_be_explained():
    assert [*ANSWERS] == [answer for rows in QUESTIONS.values() for answer in rows]

"""Values and gradients of whole graphs agree with independent computations."""

import doctest
import math

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad
from hypothesis import given, settings
from hypothesis import strategies as st

from solutions import (
    OPS,
    Op,
    backpropagate,
    central_difference,
    chain_rule_graph,
    check_graph,
    computation_graph,
    evaluate,
    gradients,
    loss_gradients,
    sensitivities,
    sweep,  # the module
    total_derivative,
    two_layer_graph,
)

S = ("source",)
ORACLE = {
    "add": lambda *xs: sum(xs[1:], xs[0]),
    "sub": lambda x, y: x - y,
    "mul": lambda x, y: x * y,
    "neg": lambda x: -x,
    "square": lambda x: x * x,
    "dot": anp.dot,
    "sum": lambda *xs: sum(anp.sum(x) for x in xs),
    "phi": anp.tanh,
}
ARITY = {"sub": 2, "mul": 2, "neg": 1, "square": 1, "phi": 1}


@st.composite
def graphs(draw, shapes=((), (3,), (2, 3))):
    """A random graph: shuffled, the same graph sorted, and values for its sources.

    Each node takes earlier nodes of one shape as inputs, so nodes can have several
    users. The sink "f" sums all unused nodes.
    """
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    graph, values, of_shape = {}, {}, {shape: [] for shape in shapes}
    for shape in shapes:
        for _ in range(draw(st.integers(1, 2))):
            graph[name := f"x{len(graph)}"] = S
            values[name] = rng.normal(size=shape)
            of_shape[shape].append(name)
    for _ in range(draw(st.integers(0, 15))):
        shape = draw(st.sampled_from(shapes))
        pick = st.sampled_from(of_shape[shape])
        operation = draw(st.sampled_from(["add", "phi", "dot", *ARITY]))
        count = ARITY.get(operation) or draw(st.integers(1, 3))
        inputs = [draw(pick) for _ in range(2 if operation == "dot" else count)]
        name = f"n{len(graph)}"
        if operation == "dot" and len(shape) == 2:
            inputs[1] = draw(st.sampled_from(of_shape[shape[1:]]))
            of_shape.setdefault(shape[:1], []).append(name)
        else:
            of_shape[() if operation == "dot" else shape].append(name)
        graph[name] = (operation, *inputs)
    used = {inner for node in graph.values() for inner in node[1:]}
    graph["f"] = ("sum", *[name for name in graph if name not in used])
    order = draw(st.permutations(list(graph)))
    return {name: graph[name] for name in order}, graph, values


def oracle_value(ordered, values):
    known = dict(values)
    for name, (operation, *inputs) in ordered.items():
        if operation != "source":
            known[name] = ORACLE[operation](*[known[i] for i in inputs])
    return known["f"]


@settings(max_examples=150, deadline=None)
@given(graphs())
def test_gradients_of_any_graph_agree_with_autograd(case):
    graph, ordered, values = case
    expected = grad(lambda values: oracle_value(ordered, values))(values)
    got = gradients(graph, values)
    for name in values:
        np.testing.assert_allclose(got[name], expected[name], rtol=1e-9, atol=1e-9)


@settings(max_examples=40, deadline=None)
@given(graphs(shapes=((), (2,))))
def test_gradients_of_any_graph_agree_with_central_differences(case):
    graph, _, values = case
    got = gradients(graph, values)
    for name, value in values.items():
        expected = central_difference(
            lambda x, name=name: evaluate(graph, {**values, name: x})["f"], value, 1e-5
        )
        scale = max(1.0, np.abs(expected).max(), abs(evaluate(graph, values)["f"]))
        np.testing.assert_allclose(got[name], expected, rtol=1e-5, atol=1e-5 * scale)


@settings(max_examples=60, deadline=None)
@given(graphs(shapes=((),)))
def test_gradients_of_any_scalar_graph_agree_with_the_complex_step(case):
    graph, ordered, values = case
    got = gradients(graph, values)
    for name, value in values.items():
        moved = {**values, name: value + 1e-40j}
        expected = oracle_value(ordered, moved).imag / 1e-40
        assert got[name] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_a_gradient_has_the_type_and_shape_of_its_node(case):
    graph, _, values = case
    known, got = backpropagate(graph, values)
    assert got.keys() == known.keys() == graph.keys()
    for name, value in known.items():
        assert type(got[name]) is type(value)
        assert np.shape(got[name]) == np.shape(value)


@settings(max_examples=60, deadline=None)
@given(graphs(shapes=((), (2,))))
def test_a_gradient_is_unchanged_if_its_node_becomes_a_source(case):
    graph, _, values = case
    known, got = backpropagate(graph, values)
    for name in graph.keys() - values.keys() - {"f"}:
        needed, left = {"f"}, ["f"]  # the nodes that f depends on if `name` is a source
        while left:
            node = graph[left.pop()]
            for inner in node[1:]:
                if inner not in needed:
                    needed.add(inner)
                    left += [inner] if inner != name else []
        cut = {n: S if n == name else graph[n] for n in needed}
        given_ = {n: known[n] for n, node in cut.items() if node == S}
        np.testing.assert_allclose(gradients(cut, given_)[name], got[name], rtol=1e-9)


def plain_loop():
    """The compiled backward loop from the docstring of the module sweep."""
    examples = doctest.DocTestParser().get_examples(sweep.__doc__)
    (loop,) = [e.source for e in examples if e.source.startswith("for ")]
    return compile(loop, "docstring of solutions.sweep", "exec")


@settings(max_examples=100, deadline=None)
@given(graphs())
def test_backpropagate_agrees_with_the_loop_in_the_docstring(case):
    graph, _, values = case
    known, got = backpropagate(graph, values)
    ct = {"f": 1.0}
    exec(plain_loop(), {"OPS": OPS, "known": known, "ct": ct,
                        "steps": check_graph(graph).steps})  # fmt: skip
    assert list(ct) == list(got)
    assert all(np.array_equal(ct[name], got[name]) for name in got)


def test_a_chain_of_a_million_nodes_is_computed_without_recursion():
    graph = {0: S} | {i: ("neg", i - 1) for i in range(1, 10**6 + 1)}
    values, got = backpropagate(graph, {0: 2.0})
    assert (values[10**6], got[0]) == (2.0, 1.0)


def test_a_graph_with_2_to_the_500_paths_is_differentiated():
    graph = {0: S} | {i: ("add", i - 1, i - 1) for i in range(1, 501)}
    assert gradients(graph, {0: 1.0})[0] == 2.0**500


def test_a_node_with_100000_inputs_sends_a_cotangent_to_each():
    graph = dict.fromkeys(range(10**5), S) | {"f": ("sum", *range(10**5))}
    assert set(gradients(graph, dict.fromkeys(range(10**5), 2.0)).values()) == {1.0}


@pytest.mark.parametrize("n", [1, 2, 3, 7])
def test_gradients_of_the_graph_of_part_c_agree_with_part_f(n):
    rng = np.random.default_rng(n)
    W, x, b, y = rng.normal(size=(n, 4)), rng.normal(size=4), rng.normal(size=n), 0.3
    indices = range(1, n + 1)
    values = {"x": x, "y": y} | {f"w{i}": W[i - 1] for i in indices}
    values |= {f"b{i}": b[i - 1] for i in indices}

    def dphi(z):  # not the derivative of phi, to see that the engine uses it
        return np.cos(3 * z)

    got = gradients(computation_graph(n), values, phi=np.sin, dphi=dphi)
    expected = sensitivities(W, x, y, b, np.sin, dphi)
    assert got["r"] == pytest.approx(expected["r"], rel=1e-13)
    assert got["s"] == pytest.approx(expected["s"], rel=1e-13)
    for key in "pz":
        inner = [got[f"{key}{i}"] for i in indices]
        np.testing.assert_allclose(inner, expected[key], rtol=1e-12)


@pytest.mark.parametrize("d", [1, 3, 8])
def test_gradients_of_the_graph_of_part_d_agree_with_its_closed_form(d):
    rng = np.random.default_rng(d)
    x, y, b = rng.normal(size=(3, d))
    W1, W2, A, B = rng.normal(size=(4, d, d))

    def phi(z):
        return np.tanh(A @ z)

    def dphi(z):  # a full matrix, but not the Jacobian of phi
        return B + np.outer(z, z[::-1])

    values = {"x": x, "y": y, "W1": W1, "W2": W2, "b": b, "half": 0.5}
    got = gradients(two_layer_graph(), values, phi=phi, dphi=dphi)
    for key, expected in loss_gradients(x, y, W1, W2, b, phi, dphi).items():
        np.testing.assert_allclose(got[key], expected, rtol=1e-11, atol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 5])
def test_gradients_of_the_graph_of_part_b_agree_with_total_derivative(n):
    def g(i):
        return Op(1, lambda w: math.sin(i * w), lambda ct, out, w: (ct * 2 * i * w,))

    def f(*xs):
        return sum(k * x * x for k, x in enumerate(xs))

    def df(x):
        return 2 * np.arange(n) * x

    ops = {f"g{i}": g(i) for i in range(1, n + 1)}
    ops["f"] = Op(n, f, lambda ct, out, *xs: tuple(ct * df(np.array(xs))))
    indices = np.arange(1, n + 1)
    expected = total_derivative(
        df, lambda w: np.sin(indices * w), lambda w: 2 * indices * w, 0.7
    )
    got = gradients(chain_rule_graph(n), {"w": 0.7}, ops=ops)["w"]
    assert got == pytest.approx(expected, rel=1e-14, abs=1e-14)


def test_an_added_operation_may_return_lists_and_integers():
    ops = {"twice": Op(1, lambda x: [2 * int(v) for v in x],
                       lambda ct, out, x: [[2 * v for v in ct]])}  # fmt: skip
    graph = {"x": S, "t": ("twice", "x"), "f": ("sum", "t")}
    assert evaluate(graph, {"x": [1, 2]}, ops=ops)["f"] == 6.0
    np.testing.assert_array_equal(gradients(graph, {"x": [1, 2]}, ops=ops)["x"], [2, 2])


def test_evaluate_needs_neither_dphi_nor_a_scalar_sink():
    values = evaluate({"z": S, "p": ("phi", "z")}, {"z": [0, 1]}, phi=np.exp)
    np.testing.assert_allclose(values["p"], [1, math.e])


def test_a_checked_graph_can_be_reused_and_values_are_not_changed():
    checked, x = check_graph(computation_graph(1)), np.array([1.0, 2.0])
    values = {"x": x, "y": 1.0, "w1": x[::-1].copy(), "b1": 0.5}
    first, second = (gradients(checked, values) for _ in range(2))
    assert str(first) == str(second)
    assert x.tolist() == [1.0, 2.0]

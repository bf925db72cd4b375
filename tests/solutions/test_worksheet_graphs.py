"""Section 1 (b), (c), (d): the graphs compute the functions of the worksheet."""

import numpy as np
import pytest

from solutions import (
    ArgumentError,
    Op,
    chain_rule_graph,
    check_graph,
    computation_graph,
    evaluate,
    two_layer_graph,
)

SIZES = [1, 2, 3, 12]


@pytest.mark.parametrize("n", SIZES)
def test_computation_graph_computes_the_squared_residual(n):
    rng = np.random.default_rng(n)
    W, x, b = rng.normal(size=(n, 3)), rng.normal(size=3), rng.normal(size=n)
    values = {"x": x, "y": 0.7} | {f"w{i + 1}": W[i] for i in range(n)}
    values |= {f"b{i + 1}": b[i] for i in range(n)}
    got = evaluate(computation_graph(n), values, phi=np.cos)["f"]
    assert got == pytest.approx((0.7 - np.cos(W @ x + b).sum()) ** 2)


@pytest.mark.parametrize("n", SIZES)
def test_f_receives_the_values_of_all_g_in_order(n):
    def function(i):
        return Op(1, lambda w: w + i / 100, lambda ct, out, w: (ct,))

    ops = {f"g{i}": function(i) for i in range(1, n + 1)}
    received = []
    ops["f"] = Op(n, lambda *xs: received.extend(xs) or 0.0, lambda ct, out, *xs: xs)
    evaluate(chain_rule_graph(n), {"w": 3.0}, ops=ops)
    assert received == [3.0 + i / 100 for i in range(1, n + 1)]


@pytest.mark.parametrize("n", SIZES)
def test_the_sources_and_operations_are_those_of_the_worksheet(n):
    indices = range(1, n + 1)
    expected = {"x", "y", *(f"{letter}{i}" for letter in "wb" for i in indices)}
    assert set(check_graph(computation_graph(n)).sources) == expected
    operations = [node[0] for node in chain_rule_graph(n).values()]
    assert operations == ["source", *(f"g{i}" for i in indices), "f"]


@pytest.mark.parametrize("graph", [chain_rule_graph, computation_graph])
@pytest.mark.parametrize("n", [0, -1, 2.0, "3", None, True])
def test_an_n_that_is_not_a_whole_number_above_0_raises_an_error(graph, n):
    with pytest.raises(ArgumentError, match="n should be a whole number of at least 1"):
        graph(n)


def test_two_layer_graph_computes_half_the_squared_error():
    rng = np.random.default_rng(0)
    x, y, b, W1, W2 = *rng.normal(size=(3, 4)), *rng.normal(size=(2, 4, 4))
    values = {"x": x, "y": y, "W1": W1, "W2": W2, "b": b, "half": 0.5}
    got = evaluate(two_layer_graph(), values, phi=np.cos)["l"]
    assert got == pytest.approx(np.sum((W2 @ np.cos(W1 @ x + b) - y) ** 2) / 2)

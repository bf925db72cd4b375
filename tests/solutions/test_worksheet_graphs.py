"""Section 1 (b), (c): graphs of the contract's form that compute the contract's f."""

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
def test_the_units_compute_the_square_of_one_residual(n):
    rng = np.random.default_rng(n)
    W, x, b = rng.normal(size=(n, 3)), rng.normal(size=3), rng.normal(size=n)
    values = {"x": x, "y": 0.7} | {f"w{i + 1}": W[i] for i in range(n)}
    values |= {f"b{i + 1}": b[i] for i in range(n)}
    got = evaluate(computation_graph(n), values, phi=np.cos)["f"]
    assert got == pytest.approx((0.7 - np.cos(W @ x + b).sum()) ** 2)


@pytest.mark.parametrize("n", SIZES)
def test_f_gets_the_values_of_all_g_in_order(n):
    def function(i):
        return Op(1, lambda w: w + i / 100, lambda ct, out, w: (ct,))

    ops = {f"g{i}": function(i) for i in range(1, n + 1)}
    seen = []
    ops["f"] = Op(n, lambda *xs: seen.extend(xs) or 0.0, lambda ct, out, *xs: xs)
    evaluate(chain_rule_graph(n), {"w": 3.0}, ops=ops)
    assert seen == [3.0 + i / 100 for i in range(1, n + 1)]


@pytest.mark.parametrize("n", SIZES)
def test_the_sources_are_those_of_the_contract(n):
    numbers = range(1, n + 1)
    named = {"x", "y", *(f"{letter}{i}" for letter in "wb" for i in numbers)}
    assert set(check_graph(computation_graph(n)).sources) == named
    operations = [node[0] for node in chain_rule_graph(n).values()]
    assert operations == ["source", *(f"g{i}" for i in numbers), "f"]


@pytest.mark.parametrize("graph", [chain_rule_graph, computation_graph])
@pytest.mark.parametrize("n", [0, -1, 2.0, "3", None, True])
def test_a_number_of_units_that_cannot_be_counted_is_refused(graph, n):
    with pytest.raises(ArgumentError, match="n should be a whole number of at least 1"):
        graph(n)


def test_the_two_layers_compute_half_the_squared_error():
    rng = np.random.default_rng(0)
    x, y, b, W1, W2 = *rng.normal(size=(3, 4)), *rng.normal(size=(2, 4, 4))
    values = {"x": x, "y": y, "W1": W1, "W2": W2, "b": b, "half": 0.5}
    got = evaluate(two_layer_graph(), values, phi=np.cos)["l"]
    assert got == pytest.approx(np.sum((W2 @ np.cos(W1 @ x + b) - y) ** 2) / 2)

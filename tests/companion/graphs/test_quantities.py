"""The first quantity that no node of a graph computes."""

import pytest
from companion.part_1c import missing_quantity

import solutions


def units(n, bias=True, phi="unit", last=("square", "r")):
    graph = {"x": ("source",), "y": ("source",)}
    for i in range(1, n + 1):
        graph |= {f"w{i}": ("source",), f"b{i}": ("source",)}
        graph[f"a{i}"] = ("dot", f"w{i}", "x")
        graph[f"z{i}"] = ("add", f"a{i}", *[f"b{i}"] * bias)
        graph[f"p{i}"] = ("phi", f"z{i}") if phi == "unit" else ("add", f"z{i}")
    graph["t"] = ("sum", *(f"p{i}" for i in range(1, n + 1)))
    graph["s"] = ("add", "t") if phi == "unit" else ("phi", "t")
    return graph | {"r": ("sub", "y", "s"), "f": last}


@pytest.mark.parametrize(
    ("graph", "sentence"),
    [
        (
            lambda n: units(n, bias=False),
            "For n = 3, your graph computes w1ᵀx, but none of its nodes computes "
            "w1ᵀx + b1.",
        ),
        (
            lambda n: units(n, phi="sum"),
            "For n = 3, your graph computes w1ᵀx + b1, but none of its nodes computes "
            "φ(w1ᵀx + b1).",
        ),
        (
            lambda n: units(n, last=("add", "r")),
            "For n = 3, your graph computes y − Σᵢ φ(wᵢᵀx + bᵢ), but none of its nodes "
            "computes (y − Σᵢ φ(wᵢᵀx + bᵢ))².",
        ),
        (solutions.computation_graph, ""),
        (units, ""),
    ],
)
def test_the_first_missing_quantity_is_named(graph, sentence):
    assert missing_quantity(graph) == sentence


def test_a_right_graph_may_skip_quantities():
    def one_by_one(n):
        graph = {"x": ("source",), "y": ("source",)}
        rest = "y"
        for i in range(1, n + 1):
            graph |= {f"w{i}": ("source",), f"b{i}": ("source",)}
            graph[f"m{i}"] = ("mul", "x", f"w{i}")
            graph[f"z{i}"] = ("sum", f"m{i}", f"b{i}")
            graph[f"p{i}"] = ("phi", f"z{i}")
            graph[f"r{i}"] = ("sub", rest, f"p{i}")
            rest = f"r{i}"
        return graph | {"f": ("mul", rest, rest)}

    assert missing_quantity(one_by_one) == ""

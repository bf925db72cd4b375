"""Graphs with one number at each node, for the check of `backward`.

Every derivative is found by nudging: that of one operation for the local derivatives,
that of the whole graph for what is expected.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from ..given import wave
from ..graphs.evaluate import Inputs, values
from ..graphs.flow import local_derivatives, nudged
from ..graphs.structure import Graph
from ..part_1c import unit_inputs, unit_operations

SOURCE = ("source",)
RUNGS = 20  # diamonds of the ladder that has too many paths
OPERATIONS = {
    **unit_operations(wave),
    "double": lambda u: 2 * u,
    "half": lambda u: u / 2,
    "cube": lambda u: u**3,
}


class Case(NamedTuple):
    """A graph and what `backward` gets and must return for it.

    title: names the graph in messages, with its numbers.
    values, local: as the arguments of `backward`.
    expected: node -> derivative of the result, by nudging.
    """

    title: str
    graph: Graph
    values: dict[Any, float]
    local: dict[Any, tuple[float, ...]]
    expected: dict[Any, float]

    @property
    def result(self) -> Any:
        """The name of the result."""
        return list(self.values)[-1]

    def parts(self, name: Any) -> list[tuple[Any, float]]:
        """(user, derivative of the user times local) for each use of a node."""
        return [
            (user, self.expected[user] * factor)
            for user in self.values
            for inner, factor in zip(
                self.graph[user][1:], self.local[user], strict=True
            )
            if inner == name
        ]


def make_case(title: str, graph: Graph, sources: Mapping[Any, float]) -> Case:
    """Compute the values and derivatives of a graph of `OPERATIONS`."""
    inputs = Inputs(dict(sources), OPERATIONS)
    known = values(graph, inputs)
    return Case(
        title,
        graph,
        {name: float(value) for name, value in known.items()},
        local_derivatives(graph, inputs, known),
        {name: float(nudged(graph, inputs, known, name)) for name in known},
    )


def chain() -> Case:
    graph = {"x": SOURCE, "u": ("cube", "x"), "f": ("half", "u")}
    return make_case("the chain u = x³, f = u/2 at x = 2", graph, {"x": 2.0})


def two_inputs() -> Case:
    graph = {"a": SOURCE, "b": SOURCE, "m": ("mul", "a", "b")}
    return make_case("m = a · b at a = 3, b = 5", graph, {"a": 3.0, "b": 5.0})


def meeting() -> Case:
    """The example of the notebook."""
    graph = {"x": SOURCE, "u": ("square", "x"), "f": ("mul", "u", "x")}
    return make_case("the example u = x², f = u · x at x = 3", graph, {"x": 3.0})


def same_twice() -> Case:
    graph = {"x": SOURCE, "u": ("mul", "x", "x"), "f": ("half", "u")}
    return make_case("u = x · x, f = u/2 at x = 4", graph, {"x": 4.0})


def unequal_paths() -> Case:
    """A long and a short path to the same node, in a dict without order."""
    graph = {
        "f": ("mul", "a", "b"), "x": SOURCE, "b": ("cube", "a"), "a": ("double", "x")
    }  # fmt: skip
    title = "a = 2x, b = a³, f = a · b at x = 1 (the dict `graph` is not in this order)"
    return make_case(title, graph, {"x": 1.0})


def fan_out() -> Case:
    graph = {
        "x": SOURCE, "u": ("double", "x"), "a": ("square", "u"), "b": ("neg", "u"),
        "c": ("cube", "u"), "s": ("sum", "a", "b", "c"),
    }  # fmt: skip
    title = "u = 2x, used by a = u², b = −u and c = u³, s = a + b + c at x = 1"
    return make_case(title, graph, {"x": 1.0})


def with_zero() -> Case:
    graph = {"c": SOURCE, "x": SOURCE, "u": ("square", "x"), "f": ("add", "u", "c")}
    return make_case("u = x², f = u + c at x = 0, c = 1", graph, {"x": 0.0, "c": 1.0})


def mixed() -> Case:
    """Three inputs, used several times each, and names in no order."""
    graph = {
        "n9": ("sub", "n8", "n5"), "n3": ("mul", "n0", "n1"), "n0": SOURCE,
        "n7": ("phi", "n4"), "n12": ("sum", "n9", "n10", "n11"), "n2": SOURCE,
        "n5": ("dot", "n3", "n2"), "n4": ("add", "n3", "n0"), "n11": ("neg", "n5"),
        "n8": ("mul", "n7", "n6"), "n1": SOURCE, "n6": ("square", "n4"),
        "n10": ("mul", "n9", "n9"),
    }  # fmt: skip
    title = "a graph of 13 nodes with inputs 0.7, 0.4 and 0.9"
    return make_case(title, graph, {"n0": 0.7, "n1": 0.4, "n2": 0.9})


def own(graph: Graph, n: int) -> Case:
    """The student's graph of (c) with one number at each source."""
    inputs = unit_inputs(n, d=1)
    sources = {name: float(np.ravel(v)[0]) for name, v in inputs.sources.items()}
    return make_case(f"your graph of (c) for n = {n} and d = 1", graph, sources)


def ladder(rungs: int) -> Case:
    """Diamonds in a row: 2 to the power of `rungs` paths, and 4 edges for each.

    All local derivatives are 1, so the derivative at the start counts the paths.
    """
    graph: Graph = {"x0": SOURCE}
    for i in range(1, rungs + 1):
        before = f"x{i - 1}"
        graph |= {f"u{i}": ("add", before), f"v{i}": ("add", before)}
        graph[f"x{i}"] = ("add", f"u{i}", f"v{i}")
    ones = {name: (1.0,) * (len(node) - 1) for name, node in graph.items()}
    known = values(graph, Inputs({"x0": 1.0}, OPERATIONS))
    expected = {name: 2.0 ** (rungs - int(name[1:])) for name in graph}
    title = f"a ladder of {rungs} diamonds with {2**rungs:,} paths from x0 to x{rungs}"
    return Case(title, graph, {k: float(v) for k, v in known.items()}, ones, expected)


SMALL = (
    chain, two_inputs, meeting, same_twice, unequal_paths, fan_out, with_zero, mixed
)  # fmt: skip

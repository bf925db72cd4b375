"""Layouts: no two nodes share a place, and arrows run to the right."""

from itertools import pairwise

import pytest
from companion.graphs.layout import lay_out

import solutions

GRAPHS = {
    **{f"(b) n = {n}": solutions.chain_rule_graph(n) for n in (1, 2, 3, 4)},
    **{f"(c) n = {n}": solutions.computation_graph(n) for n in (1, 2, 3, 4)},
    "one node": {"x": ("source",)},
    "skips": {
        "x": ("source",),
        "a": ("neg", "x"),
        "b": ("neg", "a"),
        "f": ("add", "b", "x"),
    },
    "fork": {"x": ("source",), "a": ("neg", "x"), "b": ("neg", "x")},
    "twice": {"r": ("source",), "f": ("mul", "r", "r")},
    "missing": {"x": ("source",), "f": ("add", "x", "nobody")},
    "cycle": {"x": ("source",), "a": ("add", "x", "b"), "b": ("neg", "a")},
    "self-loop": {"x": ("source",), "f": ("add", "x", "f")},
    "pieces": {"x": ("source",), "y": ("source",)},
    "tuples for names": {(0,): ("source",), (1, 2): ("neg", (0,))},
}


@pytest.fixture(params=GRAPHS)
def drawn(request):
    graph = GRAPHS[request.param]
    return graph, lay_out(graph)


def test_every_node_has_a_place_and_every_edge_a_route(drawn):
    graph, layout = drawn
    edges = {(i, n) for n, node in graph.items() for i in node[1:] if i != n}
    assert set(layout.places) == set(graph) | set(layout.missing)
    assert set(layout.routes) | layout.backward == edges


def test_nodes_and_waypoints_do_not_overlap(drawn):
    _, layout = drawn
    stops = set(layout.places.values())
    assert len(stops) == len(layout.places)
    through = [stop for route in layout.routes.values() for stop in route[1:-1]]
    for x, y in [*layout.places.values(), *through]:
        near = [b for a, b in [*layout.places.values(), *through] if a == x and b != y]
        assert all(abs(b - y) > 0.6 for b in near)


def test_arrows_run_one_column_at_a_time_to_the_right(drawn):
    _, layout = drawn
    for route in layout.routes.values():
        assert all(b[0] == a[0] + 1 for a, b in pairwise(route))


def test_only_cycles_have_backward_edges():
    assert lay_out(GRAPHS["cycle"]).backward
    assert not lay_out(GRAPHS["skips"]).backward
    assert lay_out(GRAPHS["missing"]).missing == ["nobody"]


def crossings(layout):
    steps = [pair for route in layout.routes.values() for pair in pairwise(route)]
    return sum(
        a[0] == c[0] and (a[1] - c[1]) * (b[1] - d[1]) < -1e-9
        for i, (a, b) in enumerate(steps)
        for c, d in steps[:i]
    )


@pytest.mark.parametrize(
    ("name", "most"), [("(b) n = 4", 0), ("(c) n = 2", 0), ("(c) n = 4", 2)]
)
def test_few_arrows_cross(name, most):
    assert crossings(lay_out(GRAPHS[name])) <= most


def test_a_source_is_placed_just_before_its_first_user():
    places = lay_out(GRAPHS["(c) n = 2"]).places
    assert places["y"][0] == places["r"][0] - 1

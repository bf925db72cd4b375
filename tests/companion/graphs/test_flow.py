"""Values forward and gradients backward, by nudging."""

import numpy as np
import pytest
from companion.given import dwave, wave
from companion.graphs.evaluate import values
from companion.graphs.flow import from_result, nudged
from companion.part_1c import show_flow, unit_inputs

import solutions


def test_nudging_gives_the_gradients():
    graph, inputs = solutions.computation_graph(2), unit_inputs(2, d=2)
    known, sources = values(graph, inputs), inputs.sources
    W, b = (np.array([sources[f"{k}{i}"] for i in (1, 2)]) for k in "wb")
    right = solutions.grad_W(W, sources["x"], sources["y"], b, wave, dwave)
    for i in (1, 2):
        assert np.allclose(nudged(graph, inputs, known, f"w{i}"), right[i - 1])


def test_a_step_goes_one_arrow_back_from_the_result():
    distance = from_result(solutions.computation_graph(2))
    assert (distance["f"], distance["r"], distance["y"], distance["w1"]) == (0, 1, 2, 6)


@pytest.mark.parametrize("step", range(8))
def test_a_step_shows_the_gradients_of_all_nodes_reached_so_far(step):
    text = repr(show_flow(solutions.computation_graph, 2, step=step))
    distance = from_result(solutions.computation_graph(2))
    notes = text.split("Notes: ")[1]
    assert notes.count("gradient ") == sum(d < step for d in distance.values())
    assert (f"step={step + 1}" in text) is (step < 7)


def test_steps_after_the_last_one_change_nothing():
    last = repr(show_flow(solutions.computation_graph, 2))
    assert last == repr(show_flow(solutions.computation_graph, 2, step=99))


def test_the_graph_of_the_chain_rule_has_values_and_gradients():
    text = repr(show_flow(solutions.chain_rule_graph, 3))
    assert "w: value 0.83, gradient" in text


@pytest.mark.parametrize(
    ("graph", "problem"),
    [
        (None, "returns a graph"),
        ({"x": ("source",)}, "missing"),
        (solutions.computation_graph(3), "'w3' is a source"),
        ({**solutions.computation_graph(2), "f": ("cube", "r")}, "'cube'"),
        ({**solutions.computation_graph(2), "f": ("add", "r", "x")}, "equal shapes"),
    ],
)
def test_a_graph_that_cannot_be_computed_is_explained(graph, problem):
    shown = show_flow(graph, 2)
    assert "<img" not in shown._repr_html_()
    assert problem in repr(shown)

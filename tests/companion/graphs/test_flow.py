"""Values forward and gradients backward, by nudging, as steps."""

import re

import numpy as np
import pytest
from companion import part_1c
from companion.given import dwave, wave
from companion.graphs.evaluate import Inputs, values
from companion.graphs.flow import PICTURES, draw_flow, local_derivatives, nudged
from companion.part_1c import unit_inputs, unit_operations
from companion.pictures.unit_graph import _as_numbers, show_flow

import solutions

VISITS = 9  # of the graph of (c) for n = 2


@pytest.fixture(autouse=True)
def _no_backward_has_passed(monkeypatch):
    monkeypatch.setattr(part_1c, "passed", {})


def test_nudging_gives_the_gradients():
    graph, inputs = solutions.computation_graph(2), unit_inputs(2, d=2)
    known, sources = values(graph, inputs), inputs.sources
    W, b = (np.array([sources[f"{k}{i}"] for i in (1, 2)]) for k in "wb")
    right = solutions.grad_W(W, sources["x"], sources["y"], b, wave, dwave)
    for i in (1, 2):
        assert np.allclose(nudged(graph, inputs, known, f"w{i}"), right[i - 1])


def test_nudging_gives_the_local_derivatives_of_the_reference():
    graph = {
        "x": ("source",), "y": ("source",), "a": ("mul", "x", "x"), "b": ("phi", "a"),
        "c": ("sub", "y", "b"), "f": ("sum", "c", "a", "x"),
    }  # fmt: skip
    inputs = Inputs({"x": 0.7, "y": 0.2}, unit_operations(np.tanh))
    known = values(graph, inputs)
    found = local_derivatives(graph, inputs, known)
    for name, (operation, *inner) in graph.items():
        if operation == "source":
            assert found[name] == ()
        else:
            arguments = [float(known[i]) for i in inner]
            vjp = solutions.OPS[operation].vjp(1.0, float(known[name]), *arguments)
            assert found[name] == pytest.approx(vjp, abs=1e-7)


def summaries(shown):
    return re.findall(r"^Step (\d+) of \d+: (.*)$", repr(shown), flags=re.MULTILINE)


def test_each_step_sends_from_one_node_to_its_inputs():
    steps = summaries(show_flow(solutions.computation_graph, 2))
    assert len(steps) == VISITS
    assert steps[0][1] == "start with 1 at the result f, from f back to r"
    assert steps[1][1] == "from r back to y and s"
    assert {text.split()[-1] for _, text in steps[-2:]} == {"x"}


NUMBER = r"−?[\d.]+"


def as_float(text):
    return float(text.replace("−", "-"))


def test_each_edge_shows_upstream_times_local():
    text = repr(show_flow(solutions.computation_graph, 2))
    lines = re.findall(
        rf"To (\w+): upstream ({NUMBER}) × local ({NUMBER}) = ({NUMBER})", text
    )
    edges = sum(len(node) - 1 for node in solutions.computation_graph(2).values())
    assert len(lines) == edges
    for _, upstream, local, product in lines:
        expected = as_float(upstream) * as_float(local)
        assert as_float(product) == pytest.approx(expected, rel=0.02)


def test_where_paths_meet_the_parts_are_added():
    text = repr(show_flow(solutions.computation_graph, 3))
    sums = re.findall(rf"Paths meet at x: (.*) = ({NUMBER})( so far)?", text)
    assert [bool(unfinished) for *_, unfinished in sums] == [True, False]
    for terms, total, _ in sums:
        parts = [as_float(t.strip("()")) for t in terms.split(" + ")]
        assert as_float(total) == pytest.approx(sum(parts), abs=0.02)


@pytest.mark.parametrize("step", range(VISITS + 1))
def test_one_step_shows_the_same_as_in_the_sequence(step):
    shown = show_flow(solutions.computation_graph, 2, step=step)
    every = repr(show_flow(solutions.computation_graph, 2))
    for line in re.findall(r"^  (?:To|Paths).*$", repr(shown), flags=re.MULTILINE):
        assert line in every
    assert (f"step={step + 1}" in repr(shown)) is (step < VISITS)
    assert shown._repr_html_().count("<img") == 1


def test_steps_after_the_last_one_change_nothing():
    last = repr(show_flow(solutions.computation_graph, 2, step=VISITS))
    assert last == repr(show_flow(solutions.computation_graph, 2, step=99))
    assert last == repr(show_flow(solutions.computation_graph, 2, step=-1))


def test_the_graph_of_the_chain_rule_has_steps():
    assert "value 0.83" in repr(show_flow(solutions.chain_rule_graph, 3, step=0))
    steps = summaries(show_flow(solutions.chain_rule_graph, 3))
    assert [number for number, _ in steps] == list("1234")


def test_a_large_graph_has_pictures_for_the_first_steps_and_the_last_one():
    markup = show_flow(solutions.computation_graph, 6)._repr_html_()
    steps = markup.split("<details")[1:]
    pictures = [number for number, step in enumerate(steps, 1) if "<img" in step]
    assert pictures == [*range(1, PICTURES + 1), len(steps)]


def test_the_pictures_of_all_steps_are_small_and_have_a_text():
    markup = show_flow(solutions.computation_graph, 2)._repr_html_()
    assert len(markup) < 330_000
    texts = re.findall('<img alt="([^"]*)"', markup)
    assert len(texts) == VISITS
    assert all(text.count("Drawn thick") == 1 for text in texts)
    assert "Computation graph for n = 2" in texts[0]
    assert "x has gradient" in texts[-1]


def test_the_gradients_can_come_from_the_student():
    calls = []

    def backward(graph, values, local):
        calls.append(local)
        return dict.fromkeys(values, 5.0)

    graph = solutions.computation_graph(1)
    inputs = _as_numbers(unit_inputs(1, d=1))
    text = repr(draw_flow(graph, inputs, 1, None, backward))
    assert len(calls) == 1
    assert "upstream 5 × local" in text
    assert "computed by the backward that passed its check" in text
    assert "by the backward" not in repr(draw_flow(graph, inputs, 1))


@pytest.mark.parametrize(
    ("graph", "problem"),
    [
        (None, "returns a graph"),
        ({"x": ("source",)}, "missing"),
        (solutions.computation_graph(3), "'w3' is a source"),
        ({**solutions.computation_graph(2), "f": ("cube", "r")}, "'cube'"),
    ],
)
@pytest.mark.parametrize("step", [None, 2])
def test_a_graph_that_cannot_be_computed_is_explained(graph, problem, step):
    shown = show_flow(graph, 2, step)
    assert "<img" not in shown._repr_html_()
    assert problem in repr(shown)

"""The steps of explain agree with the result of backpropagate."""

import numpy as np

from solutions import backpropagate, computation_graph, explain

S = ("source",)


def test_the_steps_have_the_values_and_gradients_of_backpropagate():
    rng = np.random.default_rng(3)
    values = {"x": rng.normal(size=2), "y": 1.0}
    values |= {f"w{i}": rng.normal(size=2) for i in (1, 2)} | {"b1": 0.1, "b2": -0.2}
    graph = computation_graph(2)
    known, got = backpropagate(graph, values)
    steps = explain(graph, values)
    forward = [step for step in steps if step.phase != "backward"]
    backward = [step for step in steps if step.phase == "backward"]
    assert {s.node for s in forward} == {s.node for s in backward} == set(graph)
    received = {"f": 1.0}
    for step in forward:
        assert np.array_equal(step.result, known[step.node])
    for step in backward:  # the parts sent to a node add up to its cotangent
        assert np.array_equal(step.result, received[step.node])
        assert np.array_equal(step.result, got[step.node])
        assert tuple(inner for inner, _ in step.sends) == step.inputs
        for inner, part in step.sends:
            received[inner] = received.get(inner, 0.0) + part


def test_a_node_that_is_two_inputs_of_one_node_receives_two_parts():
    steps = explain({"r": S, "f": ("mul", "r", "r")}, {"r": 3.0})
    assert steps[-2].sends == (("r", 3.0), ("r", 3.0))
    assert str(steps[-2]) == "∂f/∂f = 1.0; sends 3.0 to r, 3.0 to r"
    assert str(steps[-1]) == "∂f/∂r = 6.0"


def test_the_text_of_a_step_has_the_sink_and_arrays_in_brackets():
    graph = {"x": S, "l": ("sum", "x")}
    lines = [str(step) for step in explain(graph, {"x": [[1, 2], [1 / 3, 4]]})]
    assert lines[0] == "x = [[1.0, 2.0], [0.333333, 4.0]]"
    assert lines[2] == "∂l/∂l = 1.0; sends [[1.0, 1.0], [1.0, 1.0]] to x"
    assert lines[3] == "∂l/∂x = [[1.0, 1.0], [1.0, 1.0]]"

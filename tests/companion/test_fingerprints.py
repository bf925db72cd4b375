"""Fingerprints: alike for right answers, apart for wrong ones, told by no formula."""

import numpy as np
import pytest
from companion import worksheet_json
from companion.answers import fingerprint_inputs
from companion.fingerprints import ANSWERS, digests, neighbours

import solutions


def right(answer):
    return getattr(solutions, answer.split(".")[0])


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_right_answer_is_known_and_no_wrong_one_shares_its_fingerprint(answer):
    known = worksheet_json.answer(answer)
    near = neighbours(answer, right(answer))
    assert near[0] == digests(answer, right(answer)) == known["right"][0]
    assert len(near) == len(set(near))
    assert not set(near) & set(known["wrong"])


@pytest.mark.parametrize("answer", ["d_sigmoid", "d_tanh", "dl", "d_leaky_relu"])
def test_one_number_at_a_time_has_the_fingerprint_of_an_array(answer):
    def numbers_only(x):
        if not isinstance(x, float):
            raise TypeError
        return [float(right(answer)(x))]

    assert digests(answer, numbers_only) == digests(answer, right(answer))


def test_the_last_bits_of_a_right_answer_stay_within_its_neighbours():
    rng = np.random.default_rng(3)
    for _ in range(50):
        noisy = lambda x: solutions.d_tanh(x) + rng.uniform(-3e-16, 3e-16)  # noqa: E731
        assert worksheet_json.answer("d_tanh")["right"][0] in neighbours(
            "d_tanh", noisy
        )


def test_a_difference_quotient_has_another_fingerprint():
    for h in (1e-4, 1e-5, 1e-6):
        estimate = lambda x, h=h: (np.tanh(x + h) - np.tanh(x - h)) / (2 * h)  # noqa: E731
        assert worksheet_json.answer("d_tanh")["right"][0] not in neighbours(
            "d_tanh", estimate
        )


def test_slopes_that_are_handed_in_are_not_those_of_their_maps():
    h, z = 1e-6, np.array([0.3, -0.9, 1.4])
    estimate = (fingerprint_inputs.phi(z + h) - fingerprint_inputs.phi(z - h)) / (2 * h)
    assert np.min(np.abs(estimate - fingerprint_inputs.dphi(z))) > 0.01


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("broken", [None, lambda *_: None, lambda *_: "text"])
def test_what_gives_no_value_has_no_fingerprint(answer, broken):
    assert digests(answer, broken) is None
    assert neighbours(answer, broken) == []


def test_graphs_that_compute_the_same_are_alike_whatever_their_names():
    def renamed(n):
        graph = solutions.computation_graph(n)
        names = {
            name: name if node == ("source",) else f"{name}'"
            for name, node in graph.items()
        }
        return {
            names[name]: (node[0], *(names[i] for i in node[1:]))
            for name, node in reversed(graph.items())
        }

    answer = "computation_graph"
    assert digests(answer, renamed) == digests(answer, solutions.computation_graph)


def test_shapes_are_told_apart():
    column = lambda *a: solutions.grad_W(*a).T  # noqa: E731
    assert digests("grad_W", column) != digests("grad_W", solutions.grad_W)

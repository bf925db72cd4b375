"""Fingerprints: equal for right answers and different for wrong ones."""

import numpy as np
import pytest
from companion import worksheet_json
from companion.answers import fingerprint_inputs
from companion.fingerprints import (
    ANSWERS,
    digests,
    further_digests,
    neighbours,
    wrong_case,
)

import solutions


def right(answer):
    return getattr(solutions, answer.split(".")[0])


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_right_fingerprint_is_known_and_shared_by_no_wrong_answer(answer):
    known = worksheet_json.answer(answer)
    near = neighbours(answer, right(answer))
    assert near[0] == digests(answer, right(answer)) == known["right"][0]
    assert len(near) == len(set(near))
    assert not set(near) & set(known["wrong"])


@pytest.mark.parametrize("answer", ["d_sigmoid", "d_tanh", "dl", "d_leaky_relu"])
def test_a_function_of_numbers_has_the_fingerprint_of_one_of_arrays(answer):
    def numbers_only(x):
        if not isinstance(x, float):
            raise TypeError
        return [float(right(answer)(x))]

    assert digests(answer, numbers_only) == digests(answer, right(answer))


def test_rounding_errors_of_a_right_answer_stay_within_its_neighbours():
    rng = np.random.default_rng(3)
    for _ in range(50):
        noisy = lambda x: solutions.d_tanh(x) + rng.uniform(-3e-16, 3e-16)  # noqa: E731
        assert worksheet_json.answer("d_tanh")["right"][0] in neighbours(
            "d_tanh", noisy
        )


def test_a_finite_difference_has_another_fingerprint():
    for h in (1e-4, 1e-5, 1e-6):
        estimate = lambda x, h=h: (np.tanh(x + h) - np.tanh(x - h)) / (2 * h)  # noqa: E731
        assert worksheet_json.answer("d_tanh")["right"][0] not in neighbours(
            "d_tanh", estimate
        )


def test_the_dphi_of_the_inputs_is_not_the_derivative_of_their_phi():
    h, z = 1e-6, np.array([0.3, -0.9, 1.4])
    estimate = (fingerprint_inputs.phi(z + h) - fingerprint_inputs.phi(z - h)) / (2 * h)
    assert np.min(np.abs(estimate - fingerprint_inputs.dphi(z))) > 0.01


@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("broken", [None, lambda *_: None, lambda *_: "text"])
def test_an_answer_without_a_value_has_no_fingerprint(answer, broken):
    assert digests(answer, broken) is None
    assert neighbours(answer, broken) == []


def test_renaming_nodes_does_not_change_the_fingerprint_of_a_graph():
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


def test_a_transposed_value_has_another_fingerprint():
    transposed = lambda *a: solutions.grad_W(*a).T  # noqa: E731
    assert digests("grad_W", transposed) != digests("grad_W", solutions.grad_W)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_right_answer_is_right_at_the_awkward_inputs(answer):
    assert wrong_case(answer, right(answer)) == ""
    known = worksheet_json.answer(answer).get("further", [])
    assert known == further_digests(answer, right(answer))


@pytest.mark.parametrize(
    ("answer", "wrong", "case"),
    [
        ("d_tanh", lambda x: solutions.d_tanh(np.square(x) / x), "at x = 0"),
        ("d_relu", lambda x: solutions.d_relu(x - 1e-6), "close to the kink"),
        ("dl", lambda x: solutions.dl(np.clip(x, -50, 50)), "for large x"),
        (
            "grad_W",
            lambda W, x, y, *a: solutions.grad_W(W, x * x / x, y, *a),
            "where some entries",
        ),
        (
            "grad_W",
            lambda W, x, y, *a: solutions.grad_W(W, x, min(y, 1e4), *a),
            "where y is large",
        ),
    ],
)
def test_an_answer_that_is_wrong_at_awkward_inputs_only_is_not_right(
    answer, wrong, case
):
    with np.errstate(all="ignore"):
        assert worksheet_json.answer(answer)["right"][0] in neighbours(answer, wrong)
        assert case in wrong_case(answer, wrong)

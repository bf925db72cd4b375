"""A value that takes the grader too much time or memory costs its graded cell only."""

import pytest

from autograder.assignment import time_limit
from autograder.checks import judge_cell
from autograder.checks.answers import Finding
from autograder.checks.kernel import KernelStudent
from autograder.values.student import Reply


def colliding_keys():
    """A dict whose keys share one hash takes time quadratic in its size."""
    return {n * (2**61 - 1): n for n in range(100_000)}


def endless_loop():
    while True:
        pass


class Answering(KernelStudent):
    """Its calls do what the test says."""

    def __init__(self, act):
        super().__init__({})
        self.act = act

    def call(self, *_, **__):
        return Reply(self.act())


def out_of_memory():
    raise MemoryError


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (colliding_keys, "took too long"),
        (endless_loop, "took too long"),
        (out_of_memory, "too large"),
    ],
)
def test_a_breach_costs_that_graded_cell_only(monkeypatch, act, words):
    monkeypatch.setattr(time_limit, "SECONDS", 0.01)
    result = judge_cell("q2b", Answering(act), points=2, seconds=0.2)
    assert (result.score, result.max_score) == (0.0, 2.0)
    assert words in result.feedback
    right = KernelStudent({"d_relu": lambda x: (x > 0) * 1.0})
    assert judge_cell("q2b", right, points=2, seconds=5).score == 2


class Words:
    """The tests of the notebook, which do what the test says."""

    def __init__(self, act):
        self.act = act

    def explained(self, answer, finding):
        self.act()
        return Finding(finding.answer, finding.outcome, "explained")


@pytest.mark.parametrize("act", [endless_loop, out_of_memory])
def test_a_breach_while_a_mistake_is_explained_costs_its_words_only(monkeypatch, act):
    monkeypatch.setattr(time_limit, "SECONDS", 0.01)
    half = {"df": lambda x: 2 * x, "dg": lambda x: x**7, "dh": lambda x: x**7}
    student = KernelStudent(half)
    plain = judge_cell("q1a_parts", student, points=3, seconds=0.5)
    result = judge_cell("q1a_parts", student, points=3, visible=Words(act), seconds=0.5)
    assert 0 < plain.score < 3
    assert result == plain
    said = judge_cell("q1a_parts", student, points=3, visible=Words(list), seconds=5)
    assert "explained" in said.feedback

"""Replies to equal calls are cached until a cell of the student's notebook runs."""

import numpy as np
import pytest
from fake_course import FakeSession, as_file, as_submitted, fake_assignment
from own_assignment import ASSIGNMENT, SECTION1

from autograder.checks import judge_cell, part_1d, part_1f
from autograder.checks.kernel import KernelStudent
from autograder.grading.runner import run_schedule
from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule
from autograder.values.memoized import Memoized


class Counting(KernelStudent):
    def __init__(self, namespace):
        super().__init__(namespace)
        self.calls = []

    def call(self, name, *arguments, lend=None):
        self.calls.append(name)
        return super().call(name, *arguments, lend=lend)


@pytest.fixture
def student():
    calls = iter(range(100))
    return Counting({"f": lambda x: next(calls)})


def test_an_equal_call_gets_the_cached_reply(student):
    x, memoized = np.ones(3), Memoized(student)
    assert [memoized.call("f", x).value for _ in range(3)] == [0, 0, 0]
    assert student.calls == ["f"]


def test_a_different_call_reaches_the_student(student):
    x, y, memoized = np.ones(3), np.ones(3), Memoized(student)
    seen = [memoized.call("f", *a).value for a in ((x,), (y,), (x, y), (y,))]
    assert seen[:2] == [0, 1]  # equal arguments, but not the same objects
    assert seen[3] == 1
    assert memoized.call("g", x).failure.kind == "undefined"


def test_a_deleted_argument_is_not_mistaken_for_a_new_one(student):
    memoized = Memoized(student)
    seen = {memoized.call("f", np.ones(3)).value for _ in range(20)}
    assert len(seen) == 20


def test_a_call_with_lent_functions_is_never_cached(student):
    x, memoized = np.ones(3), Memoized(student)
    seen = [memoized.call("f", x, lend={"g": abs}).value for _ in range(2)]
    assert seen == [0, 1]


def test_forget_clears_the_cache(student):
    x, memoized = np.ones(3), Memoized(student)
    memoized.call("f", x)
    memoized.forget()
    assert memoized.call("f", x).value == 1


def test_a_dict_is_requested_once_for_all_of_its_keys(tmp_path):
    source = fake_assignment(tmp_path)
    calls = []

    class Session(FakeSession):
        def call(self, name, *arguments, lend=None):
            calls.append(name)
            return super().call(name, *arguments, lend=lend)

    reading = parse_notebook(as_file(as_submitted(source, SECTION1)))
    steps = make_schedule(reading, source.notebooks[SECTION1]).steps
    cells = run_schedule(steps, Session(), ASSIGNMENT, judge_cell).cells
    assert all(cells[f"q1d_{key}"].score == 2 for key in ("x", "W1", "W2", "b"))
    assert calls.count("loss_gradients") == len(part_1d.CASES)
    assert calls.count("sensitivities") == len(part_1f.CASES)

"""The same question is asked once, until a cell of the student's runs."""

from __future__ import annotations

import numpy as np
import pytest
from fake_course import FakeSession, as_file, fake_assignment, handed_in

from autograder.assignment.contract import SECTION1
from autograder.checks import judge_cell
from autograder.checks.kernel import KernelStudent
from autograder.checks.memoize import Remembering
from autograder.grading.runner import walk
from autograder.submissions.parse import read_cells
from autograder.submissions.schedule import make_plan


class Counting(KernelStudent):
    def __init__(self, namespace):
        super().__init__(namespace)
        self.asked = []

    def call(self, name, *arguments, lend=None):
        self.asked.append(name)
        return super().call(name, *arguments, lend=lend)


@pytest.fixture
def student():
    calls = iter(range(100))
    return Counting({"f": lambda x: next(calls)})


def test_the_same_question_gets_the_first_reply_again(student):
    x, remembering = np.ones(3), Remembering(student)
    assert [remembering.call("f", x).value for _ in range(3)] == [0, 0, 0]
    assert student.asked == ["f"]


def test_another_question_is_asked(student):
    x, y, remembering = np.ones(3), np.ones(3), Remembering(student)
    seen = [remembering.call("f", *a).value for a in ((x,), (y,), (x, y), (y,))]
    assert seen[:2] == [0, 1]  # equal arguments are not the same question
    assert seen[3] == 1
    assert remembering.call("g", x).failure.kind == "undefined"


def test_an_argument_that_is_gone_never_stands_for_a_new_one(student):
    remembering = Remembering(student)
    seen = {remembering.call("f", np.ones(3)).value for _ in range(20)}
    assert len(seen) == 20


def test_a_loan_is_always_asked(student):
    x, remembering = np.ones(3), Remembering(student)
    seen = [remembering.call("f", x, lend={"g": abs}).value for _ in range(2)]
    assert seen == [0, 1]


def test_after_a_cell_it_asks_again(student):
    x, remembering = np.ones(3), Remembering(student)
    remembering.call("f", x)
    remembering.forget()
    assert remembering.call("f", x).value == 1


def test_a_notebook_asks_for_the_parts_of_one_dict_once(tmp_path):
    source = fake_assignment(tmp_path)
    asked = []

    class Session(FakeSession):
        def call(self, name, *arguments, lend=None):
            asked.append(name)
            return super().call(name, *arguments, lend=lend)

    reading = read_cells(as_file(handed_in(source, SECTION1)))
    steps = make_plan(reading, source.notebooks[SECTION1]).steps
    cells = walk(steps, Session(), judge_cell).cells
    assert all(cells[f"q1d_{key}"].score == 2 for key in ("x", "W1", "W2", "b"))
    assert asked.count("loss_gradients") == 3
    assert asked.count("sensitivities") == 3

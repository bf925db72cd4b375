"""Asking case by case, with small rows: what each kind of reply is told."""

from __future__ import annotations

import numpy as np
import pytest
from fake_course import FakeSession, as_file, fake_assignment, handed_in
from own_assignment import ASSIGNMENT, SECTION1

from autograder.checks import judge_cell
from autograder.checks.answers import Answer, Ask
from autograder.checks.ask import Memoized, elementwise_check, left_alone, value_check
from autograder.checks.compare import EXACT
from autograder.checks.kernel import KernelStudent
from autograder.checks.mistakes import table
from autograder.grading.runner import run_schedule
from autograder.submissions.parse import parse_notebook
from autograder.submissions.schedule import make_schedule

HINTS = ("Which?", "There.", "return ...")
X, Y = np.array([1.7, -0.3]), np.array([0.0, 1e6])


def doubled(x):
    return 2 * x


HALVED = table(("halved", "Up or down?", lambda x: x / 2))
ROW = Answer("f", value_check(doubled, [(X,), (Y,)]), HALVED, HINTS)
KEYED = Answer(
    "f.twice",
    value_check(lambda x: {"twice": 2 * x}, [(X,), (Y,)]),
    HALVED,
    HINTS,
    key="twice",
)
SLOPE = Answer(
    "f", elementwise_check(np.sign, ((1.0, -2.0), EXACT), kink=(-1, 1)), HALVED, HINTS
)


def found(row, function=None):
    names = {} if function is None else {"f": function}
    return row.check(Ask(KernelStudent(names)), row)


def failing(error):
    def f(x):
        raise error

    return f


def test_a_right_answer_passes_and_says_nothing():
    assert found(ROW, doubled) == found(ROW, lambda x: (x + x).tolist())
    assert (found(ROW, doubled).outcome, found(ROW, doubled).words) == ("passed", "")


BLANK = [None, failing(NotImplementedError()), lambda x: None, lambda x: ..., Ellipsis]


@pytest.mark.parametrize("function", BLANK)
def test_what_nobody_wrote_is_not_attempted(function):
    finding = found(ROW, function)
    assert finding.outcome == "not attempted"
    assert finding.words.startswith("f is not attempted")


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (ValueError("1.7"), "ValueError"),
        (NameError(), "NameError"),
        (SystemExit(), "an exception"),
    ],
)
def test_an_answer_that_raises_is_attempted_and_told_the_class_alone(error, named):
    finding = found(ROW, failing(error))
    assert finding.outcome == "not yet"
    assert finding.words.startswith(f"f stopped with {named}.")
    assert "1.7" not in finding.words


def test_a_number_in_place_of_a_function_is_told():
    assert found(ROW, 3.0).words.startswith("f is not a function")


def test_a_known_mistake_is_named_with_its_hint():
    finding = found(ROW, lambda x: x / 2)
    assert (finding.outcome, finding.misconception) == ("not yet", "halved")
    assert finding.hint == "Up or down?"


@pytest.mark.parametrize("off", [0.3, 2e-4])
def test_a_wrong_value_without_a_name_is_a_wrong_value(off):
    finding = found(ROW, lambda x: 2 * x + off)
    assert finding.words == "f has the right form and a wrong value."
    assert finding.misconception is None


def test_only_a_value_very_near_the_right_one_comes_close():
    assert found(ROW, lambda x: 2 * x + 1e-5).words.startswith("f comes close")


def test_a_wrong_value_can_be_told_in_other_words():
    row = Answer("f", value_check(doubled, [(X,)], wrong="not {}".format), (), HINTS)
    assert found(row, abs).words == "not f"


def test_how_close_a_value_must_be_is_part_of_the_row():
    for tolerance, outcome in ((1e-3, "passed"), (1e-6, "not yet")):
        row = Answer("f", value_check(doubled, [(X,)]), (), HINTS, None, tolerance)
        assert found(row, lambda x: 2 * x + 1e-4).outcome == outcome


def test_every_case_counts():
    assert found(ROW, lambda x: 2 * x * (np.max(x) < 10)).outcome == "not yet"


def test_a_wrong_shape_is_told_as_a_shape():
    words = found(ROW, lambda x: x[:, np.newaxis]).words
    assert words.startswith("f has shape (2, 1); expected shape (2,)")


def test_one_key_is_judged_whatever_the_others_are():
    right = found(KEYED, lambda x: {"twice": 2 * x, "half": object()})
    assert (right.outcome, right.answer) == ("passed", '"twice"')
    assert found(KEYED, lambda x: {"twice": x / 2}).misconception == "halved"


@pytest.mark.parametrize(
    ("returned", "outcome", "said"),
    [
        ({"half": 1}, "not yet", 'has no key "twice"'),
        ([1, 2], "not yet", "does not return a dict"),
        ({"twice": ...}, "not attempted", '"twice" is not attempted'),
        (None, "not attempted", "f is not attempted"),
    ],
)
def test_a_missing_key_is_told(returned, outcome, said):
    finding = found(KEYED, lambda x: returned)
    assert finding.outcome == outcome
    assert said in finding.words


def only_numbers(x):
    return 1.0 if x > 0 else -1.0


def only_arrays(x):
    return np.sign(x)[...] if isinstance(x, np.ndarray) else 1 / 0


@pytest.mark.parametrize("function", [np.sign, only_numbers, only_arrays])
def test_a_function_of_one_number_may_take_numbers_or_arrays_only(function):
    assert found(SLOPE, function).outcome == "passed"


def test_of_several_ways_to_fail_the_one_with_a_name_is_told():
    def only_arrays_and_wrong(x):
        return x[:] / 2

    assert found(SLOPE, only_arrays_and_wrong).misconception == "halved"
    assert found(SLOPE, lambda x: x[:]).words.startswith("f stopped with TypeError")


@pytest.mark.parametrize("at_zero", [0.3, np.nan, None, -1 - 1e-13])
def test_at_a_kink_any_slope_between_the_sides_will_do(at_zero):
    assert found(SLOPE, lambda x: np.sign(x) if x else at_zero).outcome == "passed"


@pytest.mark.parametrize("at_zero", [1.1, "no number", 1j])
def test_at_a_kink_nothing_else_will_do(at_zero):
    finding = found(SLOPE, lambda x: np.sign(x) if x else at_zero)
    assert "at exactly 0" in finding.words


def test_the_callers_array_must_come_back_as_it_was():
    assert left_alone(ROW, X, X + 1e-10) is None
    for after in (X + 1e-6, X[:1], None):
        assert left_alone(ROW, X, after).misconception == "caller's W changed"


# Replies to equal calls are remembered until a cell of the student's runs.


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
    x, memoized = np.ones(3), Memoized(student)
    assert [memoized.call("f", x).value for _ in range(3)] == [0, 0, 0]
    assert student.asked == ["f"]


def test_another_question_is_asked(student):
    x, y, memoized = np.ones(3), np.ones(3), Memoized(student)
    seen = [memoized.call("f", *a).value for a in ((x,), (y,), (x, y), (y,))]
    assert seen[:2] == [0, 1]  # equal arguments are not the same question
    assert seen[3] == 1
    assert memoized.call("g", x).failure.kind == "undefined"


def test_an_argument_that_is_gone_never_stands_for_a_new_one(student):
    memoized = Memoized(student)
    seen = {memoized.call("f", np.ones(3)).value for _ in range(20)}
    assert len(seen) == 20


def test_a_loan_is_always_asked(student):
    x, memoized = np.ones(3), Memoized(student)
    seen = [memoized.call("f", x, lend={"g": abs}).value for _ in range(2)]
    assert seen == [0, 1]


def test_after_a_cell_it_asks_again(student):
    x, memoized = np.ones(3), Memoized(student)
    memoized.call("f", x)
    memoized.forget()
    assert memoized.call("f", x).value == 1


def test_a_notebook_asks_for_the_parts_of_one_dict_once(tmp_path):
    source = fake_assignment(tmp_path)
    asked = []

    class Session(FakeSession):
        def call(self, name, *arguments, lend=None):
            asked.append(name)
            return super().call(name, *arguments, lend=lend)

    reading = parse_notebook(as_file(handed_in(source, SECTION1)))
    steps = make_schedule(reading, source.notebooks[SECTION1]).steps
    cells = run_schedule(steps, Session(), ASSIGNMENT, judge_cell).cells
    assert all(cells[f"q1d_{key}"].score == 2 for key in ("x", "W1", "W2", "b"))
    assert asked.count("loss_gradients") == 3
    assert asked.count("sensitivities") == 3

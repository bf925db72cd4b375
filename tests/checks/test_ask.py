"""Checks with small rows: the finding for each kind of reply."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.checks.answers import Answer, Ask
from autograder.checks.ask import (
    argument_unchanged,
    elementwise_check,
    value_check,
)
from autograder.checks.compare import EXACT
from autograder.checks.kernel import KernelStudent
from autograder.mutations.mistakes import Mistakes, table

HINTS = ("Which?", "There.", "return ...")
X, Y = np.array([1.7, -0.3]), np.array([0.0, 1e6])


def doubled(x):
    return 2 * x


HALVED = Mistakes(
    listed=table(("the result is halved", "Up or down?", lambda x: x / 2))
)
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


def test_a_right_answer_passes_without_a_message():
    assert found(ROW, doubled) == found(ROW, lambda x: (x + x).tolist())
    assert (found(ROW, doubled).outcome, found(ROW, doubled).message) == ("passed", "")


BLANK = [failing(NotImplementedError()), lambda x: None, lambda x: ..., Ellipsis]


@pytest.mark.parametrize("function", BLANK)
def test_a_blank_answer_is_not_attempted(function):
    finding = found(ROW, function)
    assert finding.outcome == "not attempted"
    assert finding.message.startswith("f returns nothing yet")


def test_an_undefined_answer_is_not_attempted():
    finding = found(ROW)
    assert finding.outcome == "not attempted"
    assert finding.message.startswith("f is not defined at this point")


@pytest.mark.parametrize(
    ("error", "named"),
    [
        (ValueError("1.7"), "ValueError"),
        (NameError(), "NameError"),
        (SystemExit(), "an exception"),
    ],
)
def test_the_message_about_an_exception_names_only_a_listed_class(error, named):
    finding = found(ROW, failing(error))
    assert finding.outcome == "not yet"
    assert finding.message.startswith(f"f stopped with {named}.")
    assert "1.7" not in finding.message


def test_a_number_instead_of_a_function_is_reported():
    assert found(ROW, 3.0).message.startswith("f is not a function")


def test_a_known_mistake_gets_its_name_and_hint():
    finding = found(ROW, lambda x: x / 2)
    assert (finding.outcome, finding.misconception) == (
        "not yet",
        "the result is halved",
    )
    assert finding.hint == "Up or down?"


@pytest.mark.parametrize("off", [0.3, 2e-4])
def test_a_wrong_value_that_fits_no_mistake_has_no_name(off):
    finding = found(ROW, lambda x: 2 * x + off)
    assert finding.message == "f has the right shape, but a wrong value."
    assert finding.advice.startswith("Compare it with a small example")
    assert finding.misconception is None


def test_a_value_within_1e_4_is_reported_as_close():
    assert found(ROW, lambda x: 2 * x + 1e-5).message.startswith("f is close to")


def test_a_row_can_choose_its_next_step_for_a_wrong_value():
    check = value_check(doubled, [(X,)], advice="Double it.")
    assert found(Answer("f", check, Mistakes(), HINTS), abs).advice == "Double it."


def test_a_row_can_set_its_tolerance():
    for tolerance, outcome in ((1e-3, "passed"), (1e-6, "not yet")):
        row = Answer(
            "f", value_check(doubled, [(X,)]), Mistakes(), HINTS, None, tolerance
        )
        assert found(row, lambda x: 2 * x + 1e-4).outcome == outcome


def test_an_answer_that_fails_only_the_last_case_fails():
    assert found(ROW, lambda x: 2 * x * (np.max(x) < 10)).outcome == "not yet"


def test_the_message_about_a_wrong_shape_names_both_shapes():
    words = found(ROW, lambda x: x[:, np.newaxis]).message
    assert words.startswith("f returns shape (2, 1); expected shape (2,)")


def test_one_key_is_judged_without_the_others():
    right = found(KEYED, lambda x: {"twice": 2 * x, "half": object()})
    assert (right.outcome, right.answer) == ("passed", '"twice"')
    assert (
        found(KEYED, lambda x: {"twice": x / 2}).misconception == "the result is halved"
    )


@pytest.mark.parametrize(
    ("returned", "outcome", "said"),
    [
        ({"half": 1}, "not yet", 'has no key "twice"'),
        ([1, 2], "not yet", "does not return a dict"),
        ({"twice": ...}, "not attempted", '"twice" is not attempted'),
        (None, "not attempted", "f returns nothing yet"),
    ],
)
def test_a_missing_or_blank_key_is_reported(returned, outcome, said):
    finding = found(KEYED, lambda x: returned)
    assert finding.outcome == outcome
    assert said in finding.message


def only_numbers(x):
    return 1.0 if x > 0 else -1.0


def only_arrays(x):
    return np.sign(x)[...] if isinstance(x, np.ndarray) else 1 / 0


@pytest.mark.parametrize("function", [np.sign, only_numbers, only_arrays])
def test_a_function_may_accept_only_numbers_or_only_arrays(function):
    assert found(SLOPE, function).outcome == "passed"


def test_a_known_mistake_is_preferred_over_other_findings():
    def only_arrays_and_wrong(x):
        return x[:] / 2

    assert found(SLOPE, only_arrays_and_wrong).misconception == "the result is halved"
    assert found(SLOPE, lambda x: x[:]).message.startswith("f stopped with TypeError")


@pytest.mark.parametrize("at_zero", [0.3, np.nan, None, -1 - 1e-13])
def test_any_slope_between_both_sides_is_accepted_at_a_kink(at_zero):
    assert found(SLOPE, lambda x: np.sign(x) if x else at_zero).outcome == "passed"


@pytest.mark.parametrize("at_zero", [1.1, "no number", 1j])
def test_other_values_are_rejected_at_a_kink(at_zero):
    finding = found(SLOPE, lambda x: np.sign(x) if x else at_zero)
    assert "at exactly 0" in finding.message


def test_a_changed_argument_is_reported():
    assert argument_unchanged(ROW, X, X + 1e-10) is None
    for after in (X + 1e-6, X[:1], None):
        assert (
            argument_unchanged(ROW, X, after).misconception == "W is changed in place"
        )

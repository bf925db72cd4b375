"""Naming a mistake by the value that came back, and nothing else by it."""

import numpy as np
import pytest

import solutions
from autograder.checks import QUESTIONS, judge_cell
from autograder.checks.companion_data import answers_of, as_returned
from autograder.checks.kernel import KernelStudent
from autograder.checks.mistakes import MISTAKES
from autograder.checks.naming import named

KNOWN = [
    pytest.param(question, answer, mistake, id=f"{answer}-{number}")
    for question in QUESTIONS
    for answer in answers_of(question)
    for number, mistake in enumerate(MISTAKES.get(answer, ()))
]


def with_mistake(question, answer, mistake):
    """The right answers of a graded cell, with one mistake in one of them."""
    name = answer.partition(".")[0]
    names = {other: getattr(solutions, other) for other in question.names}
    if name.endswith("_exponent"):
        return names | {name: mistake.wrong()}
    wrong = as_returned(answer, mistake.wrong)
    if name in ("loss_gradients", "sensitivities"):
        one_key, right = wrong, getattr(solutions, name)
        wrong = lambda *a: {**right(*a), **one_key(*a)}  # noqa: E731
    return names | {name: wrong}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("question", "answer", "mistake"), KNOWN)
def test_every_known_mistake_loses_its_points_only_and_is_named(
    question, answer, mistake
):
    student = KernelStudent(with_mistake(question, answer, mistake))
    verdict = judge_cell(question.grade_id, student)
    others = len(answers_of(question)) - 1
    assert verdict.score == pytest.approx(question.points * others / (others + 1))
    assert verdict.misconception == mistake.name
    assert mistake.hint in verdict.feedback


def test_a_value_that_nobody_catalogued_has_no_name():
    assert named("dl", (np.array([1.7, -0.3]),), np.array([0.123, 0.456])) is None


def test_what_is_only_near_a_known_mistake_has_no_name():
    x = np.array([1.7, -0.3])
    assert named("dl", (x,), 2 * x) is not None
    assert named("dl", (x,), 2 * x + 1e-9) is None


def test_infinities_are_not_near_everything():
    x = np.array([0.0, 1.3])
    assert named("d_tanh", (x,), np.array([np.inf, 1.0])) is None

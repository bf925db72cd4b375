"""The rows of all answers: right answers pass, changed ones do not."""

from __future__ import annotations

import numpy as np
import pytest
from companion import registry, worksheet_json
from companion.answers.errors import PropertyError
from companion.answers.row import function_of
from companion.registry import ANSWERS
from own_assignment import QUESTIONS

import solutions
from autograder.checks.registry import functions

GRADIENTS = [
    answer
    for answer in ANSWERS
    if function_of(answer)
    in ("total_derivative", "loss_gradients", "sensitivities", "grad_W")
]
ASKED = {q.grade_id: q for q in QUESTIONS if not q.by_hand}


def test_every_automatically_graded_cell_has_its_rows_in_order():
    assert list(registry.QUESTIONS) == list(ASKED)
    for grade_id, rows in registry.QUESTIONS.items():
        assert list(dict.fromkeys(map(function_of, rows))) == [*functions(grade_id)]


def test_the_data_file_lists_the_same_answers():
    for grade_id, question in worksheet_json.load()["questions"].items():
        assert question["answers"] == list(registry.QUESTIONS.get(grade_id, {}))


def test_only_questions_of_the_data_file_are_checked(monkeypatch):
    data = {"questions": {"q1a": {"points": 5}, "q9": {"points": 1}}, "answers": {}}
    monkeypatch.setattr(worksheet_json, "load", lambda: data)
    assert list(registry.questions()) == ["q1a"]


def test_without_the_data_file_all_questions_are_checked(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    assert registry.questions() == registry.QUESTIONS


@pytest.mark.parametrize("answer", ANSWERS)
def test_the_right_answer_passes_its_test(answer):
    ANSWERS[answer].test(getattr(solutions, function_of(answer)))


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_has_a_question_for_repeated_failures(answer):
    assert "?" in ANSWERS[answer].question


@pytest.mark.parametrize("answer", ANSWERS)
def test_every_answer_with_a_verdict_has_a_next_step(answer):
    assert bool(ANSWERS[answer].next_step) is not ANSWERS[answer].form_only


@pytest.mark.parametrize("answer", GRADIENTS)
@pytest.mark.parametrize("change", [lambda v: 2 * v, lambda v: -v, np.zeros_like])
def test_a_changed_gradient_fails(answer, change):
    function, _, key = answer.partition(".")
    right = getattr(solutions, function)

    def wrong(*arguments):
        value = right(*arguments)
        return value | {key: change(value[key])} if key else change(value)

    with pytest.raises(PropertyError, match="the numerical derivative is"):
        ANSWERS[answer].test(wrong)


@pytest.mark.parametrize(
    ("answer", "name"), [(a, n) for a, row in ANSWERS.items() for n in row.stand_ins]
)
def test_a_stand_in_passes_the_test_of_the_answer_it_replaces(answer, name):
    ANSWERS[name].test(ANSWERS[answer].stand_ins[name])

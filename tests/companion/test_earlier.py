"""Replacing earlier answers while a later one is tested."""

import pytest
from companion.earlier import replaced, wrong_earlier_answers
from companion.registry import ANSWERS

import solutions

DEPENDENT = [a for a, row in ANSWERS.items() if row.stand_ins or row.dependency]


def test_replaced_names_are_restored():
    namespace = {"df": 1}
    with replaced(namespace, {"df": 2, "dg": 3}):
        assert namespace == {"df": 2, "dg": 3}
    assert namespace == {"df": 1}


@pytest.mark.parametrize("answer", DEPENDENT)
def test_an_answer_that_uses_no_earlier_one_is_not_excused(answer):
    function = answer.split(".")[0]
    namespace = {function: lambda *_: 0.0, "df": None, "grad_W": None}
    assert wrong_earlier_answers(answer, namespace, lambda *_: False) == []


def test_a_wrong_answer_is_not_excused_if_the_earlier_ones_are_right():
    namespace = {"grad_W": solutions.grad_W, "sensitivities": solutions.sensitivities}
    assert wrong_earlier_answers("grad_W", namespace, lambda *_: True) == []

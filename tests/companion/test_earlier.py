"""Earlier answers that are replaced for a moment."""

import pytest
from companion.earlier import lent, right_but_for
from companion.registry import ANSWERS

import solutions

LEANING = [a for a, row in ANSWERS.items() if row.stand_ins or row.borrowed]


def test_names_come_back_after_lending():
    namespace = {"df": 1}
    with lent(namespace, {"df": 2, "dg": 3}):
        assert namespace == {"df": 2, "dg": 3}
    assert namespace == {"df": 1}


@pytest.mark.parametrize("answer", LEANING)
def test_an_answer_that_uses_nothing_earlier_is_excused_by_nothing(answer):
    function = answer.split(".")[0]
    namespace = {function: lambda *_: 0.0, "df": None, "grad_W": None}
    assert right_but_for(answer, namespace, lambda *_: False) == []


def test_nothing_is_excused_where_the_earlier_answers_are_right():
    namespace = {"grad_W": solutions.grad_W, "sensitivities": solutions.sensitivities}
    assert right_but_for("grad_W", namespace, lambda *_: True) == []

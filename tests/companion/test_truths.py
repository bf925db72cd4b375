"""The table of truths, and earlier answers that are lent for a moment."""

import pytest
from companion import worksheet_json
from companion.truths import BORROWERS, STAND_INS, TRUTHS, lent, right_but_for

import solutions


def test_every_answer_has_a_truth():
    assert set(TRUTHS) == {
        a for answers in worksheet_json.CHECKED.values() for a in answers
    }
    assert set(STAND_INS) | set(BORROWERS) <= set(TRUTHS)


@pytest.mark.parametrize(
    ("answer", "name"), [(a, n) for a, names in STAND_INS.items() for n in names]
)
def test_stand_ins_are_true_enough(answer, name):
    TRUTHS[name](STAND_INS[answer][name])


def test_names_come_back_after_lending():
    namespace = {"df": 1}
    with lent(namespace, {"df": 2, "dg": 3}):
        assert namespace == {"df": 2, "dg": 3}
    assert namespace == {"df": 1}


@pytest.mark.parametrize("answer", [*STAND_INS, *BORROWERS])
def test_an_answer_that_uses_nothing_earlier_is_excused_by_nothing(answer):
    function = answer.split(".")[0]
    namespace = {function: lambda *_: 0.0, "df": None, "grad_W": None}
    assert right_but_for(answer, namespace, lambda *_: False) == []


def test_nothing_is_excused_where_the_earlier_answers_are_right():
    namespace = {"grad_W": solutions.grad_W, "sensitivities": solutions.sensitivities}
    assert right_but_for("grad_W", namespace, lambda *_: True) == []

"""Replacing earlier answers while a later one is tested."""

import numpy as np
import pytest
from companion.check import check
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
    others_are_right = lambda answer, _: answer != "grad_W"  # noqa: E731
    assert wrong_earlier_answers("grad_W", namespace, others_are_right) == []


DESCENT = """
def gradient_descent(W, x, y, b, phi, dphi, lr, steps):
    f = lambda V: (y - np.sum(phi(V @ x + b))) ** 2
    V, history = W.copy(), [f(W)]
    for _ in range(steps):
        V = V - lr * grad_W(V, x, y, b, phi, dphi)
        history.append(f(V))
    return V, history
"""


@pytest.mark.parametrize(
    "gradient",
    [
        "right(*a).tolist()",
        "[right(*a), a[0].fill(7.0)][0]",
        "3 * right(*a)",
        "None",
    ],
)
def test_a_descent_is_judged_with_a_usable_gradient(gradient):
    namespace = {"np": np, "right": solutions.grad_W}
    exec(f"def grad_W(*a):\n    return {gradient}\n{DESCENT}", namespace)
    assert float(check("q1g_descent", namespace)) == 3


def test_a_wrong_descent_is_not_excused_by_a_gradient_that_is_a_list():
    namespace = {"np": np, "right": solutions.grad_W}
    wrong = DESCENT.replace("lr * grad_W", "2 * lr * grad_W")
    exec(f"def grad_W(*a):\n    return right(*a).tolist()\n{wrong}", namespace)
    assert float(check("q1g_descent", namespace)) == 0

"""Isolating cases: where an answer is right, and where it first goes wrong."""

import numpy as np
from companion.answers.errors import PropertyError
from companion.properties.isolation import Plan, Simple, isolate

A_IS_1 = Simple("a = 1", "a is not 1", "Check a.")
B_IS_0 = Simple("b = 0", "b is not 0", "Check b.")
C_IS_0 = Simple("c = 0", "c is not 0", "Check c.")


def right(a, b, c):
    return np.array([a, 3.0, -2.0]) * a + b + np.array([0.0, c, -c])


def measure(answer, names):
    a = 1.0 if "a = 1" in names else 1.7
    b = 0.0 if "b = 0" in names else 0.6
    c = 0.0 if "c = 0" in names else 0.9
    return np.array(answer(a, b, c)), right(a, b, c)


PLAN = Plan((A_IS_1, B_IS_0, C_IS_0), (A_IS_1, B_IS_0, C_IS_0), measure)


def test_a_right_answer_gets_no_sentence():
    assert isolate(PLAN, right) == ""


def test_one_mistake_is_isolated_by_one_simplification():
    assert isolate(PLAN, lambda a, b, c: right(a, 0, c)) == (
        "It is right when b = 0, and wrong when b is not 0. Check b."
    )


def test_a_factor_in_every_case_is_named():
    assert isolate(PLAN, lambda a, b, c: -2 * right(a, b, c)) == (
        "In every case that the check tries, it is −2 times the numerical derivative. "
        "Check signs and constant factors."
    )


def test_a_factor_that_depends_on_the_case_is_not_called_constant():
    text = isolate(PLAN, lambda a, b, c: right(a, b, c) * (3 if b else 2) * 1.0)
    assert "every case" not in text
    text = isolate(PLAN, lambda a, b, c: right(a, b, c) * (5 if c or not b else 2))
    assert "every case" not in text
    assert "but 2 times when c = 0" in text


def test_of_several_mistakes_the_first_in_the_order_of_the_steps_is_isolated():
    text = isolate(PLAN, lambda a, b, c: -right(a, 0, -c))
    assert text == (
        "When b = 0 and c = 0, it is −1 times the numerical derivative. Apart from "
        "this factor, it goes wrong as soon as b is not 0. Check b."
    )


def test_a_case_without_a_value_claims_nothing():
    def stops(a, b, c):
        if b == 0:
            raise PropertyError("stops")
        return right(a, b, c) + np.array([1, 2, 4])

    assert "b = 0" not in isolate(PLAN, stops)

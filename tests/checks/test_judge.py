"""The judge: points by answer, loans, blanks, and words that carry nothing out."""

import numpy as np
import pytest

import solutions
from autograder.assignment.contract import BY_ID
from autograder.checks import QUESTIONS, judge, judge_cell
from autograder.checks.kernel import KernelStudent
from autograder.values.student import StudentStoppedError

AUTOMATIC = [q.grade_id for q in QUESTIONS if not q.by_hand]


def judged(grade_id, source="", **names):
    namespace = {"np": np, **names}
    exec(source, namespace)
    return judge_cell(grade_id, KernelStudent(namespace))


def reference():
    return {name: getattr(solutions, name) for name in solutions.__all__}


@pytest.mark.parametrize("grade_id", AUTOMATIC)
def test_the_reference_earns_all_points(grade_id):
    verdict = judged(grade_id, **reference())
    assert (verdict.outcome, verdict.score) == ("passed", BY_ID[grade_id].points)


@pytest.mark.parametrize("grade_id", AUTOMATIC)
def test_an_empty_namespace_is_not_attempted(grade_id):
    verdict = judged(grade_id)
    assert (verdict.outcome, verdict.score) == ("not attempted", 0)


BLANKS = [
    "...",
    "pass",
    "raise NotImplementedError",
    "raise NotImplementedError('later')",
    "'''docstring'''",
    "return ...",
]


@pytest.mark.parametrize("body", BLANKS)
@pytest.mark.parametrize("grade_id", AUTOMATIC)
def test_a_blank_body_is_not_attempted(grade_id, body):
    names = BY_ID[grade_id].names
    source = "\n".join(f"def {name}(*arguments):\n    {body}" for name in names)
    if grade_id == "q1e_exponents":
        source = "\n".join(f"{name} = ..." for name in names)
    verdict = judged(grade_id, source)
    assert (verdict.outcome, verdict.score) == ("not attempted", 0)


def test_answers_of_one_cell_share_its_points():
    assert judged("q1a_parts", "df = lambda x: 2*x").score == pytest.approx(1 / 3)
    half = judged("q1e_exponents", "analytic_exponent, numerical_exponent = 2, 3")
    assert half.score == 1
    assert half.outcome == "partly"


def test_one_key_is_judged_without_the_others():
    source = """
def loss_gradients(x, y, W1, W2, b, phi, dphi):
    e = W2 @ phi(W1 @ x + b) - y
    D = dphi(W1 @ x + b).T @ W2.T @ e
    return {"x": W1 @ D, "W1": object(), "W2": ..., "b": list(D)}
"""
    scores = [judged(f"q1d_{key}", source).score for key in ("x", "W1", "W2", "b")]
    assert scores == [0, 0, 0, 2]


# (graded cell, a wrong earlier function, a right later one that uses it)
LATER = [
    ("q2d", "d_relu = lambda x: x", "d_leaky_relu = lambda x: 1.1 * d_relu(x) - 0.1"),
    ("q2c", "d_sigmoid = None", "d_tanh = lambda x: 4 * d_sigmoid(2 * x)"),
    (
        "q1a",
        "df = dg = lambda x: 7; dh = lambda a, b: (2 * a, 2 * b)",
        "dl = lambda x: dh(x**2, x)[0] * df(x) + dh(x**2, x)[1] * dg(x)",
    ),
    (
        "q1g_grad",
        "sensitivities = lambda *arguments: {'z': 1}",
        "grad_W = lambda *a: np.outer(sensitivities(*a)['z'], a[1])",
    ),
]


@pytest.mark.parametrize(("grade_id", "wrong", "right"), LATER)
def test_a_wrong_earlier_function_costs_its_own_points_only(grade_id, wrong, right):
    assert judged(grade_id, f"{wrong}\n{right}").outcome == "passed"


def test_a_right_answer_with_an_own_convention_keeps_it():
    source = """
dh = lambda a, b: (2 * b, 2 * a)  # swapped, and used swapped
df = lambda x: x                  # wrong
dg = lambda x: 1
def dl(x):
    second, first = dh(x**2, x)
    return first * df(x) + second * dg(x)
"""
    assert judged("q1a", source).outcome == "passed"


def test_nothing_is_lent_that_is_not_yet_judged():
    namespace = {}
    exec("df = None\ndl = lambda x: 4 * x**3 + df(x)", namespace)
    assert judge_cell("q1a", KernelStudent(namespace), judged=()).score == 0
    assert judge_cell("q1a", KernelStudent(namespace), judged=["q1a_parts"]).score == 2


def test_the_function_under_judgement_is_never_lent():
    namespace = {"d_tanh": lambda x: 0, "d_sigmoid": lambda x: 0}
    assert judge_cell("q2c", KernelStudent(namespace)).score == 0
    assert namespace["d_sigmoid"](3) == 0  # and what was lent is put back


def test_code_that_was_stopped_earns_nothing_and_says_why():
    class Stopped(KernelStudent):
        def call(self, *arguments, **named):
            raise StudentStoppedError("took too long")

    verdict = judge_cell("q2a", Stopped({}))
    assert (verdict.score, verdict.feedback) == (0, "✗ took too long")


def test_words_about_a_hidden_case_carry_no_value_and_no_message():
    source = """
def total_derivative(df, g, dg, w):
    raise ValueError("secret" + repr(w))
def chain_rule_graph(n):
    return {"secret": ("source",), "w": ("source",)}
"""
    for grade_id in ("q1b_chain", "q1b_graph"):
        assert "secret" not in judged(grade_id, source).feedback


def test_the_hidden_line_ends_in_the_points_as_a_plain_number(capsys):
    points = judge("q2b", {"d_relu": solutions.d_relu, "np": np})
    assert repr(points) == "2.0"
    assert "unsafe: no sandbox" in points._repr_html_()
    assert capsys.readouterr() == ("", "")


def test_prints_and_warnings_of_a_call_stay_inside(capsys):
    source = """
import sys, warnings
def d_tanh(x):
    print("hello"); print("there", file=sys.stderr); warnings.warn("careful")
    return 1 - np.tanh(x)**2
"""
    assert judged("q2c", source).outcome == "passed"
    assert capsys.readouterr() == ("", "")


def test_a_written_answer_is_not_judged_by_a_program():
    with pytest.raises(ValueError, match="person"):
        judged("q1f_discussion")

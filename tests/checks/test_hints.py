"""Three hints for each answer; none of them gives the answer."""

import ast

import pytest

from autograder.checks.registry import ANSWERS

HINTS = {answer.id: answer.hints for answer in ANSWERS.values()}
STEPS = [
    pytest.param(answer, step, id=f"{answer}-{number}")
    for answer, steps in HINTS.items()
    for number, step in enumerate(steps, start=1)
]


def test_every_answer_has_three_hints():
    assert {len(steps) for steps in HINTS.values()} == {3}


@pytest.mark.parametrize("answer", HINTS)
def test_the_first_hint_contains_a_question(answer):
    assert "?" in HINTS[answer][0]


@pytest.mark.parametrize("answer", HINTS)
def test_the_three_hints_differ(answer):
    assert len(set(HINTS[answer])) == 3


@pytest.mark.parametrize(("answer", "step"), STEPS)
def test_a_hint_is_short(answer, step):
    assert 2 <= len(step.split()) <= 60


WHOLE = {
    "df": ("2*x", "2x"),
    "dh": ("2*x1", "2x1", "2x₁"),
    "dl": ("4*x**3", "4x³", "2*f"),
    "total_derivative": ("df(g(w))*dg(w)", "df(g(w))@dg(w)", "dot(df(g(w)),dg(w))"),
    "computation_graph": ('("square"', '("sub","y"', "square"),
    "loss_gradients.x": ("W1.T@", "W1ᵀ", "J.T", "Jᵀ"),
    "loss_gradients.W1": ("outer(back,x)", "W2.T"),
    "loss_gradients.W2": ("outer(error,p)", "outer(e,p)"),
    "loss_gradients.b": ("W2.T", "J.T", "changeswithz"),
    "analytic_exponent": ("2.", "is2", "Θ(d²)"),
    "numerical_exponent": ("4.", "is4", "Θ(d⁴)"),
    "numerical_gradient": ("f(W-nudge)", "2*eps"),
    "sensitivities.r": ("2*r", "2r"),
    "sensitivities.s": ("-2*r", "−2r"),
    "sensitivities.p": ("-2*r", "−2r"),
    "sensitivities.z": ("dphi(z)", "φ′(z)"),
    "grad_W": (",x)", "dphi(z)"),
    "gradient_descent": ("grad_W(W,x", "append(worksheet"),
    "d_sigmoid": ("s*(1-s)", "σ(1−σ)", "σ(x)(1"),
    "d_sigmoid.stable": ("abs(", "|x|"),
    "d_relu": ("1.0,0.0", "1,0"),
    "d_tanh": ("1-np.tanh", "1−tanh²", "cosh"),
    "d_tanh.stable": ("abs(", "|x|", "np.tanh"),
    "d_leaky_relu": ("1.0,-0.1", "1,-0.1", "slope−0.1"),
}


@pytest.mark.parametrize(("answer", "step"), STEPS)
def test_no_hint_contains_the_missing_part_of_the_answer(answer, step):
    squeezed = step.replace(" ", "")
    assert not [part for part in WHOLE.get(answer, ()) if part in squeezed]


def test_a_hint_that_is_code_has_a_gap():
    for answer, steps in HINTS.items():
        for step in steps:
            try:
                tree = ast.parse(step.removeprefix("return "))
            except SyntaxError:
                continue  # prose
            gaps = [n for n in ast.walk(tree) if getattr(n, "value", 0) is ...]
            assert gaps, answer

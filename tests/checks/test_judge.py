"""The judge: points, lent functions, blank answers, and feedback without leaks."""

import numpy as np
import pytest
from judging import ASSIGNMENT
from judging import AUTOMATIC as ASKED
from judging import judged as judged_in_place

import solutions
from autograder.assignment.errors import UsageError
from autograder.assignment.results import CellResult
from autograder.checks import judge_cell
from autograder.checks.answers import Answer
from autograder.checks.ask import value_check
from autograder.checks.judge import (
    MAX_LENT,
    _check_with_loans,
    explain_once,
    judge_answers,
    lendable_functions,
)
from autograder.checks.kernel import KernelStudent
from autograder.checks.registry import QUESTIONS
from autograder.mutations.mistakes import Mistakes
from autograder.values.student import StudentStoppedError

AUTOMATIC = [q.grade_id for q in ASKED]


def judged(grade_id, source="", **names):
    namespace = {"np": np, **names}
    exec(source, namespace)
    return judged_in_place(grade_id, namespace)


def row(name, right):
    check = value_check(right, [(2.0,), (3.0,)])
    return Answer(name, check, Mistakes(), ("Which?", "There.", "return ..."))


def doubled(x):
    return 2 * x


class Counting(KernelStudent):
    """Counts the calls of each choice of lent functions."""

    def __init__(self, source):
        names = {}
        exec(source, names)
        super().__init__(names)
        self.lent = []

    def call(self, name, *arguments, lend=None):
        self.lent.append(tuple(lend or ()))
        return super().call(name, *arguments, lend=lend)


def toy(source, *names, points=6, lendable=()):
    """The result of answers that should double, and the student who gave them."""
    student = Counting(source)
    rows = [row(name, doubled) for name in names]
    return judge_answers(rows, student, points, dict(lendable)), student


def test_answers_share_the_points_of_their_cell_evenly():
    result, _ = toy("f = h = lambda x: 2 * x\ng = None", "f", "g", "h")
    assert (result.score, result.max_score, result.outcome) == (4.0, 6.0, "partly")
    assert result.feedback.startswith("✓ f and h are right.\n○ g returns nothing yet")


def test_half_points_are_possible():
    result, _ = toy("f = lambda x: 2 * x", "f", points=2.5)
    assert result == CellResult(2.5, 2.5, "✓ f is right.", outcome="passed")


USES_HELPER = "helper = None\ndef f(x): return helper(x)"


def test_an_answer_with_a_wrong_helper_passes_with_the_right_helper_lent():
    assert toy(USES_HELPER, "f")[0].score == 0
    assert toy(USES_HELPER, "f", lendable={"helper": doubled})[0].score == 6


def test_a_right_answer_is_called_without_lent_functions():
    _, student = toy("f = lambda x: 2 * x", "f", lendable={"helper": doubled})
    assert set(student.lent) == {()}


def test_every_choice_of_helpers_is_tried():
    # Right only with the student's own `a` and the lent `b` and `c`.
    source = "a = lambda x: -x\nb = c = None\ndef f(x): return -c(b(a(x)))"
    lent = {"a": lambda x: x, "b": lambda x: x, "c": doubled}
    assert toy(source, "f", lendable=lent)[0].outcome == "passed"


def test_many_helpers_are_lent_only_one_at_a_time():
    names = [f"helper{i}" for i in range(MAX_LENT + 4)]
    calls = "".join(f"; {name}(x)" for name in names)
    source = f"def f(x): 0{calls}; return 0"
    lent = dict.fromkeys(names, doubled)
    _, student = toy(source, "f", lendable=lent)
    # Nothing and all, in both cases; then one at a time, where the first case decides.
    singles = [(name,) for name in names]
    assert student.lent == [(), (), tuple(names), tuple(names), *singles]


ONE_HELPER_AT_ONE_POINT = """
def d_tanh(x): return 1.0
def d_relu(x): return 7.0
def d_leaky_relu(x):
    if x > 0: return 1.0 if d_tanh(x) == 1.0 else 0.0
    return d_relu(x) - 0.1
"""
ONE_HELPER_AFTER_A_WRONG_POINT = """
def d_relu(x): return 7.0
def d_leaky_relu(x):
    if x > 0: return 5.0
    return d_relu(x) - 0.1
"""


def judged_with_loans(source):
    names = {"np": np}
    exec(source, names)
    earlier = ("q2a", "q2a_stable", "q2b", "q2c", "q2c_stable")
    return judge_cell("q2d", KernelStudent(names), points=2, earlier=earlier)


def test_a_helper_that_is_called_after_a_wrong_point_is_lent_too():
    # Right with the student's own d_tanh and the lent d_relu.
    assert judged_with_loans(ONE_HELPER_AT_ONE_POINT).score == 2


def test_all_helpers_are_known_although_an_early_point_is_wrong():
    names = {}
    exec(ONE_HELPER_AFTER_A_WRONG_POINT, names)
    [answer] = QUESTIONS["q2d"]
    student, lent = KernelStudent(names), {"d_relu": solutions.d_relu}
    assert _check_with_loans(answer, student, lent).uses == ("d_relu",)


def test_an_answer_that_is_slow_only_with_a_lent_function_keeps_its_first_finding():
    class Slow(KernelStudent):
        def call(self, *arguments, lend=None):
            if lend:
                raise StudentStoppedError("took too long")
            return super().call(*arguments)

    student = Slow({"f": lambda x: 0.0})
    result = judge_answers([row("f", doubled)], student, 1, {"helper": doubled})
    assert result.feedback.startswith("✗ f has the right shape, but a wrong value.")


def test_a_cell_without_a_row_raises_a_usage_error():
    for grade_id in ("q1f_discussion", "q9"):
        with pytest.raises(UsageError, match=f"{grade_id} has no row .* by hand"):
            judge_cell(grade_id, KernelStudent({}), points=3)


def test_a_cell_is_worth_the_points_of_the_caller():
    student = KernelStudent(reference())
    assert judge_cell("q2b", student, points=7).score == 7
    assert judge_cell("q1a_parts", student, points=0.5).max_score == 0.5


def reference():
    return {name: getattr(solutions, name) for name in solutions.__all__}


@pytest.mark.parametrize("grade_id", AUTOMATIC)
def test_the_reference_earns_all_points(grade_id):
    result = judged(grade_id, **reference())
    assert (result.outcome, result.score) == (
        "passed",
        ASSIGNMENT.by_id[grade_id].points,
    )


@pytest.mark.parametrize("grade_id", AUTOMATIC)
def test_an_empty_namespace_is_not_attempted(grade_id):
    result = judged(grade_id)
    assert (result.outcome, result.score) == ("not attempted", 0)


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
    names = ASSIGNMENT.by_id[grade_id].names
    source = "\n".join(f"def {name}(*arguments):\n    {body}" for name in names)
    if grade_id == "q1e_exponents":
        source = "\n".join(f"{name} = ..." for name in names)
    result = judged(grade_id, source)
    assert (result.outcome, result.score) == ("not attempted", 0)


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


def test_an_answer_passes_with_the_students_own_convention():
    source = """
dh = lambda a, b: (2 * b, 2 * a)  # swapped, and used swapped
df = lambda x: x                  # wrong
dg = lambda x: 1
def dl(x):
    second, first = dh(x**2, x)
    return first * df(x) + second * dg(x)
"""
    assert judged("q1a", source).outcome == "passed"


def test_a_function_is_lent_only_after_it_was_judged():
    namespace = {}
    exec("df = None\ndl = lambda x: 4 * x**3 + df(x)", namespace)
    student = KernelStudent(namespace)
    assert judge_cell("q1a", student, points=2).score == 0
    assert judge_cell("q1a", student, points=2, earlier=["q1a_parts"]).score == 2


MOVED = [
    ("q1f", "loss_gradients", ["q1d_x"], ["q1d_W1", "q1d_W2", "q1d_b"]),
    ("q2c", "d_sigmoid", ["q2a"], ["q2a_stable"]),
]


@pytest.mark.parametrize(("grade_id", "name", "judged_by", "late"), MOVED)
def test_a_function_is_lent_after_all_cells_that_judge_it(
    grade_id, name, judged_by, late
):
    for number, moved in enumerate(late):
        earlier = [*judged_by, *late[:number], *late[number + 1 :]]
        assert name not in lendable_functions(grade_id, earlier, [moved])
    assert name in lendable_functions(grade_id, [*judged_by, *late], [])
    # A question that the instructor dropped is not waited for.
    assert name in lendable_functions(grade_id, judged_by, [])


def test_nothing_is_lent_while_an_earlier_cell_of_the_worksheet_is_open():
    earlier = ["q1d_x", "q1d_W1", "q1d_W2", "q1d_b", "q1g_grad"]
    assert "grad_W" in lendable_functions("q1g_descent", earlier, ["q1g_descent"])
    # q1f moved behind: `grad_W` would give its "z".
    assert lendable_functions("q1g_descent", earlier, ["q1f", "q1g_descent"]) == {}


@pytest.mark.parametrize("grade_id", AUTOMATIC)
def test_in_the_released_order_every_earlier_function_is_lent(grade_id):
    earlier = ASSIGNMENT.before(grade_id)
    asked = ASSIGNMENT.asked_in(ASSIGNMENT.by_id[grade_id].notebook)
    pending = [q.grade_id for q in asked if q.grade_id not in earlier]
    own = {answer.function for answer in QUESTIONS[grade_id]}
    judged_before = {a.function for cell in earlier for a in QUESTIONS.get(cell, ())}
    functions = {n for n in judged_before - own if callable(getattr(solutions, n, 0))}
    assert set(lendable_functions(grade_id, earlier, pending)) == functions


def test_only_functions_are_lent():
    earlier = ["q1e_exponents", "q1e_numerical", "q1e_discussion", "q9"]
    assert lendable_functions("q1f", earlier) == {
        "numerical_gradient": solutions.numerical_gradient
    }


def test_a_recursive_function_does_not_call_the_reference():
    namespace = {}
    exec("d_tanh = lambda x: d_tanh(x)", namespace)
    student = KernelStudent(namespace)
    earlier = ["q2a", "q2c"]
    assert judge_cell("q2c_stable", student, points=1, earlier=earlier).score == 0


def test_the_judged_function_is_never_lent():
    namespace = {"d_tanh": lambda x: 0, "d_sigmoid": lambda x: 0}
    earlier = ["q2a", "q2c", "q2c_stable"]
    student = KernelStudent(namespace)
    assert judge_cell("q2c", student, points=2, earlier=earlier).score == 0
    assert namespace["d_sigmoid"](3) == 0  # and the student's function is restored


def test_stopped_code_scores_0_and_the_feedback_says_why():
    class Stopped(KernelStudent):
        def call(self, *arguments, **named):
            raise StudentStoppedError("took too long")

    result = judge_cell("q2a", Stopped({}), points=2)
    assert (result.score, result.feedback) == (0, "✗ took too long")


def test_feedback_about_a_hidden_case_contains_no_text_of_the_student():
    source = """
def total_derivative(df, g, dg, w):
    raise ValueError("secret" + repr(w))
def chain_rule_graph(n):
    return {"secret": ("source",), "w": ("source",)}
"""
    for grade_id in ("q1b_chain", "q1b_graph"):
        assert "secret" not in judged(grade_id, source).feedback


def test_prints_and_warnings_of_a_call_are_suppressed(capsys):
    source = """
import sys, warnings
def d_tanh(x):
    print("hello"); print("there", file=sys.stderr); warnings.warn("careful")
    return 1 - np.tanh(x)**2
"""
    assert judged("q2c", source).outcome == "passed"
    assert capsys.readouterr() == ("", "")


FLAT = """
def numerical_gradient(f, W, eps=1e-6):
    flat = W.ravel()
    bumps = eps * np.eye(W.size)
    slopes = [(f(flat + b) - f(flat - b)) / (2 * eps) for b in bumps]
    return np.reshape(slopes, W.shape)
"""
SHAPED = FLAT.replace("f(flat + b)", "f((flat + b).reshape(W.shape))").replace(
    "f(flat - b)", "f((flat - b).reshape(W.shape))"
)


def test_numerical_gradient_must_call_f_with_the_shape_of_w():
    assert judged("q1e_numerical", SHAPED).outcome == "passed"
    result = judged("q1e_numerical", FLAT)
    assert result.score == 0
    assert "stopped with ValueError" in result.feedback


def test_numerical_gradient_must_call_f_with_real_matrices():
    complex_step = """
def numerical_gradient(f, W, eps=1e-6):
    bumps = eps * np.eye(W.size).reshape(-1, *W.shape)
    return np.reshape([(f(W + b + 0j) - f(W - b)) / (2 * eps) for b in bumps], W.shape)
"""
    assert "stopped with TypeError" in judged("q1e_numerical", complex_step).feedback


IN_PLACE = [
    (
        "q1e_numerical",
        "numerical_gradient",
        "def numerical_gradient(f, W, eps=1e-6):\n"
        "    slopes = right(f, W, eps)\n"
        "    W += 1\n"
        "    return slopes",
    ),
    (
        "q1g_descent",
        "gradient_descent",
        "def gradient_descent(W, *others):\n"
        "    W_final, history = right(W, *others)\n"
        "    W[:] = W_final\n"
        "    return W, history",
    ),
]


@pytest.mark.parametrize(("grade_id", "name", "source"), IN_PLACE)
def test_an_answer_that_changes_the_callers_matrix_scores_0(grade_id, name, source):
    result = judged(grade_id, source, right=getattr(solutions, name))
    assert (result.score, result.misconception) == (0, "W is changed in place")


ONE_STEP = """
def numerical_gradient(f, W, eps=1e-6):
    bumps = STEP * np.eye(W.size).reshape(-1, *W.shape)
    slopes = [(f(W + UP * b) - f(W - DOWN * b)) / ((UP + DOWN) * STEP) for b in bumps]
    return np.reshape(slopes, W.shape)
"""


@pytest.mark.parametrize(
    ("step", "up", "down", "said"),
    [("eps", 1, 1, ""), ("eps", 2, 2, ""), ("0.001", 1, 1, "eps is not used")],
)
def test_the_step_of_numerical_gradient_must_scale_with_eps(step, up, down, said):
    source = ONE_STEP.replace("STEP", step).replace("UP", str(up))
    result = judged("q1e_numerical", source.replace("DOWN", str(down)))
    assert result.score == (0 if said else ASSIGNMENT.by_id["q1e_numerical"].points)
    assert said in result.feedback


def test_a_one_sided_rule_that_is_exact_for_quadratics_is_wrong():
    exact_for_quadratics = """
def numerical_gradient(f, W, eps=1e-6):
    bumps = eps * np.eye(W.size).reshape(-1, *W.shape)
    slopes = [(-3 * f(W) + 4 * f(W + b) - f(W + 2 * b)) / (2 * eps) for b in bumps]
    return np.reshape(slopes, W.shape)
"""
    result = judged("q1e_numerical", exact_for_quadratics)
    assert result.score == 0


# (graded cell, function, an answer made of the right one, whether it passes, part of
# the feedback): cases that a careless change of the checks would lose.
EASILY_LOST = [
    ("q1a_parts", "dh", "lambda a, b: (2 * a[:], 2 * b[:])", False, "✓ dh is right."),
    (
        "q1e_numerical",
        "numerical_gradient",
        "lambda f, W, eps: right(f, W, eps)",
        False,
        "stopped with TypeError",
    ),
    ("q2a", "d_sigmoid", "lambda x: right(x) * (x < 15)", False, "d_sigmoid is close"),
    ("q2a", "d_sigmoid", "lambda x: right(x) * (x > -30)", True, "right"),
    (
        "q1b_graph",
        "chain_rule_graph",
        "lambda n: right(n) | {'z': ('f', *['y'] * n)}",
        False,
        "exactly once",
    ),
]


@pytest.mark.parametrize(("grade_id", "name", "answer", "passes", "said"), EASILY_LOST)
def test_each_call_style_is_checked(grade_id, name, answer, passes, said):
    right = getattr(solutions, name)
    result = judged(grade_id, f"{name} = {answer}", right=right)
    assert (result.outcome == "passed") is passes
    assert said in result.feedback


def test_a_mistake_is_not_named_where_f_is_flat():
    source = """
def gradient_descent(W, x, y, b, phi, dphi, lr, steps):
    return right(W, x, y, b, phi, dphi, lr, steps if np.any(x) else steps - 1)
"""
    result = judged("q1g_descent", source, right=solutions.gradient_descent)
    assert (result.score, result.misconception) == (0, None)
    assert "history has 3 entries; expected steps + 1 values of f" in result.feedback


def test_a_mistake_that_several_cells_share_is_explained_in_the_first():
    def wrong(*arguments):
        return {
            key: -value for key, value in solutions.loss_gradients(*arguments).items()
        }

    names = {"loss_gradients": wrong}
    cells = {f"q1d_{key}": judged_in_place(f"q1d_{key}", names) for key in ("x", "b")}
    once = explain_once(cells)
    assert once["q1d_x"] == cells["q1d_x"]
    assert "Your result is what you get if the sign is wrong." in once["q1d_x"].feedback
    assert once["q1d_b"].feedback.endswith("The explanation is the same as for q1d_x.")
    assert once["q1d_b"].misconception == cells["q1d_b"].misconception
    others = {"q1a": cells["q1d_x"], "q2a": cells["q1d_b"]}
    assert explain_once(others) == others

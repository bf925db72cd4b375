"""The instant check: the whole answer bank, and its messages."""

import io
import warnings
from contextlib import redirect_stderr, redirect_stdout, suppress

import numpy as np
import pytest
import worksheet
from companion import check as check_module
from companion import worksheet_json
from companion.check import check, form_only
from companion.registry import ANSWERS
from matplotlib.figure import Figure
from own_assignment import QUESTIONS

import solutions
from autograder.demo.bank import load_bank

# It uses .squeeze(), so for d = 1 it has no vectors and matrices left.
WRONG_FOR_ONE_NUMBER = ("solved by least squares detours",)
HELPERS = ("df", "dg", "dh", "sensitivities", "grad_W", "d_sigmoid", "d_relu")
BANK = [answer for answers in load_bank().values() for answer in answers]
JUDGED = {q.grade_id: q for q in QUESTIONS if not q.by_hand}


@pytest.fixture(autouse=True)
def _forget_earlier_checks():
    check_module._failures.clear()
    check_module.results.clear()


class Drawing:
    """Replaces pyplot: an answer may draw, and nothing is displayed."""

    def plot(self, *arguments):
        Figure().subplots().plot(*arguments)


def namespace_of(answer):
    names = {"np": np, "plt": Drawing(), "worksheet": worksheet}
    names |= {name: getattr(solutions, name) for name in HELPERS}
    for question in QUESTIONS:
        if question.cell == answer.cell:
            for name in question.names:
                names.pop(name, None)
    with suppress(SyntaxError):  # as in a notebook, the cell defines nothing
        exec(answer.source, names)
    return names


@pytest.mark.parametrize("answer", BANK, ids=[f"{a.cell}: {a.name}" for a in BANK])
def test_the_points_are_the_same_as_the_graders(answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = namespace_of(answer)
    for grade_id, score in answer.scores.items():
        points = check(grade_id, names)
        if answer.name in WRONG_FOR_ONE_NUMBER:
            assert float(points) == 0, points.words
        elif not form_only(grade_id):
            assert float(points) == pytest.approx(score, abs=1e-3), points.words


@pytest.mark.parametrize("grade_id", JUDGED)
def test_a_right_answer_passes_with_full_points(grade_id):
    names = {name: getattr(solutions, name) for name in JUDGED[grade_id].names}
    points = check(grade_id, names)
    assert points == JUDGED[grade_id].points
    assert ("✓ passed" in points.words) is (not form_only(grade_id))
    assert "✗" not in points.words


@pytest.mark.parametrize("grade_id", JUDGED)
@pytest.mark.parametrize(
    "blank", [None, ..., lambda *_: None, lambda *_: ...], ids=["None", "...", "f", "g"]
)
def test_a_blank_answer_counts_as_not_attempted(grade_id, blank):
    if form_only(grade_id) and callable(blank):
        return
    points = check(grade_id, dict.fromkeys(JUDGED[grade_id].names, blank))
    assert points == 0
    assert points.words.startswith("○ not attempted")
    assert check(grade_id, {}).words.startswith("○ not attempted")


def test_right_answers_are_named_before_wrong_ones():
    def loss_gradients(*arguments):
        right = solutions.loss_gradients(*arguments)
        return right | {"x": -right["x"]}

    names = {"loss_gradients": loss_gradients}
    assert '`"b"` is right' in check("q1d_b", names).words
    text = check("q1d_x", names).words
    assert "✗ not yet" in text
    assert 'worksheet.hint("q1d_x")' in text

    def sensitivities(*arguments):
        right = solutions.sensitivities(*arguments)
        return right | {"s": -right["s"]}

    lines = check("q1f", {"sensitivities": sensitivities}).words.split("\n")
    assert lines[1] == '`"r"`, `"p"` and `"z"` are right.'
    assert lines[2].startswith('`"s"`')


def test_a_known_mistake_gets_its_name_and_its_hint():
    text = check("q1a", {"dl": lambda x: 4 * x**3}).words
    assert "Your result is what you get if the path through g is missing." in text
    assert "Add up what each of them contributes." in text


def test_an_unknown_mistake_gets_its_numbers_and_a_next_step():
    text = check("q1a", {"dl": lambda x: 17.3 * x + 0.1}).words
    assert "what you get" not in text
    assert "returns 29.51 at x = 1.7; the numerical derivative is 23.05" in text
    assert ANSWERS["dl"].next_step in text


def test_a_known_mistake_gets_no_second_next_step():
    text = check("q1a", {"dl": lambda x: 4 * x**3}).words
    assert ANSWERS["dl"].next_step not in text


def test_the_third_identical_failure_adds_a_question():
    names = {"dl": lambda x: 4 * x**3}
    first, second, third, fourth = (check("q1a", names).words for _ in range(4))
    assert first == second == fourth
    assert "Another way to look at it: Predict" in third
    assert "returns 19.65 at x = 1.7" in third
    assert "what you get" in third


def test_different_failures_do_not_show_the_question():
    for factor in (5, 6, 7):
        text = check("q1a", {"dl": lambda x, k=factor: k * x}).words
        assert "same problem as before" not in text


def test_output_and_warnings_of_the_answer_are_suppressed():
    def df(x):
        print("hello")
        warnings.warn("careful", stacklevel=1)
        return 2 * x + 0 * np.log(np.zeros(1))[0]

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        check("q1a_parts", {"df": df})
    assert (out.getvalue(), err.getvalue()) == ("", "")


@pytest.mark.parametrize("error", [SystemExit, RecursionError, KeyError, MemoryError])
def test_an_exception_in_the_answer_is_reported_and_not_raised(error):
    def dl(x):
        raise error("oh")

    text = check("q1a", {"dl": dl}).words
    assert f"stopped with {error.__name__}" in text


def test_an_exception_is_reported_for_the_function_and_not_for_a_key():
    text = check("q1d_x", {"loss_gradients": lambda *arguments: 1 / 0}).words
    assert "`loss_gradients` stopped with ZeroDivisionError" in text


@pytest.mark.parametrize("value", [np.ones((2, 2)), [1, 2], 3.0, "text", np.float64(1)])
@pytest.mark.parametrize("grade_id", ["q1d_W1", "q1f"])
def test_a_value_in_place_of_a_dict_is_reported_with_its_type(grade_id, value):
    [name] = JUDGED[grade_id].names
    text = check(grade_id, {name: lambda *arguments: value}).words
    assert f"you return a value of type {type(value).__name__}; a dict is exp" in text


@pytest.mark.parametrize("unknown", ["q9", None, ..., [1]])
def test_an_unknown_cell_lists_the_known_ones(unknown):
    assert "`q1d_W1`" in check(unknown, {}).words


def test_points_print_as_a_number_and_display_as_a_card():
    points = check("q2b", {"d_relu": solutions.d_relu})
    assert repr(points) == str(worksheet_json.full_points("q2b", 1))
    assert "✓ passed" in points._repr_html_()


def test_the_check_does_not_reveal_right_exponents():
    pairs = ((2, 4), (3, 3), (0.5, 7))
    messages = {
        check("q1e_exponents", {"analytic_exponent": a, "numerical_exponent": b}).words
        for a, b in pairs
    }
    assert len(messages) == 1
    assert "right" not in messages.pop()
    text = check("q1e_exponents", {"analytic_exponent": 3, "numerical_exponent": "4"})
    assert "text" in text.words
    assert "right" not in text.words


def test_a_function_returns_a_shape_and_an_entry_has_one():
    text = check("q2b", {"d_relu": lambda x: np.ones((2, 3))}).words
    assert "`d_relu` returns shape (2, 3)" in text
    answers = {"loss_gradients": lambda x, *_: {"W1": x}}
    assert '`"W1"` has shape' in check("q1d_W1", answers).words
    text = check("q1e_exponents", {"analytic_exponent": [1, 2]}).words
    assert "`analytic_exponent` has shape (2,)" in text


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            {"sensitivities": lambda *_: None},
            "`sensitivities` returns nothing yet. If you have written it, does it",
        ),
        (
            {"sensitivities": lambda *_: dict.fromkeys("rspz")},
            '`"r"`, `"s"`, `"p"` and `"z"` have no value yet.',
        ),
        ({}, '`"r"`, `"s"`, `"p"` and `"z"` have no value yet. Fill in the cell'),
    ],
)
def test_a_blank_answer_says_what_is_blank(names, message):
    text = check("q1f", names).words
    assert text.startswith("○ not attempted")
    assert message in text


def test_without_the_data_file_right_answers_pass_and_wrong_ones_do_not(monkeypatch):
    monkeypatch.setattr(
        worksheet_json, "load", lambda: {"questions": {}, "answers": {}}
    )
    for grade_id, question in JUDGED.items():
        names = {name: getattr(solutions, name) for name in question.names}
        assert "✗" not in check(grade_id, names).words
    assert "✗" in check("q1a", {"dl": lambda x: 4 * x**3}).words


def test_a_bug_in_the_check_is_reported_and_not_raised(monkeypatch):
    monkeypatch.setattr(check_module, "_finding", lambda *_: 1 / 0)
    points = check("q1a", {"dl": solutions.dl})
    assert points == 0
    assert "Submit as usual" in points.words


def test_a_wrong_answer_for_ordinary_inputs_is_fixed_before_far_ones():
    after = "First fix what the check before this one says."
    overflows = lambda x: np.exp(-x) / (1 + np.exp(-x)) ** 2  # noqa: E731
    assert after not in check("q2a_stable", {"d_sigmoid": overflows}).words
    assert after in check("q2a_stable", {"d_sigmoid": lambda x: x}).words


def test_a_caret_in_place_of_a_power_gets_its_own_advice():
    assert "Write powers with `**`" in check("q1a", {"dl": lambda x: x ^ 2}).words


# Answers that pass their property test but are not exact.


def estimated(function):
    """The right function, but it estimates the derivative of phi."""

    def estimating(W, x, y, b, phi, dphi):
        slope = lambda z: (phi(z + 1e-6) - phi(z - 1e-6)) / 2e-6  # noqa: E731
        return getattr(solutions, function)(W, x, y, b, phi, slope)

    return estimating


def estimated_total(df, g, dg, w):
    slopes = (g(w + 1e-6) - g(w - 1e-6)) / 2e-6
    return solutions.total_derivative(df, g, lambda w: slopes, w)


def estimated_layers(x, y, W1, W2, b, phi, dphi):
    def jacobian(z):
        steps = 1e-6 * np.eye(len(z))
        return np.transpose([(phi(z + s) - phi(z - s)) / 2e-6 for s in steps])

    return solutions.loss_gradients(x, y, W1, W2, b, phi, jacobian)


def shifted(f, W, eps=1e-6):
    return solutions.numerical_gradient(f, W, eps) + 5e-8


def twice_the_step(W, x, y, b, phi, dphi, lr, steps):
    return solutions.gradient_descent(W, x, y, b, phi, dphi, 2 * lr, steps)


def noisy(function):
    return lambda x: getattr(solutions, function)(x) * (1 + 1e-9)


IGNORES = "is wrong when the check passes another function as"
INEXACT = [
    ("q1a_parts", {"df": noisy("df")}, "not exact to double precision"),
    ("q1a", {"dl": noisy("dl")}, "not exact to double precision"),
    (
        "q1b_chain",
        {"total_derivative": estimated_total},
        f"{IGNORES} `dg`. *",
    ),
    (
        "q1d_x",
        {"loss_gradients": estimated_layers},
        f"{IGNORES} `dphi`. *you call `dphi`, and at which point",
    ),
    (
        "q1f",
        {"sensitivities": estimated("sensitivities")},
        f"{IGNORES} `dphi`. *you call `dphi`",
    ),
    (
        "q1g_grad",
        {"grad_W": estimated("grad_W")},
        f"{IGNORES} `dphi`. *you call `dphi`, and at which point",
    ),
    ("q1e_numerical", {"numerical_gradient": shifted}, "not the central difference"),
    ("q1g_descent", {"gradient_descent": twice_the_step}, "but ends at another W"),
    ("q2a", {"d_sigmoid": noisy("d_sigmoid")}, "not exact to double precision"),
    ("q2c_stable", {"d_tanh": noisy("d_tanh")}, "not exact to double precision"),
]
SENTENCES = (IGNORES, "not exact", "not the central difference", "ends at another W")


@pytest.mark.parametrize(("grade_id", "names", "message"), INEXACT)
def test_an_inexact_answer_gets_the_reason_and_no_other(grade_id, names, message):
    text = " ".join(check(grade_id, names).words.split())
    first, _, rest = message.partition(" *")
    assert first in text
    assert rest in text
    assert sum(sentence in text for sentence in SENTENCES) == 1


# Answers that use earlier ones.


def wrong_sensitivities(*arguments):
    right = solutions.sensitivities(*arguments)
    return {key: -3 * value for key, value in right.items()}


def from_namespace(source, **names):
    names |= {"np": np}
    exec(source, names)
    return names


GRAD = "def grad_W(*a):\n    return np.outer(sensitivities(*a)['z'], a[1])\n"
DESCENT = """
def gradient_descent(W, x, y, b, phi, dphi, lr, steps):
    f = lambda V: float((y - np.sum(phi(V @ x + b))) ** 2)
    history = [f(W)]
    for _ in range(steps):
        W = W {sign} lr * grad_W(W, x, y, b, phi, dphi)
        history.append(f(W))
    return W, history
"""


def test_a_right_grad_W_passes_with_wrong_sensitivities():
    names = from_namespace(GRAD, sensitivities=wrong_sensitivities)
    points = check("q1g_grad", names)
    assert points == worksheet_json.full_points("q1g_grad", 1)
    assert "`sensitivities`" in points.words
    assert names["sensitivities"] is wrong_sensitivities


def test_a_wrong_grad_W_fails_with_wrong_sensitivities():
    source = GRAD.replace("['z'], a[1]", "['z'], 2 * a[1]")
    assert (
        check("q1g_grad", from_namespace(source, sensitivities=wrong_sensitivities))
        == 0
    )


@pytest.mark.parametrize(("sign", "right"), [("-", 1), ("+", 0), ("- 2 *", 0)])
def test_the_descent_is_tested_separately_from_a_wrong_gradient(sign, right):
    def grad_W(*arguments):
        return -5 * solutions.grad_W(*arguments)

    names = from_namespace(DESCENT.format(sign=sign), grad_W=grad_W)
    full = worksheet_json.full_points("q1g_descent", 1)
    assert check("q1g_descent", names) == right * full


def test_dl_is_tested_separately_from_wrong_parts():
    source = "def dl(x):\n    a, b = dh(x**2, x)\n    return a * df(x) + b * dg(x)\n"
    names = from_namespace(source, df=lambda x: x, dg=solutions.dg, dh=solutions.dh)
    points = check("q1a", names)
    full = worksheet_json.full_points("q1a", 1)
    assert points == full
    assert "`df`" in points.words
    names["df"] = solutions.df
    right = f"✓ passed: q1a, {full:g} of {full:g} points\n`dl` is right."
    assert check("q1a", names).words == right

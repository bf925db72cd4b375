"""The known mistakes of the rows: each is wrong, distinct, and has a short hint."""

import collections
import inspect
import warnings

import numpy as np
import pytest
from judging import ASSIGNMENT, judged

import solutions
from autograder.checks import inputs
from autograder.checks.registry import ANSWERS, QUESTIONS

MISTAKES = {answer.id: answer.mistakes for answer in ANSWERS.values()}
FAR = np.array([30.0, -30.0, 720.0, -720.0, 1e4, -1e4])


def arguments(answer):
    """Generic arguments that neither the judge nor the companion uses."""
    name = answer.partition(".")[0]
    if answer.endswith(".stable"):
        return (FAR,)
    if name == "loss_gradients":
        return tuple(inputs.layers(5, 901))
    if name in ("sensitivities", "grad_W"):
        return tuple(inputs.units(5, 3, 902))
    if name == "gradient_descent":
        return (*inputs.units(5, 3, 903), 0.01, 6)
    if name == "total_derivative":
        return tuple(inputs.paths(5, 904))
    if name == "numerical_gradient":
        Q, W = np.random.default_rng(905).normal(size=(2, 2, 3))
        return (lambda V: float(np.sum(Q * V) ** 2 + np.sum(V)), W, 0.3)
    if name == "dh":
        return (np.array([0.7, -1.4]), np.array([2.2, 0.6]))
    return (np.array([0.33, -0.71, 1.3, -2.3, 0.07, -0.04, 2.4]),)


def plain(value):
    """The returned value as an array of numbers."""
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list):
        value = np.concatenate([np.ravel(part) for part in value])
    return np.asarray(value, float)


def value(answer, function):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return plain(function(*arguments(answer)))


def right(answer):
    name, _, key = answer.partition(".")
    given = getattr(solutions, name)
    if not callable(given):
        return np.asarray(float(given))
    got = value(answer, given) if key in ("", "stable") else None
    return got if got is not None else plain(given(*arguments(answer))[key])


def wrong(answer, mistake):
    if answer.endswith("_exponent"):
        return np.asarray(float(mistake.wrong()))
    return value(answer, mistake.wrong)


def equal(a, b):
    """Equal within the precision of the judge, relative to the largest entry."""
    if a.shape != b.shape:
        return False
    scale = max(1.0, np.max(np.abs(b[np.isfinite(b)]), initial=0.0))
    return np.allclose(a, b, rtol=0, atol=1e-13 * scale, equal_nan=True)


GRAPHS = ("chain_rule_graph", "computation_graph")


@pytest.mark.parametrize("answer", [a for a in MISTAKES if a not in GRAPHS])
def test_no_mistake_has_the_right_value(answer):
    expected = right(answer)
    rows = MISTAKES[answer]
    assert [m.name for m in rows if equal(wrong(answer, m), expected)] == []


@pytest.mark.parametrize("answer", [a for a in MISTAKES if a not in GRAPHS])
def test_mistakes_with_the_same_value_have_the_same_name(answer):
    rows = [(mistake.name, wrong(answer, mistake)) for mistake in MISTAKES[answer]]
    shared = [
        (name, other)
        for i, (name, given) in enumerate(rows)
        for other, earlier in rows[:i]
        if name != other and equal(given, earlier)
    ]
    assert shared == []


@pytest.mark.parametrize("answer", GRAPHS)
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_wrong_graph_is_a_dict_of_tuples_for_every_n(answer, n):
    for mistake in MISTAKES[answer]:
        graph = mistake.wrong(n)
        assert graph
        assert all(isinstance(node, tuple) and node for node in graph.values())


def _parts_of_graph(graph):
    return {name: tuple(node) for name, node in graph.items()}


@pytest.mark.parametrize("answer", GRAPHS)
def test_no_wrong_graph_equals_the_right_one_or_another(answer):
    graphs = [(m.name, _parts_of_graph(m.wrong(4))) for m in MISTAKES[answer]]
    reference = _parts_of_graph(getattr(solutions, answer)(4))
    assert all(graph != reference for _, graph in graphs)
    for i, (name, graph) in enumerate(graphs):
        assert all(graph != other or name == earlier for earlier, other in graphs[:i])


def test_every_automatic_answer_has_known_mistakes():
    few = {answer: len(rows) for answer, rows in MISTAKES.items() if len(rows) < 10}
    # Two small whole numbers, and few ways to overflow.
    assert set(few) == {"analytic_exponent", "numerical_exponent", "d_sigmoid.stable",
                        "d_tanh.stable"}  # fmt: skip


def test_no_row_appears_twice():
    for answer, rows in MISTAKES.items():
        counted = collections.Counter(id(mistake.wrong) for mistake in rows)
        assert max(counted.values()) == 1, answer


@pytest.mark.parametrize("answer", MISTAKES)
def test_names_and_hints_are_short_and_punctuated(answer):
    for name, hint, _ in MISTAKES[answer]:
        assert name[-1] not in ".?!", name
        assert not name[0].isupper() or name.split()[0] in CAPITALS, name
        assert hint[-1] in ".?", hint
        assert len(name.split()) <= 22, name
        assert len(hint.split()) <= 30, hint


# Symbols that begin a name; none of these is a sentence.
CAPITALS = {"W1", "W1,", "W2", "Φ", "Φ(z)", "W"}

# Text that would give the answer, without spaces.
SPOILERS = {
    "df": ("2x", "2*x"),
    "dg": ("is1", "slope1"),
    "dh": ("2x₁", "2*x1"),
    "dl": ("4x³", "4*x**3"),
    "total_derivative": ("df(g(w))*dg", "df(g(w))@dg"),
    "loss_gradients.x": ("W1.T@", "W1ᵀ"),
    "loss_gradients.W1": ("outer(D,x", "W2.T@"),
    "loss_gradients.W2": ("outer(e,p", "ep ᵀ"),
    "loss_gradients.b": ("J.T@", "Jᵀ"),
    "grad_W": ("-2*r", "−2r"),
    "d_sigmoid": ("σ(x)(1", "s(1−s", "s*(1-s"),
    "d_tanh": ("1−tanh²", "1-tanh", "1−t²"),
    "d_relu": ("1forx>0",),
    "d_leaky_relu": ("slopeis−0.1", "−0.1forx"),
}


@pytest.mark.parametrize("answer", sorted(SPOILERS))
def test_no_name_and_no_hint_gives_the_answer(answer):
    for mistake in MISTAKES[answer]:
        text = (mistake.name + " " + mistake.hint).replace(" ", "")
        assert not [part for part in SPOILERS[answer] if part in text], mistake.name


def test_wrong_functions_accept_the_students_arguments():
    for answer, rows in MISTAKES.items():
        given = getattr(solutions, answer.partition(".")[0])
        if not callable(given):
            continue
        expected = len(inspect.signature(given).parameters)
        for mistake in rows:
            inspect.signature(mistake.wrong).bind(*range(expected))


KNOWN = [
    pytest.param(grade_id, answer, mistake, id=f"{answer.id}-{number}")
    for grade_id, answers in QUESTIONS.items()
    for answer in answers
    for number, mistake in enumerate(answer.mistakes)
]


def with_mistake(grade_id, answer, mistake):
    """The right answers of a graded cell, with one mistake in one of them."""
    names = {a.function: getattr(solutions, a.function) for a in QUESTIONS[grade_id]}
    right = names[answer.function]
    if not callable(right):
        return names | {answer.function: mistake.wrong()}
    wrong = answer.as_returned(mistake.wrong)
    if answer.key is None:
        return names | {answer.function: wrong}
    return names | {answer.function: lambda *a: {**right(*a), **wrong(*a)}}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("grade_id", "answer", "mistake"), KNOWN)
def test_every_known_mistake_loses_only_its_own_points_and_is_named(
    grade_id, answer, mistake
):
    result = judged(grade_id, with_mistake(grade_id, answer, mistake))
    others = len(QUESTIONS[grade_id]) - 1
    points = ASSIGNMENT.by_id[grade_id].points
    assert result.score == pytest.approx(points * others / (others + 1))
    assert result.misconception == mistake.name
    assert mistake.hint in result.feedback

"""The known mistakes of the rows: each loses points and is named; no name is a leak."""

import random
import warnings

import numpy as np
import pytest
from judging import ASSIGNMENT, judged

import solutions
from autograder.checks.registry import ANSWERS, QUESTIONS
from autograder.mutations.mistakes import mistake_of

PROGRAMS = [
    pytest.param(answer, program, id=f"{answer.id}-{number}")
    for answer in ANSWERS.values()
    for number, program in enumerate(answer.mistakes.programs)
]


def reference(answer, arguments):
    value = getattr(solutions, answer.function)(*arguments)
    return value if answer.key is None else value[answer.key]


@pytest.mark.parametrize(("answer", "program"), PROGRAMS)
def test_a_program_computes_the_right_answer(answer, program):
    mistakes = answer.mistakes
    got = mistakes.read(program.value(mistakes.at), mistakes.at)
    expected = mistakes.read(reference(answer, mistakes.at), mistakes.at)
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-9)


def test_all_but_four_answers_have_many_known_mistakes():
    few = {a.id for a in ANSWERS.values() if len(list(a.mistakes)) < 30}
    # Two small whole numbers, and few ways to overflow.
    assert few == {
        *("analytic_exponent", "numerical_exponent"),
        *("d_sigmoid.stable", "d_tanh.stable"),
    }


def sentences(answer):
    """(name, hint) of every single mistake of an answer."""
    mistakes = answer.mistakes
    yield from ((mistake.name, mistake.hint) for mistake in mistakes.listed)
    for program in mistakes.programs:
        for edited, _ in program.mutants(mistakes.at, 1):
            yield edited[0][1].name, program.hint(edited)


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=list(ANSWERS))
def test_a_name_is_a_clause_and_a_hint_is_short(answer):
    for name, hint in set(sentences(answer)):
        assert name[-1] not in ".?!;", name
        assert "; " not in name, name
        assert len(name.split()) <= 22, name
        assert hint[-1] in ".?", (name, hint)
        assert len(hint.split()) <= 32, hint


# What would say the answer, without spaces.
TELLING = {
    "df": ("2x", "2*x"),
    "dg": ("slope1", "dg(x)=1"),
    "dh": ("2x₁", "2*x1"),
    "dl": ("4x³+", "4*x**3+"),
    "total_derivative": ("df(g(w))*dg", "df(g(w))@dg"),
    "loss_gradients.x": ("W1.T@", "W1ᵀ@"),
    "loss_gradients.W1": ("outer(D,x)", "W2.T@"),
    "loss_gradients.W2": ("outer(e,p)",),
    "loss_gradients.b": ("J.T@",),
    "grad_W": ("-2*r", "−2r"),
    "d_sigmoid": ("σ(x)(1", "s(1−s", "s*(1-s", "ofu(1−u),whereuisσ(x)"),
    "d_tanh": ("1−tanh²", "1-tanh", "1−t²"),
    "d_relu": ("is1forx>0", "is0forx<0"),
    "d_leaky_relu": ("is−0.1forx<0", "is1forx>0"),
}


@pytest.mark.parametrize("answer", sorted(TELLING))
def test_no_hint_and_no_name_says_the_answer(answer):
    for name, hint in set(sentences(ANSWERS[answer])):
        said = (name + " " + hint).replace(" ", "")
        assert not [part for part in TELLING[answer] if part in said], name


def with_mistake(grade_id, answer, wrong):
    """The right answers of a graded cell, with one mistake in one of them."""
    names = {a.function: getattr(solutions, a.function) for a in QUESTIONS[grade_id]}
    right = names[answer.function]
    if not callable(right):
        return names | {answer.function: wrong()}
    returned = answer.as_returned(wrong)
    if answer.key is None:
        return names | {answer.function: returned}
    return names | {answer.function: lambda *a: {**right(*a), **returned(*a)}}


def sample(answer):
    """Mistakes by hand, and mutants with one, two and three frequent edits."""
    drawn = random.Random(answer.id)
    mistakes = answer.mistakes
    yield from drawn.sample(mistakes.listed, min(8, len(mistakes.listed)))
    for program in mistakes.programs:
        for count, size in ((1, 8), (2, 6), (3, 3)):
            if count <= program.most_edits:
                found = [
                    edited
                    for edited, _ in program.mutants(mistakes.at, count)
                    if all(edit.frequent for _, edit in edited)
                ]
                for edited in drawn.sample(found, min(size, len(found))):
                    yield mistake_of(program, edited)


def is_wrong(answer, mistake):
    """Whether a mutant differs from the right answer: some edits cancel out."""
    try:
        value = answer.mistakes.read(
            mistake.wrong(*answer.mistakes.at), answer.mistakes.at
        )
        right = reference(answer, answer.mistakes.at)
    except Exception:
        return True
    expected = answer.mistakes.read(right, answer.mistakes.at)
    return value.shape != expected.shape or not np.allclose(value, expected, atol=1e-7)


KNOWN = [
    pytest.param(grade_id, answer, mistake, id=f"{answer.id}-{number}")
    for grade_id, answers in QUESTIONS.items()
    for answer in answers
    for number, mistake in enumerate(sample(answer))
    if not callable(getattr(solutions, answer.function)) or is_wrong(answer, mistake)
]


@pytest.mark.parametrize(("grade_id", "answer", "mistake"), KNOWN)
def test_a_known_mistake_loses_its_points_only_and_is_named(grade_id, answer, mistake):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        result = judged(grade_id, with_mistake(grade_id, answer, mistake.wrong))
    others = len(QUESTIONS[grade_id]) - 1
    points = ASSIGNMENT.by_id[grade_id].points
    assert result.score == pytest.approx(points * others / (others + 1))
    if result.misconception is None:  # it raises, or has another shape, in some case
        assert "shape" in result.feedback or "stopped with" in result.feedback
    elif result.misconception != mistake.name:  # a simpler one with equal values
        assert result.misconception.count(";") <= mistake.name.count(";")
        assert equally_wrong(answer, mistake, result.misconception)


def equally_wrong(answer, mistake, name):
    """Whether the mistake of this name has the value of the other one."""
    at = answer.mistakes.at
    value = answer.mistakes.read(mistake.wrong(*at), at)
    for other in every_mistake(answer):
        if other.name == name:
            got = answer.mistakes.read(other.wrong(*at), at)
            if np.allclose(got, value, equal_nan=True):  # a number may be an array
                return True
    return False


def every_mistake(answer):
    yield from answer.mistakes.listed
    for program in answer.mistakes.programs:
        for count in range(1, program.most_edits + 1):
            for edited, _ in program.mutants(answer.mistakes.at, count):
                yield mistake_of(program, edited)

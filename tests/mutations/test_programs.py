"""Mutants: correct programs with edited lines, computed and found again."""

import numpy as np
import pytest

from autograder.mutations.mistakes import Called, Mistake, Mistakes
from autograder.mutations.programs import Line, Program, choice

PROGRAM = Program(
    ("A", "x", "b"),
    (
        Line("z", "A @ x + b", "Compare z with the question."),
        Line("s", "np.sum(z)", "Add up all entries."),
        Line("r", "2 * s", "Differentiate once more.",
             choices=(choice("s is squared", "s ** 2"),)),
    ),
    factor_hint="Check every factor.",
)  # fmt: skip
RNG = np.random.default_rng(3)
CASES = [
    (RNG.normal(size=(n, n)), RNG.normal(size=n), RNG.normal(size=n)) for n in (3, 2, 4)
]


def named(function, cases=CASES, mistakes=None):
    calls = [Called(case, function(*case)) for case in cases]
    found = (mistakes or Mistakes(PROGRAM)).named(calls)
    return found and found.name


def test_a_program_computes_its_last_line():
    A, x, b = CASES[0]
    assert PROGRAM.value(CASES[0]) == pytest.approx(2 * np.sum(A @ x + b))


def test_every_mutant_has_the_value_that_it_gives_when_run_alone():
    for count in (1, 2, 3):
        found = list(PROGRAM.mutants(CASES[0], count))
        assert len(found) > 10
        for edited, value in found:
            assert len(edited) == count
            again = PROGRAM.value(CASES[0], edited)
            np.testing.assert_array_equal(again, value)


@pytest.mark.parametrize(
    ("wrong", "name"),
    [
        (lambda A, x, b: 2 * np.sum(A.T @ x + b), "A is transposed in z"),
        (lambda A, x, b: -2 * np.sum(A @ x + b), "the sign is wrong"),
        (lambda A, x, b: np.sum(A @ x + b), "a factor of 2 is missing"),
        (lambda A, x, b: np.sum(A @ x + b) ** 2, "s is squared"),
        (
            lambda A, x, b: 2 * np.mean(A @ x - b),
            "b is subtracted instead of added in z; z is averaged instead of summed",
        ),
        (lambda A, x, b: 2 * np.sum(A @ x + b), None),
        (lambda A, x, b: 7.25, None),
        (lambda A, x, b: "text", None),
    ],
)
def test_the_simplest_mutant_with_these_values_gives_the_name(wrong, name):
    assert named(wrong) == name


def test_a_name_needs_every_call():
    def wrong_once(A, x, b):
        return 2 * np.sum(A @ x + (b if len(b) == 2 else -b))

    assert named(wrong_once, CASES[:1]) == "b is subtracted instead of added in z"
    assert named(wrong_once) is None


def test_a_call_without_a_value_leaves_the_mistake_unnamed():
    calls = [Called(CASES[0], -2 * PROGRAM.value(CASES[0])), Called(CASES[1], None)]
    assert Mistakes(PROGRAM).named(calls) is None
    assert Mistakes(PROGRAM).named([]) is None


def test_a_mistake_written_by_hand_takes_precedence():
    by_hand = Mistake("by hand", "?", lambda A, x, b: -2 * np.sum(A @ x + b))
    wrong = lambda A, x, b: -2 * np.sum(A @ x + b)  # noqa: E731
    assert named(wrong, mistakes=Mistakes(PROGRAM, listed=[by_hand])) == "by hand"


def test_the_hint_is_that_of_the_edit_or_of_its_line():
    found = {m.name: m.hint for m in Mistakes(PROGRAM, at=CASES[0])}
    assert found["A is transposed in z"] == "Compare z with the question."
    assert found["the sign is wrong"] == "Check every factor."
    assert "`@`" in found["`*` is used instead of `@` between A and x"]


def test_a_program_may_run_its_lines_in_a_loop():
    def drive(env, run):
        run("total")
        for env["k"] in range(3):
            run("total_")
            env["total"] = env["total_"]
        return env["total"]

    loop = Program(
        ("x",),
        (Line("total", "x", "Begin at x."), Line("total_", "total + x * k", "Add.")),
        drive=drive,
    )
    x = np.array([1.5, -0.5])
    np.testing.assert_allclose(loop.value((x,)), 4 * x)
    edits = {edit.name: row for row in loop.edits((x,)) for edit in row}
    assert "x · k is subtracted instead of added in total_" in edits
    values = [value for _, value in loop.mutants((x,), 1)]
    assert any(np.allclose(value, -2 * x) for value in values)


def test_what_a_person_says_about_the_whole_answer_goes_before_earlier_lines():
    lines = (
        Line("a", "x", "", choices=(choice("a is doubled", "2 * x"),)),
        Line(
            "z", "np.sum(a)", "", choices=(choice("x is added twice", "2 * np.sum(x)"),)
        ),
    )
    mistakes = Mistakes(Program(("x", "b"), lines, factors=()))
    cases = [(x, b) for _, x, b in CASES]
    assert named(lambda x, b: 2 * np.sum(x), cases, mistakes) == "x is added twice"


def test_of_a_function_of_one_number_two_edits_are_tried():
    one = Program(("x",), (Line("y", "2 * x + 1", ""), Line("z", "y ** 2", "")))
    assert (one.most_edits, PROGRAM.most_edits) == (2, 3)

"""`worksheet.json`: what the checks say, taken down by the companion's own module."""

import json

import pytest

import solutions
from autograder.assignment.contract import QUESTIONS
from autograder.checks import companion_data
from autograder.checks.hints import HINTS
from autograder.checks.mistakes import MISTAKES

DATA = json.loads(companion_data.FILE.read_text(encoding="utf-8"))
FINGERPRINTED = companion_data.fingerprints().ANSWERS

# At the companion's one input these have one value; the judge has more inputs.
TOLD_APART_BY_THE_JUDGE = {("gradient_descent", "stopped when f rises")}


def digest(answer, function):
    return companion_data._digest(companion_data.fingerprints(), answer, function)


def digests_of_mistakes(answer):
    return [
        (m.name, digest(answer, companion_data.as_returned(answer, m.wrong)))
        for m in MISTAKES[answer]
    ]


def test_the_committed_file_is_what_the_checks_say():
    assert companion_data.FILE.read_text(encoding="utf-8") == companion_data.text()


def test_the_file_is_the_same_on_every_run():
    assert companion_data.text() == companion_data.text()


@pytest.mark.parametrize("answer", FINGERPRINTED)
def test_no_known_mistake_has_the_fingerprint_of_a_right_answer(answer):
    held = DATA["answers"][answer]
    assert held["right"] == [digest(answer, getattr(solutions, answer.split(".")[0]))]
    assert not set(held["right"]) & set(held["wrong"])


@pytest.mark.parametrize("answer", FINGERPRINTED)
def test_every_known_mistake_can_be_named_in_the_notebook(answer):
    held = DATA["answers"][answer]["wrong"]
    for name, told in digests_of_mistakes(answer):
        if (answer, name) not in TOLD_APART_BY_THE_JUDGE:
            assert held[told][0] == name


@pytest.mark.parametrize("answer", ["analytic_exponent", "numerical_exponent"])
def test_an_exponent_has_hints_and_no_fingerprint(answer):
    assert set(DATA["answers"][answer]) == {"hints"}


def test_questions_are_those_of_the_contract():
    assert set(DATA["questions"]) == {q.grade_id for q in QUESTIONS}
    for q in QUESTIONS:
        held = DATA["questions"][q.grade_id]
        assert (held["points"], held["by_hand"]) == (q.points, q.by_hand)
        assert held["answers"] == companion_data.answers_of(q)
    assert {a for q in DATA["questions"].values() for a in q["answers"]} == set(HINTS)


def test_hints_are_those_of_the_checks():
    for answer, ladder in HINTS.items():
        assert DATA["answers"][answer]["hints"] == list(ladder)


def test_the_file_holds_no_number_of_an_answer():
    for held in DATA["answers"].values():
        assert set(held) <= {"hints", "right", "wrong"}
        for told in (*held.get("right", ()), *held.get("wrong", ())):
            assert len(told) == 20
            assert set(told) <= set("0123456789abcdef")


@pytest.mark.parametrize("answer", ["d_tanh", "loss_gradients.W1", "sensitivities.z"])
def test_a_key_is_asked_in_the_form_in_which_a_student_returns_it(answer):
    wrong = companion_data.as_returned(answer, lambda *arguments: 7.0)
    key = answer.partition(".")[2]
    assert wrong() == ({key: 7.0} if key else 7.0)


def test_a_mistake_with_the_right_value_is_refused(monkeypatch):
    right = MISTAKES["df"][0]._replace(wrong=solutions.df)
    monkeypatch.setitem(companion_data.MISTAKES, "df", (right,))
    with pytest.raises(ValueError, match="right fingerprint"):
        companion_data.contents()

"""The answer bank: complete, well formed, and judged as its headers say."""

import contextlib
import warnings

import numpy as np
import pytest
from judging import ASSIGNMENT, AUTOMATIC, judged
from matplotlib.figure import Figure

import solutions
from autograder.demo.bank import load_bank, snippet

BANK = load_bank()
CELLS = {q.cell for q in AUTOMATIC}
ALL = [answer for answers in BANK.values() for answer in answers]


class Drawing:
    """Replaces pyplot: an answer may draw, but nothing is shown."""

    def plot(self, *arguments):
        Figure().subplots().plot(*arguments)


class Worksheet:
    """Replaces the functions that the companion gives."""

    sigmoid = staticmethod(lambda x: np.exp(-np.logaddexp(0, -np.asarray(x, float))))
    model = staticmethod(
        lambda W, x, y, b, phi: float((y - np.sum(phi(W @ x + b))) ** 2)
    )


@pytest.mark.parametrize("cell", sorted(CELLS))
def test_every_cell_has_8_right_and_10_wrong_answers(cell):
    rights = [answer.right for answer in BANK[cell]]
    assert sum(rights) >= 8
    assert len(rights) - sum(rights) >= 10


def test_names_are_unique_within_a_cell():
    for answers in BANK.values():
        names = [answer.name for answer in answers]
        assert len(set(names)) == len(names)


def test_only_wrong_answers_lose_points():
    full = {q.grade_id: q.points for q in ASSIGNMENT.questions}
    for answer in ALL:
        lost = sum(full[grade_id] - s for grade_id, s in answer.scores.items())
        assert (lost == 0) is answer.right, answer.name


def test_an_unknown_name_raises_a_key_error():
    with pytest.raises(KeyError, match="s1a has no answer"):
        snippet("s1a", "unknown")


def namespace_of(answer):
    names = {"np": np, "plt": Drawing(), "worksheet": Worksheet()}
    helpers = ("sensitivities", "grad_W", "d_sigmoid", "d_relu")
    names |= {name: getattr(solutions, name) for name in helpers}
    for question in AUTOMATIC:
        if question.cell == answer.cell:
            for name in question.names:
                names.pop(name, None)
    with contextlib.suppress(SyntaxError):  # a notebook defines nothing then either
        exec(answer.source, names)
    return names


@pytest.mark.parametrize("answer", ALL, ids=[f"{a.cell}: {a.name}" for a in ALL])
def test_every_answer_gets_the_points_in_its_header(answer):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        names = namespace_of(answer)
        got = {grade_id: judged(grade_id, names) for grade_id in answer.scores}
    for grade_id, result in got.items():
        assert result.score == pytest.approx(answer.scores[grade_id], abs=1e-3), (
            result.feedback
        )

"""Interpreters that die, and the fresh ones that take their place."""

import pytest
from scripted import Scripted

from autograder.sandbox.errors import SandboxLostError, TimeUpError
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.policy import DEATHS, LOSSES
from autograder.sandbox.host.supervisor import (
    TOO_DEADLY,
    TOO_LONG,
    TOO_LOST,
    DiedError,
    Lives,
)


@pytest.fixture
def ran():
    return []


@pytest.fixture
def lives(ran):
    return Lives(lambda: Scripted(ran))


def run(lives, source):
    message = {"do": "cell", "source": source}
    return lives.ask(lambda talk: talk.ask(message, []), Budget(10, 30))


def test_the_earlier_cells_run_again_after_a_death(lives, ran):
    for source in ("a", "b"):
        run(lives, source)
        lives.earlier.append(source)
    with pytest.raises(DiedError, match="exit status 0"):
        run(lives, "die")
    run(lives, "c")
    assert ran == ["a", "b", "die", "a", "b", "c"]
    assert lives.ended is None


def test_an_earlier_cell_that_kills_in_the_replay_is_left_out(lives, ran):
    lives.earlier += ["a", "die", "b"]
    run(lives, "c")
    assert ran == ["a", "die", "a", "b", "c"]
    assert lives.earlier == ["a", "b"]


def test_three_deaths_end_the_notebook(lives):
    for _ in range(DEATHS):
        assert lives.ended is None
        with pytest.raises(DiedError):
            run(lives, "die")
    assert lives.ended == TOO_DEADLY
    with pytest.raises(DiedError, match=TOO_DEADLY):
        run(lives, "a")


def test_who_lets_go_after_the_interrupt_lives_on(lives, ran):
    with pytest.raises(TimeUpError) as caught:
        run(lives, "slow")
    assert caught.value.answer.message == {"do": "answer"}
    run(lives, "a")
    assert ran == ["slow", "a"]


def test_who_does_not_let_go_is_ended(ran):
    lives = Lives(lambda: Scripted(ran, end=-9))
    with pytest.raises(DiedError, match="took too long"):
        run(lives, "stuck")


def test_a_lost_sandbox_is_nobodys_death(ran):
    ends = [SandboxLostError("gone")] * (LOSSES - 1) + [0] * 9
    lives = Lives(lambda: Scripted(ran, ends.pop(0)))
    with pytest.raises(DiedError, match="exit status 0"):
        run(lives, "die")
    assert ran == ["die"] * LOSSES
    assert lives.ended is None


def test_sandboxes_are_not_lost_for_ever(ran):
    lives = Lives(lambda: Scripted(ran, SandboxLostError("gone")))
    with pytest.raises(DiedError, match=TOO_LOST):
        run(lives, "die")
    assert len(ran) == LOSSES


def test_the_notebooks_time_is_the_end_of_it(lives, monkeypatch):
    run(lives, "a")
    monkeypatch.setattr(lives, "ends", 0.0)
    with pytest.raises(DiedError, match=TOO_LONG):
        run(lives, "a")
    assert lives.ended == TOO_LONG

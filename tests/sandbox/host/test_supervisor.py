"""Interpreters that crash, and the fresh ones that replace them."""

import pytest
from scripted import Scripted

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import SandboxLostError, TimeLimitError
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.supervisor import CrashedError, Supervisor

LIMITS = Limits(crashes=3, losses=5, notebook_seconds=300)
CRASHED = "the notebook crashed 3 times"
LOST = "the sandbox was lost 5 times while this notebook ran"
TOO_LONG = "the notebook took longer than 5 minutes"


@pytest.fixture
def ran():
    return []


@pytest.fixture
def supervisor(ran):
    return Supervisor(lambda: Scripted(ran), LIMITS)


def run(supervisor, source):
    message = {"do": "cell", "source": source}
    return supervisor.ask(lambda talk: talk.ask(message, []), Budget(10, 30))


def test_the_earlier_cells_run_again_after_a_crash(supervisor, ran):
    for source in ("a", "b"):
        run(supervisor, source)
        supervisor.earlier.append(source)
    with pytest.raises(CrashedError, match=r"exit\(\) \(status 0\)"):
        run(supervisor, "die")
    run(supervisor, "c")
    assert ran == ["a", "b", "die", "a", "b", "c"]
    assert supervisor.ended is None


def test_an_earlier_cell_that_crashes_in_the_replay_is_skipped(supervisor, ran):
    supervisor.earlier += ["a", "die", "b"]
    run(supervisor, "c")
    assert ran == ["a", "die", "a", "b", "c"]
    assert supervisor.earlier == ["a", "b"]


def test_three_crashes_end_the_notebook(supervisor):
    for _ in range(LIMITS.crashes):
        assert supervisor.ended is None
        with pytest.raises(CrashedError):
            run(supervisor, "die")
    assert supervisor.ended == CRASHED
    with pytest.raises(CrashedError, match=CRASHED):
        run(supervisor, "a")


def test_an_interpreter_that_stops_after_the_interrupt_is_kept(supervisor, ran):
    with pytest.raises(TimeLimitError) as caught:
        run(supervisor, "slow")
    assert caught.value.answer.message == {"do": "answer"}
    run(supervisor, "a")
    assert ran == ["slow", "a"]


def test_an_interpreter_that_does_not_stop_is_ended(ran):
    supervisor = Supervisor(lambda: Scripted(ran, end=-9), LIMITS)
    with pytest.raises(CrashedError, match="took too long"):
        run(supervisor, "stuck")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (0, r"called exit\(\) \(status 0\)"),
        (-11, "crashed the interpreter .signal 11."),
        (-24, "took too long"),
        (-9, "broke the connection"),
    ],
)
def test_the_note_says_how_the_interpreter_ended(ran, status, words):
    supervisor = Supervisor(lambda: Scripted(ran, status), LIMITS)
    with pytest.raises(CrashedError, match=words):
        run(supervisor, "die")


def test_a_lost_sandbox_does_not_count_as_a_crash(ran):
    ends = [SandboxLostError("gone")] * (LIMITS.losses - 1) + [0] * 9
    supervisor = Supervisor(lambda: Scripted(ran, ends.pop(0)), LIMITS)
    with pytest.raises(CrashedError, match=r"exit\(\) \(status 0\)"):
        run(supervisor, "die")
    assert ran == ["die"] * LIMITS.losses
    assert supervisor.ended is None


def test_after_some_losses_no_new_sandbox_is_tried(ran):
    supervisor = Supervisor(lambda: Scripted(ran, SandboxLostError("gone")), LIMITS)
    with pytest.raises(CrashedError, match=LOST):
        run(supervisor, "die")
    assert len(ran) == LIMITS.losses


def test_nothing_runs_after_the_time_of_the_notebook(supervisor, monkeypatch):
    run(supervisor, "a")
    monkeypatch.setattr(supervisor, "deadline", 0.0)
    with pytest.raises(CrashedError, match=TOO_LONG):
        run(supervisor, "a")
    assert supervisor.ended == TOO_LONG


@pytest.mark.parametrize("error", [MemoryError, KeyboardInterrupt])
def test_an_error_of_the_grader_replaces_the_interpreter_and_is_no_crash(
    supervisor, ran, error
):
    def broken(talk):
        talk.send({"do": "cell", "source": "b"}, [], lambda: 1.0)
        raise error

    run(supervisor, "a")
    supervisor.earlier.append("a")
    before = supervisor._current
    with pytest.raises(error):
        supervisor.ask(lambda talk: broken(talk.connection), Budget(10, 30))
    run(supervisor, "c")
    assert ran == ["a", "b", "a", "c"]
    assert supervisor._current is not before
    assert supervisor._crashes == 0

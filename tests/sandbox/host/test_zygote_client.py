"""Why an interpreter ended, as the zygote reports it."""

from types import SimpleNamespace

import pytest

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import SandboxLostError
from autograder.sandbox.host.zygote_client import SandboxedInterpreter

LIMITS = Limits(notebook_seconds=300, clock_seconds=30)


def ended(status, killed, processor):
    """End an interpreter whose zygote gives this answer."""
    answer = {"ended": status, "killed": killed, "processor": processor}
    zygote = SimpleNamespace(limits=LIMITS, request=lambda message: answer)
    connection = SimpleNamespace(closed=True)
    return SandboxedInterpreter(zygote, 5, connection, 1).end()


@pytest.mark.parametrize(
    ("status", "killed", "processor", "reported"),
    [(0, False, 1.0, 0), (-9, True, 1.0, -9), (-11, False, 1.0, -11)],
)
def test_the_exit_status_is_reported(status, killed, processor, reported):
    assert ended(status, killed, processor) == reported


def test_a_kill_from_outside_is_a_lost_sandbox():
    with pytest.raises(SandboxLostError):
        ended(-9, False, 12.0)


def test_a_kill_at_the_limit_of_processor_time_is_the_students_crash():
    assert ended(-9, False, LIMITS.interpreter_seconds - 0.1) == -24

"""The time limits of student code."""

import threading
import time

import pytest

from autograder.sandbox.errors import TimeLimitError
from autograder.sandbox.host.budget import Budget, processor_clock


class Clock:
    """A clock that the test sets."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def test_the_clock_ends_a_budget(clock):
    budget = Budget(10, 30, clock=clock)
    with budget.running() as timeout:
        assert timeout() > 0
        clock.now = 30
        with pytest.raises(TimeLimitError):
            timeout()


def test_processor_time_ends_a_budget_before_the_clock_does(clock):
    worked = Clock()
    budget = Budget(10, 30, worked, clock)
    with budget.running() as timeout:
        clock.now = worked.now = 9.9
        assert 0 < timeout() < 0.1
        worked.now = 10
        with pytest.raises(TimeLimitError):
            timeout()


def test_the_calls_of_a_graded_cell_share_one_budget(clock):
    budget = Budget(10, 30, clock=clock)
    for _ in range(2):
        with budget.running():
            clock.now += 14
    with budget.running() as timeout:
        assert timeout() == pytest.approx(2)


def test_time_between_calls_does_not_count(clock):
    budget = Budget(10, 30, clock=clock)
    with budget.running():
        clock.now += 1
    clock.now += 1_000
    with budget.running() as timeout:
        assert timeout() > 0


def test_the_end_of_the_notebook_ends_every_budget(clock):
    with Budget(10, 30, clock=clock).running(deadline=5) as timeout:
        assert timeout() == 5
        clock.now = 5
        with pytest.raises(TimeLimitError):
            timeout()


def test_the_processor_clock_reads_another_process(tmp_path):
    import subprocess
    import sys

    busy = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        read = processor_clock(busy.pid)
        if read is None:
            pytest.skip("only Linux has processor clocks of others")
        before = read()
        ends = time.monotonic() + 20
        while read() < before + 0.05 and time.monotonic() < ends:
            threading.Event().wait(0.01)
        assert read() >= before + 0.05
    finally:
        busy.kill()
        busy.wait()
    assert read() == 0.0

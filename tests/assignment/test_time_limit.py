"""The grader's own time for one graded cell is limited, in whatever thread it works."""

import contextlib
import threading
import time

import pytest

from autograder.assignment import time_limit
from autograder.assignment.time_limit import TimeIsUpError


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(time_limit, "SECONDS", 0.01)


def colliding_keys():
    """A dict whose keys share one hash takes time quadratic in its size."""
    return {n * (2**61 - 1): n for n in range(100_000)}


def endless_loop():
    while True:
        pass


def in_a_thread(function):
    done = []
    thread = threading.Thread(target=lambda: done.append(function()))
    thread.start()
    thread.join()
    return done[0]


@pytest.mark.parametrize("work", [colliding_keys, endless_loop])
@pytest.mark.parametrize("call", [in_a_thread, lambda function: function()])
def test_work_of_python_ends_when_its_time_is_up(work, call):
    def limited():
        began = time.thread_time()
        with pytest.raises(TimeIsUpError), time_limit.time_limit(0.2):
            work()
        return time.thread_time() - began

    assert 0.2 <= call(limited) < 3


def test_waiting_does_not_count():
    with time_limit.time_limit(0.2):
        time.sleep(0.5)


def spend(seconds):
    # A function of its own: Python 3.13 does not cover the jump back to the start of a
    # loop by a `with` or `try` around it, so an exception there would get past both.
    ends = time.thread_time() + seconds
    while time.thread_time() < ends:
        pass


def test_no_exception_comes_after_the_block(monkeypatch):
    monkeypatch.setattr(time_limit, "SECONDS", 0.0002)
    outcomes = set()
    for number in range(2_000):
        try:
            with time_limit.time_limit(0.0002 + number % 100 * 1e-6):
                spend(0.0003)
            outcomes.add("in time")
        except TimeIsUpError:
            outcomes.add("late")
        sum(range(300))
    assert "late" in outcomes


def test_a_block_that_swallows_the_exception_is_late_all_the_same():
    def swallow():
        with contextlib.suppress(BaseException):
            endless_loop()

    with pytest.raises(TimeIsUpError), time_limit.time_limit(0.1):
        swallow()


def test_another_error_of_the_block_is_raised():
    with pytest.raises(KeyError), time_limit.time_limit(1):
        raise KeyError

"""The interpreter for outputs follows the one that is judged."""

import time

import pytest
from scripted import Scripted

from autograder.assignment.limits import DEFAULT_LIMITS
from autograder.sandbox.host.replay import Replay


@pytest.fixture
def ran():
    return []


@pytest.fixture
def replay(ran):
    return Replay(lambda: Scripted(ran), DEFAULT_LIMITS, time.monotonic() + 100)


def test_it_runs_the_earlier_cells_first(replay, ran):
    assert replay.show(["a", "b", "c"]) is not None
    assert ran == ["a", "b", "c"]


def test_it_runs_each_cell_once(replay, ran):
    replay.show(["a", "b"])
    replay.show(["a", "b", "c", "d"])
    assert ran == ["a", "b", "c", "d"]


def test_a_cell_that_crashes_here_shows_nothing(replay):
    assert replay.show(["a", "die"]) is None
    assert replay.show(["a", "b"]) is not None


def test_it_gives_up_after_three_crashes(replay, ran):
    for _ in range(5):
        assert replay.show(["die"]) is None
    assert ran.count("die") == 3


def test_a_slow_cell_shows_what_it_had(replay):
    assert replay.show(["slow"]).message == {"do": "answer"}

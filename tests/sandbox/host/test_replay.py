"""The interpreter for outputs follows the one that is judged."""

import time

import pytest
from scripted import Scripted

from autograder.sandbox.host.replay import Mirror


@pytest.fixture
def ran():
    return []


@pytest.fixture
def mirror(ran):
    return Mirror(lambda: Scripted(ran), time.monotonic() + 100)


def test_it_runs_the_earlier_cells_first(mirror, ran):
    assert mirror.show(["a", "b", "c"]) is not None
    assert ran == ["a", "b", "c"]


def test_it_runs_each_cell_once(mirror, ran):
    mirror.show(["a", "b"])
    mirror.show(["a", "b", "c", "d"])
    assert ran == ["a", "b", "c", "d"]


def test_a_cell_that_dies_here_shows_nothing(mirror):
    assert mirror.show(["a", "die"]) is None
    assert mirror.show(["a", "b"]) is not None


def test_it_gives_up_after_three_deaths(mirror, ran):
    for _ in range(5):
        assert mirror.show(["die"]) is None
    assert ran.count("die") == 3


def test_a_slow_cell_shows_what_it_had(mirror):
    assert mirror.show(["slow"]).message == {"do": "answer"}

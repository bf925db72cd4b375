"""A student's code is stopped after a number of instructions."""

import contextlib
import sys

import pytest
from companion.answers import calls
from companion.answers.errors import UnfinishedError
from companion.answers.interrupt import WorkLimitError, after_instructions
from companion.answers.returned import ask
from endless import catches_everything

names = {}
exec("def one_line():\n    while True: pass", names)  # it never reaches another line


def catches():
    while True:
        with contextlib.suppress(Exception):
            raise ValueError


def recursive(depth):
    for _ in range(2):
        recursive(depth - 1) if depth else None


ENDLESS = [
    names["one_line"],
    catches,
    lambda: recursive(100),
    lambda: [0 for _ in iter(int, 1)],
]


@pytest.mark.parametrize("endless", ENDLESS)
def test_a_loop_that_never_ends_is_stopped(endless):
    with pytest.raises(WorkLimitError):
        after_instructions(endless, 10_000)


@pytest.mark.skipif(
    sys.version_info < (3, 12), reason="this Python has no sys.monitoring"
)
def test_a_loop_that_catches_everything_is_stopped():
    with pytest.raises(WorkLimitError):
        after_instructions(catches_everything, 10_000)


def test_work_within_the_limit_is_not_stopped():
    assert after_instructions(lambda: sum(i for i in range(100)), 10_000) == 4950


def test_an_earlier_trace_function_is_restored():
    before = sys.gettrace()
    after_instructions(int, 1_000)
    assert sys.gettrace() is before


def test_work_is_limited_for_each_call(monkeypatch):
    monkeypatch.setattr(calls, "CHECK", 5.0)
    with calls.work_limited(10_000):
        for _ in range(100):
            ask(lambda: sum(i for i in range(100)))
        with pytest.raises(WorkLimitError):
            ask(lambda: sum(i for i in range(10_000)))


def test_time_is_limited_where_work_is(monkeypatch):
    monkeypatch.setattr(calls, "CHECK", 0.4)
    with (
        calls.work_limited(10_000),
        pytest.raises((WorkLimitError, UnfinishedError)),
    ):
        ask(catches_everything)

"""A student's code is stopped after a number of instructions."""

import contextlib
import sys

import pytest
from companion.answers.work_limit import WorkLimitError, work_limit

names = {}
exec("def one_line():\n    while True: pass", names)  # it never reaches another line


def catches():
    while True:
        with contextlib.suppress(Exception):
            raise ValueError


def recursive(depth):
    for _ in range(2):
        recursive(depth - 1) if depth else None


@pytest.mark.parametrize(
    "endless",
    [
        names["one_line"],
        catches,
        lambda: recursive(100),
        lambda: [0 for _ in iter(int, 1)],
    ],
)
def test_a_loop_that_never_ends_is_stopped(endless):
    with pytest.raises(WorkLimitError), work_limit(10_000):
        endless()


def test_work_within_the_limit_is_not_stopped():
    with work_limit(10_000):
        total = sum(i for i in range(100))
    assert total == 4950


def test_the_limit_counts_all_calls_in_the_block():
    with pytest.raises(WorkLimitError), work_limit(10_000):
        [sum(i for i in range(100)) for _ in range(100)]


def test_an_earlier_trace_function_is_restored():
    before = sys.gettrace()
    with work_limit(1_000):
        assert sys.gettrace() is not before
    assert sys.gettrace() is before

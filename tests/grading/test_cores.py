"""Each worker is pinned to its own core, as far as there are enough."""

from __future__ import annotations

import os

import pytest

from autograder.grading.cores import cores, pin_to
from autograder.grading.pool import Workers

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system cannot pin processes"
)


def machine(folder, siblings):
    for processor, text in siblings.items():
        topology = folder / f"cpu{processor}" / "topology"
        topology.mkdir(parents=True)
        (topology / "thread_siblings_list").write_text(f"{text}\n")
    return folder


@pytest.mark.parametrize(
    ("siblings", "expected"),
    [
        ({0: "0-1", 1: "0-1", 2: "2-3", 3: "2-3"}, [0, 2, 1, 3]),
        ({0: "0,2", 1: "1,3", 2: "0,2", 3: "1,3"}, [0, 1, 2, 3]),
        ({0: "0", 1: "1", 2: "2", 3: "3"}, [0, 1, 2, 3]),
        ({}, [0, 1, 2, 3]),  # a system without this information
    ],
)
def test_the_first_processor_of_each_core_comes_first(
    tmp_path, monkeypatch, siblings, expected
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 2, 1, 0})
    assert cores(machine(tmp_path, siblings)) == expected


def test_only_allowed_processors_are_used(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {5})
    assert cores() == [5]


def test_a_replaced_worker_is_pinned_to_the_same_core():
    allowed = os.sched_getaffinity(0)
    with Workers(1, timeout=60) as pool:
        first = pool.submit(os.sched_getaffinity, 0).result(60)
        (process,) = pool.processes()
        os.kill(process, 9)
        second = pool.submit(os.sched_getaffinity, 0).result(60)
        assert pool.processes() != [process]
    assert first == second
    assert len(first) == 1
    assert first <= allowed


def test_two_workers_are_pinned_to_different_cores():
    with Workers(2, timeout=60) as pool:
        seen = [pool.submit(os.sched_getaffinity, 0) for _ in range(2)]
        processors = set().union(*(one.result(60) for one in seen))
    assert len(processors) == min(2, len(os.sched_getaffinity(0)))


def test_a_failure_to_pin_is_ignored(monkeypatch):
    def forbid(*_):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbid)
    pin_to(0)
    pin_to(None)

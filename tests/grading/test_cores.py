"""Each worker keeps to a core of its own, as far as there are enough."""

from __future__ import annotations

import os

import pytest

from autograder.grading.cores import cores, keep_to
from autograder.grading.pool import Workers

pytestmark = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="this system keeps nobody to a core"
)


def machine(folder, siblings):
    for processor, text in siblings.items():
        place = folder / f"cpu{processor}" / "topology"
        place.mkdir(parents=True)
        (place / "thread_siblings_list").write_text(f"{text}\n")
    return folder


@pytest.mark.parametrize(
    ("siblings", "expected"),
    [
        ({0: "0-1", 1: "0-1", 2: "2-3", 3: "2-3"}, [0, 2, 1, 3]),
        ({0: "0,2", 1: "1,3", 2: "0,2", 3: "1,3"}, [0, 1, 2, 3]),
        ({0: "0", 1: "1", 2: "2", 3: "3"}, [0, 1, 2, 3]),
        ({}, [0, 1, 2, 3]),  # a system that does not tell
    ],
)
def test_every_core_comes_before_the_second_half_of_any(
    tmp_path, monkeypatch, siblings, expected
):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 2, 1, 0})
    assert cores(machine(tmp_path, siblings)) == expected


def test_only_processors_that_this_process_may_use_are_taken(monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {5})
    assert cores() == [5]


def test_a_worker_and_its_successor_keep_to_one_core():
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


def test_two_workers_keep_to_two_cores_if_there_are_two():
    with Workers(2, timeout=60) as pool:
        seen = [pool.submit(os.sched_getaffinity, 0) for _ in range(2)]
        places = set().union(*(one.result(60) for one in seen))
    assert len(places) == min(2, len(os.sched_getaffinity(0)))


def test_where_it_is_forbidden_work_goes_on(monkeypatch):
    def forbid(*_):
        raise PermissionError

    monkeypatch.setattr(os, "sched_setaffinity", forbid)
    keep_to(0)
    keep_to(None)

"""Crashed workers are replaced, and no worker outlives the process that started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import wait

import pytest
from paths import ROOT

from autograder.assignment.errors import UsageError
from autograder.grading.pool import WorkerCrashedError, Workers


def kill_self_once(path):
    if not os.path.exists(path):
        open(path, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def kill_self():
    os.kill(os.getpid(), signal.SIGKILL)


def refuse():
    raise UsageError("not here")


def fail():
    raise type("Odd", (Exception,), {})("cannot be pickled")


@pytest.fixture
def workers():
    with Workers(2, timeout=60) as pool:
        yield pool


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone(pids, timeout=10.0):
    until = time.monotonic() + timeout
    while any(alive(pid) for pid in pids) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(alive(pid) for pid in pids)


def test_a_task_is_tried_again_after_its_worker_crashes(workers, tmp_path):
    assert workers.submit(kill_self_once, str(tmp_path / "crashed")).result() == "done"


def test_a_task_that_crashes_every_worker_fails_alone(workers):
    crashing = workers.submit(kill_self)
    others = [workers.submit(pow, 2, n) for n in range(10)]
    wait([crashing, *others])
    assert [other.result() for other in others] == [2**n for n in range(10)]
    with pytest.raises(WorkerCrashedError, match="3 times"):
        crashing.result()


def test_errors_are_returned_unchanged_or_as_text(workers):
    with pytest.raises(UsageError, match="not here"):
        workers.submit(refuse).result()
    with pytest.raises(RuntimeError, match="Odd: cannot be pickled"):
        workers.submit(fail).result()


def test_shutdown_ends_all_processes(workers):
    wait([workers.submit(time.sleep, 0.2) for _ in range(2)])
    pids = workers.processes()
    assert len(pids) == 2
    workers.shutdown()
    assert gone(pids)


def test_after_ctrl_c_running_tasks_are_not_awaited(workers):
    wait([workers.submit(os.getpid) for _ in range(2)])
    waiting = [workers.submit(time.sleep, 30) for _ in range(4)]
    time.sleep(0.2)
    pids = workers.processes()
    began = time.monotonic()
    workers.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert time.monotonic() - began < 15  # the tasks sleep for 30
    assert all(task.done() for task in waiting)
    assert gone(pids)


def test_ctrl_c_is_blocked_while_the_first_worker_starts():
    """In a new interpreter, where Python starts its resource tracker as well."""
    script = (
        "import signal\n"
        "from multiprocessing import resource_tracker\n"
        "from autograder.grading.pool import _ctrl_c_blocked\n"
        "with _ctrl_c_blocked():\n"
        "    resource_tracker.ensure_running()  # as the start of a process does\n"
        "    print(signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, []))\n"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"


def test_workers_end_when_the_coordinator_is_killed():
    script = (
        "import time\n"
        "from autograder.grading.pool import Workers\n"
        "if __name__ == '__main__':\n"
        "    pool = Workers(2, timeout=60)\n"
        "    [pool.submit(time.sleep, 600) for _ in range(2)]\n"
        "    while len(pool.processes()) < 2: time.sleep(0.05)\n"
        "    time.sleep(0.5)\n"
        "    print(*pool.processes(), flush=True)\n"
        "    time.sleep(600)\n"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as coordinator:
        pids = [int(pid) for pid in coordinator.stdout.readline().split()]
        coordinator.kill()
    assert len(pids) == 2
    assert gone(pids)

"""Grading on a Dask cluster: a thin adapter over a real scheduler on loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from class_of_real_notebooks import gradebook, make_class, released, run, scores
from own_assignment import BY_ID
from paths import ROOT
from sandbox_here import needs_sandbox

from autograder.assignment.errors import UsageError
from autograder.grading.dask_cluster import cluster

pytest.importorskip("distributed", reason="Dask is an optional extra")
pytestmark = pytest.mark.filterwarnings("default")


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """The address of a scheduler with two workers, each a separate process."""
    port = free_port()
    scheduler = f"tcp://127.0.0.1:{port}"
    common = ["--host", "127.0.0.1", "--no-dashboard"]
    dask = [sys.executable, "-m", "dask"]
    worker = [*dask, "worker", scheduler, *common, "--nthreads=1", "--no-nanny"]
    commands = [[*dask, "scheduler", "--port", str(port), *common], worker, worker]
    folder = tmp_path_factory.mktemp("dask")
    path = os.pathsep.join([str(ROOT / "tests" / "support"), str(ROOT)])
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [
        subprocess.Popen(
            command, cwd=folder, env=os.environ | {"PYTHONPATH": path}, **quiet
        )
        for command in commands
    ]
    yield scheduler
    for process in started:
        process.terminate()
        process.wait(10)


def connected(address, workers=2):
    """The executor, after the workers have connected."""
    from distributed import Client

    with Client(address, timeout="30s", set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)
    return cluster(address)


def crash_once(path):
    if not os.path.exists(path):
        open(path, "w").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def test_tasks_run_in_other_processes_and_equal_tasks_run_each_time(address):
    with connected(address) as (executor, threads):
        pids = {executor.submit(os.getpid).result(30) for _ in range(8)}
        assert threads == 2
        assert os.getpid() not in pids
        times = {executor.submit(time.time_ns).result(30) for _ in range(3)}
        assert len(times) == 3


def test_a_task_is_retried_after_its_worker_is_killed(address, tmp_path):
    with connected(address) as (executor, _):
        mark = str(tmp_path / "mark")
        assert executor.submit(crash_once, mark).result(60) == "done"


@pytest.mark.slow
@needs_sandbox
def test_a_class_is_graded_on_the_cluster(address, tmp_path):
    course = released(tmp_path)
    expected = make_class(course, 4)
    with connected(address, workers=1):
        run("grade", "--course", course.root, "--dask", address)
    assert scores(course) == expected
    assert len(gradebook(course)) == 4 * len(BY_ID)


def test_a_missing_scheduler_is_reported_in_one_line():
    address = f"tcp://127.0.0.1:{free_port()}"
    with (
        pytest.raises(UsageError, match="No Dask scheduler answers"),
        cluster(address, timeout="1s"),
    ):
        pass

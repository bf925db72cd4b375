"""Grading on a Dask cluster: a real scheduler and workers that know nothing of ours."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from class_of_real_notebooks import (
    command,
    environment,
    gradebook,
    make_class,
    released,
    run,
    scores,
)
from own_assignment import ASSIGNMENT, BY_ID
from paths import ROOT
from processes import is_alive
from sandbox_here import needs_sandbox

from autograder.assignment.errors import UsageError
from autograder.cli.doctor import examine
from autograder.grading import dask_cluster
from autograder.grading.dask_cluster import cluster

pytest.importorskip("distributed", reason="Dask is an optional extra")
LARGE = 60  # students; grading them takes longer than it takes to stop it

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("default"),
    needs_sandbox,
]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def started_cluster(folder, workers=1, **variables):
    """Yield the address and processes of a scheduler and its workers.

    They run in an empty folder, so that they cannot import the project.
    """
    scheduler = f"tcp://127.0.0.1:{free_port()}"
    dask = [sys.executable, "-m", "dask"]
    common = ["--host", "127.0.0.1", "--no-dashboard"]
    worker = [*dask, "worker", scheduler, *common, "--nthreads=1", "--no-nanny"]
    port = scheduler.rsplit(":", 1)[1]
    commands = [[*dask, "scheduler", "--port", port, *common], *[worker] * workers]
    kept = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"} | variables
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(one, cwd=folder, env=kept, **quiet) for one in commands]
    try:
        _wait_for(scheduler, workers)
        yield scheduler, started
    finally:
        for process in started:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait(10)


def _wait_for(address, workers):
    from distributed import Client

    with Client(address, timeout="60s", set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=60)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with started_cluster(tmp_path_factory.mktemp("dask"), 2) as (scheduler, _):
        yield scheduler


def test_tasks_run_in_other_processes_and_equal_tasks_run_each_time(address):
    with cluster(address, ASSIGNMENT) as found:
        pids = {found.executor.submit(os.getpid).result(30) for _ in range(8)}
        assert found.threads == 2
        assert os.getpid() not in pids
        times = {found.executor.submit(time.time_ns).result(30) for _ in range(3)}
        assert len(times) == 3
    assert not any(is_alive(pid) for pid in pids)


def test_the_workers_import_the_project_that_was_sent(address):
    with cluster(address, ASSIGNMENT) as found:
        folder = found.executor.submit(os.getcwd).result(30)
        names = set(found.executor.submit(os.listdir, ".").result(30))
    assert not folder.startswith(str(ROOT))
    assert names == {"autograder", "solutions", "notebooks"}


def test_a_task_that_crashes_its_process_fails_alone(address):
    with cluster(address, ASSIGNMENT) as found:
        crashing = found.executor.submit(os.abort)
        other = found.executor.submit(pow, 2, 5)
        with pytest.raises(RuntimeError, match="process crashed"):
            crashing.result(60)
        assert other.result(30) == 32


def test_doctor_checks_the_cluster(address, tmp_path):
    finding = examine(tmp_path, address)[-1]
    assert finding.ok
    assert "2 workers, 2 threads" in finding.message
    missing = examine(tmp_path, f"tcp://127.0.0.1:{free_port()}")[-1]
    assert not missing.ok
    assert "No Dask scheduler answers" in missing.message


def test_a_missing_scheduler_is_reported_in_one_line():
    address = f"tcp://127.0.0.1:{free_port()}"
    with (
        pytest.raises(UsageError, match="No Dask scheduler answers"),
        cluster(address, ASSIGNMENT, timeout="1s"),
    ):
        pass


def test_a_worker_without_a_package_stops_the_run_before_the_first_task(tmp_path):
    broken = tmp_path / "broken" / "numpy"
    broken.mkdir(parents=True)
    (broken / "__init__.py").write_text("raise ImportError('numpy is broken')\n")
    with (
        started_cluster(tmp_path, PYTHONPATH=str(broken.parent)) as (address, _),
        pytest.raises(UsageError, match=r"(?s)worker tcp:.*cannot grade.*numpy"),
        cluster(address, ASSIGNMENT),
    ):
        pass


def test_what_a_killed_worker_leaves_is_removed_by_the_next_one(tmp_path):
    scratch = {"DASK_TEMPORARY_DIRECTORY": str(tmp_path), "TMPDIR": str(tmp_path)}

    def projects():
        return set(tmp_path.rglob("autograder/grading/remote.py"))

    with (
        started_cluster(tmp_path, **scratch) as (address, started),
        cluster(address, ASSIGNMENT),
    ):
        before = projects()
        assert len(before) == 1
        started[1].kill()
        started[1].wait(10)
    assert projects() == before
    with started_cluster(tmp_path, **scratch) as (address, _):
        with cluster(address, ASSIGNMENT):
            assert len(projects()) == 1
            assert not projects() & before
        assert projects() == set()


def test_a_worker_that_hangs_stops_the_run_before_the_first_task(tmp_path, monkeypatch):
    monkeypatch.setattr(dask_cluster, "WORKER_SECONDS", 2)
    with started_cluster(tmp_path) as (address, started):
        started[1].send_signal(signal.SIGSTOP)
        with (
            pytest.raises(UsageError, match="has not answered for 2 s"),
            cluster(address, ASSIGNMENT),
        ):
            pass


def test_a_class_is_graded_on_the_cluster(address, tmp_path):
    course = released(tmp_path)
    expected = make_class(course, 4)
    run("grade", "--course", course.root, "--dask", address)
    assert scores(course) == expected
    assert len(gradebook(course)) == 4 * len(BY_ID)


@contextlib.contextmanager
def grading(course, address):
    """Yield `grade --dask`, started, after it has stored its first result."""
    line = command("grade", "--course", course.root, "--dask", address)
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(line, cwd=ROOT, env=environment(), **pipes) as process:
        until = time.monotonic() + 120
        while not list(course.results.glob("*.json")) and time.monotonic() < until:
            assert process.poll() is None, process.stderr.read()
            time.sleep(0.02)
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.long
@pytest.mark.parametrize("victim", ["scheduler", "workers"])
def test_a_lost_cluster_ends_the_run_with_status_2(tmp_path, victim):
    course = released(tmp_path)
    expected = make_class(course, LARGE)
    with (
        started_cluster(tmp_path) as (address, started),
        grading(course, address) as process,
    ):
        for one in started[:1] if victim == "scheduler" else started[1:]:
            one.kill()
        _, message = process.communicate(timeout=60)
    assert process.returncode == 2
    assert message.startswith("autograder grade: The ")
    assert "Traceback" not in message
    kept = scores(course)
    assert 0 < len(kept) < len(expected)
    assert kept == {student: expected[student] for student in kept}
    run("grade", "--course", course.root)
    assert scores(course) == expected


@pytest.mark.parametrize(
    "workers_hang", [False, pytest.param(True, marks=pytest.mark.long)]
)
def test_ctrl_c_ends_the_run_before_the_class_is_graded(tmp_path, workers_hang):
    course = released(tmp_path)
    make_class(course, LARGE)
    with (
        started_cluster(tmp_path) as (address, started),
        grading(course, address) as process,
    ):
        if workers_hang:
            for one in started[1:]:
                one.send_signal(signal.SIGSTOP)
        process.send_signal(signal.SIGINT)
        _, message = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped" in message
    assert len(scores(course)) < LARGE

"""The engine when processes around it are killed."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from paths import ROOT
from processes import below, is_alive
from sandbox_here import needs_sandbox

from autograder.sandbox import Engine, SandboxUnavailableError

COORDINATOR = """
import sys
from autograder.sandbox import Engine
with Engine(mode="auto", files=sys.argv[1]) as engine, engine.open() as session:
    session.run_cell("x = 1", "x")
    print("up", flush=True)
    session.run_cell("while True:\\n try:\\n  pass\\n except BaseException: pass", "y")
"""


@pytest.fixture
def engine(tmp_path):
    with Engine(files=tmp_path) as engine:
        yield engine


def test_without_isolation_the_engine_refuses(tmp_path, monkeypatch):
    monkeypatch.setattr("autograder.sandbox.host.choose.probe", lambda: "no bubblewrap")
    with pytest.raises(SandboxUnavailableError, match="no bubblewrap"):
        Engine(files=tmp_path).__enter__()


@needs_sandbox
@pytest.mark.parametrize("victim", ["bwrap", "zygote", "interpreter"])
def test_a_process_killed_from_outside_is_replaced_without_a_note(engine, victim):
    with engine.open() as session:
        session.run_cell("import time\nx = 1", "x")
        around = below(engine._zygote._process.pid)
        target = {"bwrap": around[0], "zygote": around[-2], "interpreter": around[-1]}
        kill = (target[victim], signal.SIGKILL)
        threading.Timer(0.3, os.kill, kill).start()
        run = session.run_cell("time.sleep(1); print(x)", "y")
        assert (run.status, run.outputs[0]["text"]) == ("ok", "1\n")
        assert session.notes == []
        assert session.read("x").value == 1


@needs_sandbox
def test_all_processes_and_files_go_when_the_coordinator_is_killed(tmp_path):
    started = subprocess.Popen(
        [sys.executable, "-c", COORDINATOR, str(tmp_path)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=os.environ | {"TMPDIR": str(tmp_path)},
    )
    with started:
        started.stdout.readline()
        family = below(started.pid)
        assert len(family) >= 5
        started.kill()
    ends = time.monotonic() + 10
    while any(map(is_alive, family)) and time.monotonic() < ends:
        time.sleep(0.02)
    assert [process for process in family if is_alive(process)] == []
    assert list(tmp_path.iterdir()) == []


@needs_sandbox
def test_a_hundred_notebooks_leak_no_process_or_descriptor(engine):
    def count():
        return len(below(engine._zygote._process.pid)), len(os.listdir("/proc/self/fd"))

    before = count()
    for number in range(100):
        with engine.open() as session:
            session.run_cell(f"x = {number}", "x")
    assert count() == before


@needs_sandbox
def test_the_coordinator_is_out_of_reach_of_kill(engine):
    source = """
import os, signal
for target in (0, -1, os.getppid()):
    try:
        os.kill(target, signal.SIGTERM) if target else os.killpg(0, signal.SIGCONT)
    except OSError:
        pass
for group in range(2, 40_000):
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass
"""
    with engine.open() as session:
        session.run_cell(source, "kill")
    assert engine._zygote._process.poll() is None

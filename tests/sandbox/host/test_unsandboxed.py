"""An interpreter without isolation still survives accidents."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from paths import ROOT

from autograder.assignment.limits import Limits
from autograder.sandbox import Engine

needs_prlimit = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="needs Linux: prlimit"
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    limits = Limits(processor_seconds=1.0, clock_seconds=2.0)
    files = tmp_path_factory.mktemp("files")
    with Engine(mode="none", files=files, limits=limits) as engine:
        yield engine


@pytest.fixture
def session(engine):
    with engine.open() as session:
        yield session


def working_directory(session):
    session.run_cell("import os\nhere, own = os.getcwd(), os.getpid()", "where")
    return Path(session.read("here").value), session.read("own").value


def test_it_needs_no_module_that_windows_lacks():
    source = (
        "import sys\n"
        "sys.modules |= dict.fromkeys(('fcntl', 'grp', 'pwd', 'resource'))\n"
        "import autograder.sandbox.host.engine"
    )
    done = subprocess.run(
        [sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def test_it_says_that_it_is_unsafe(engine):
    assert engine.unsafe


def test_a_slow_and_a_crashing_cell_leave_the_others_intact(session):
    session.run_cell("a = 1", "first")
    assert session.run_cell("while True: pass", "slow").status == "took too long"
    assert session.run_cell("import os; os._exit(4)", "deadly").status == "crashed"
    assert session.read("a").value == 1


@needs_prlimit
def test_a_lowered_limit_of_processor_time_is_no_lost_sandbox(session):
    source = "import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 1))"
    run = session.run_cell(f"{source}\nwhile True: pass", "lowered")
    assert (run.status, run.message) == ("crashed", "took too long")
    assert session.run_cell("a = 1", "next").status == "ok"
    assert session.notes == [
        "lowered: took too long; the cell was skipped and the earlier cells were run "
        "again."
    ]


def test_it_works_in_a_temporary_folder_that_is_removed(engine):
    with engine.open() as session:
        folder, _ = working_directory(session)
        session.run_cell("open('x', 'w').write('x')", "write")
        assert (folder / "x").exists()
    assert not folder.exists()


def test_the_reference_is_not_on_its_path(engine, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    with engine.open() as session:
        run = session.run_cell("import solutions", "look")
    assert run.outputs[0]["ename"] == "ModuleNotFoundError"


def test_a_request_is_repeated_when_the_interpreter_is_killed_from_outside(session):
    _, process = working_directory(session)
    threading.Timer(0.2, os.kill, (process, signal.SIGKILL)).start()
    run = session.run_cell("import time; time.sleep(0.6); b = 2", "b")
    assert (run.status, session.notes) == ("ok", [])
    assert session.read("b").value == 2


def test_it_has_the_time_limits_of_the_isolated_one(session):
    session.run_cell("def slow():\n    while True: pass", "a")
    with session.graded("q1"), pytest.raises(Exception, match="took too long"):
        session.call("slow")

"""After kill -9 at any point, the same command finishes with the same results.

BACKPROP_CRASHES sets how many trials there are for each victim.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import time

import pytest
from class_of_real_notebooks import (
    ROOT,
    command,
    descendants,
    environment,
    gradebook,
    make_class,
    released,
    results,
    run,
)
from sandbox_here import needs_sandbox

from autograder.assignment.course import Course

pytestmark = [pytest.mark.slow, needs_sandbox]
SIZE = 8
LARGE = 40  # students; grading them takes longer than it takes to stop it
TRIALS = int(os.environ.get("BACKPROP_CRASHES", "2"))


@pytest.fixture(scope="module")
def reference_run(tmp_path_factory):
    """A class that was graded without a crash, and the time that it took."""
    course = released(tmp_path_factory.mktemp("crash"))
    make_class(course, SIZE)
    before = shutil.copytree(course.root, course.root.parent / "before")
    began = time.monotonic()
    run("grade", "--course", course.root, "--workers", 2)
    return course, before, time.monotonic() - began


def kill(process, victim, rng):
    """Kill one process of this kind; return whether there was one."""
    if victim == "coordinator":
        process.kill()
        return True
    below = descendants(process.pid)
    workers = [pid for pid, line in below.items() if "multiprocessing" in line]
    inside = [pid for pid, line in below.items() if "multiprocessing" not in line]
    jails = [pid for pid in inside if "bwrap" in below[pid].split(" ")[0]]
    victims = {
        "worker": [pid for pid in workers if "spawn_main" in below[pid]],
        "sandbox": jails,
        "child": [pid for pid in inside if pid not in jails],
    }
    if not victims[victim]:
        return False
    pid = rng.choice(victims[victim])
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("trial", range(TRIALS))
@pytest.mark.parametrize("victim", ["coordinator", "worker", "sandbox", "child"])
def test_grading_after_a_crash_gives_the_same_results(
    reference_run, tmp_path, victim, trial
):
    reference, before, seconds = reference_run
    course = Course(shutil.copytree(before, tmp_path / "course"))
    rng = random.Random(f"{victim} {trial}")
    grade = command("grade", "--course", course.root, "--workers", 2)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(grade, cwd=ROOT, env=environment(), **quiet) as process:
        until = time.monotonic() + rng.uniform(0.3, max(seconds, 0.5))
        while time.monotonic() < until and process.poll() is None:
            time.sleep(0.01)
        while process.poll() is None and not kill(process, victim, rng):
            time.sleep(0.02)
        below = descendants(process.pid)
        process.wait(300)
    assert all(gone(pid) for pid in below), "processes are left"
    run("grade", "--course", course.root, "--workers", 2)
    assert results(course) == results(reference)
    assert gradebook(course) == gradebook(reference)
    assert not list(course.root.rglob("*.part"))


def test_ctrl_c_ends_the_run_within_2_seconds(reference_run, tmp_path):
    reference, before, _ = reference_run
    course = Course(shutil.copytree(before, tmp_path / "course"))
    make_class(course, LARGE)
    grade = command("grade", "--course", course.root, "--workers", 2)
    pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(grade, cwd=ROOT, env=environment(), **pipes) as process:
        until = time.monotonic() + 60
        while not list(course.results.glob("*.json")) and time.monotonic() < until:
            time.sleep(0.02)
        below = descendants(process.pid)
        began = time.monotonic()
        # As a terminal does it: to the workers too.
        for pid in (process.pid, *below):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
        _, message = process.communicate(timeout=60)
        took = time.monotonic() - began
    assert process.returncode == 130
    assert message == "stopped; run the same command again to continue\n"
    assert took < 2
    assert all(gone(pid) for pid in below)
    assert 0 < len(results(course)) < LARGE
    run("grade", "--course", course.root, "--workers", 2)
    assert len(results(course)) == LARGE
    assert results(reference).items() <= results(course).items()


def gone(pid, timeout=15.0):
    until = time.monotonic() + timeout
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
            with open(f"/proc/{pid}/stat") as stat:
                if stat.read().rsplit(")", 1)[1].split()[0] == "Z":
                    return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False

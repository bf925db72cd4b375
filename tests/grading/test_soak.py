"""Grading a hundred submissions leaks no process, open file or temporary file."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from class_of_real_notebooks import (
    ROOT,
    command,
    descendants,
    environment,
    make_class,
    released,
    scores,
)
from sandbox_here import needs_sandbox

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    needs_sandbox,
]
SIZE = 100


def open_files(pids):
    count = 0
    for pid in pids:
        try:
            count += len(os.listdir(f"/proc/{pid}/fd"))
        except OSError:
            continue
    return count


def temporary_files():
    return set(Path("/tmp").glob("backprop*")) | set(Path("/dev/shm").glob("*"))


def test_a_hundred_submissions_leave_only_their_results(tmp_path):
    course = released(tmp_path)
    expected = make_class(course, SIZE)
    before = temporary_files()
    grade = command("grade", "--course", course.root, "--workers", 2)
    seen = []
    with subprocess.Popen(
        grade, cwd=ROOT, env=environment(), stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            time.sleep(0.25)
            done = len(list(course.results.glob("*.json")))
            pids = descendants(process.pid)
            if SIZE * 0.1 < done < SIZE * 0.95:
                seen.append((len(pids), open_files([process.pid, *pids])))
    assert process.returncode == 0
    assert scores(course) == expected
    assert temporary_files() <= before
    assert not list(course.root.rglob(".*"))
    # Two coordinators' workers, their jails and zygotes, one child each at a time.
    assert max(count for count, _ in seen) <= 15
    third = len(seen) // 3
    early, late = seen[:third], seen[-third:]
    assert max(files for _, files in late) <= max(files for _, files in early) + 10

"""Gradescope's container, emulated: /autograder as its documentation describes it."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any, NamedTuple

from no_namespaces import run_in_container

INSTALLED = f"mkdir -p /opt/backprop; ln -s {sys.prefix} /opt/backprop/venv\n"
METADATA = {"id": 1, "users": [{"name": "Ada", "email": "ada@example.org"}]}


class Graded(NamedTuple):
    """What the platform sees, and how long it took: clock and processor seconds."""

    status: int
    said: str
    results: dict[str, Any] | None
    seconds: float
    processor: float

    @property
    def scores(self) -> dict[str, float]:
        """Points by grade id."""
        tests = self.results["tests"] if self.results else []
        return {id_of(t): t["score"] for t in tests if "score" in t}


def id_of(test: dict[str, Any]) -> str:
    return test["name"].rsplit("[", 1)[1].rstrip("]")


def unpack(package: bytes, autograder: Path) -> None:
    """Do with the zip file what the platform does before setup.sh."""
    source = autograder / "source"
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extractall(source)
    shutil.copy(source / "run_autograder", autograder / "run_autograder")
    (autograder / "run_autograder").chmod(0o755)
    (autograder / "submission_metadata.json").write_text(json.dumps(METADATA))


def grade_there(
    autograder: Path,
    submission: Path,
    *,
    setup: str = INSTALLED,
    landlock: bool = True,
    command: str = "/autograder/run_autograder",
) -> Graded:
    """Grade a folder of a student in a fresh container."""
    for name in ("submission", "results"):
        shutil.rmtree(autograder / name, ignore_errors=True)
        (autograder / name).mkdir()
    shutil.copytree(submission, autograder / "submission", dirs_exist_ok=True)
    results = autograder / "results" / "results.json"
    results.write_text("an earlier one")
    began, times = time.monotonic(), autograder / "times"
    done: subprocess.CompletedProcess[str] = run_in_container(
        [
            "/bin/bash",
            "-c",
            f"{command}; status=$?; times > /autograder/times; exit $status",
        ],
        {"/autograder": autograder},
        landlock=landlock,
        setup=f"cd /autograder\n{setup}",
    )
    seconds = time.monotonic() - began
    autograder.chmod(0o755)
    found = json.loads(results.read_text()) if results.exists() else None
    said, used = done.stdout + done.stderr, times.read_text().split()
    processor = sum(60 * int(m) + float(s) for m, s in map(_split, used))
    return Graded(done.returncode, said, found, seconds, processor)


def _split(text: str) -> list[str]:
    return text.rstrip("s").split("m")

"""A command run with an eye on its processes: time, processor, memory, open files."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

PAGE = os.sysconf("SC_PAGE_SIZE") / 1e6
TICK = os.sysconf("SC_CLK_TCK")


class Glance(NamedTuple):
    """All processes of the command at one moment.

    Attributes:
        memory: the largest of each part, in MB.
        cpu: seconds so far, dead children included.
    """

    processes: int
    files: int
    cpu: float
    memory: dict[str, float]


class Watched(NamedTuple):
    """How a command went; seconds of wall and processor time."""

    wall: float
    cpu: float
    glances: list[Glance]


def watch(command: list[str], folder: Path, environment: dict[str, str]) -> Watched:
    """Run the command to its end.

    Raises:
        SystemExit: it failed; with all that it said.
    """
    glances: list[Glance] = []
    began = time.monotonic()
    with (
        tempfile.TemporaryFile("w+") as said,
        subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdout=said,
            stderr=subprocess.STDOUT,
        ) as process,
    ):
        while process.poll() is None:
            glances.append(glance(process.pid))
            time.sleep(0.2)
        wall = time.monotonic() - began
        if process.returncode:
            said.seek(0)
            raise SystemExit(f"{' '.join(command)} failed:\n{said.read()[-3000:]}")
    return Watched(wall, max(one.cpu for one in glances), glances)


def glance(root: int) -> Glance:
    stats = tree(root)
    files, memory = 0, {}
    for pid in stats:
        try:
            resident = int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
            files += len(os.listdir(f"/proc/{pid}/fd"))
        except (OSError, IndexError):
            continue
        part = part_of(pid, root)
        memory[part] = max(resident, memory.get(part, 0.0))
    cpu = sum(sum(map(int, fields[11:15])) for fields in stats.values()) / TICK
    return Glance(len(stats), files, cpu, memory)


def part_of(pid: int, root: int) -> str:
    if pid == root:
        return "coordinator"
    try:
        line = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        line = b""
    if b"multiprocessing" in line:
        return "worker"
    return "jail" if b"bwrap" in line.split(b"\0")[0] else "student code"


def tree(root: int) -> dict[int, list[str]]:
    """The fields of /proc/PID/stat behind the name, of a process and all below it."""
    every = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            every[int(entry.name)] = stat.rsplit(")", 1)[1].split()
    found = {root}
    while more := {p for p, f in every.items() if int(f[1]) in found} - found:
        found |= more
    return {pid: every[pid] for pid in found if pid in every}

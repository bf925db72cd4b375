"""Pins each worker to one processor.

A worker and its sandbox take turns: while one computes, the other waits. A switch takes
a few microseconds on one processor and ten times that across two, and a submission
needs some hundred switches. Pinning also keeps the threads of a hostile cell from
slowing down other workers.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")


def cores(topology: Path = TOPOLOGY) -> list[int]:
    """Return the processors that this process may use, one of each core first.

    Empty where a process cannot be pinned (macOS, Windows).
    """
    if not hasattr(os, "sched_getaffinity"):
        return []
    seen: dict[str, int] = {}  # core -> number of its processors so far
    ranks = {}
    for processor in sorted(os.sched_getaffinity(0)):
        core = _core(processor, topology)
        ranks[processor] = seen.get(core, 0)
        seen[core] = ranks[processor] + 1
    return sorted(ranks, key=lambda processor: (ranks[processor], processor))


def default_workers() -> int:
    """Return the number of processors that workers can use."""
    return len(cores()) or os.cpu_count() or 1


def pin_to(processor: int | None) -> None:
    """Run this process, and those that it starts, on this processor only."""
    if processor is not None:
        # May fail (processor offline, forbidden in a container); it only saves time.
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {processor})


def _core(processor: int, topology: Path) -> str:
    """Return a name that the processors of one core share."""
    siblings = topology / f"cpu{processor}/topology/thread_siblings_list"
    try:
        return re.split("[,-]", siblings.read_text().strip())[0]
    except OSError:
        return str(processor)

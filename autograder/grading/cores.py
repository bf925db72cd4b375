"""Which processor each worker keeps to.

A worker and its sandbox take turns: while one works the other waits. On one processor
the turn passes in a few microseconds; across two it costs ten times that, some hundred
times a submission. It also keeps a hostile cell's threads off everybody else's time.
"""

from __future__ import annotations

import contextlib
import os
import re
from pathlib import Path

TOPOLOGY = Path("/sys/devices/system/cpu")


def cores(topology: Path = TOPOLOGY) -> list[int]:
    """The processors that this process may use, one of every core first.

    Empty where a process cannot be kept to one (macOS, Windows).
    """
    if not hasattr(os, "sched_getaffinity"):
        return []
    taken: dict[str, int] = {}  # core -> how many of its processors were listed
    ranks = {}
    for processor in sorted(os.sched_getaffinity(0)):
        core = _core(processor, topology)
        ranks[processor] = taken.get(core, 0)
        taken[core] = ranks[processor] + 1
    return sorted(ranks, key=lambda processor: (ranks[processor], processor))


def workers_here() -> int:
    """As many workers as there are processors for them."""
    return len(cores()) or os.cpu_count() or 1


def keep_to(core: int | None) -> None:
    """From now on this process, and all that it starts, runs on this one alone."""
    if core is not None:
        # A processor may have gone, and a container may forbid it: it is only faster.
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})


def _core(processor: int, topology: Path) -> str:
    """A name that the processors of one core share."""
    siblings = topology / f"cpu{processor}/topology/thread_siblings_list"
    try:
        return re.split("[,-]", siblings.read_text().strip())[0]
    except OSError:
        return str(processor)

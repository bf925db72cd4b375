"""A limit on the memory of a process while it grades one submission."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

STATISTICS = Path("/proc/self/statm")


@contextlib.contextmanager
def memory_limit(size: int) -> Iterator[None]:
    """Let the address space of this process grow by at most `size` bytes in the block.

    Larger allocations raise a MemoryError. Does nothing where the system has no such
    limit (macOS, Windows).
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    soft, hard = before = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(STATISTICS.read_text().split()[0])
    limit = pages * resource.getpagesize() + size
    known = [one for one in before if one != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([limit, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

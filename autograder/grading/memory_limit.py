"""A limit on the memory of a process while it grades one submission."""

from __future__ import annotations

import contextlib
import functools
import sys
from collections.abc import Iterator
from pathlib import Path

STATISTICS = Path("/proc/self/statm")


@functools.cache
def _at_first() -> int:
    """Return the address space of this process when it was asked for first."""
    return _address_space()


def _address_space() -> int:
    import resource

    return int(STATISTICS.read_text().split()[0]) * resource.getpagesize()


@contextlib.contextmanager
def memory_limit(size: int) -> Iterator[None]:
    """Let the address space of this process grow by at most `size` bytes in the block.

    What earlier blocks have left counts, because freed memory is kept for later; half
    of `size` is there in any case. Larger allocations raise a MemoryError. Does nothing
    where the system has no such limit (macOS, Windows).
    """
    if not sys.platform.startswith("linux"):
        yield
        return
    import resource

    soft, hard = before = resource.getrlimit(resource.RLIMIT_AS)
    limit = max(_at_first() + size, _address_space() + size // 2)
    known = [one for one in before if one != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([limit, *known]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

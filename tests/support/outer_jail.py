"""A jail that we trust, around the one under test: hostile code never runs bare.

Should the sandbox let something through, it finds a read-only machine without a
network, processes of its own alone, and limits on time and files.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox.host import zygote_client

LIMITS = ("--cpu=600", "--fsize=64000000", "--core=0")


def jailed(command: list[str]) -> list[str]:
    """The command in a jail of its own."""
    # Root keeps its powers in there, or the inner jail would be built otherwise
    # than it is for a root that grades.
    powers = ["--cap-add", "ALL"] if os.getuid() == 0 else []
    return [
        *("prlimit", *LIMITS, "bwrap", "--die-with-parent", *powers),
        *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *("--unshare-pid", "--unshare-net", "--unshare-ipc"),
        *("--", *command),
    ]


@contextmanager
def outer_jail() -> Iterator[None]:
    """All sandboxes of this process start inside such a jail."""
    with pytest.MonkeyPatch.context() as patch:
        inner = zygote_client.jailed_command
        patch.setattr(
            zygote_client, "jailed_command", lambda *args: jailed(inner(*args))
        )
        yield

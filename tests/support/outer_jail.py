"""A second jail around the sandbox under test, for hostile code.

Code that escapes from the sandbox is still in this jail: read-only files, no network,
no other processes, and limits on time and file size.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from autograder.sandbox.host import zygote_client

LIMITS = ("--cpu=600", "--fsize=64000000", "--core=0")


def jailed(command: list[str]) -> list[str]:
    """The command to run this command in a jail."""
    # Root keeps its capabilities, so that the sandbox inside is built as usual.
    capabilities = ["--cap-add", "ALL"] if os.getuid() == 0 else []
    return [
        *("prlimit", *LIMITS, "bwrap", "--die-with-parent", *capabilities),
        *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"),
        *("--unshare-pid", "--unshare-net", "--unshare-ipc"),
        *("--", *command),
    ]


@contextmanager
def outer_jail() -> Iterator[None]:
    """Start all sandboxes of this process inside such a jail."""
    with pytest.MonkeyPatch.context() as patch:
        inner = zygote_client.jailed_command
        patch.setattr(
            zygote_client, "jailed_command", lambda *args: jailed(inner(*args))
        )
        yield

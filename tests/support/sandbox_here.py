"""Tests whether bubblewrap works on this machine, without the project's code.

If it does, the tests that need the sandbox run, and fail if our sandbox is broken. If
it does not, they are skipped.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from functools import cache

import pytest

NAMESPACES = ("--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts")
AS_USER = ("--unshare-user", "--uid", "1000", "--gid", "1000")
AS_NOBODY = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
NESTED = ("unshare", "--user", "--map-root-user", "--mount", "--pid", "--net", "--fork")


@cache
def no_isolation() -> str | None:
    """The reason why no sandbox can work on this machine, or None."""
    if not sys.platform.startswith("linux"):
        return "isolation needs Linux"
    if platform.machine() not in ("x86_64", "aarch64"):
        return f"no system call numbers for {platform.machine()}"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    root = os.getuid() == 0
    command = [
        *("bwrap", "--die-with-parent", "--new-session", *NAMESPACES),
        *(() if root else AS_USER),
        *("--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--"),
        *(AS_NOBODY if root else ()),
        *(*NESTED, "mount", "-t", "tmpfs", "none", "/tmp"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    if done.returncode == 0:
        return None
    return f"bubblewrap does not work here: {done.stderr.strip()[-200:]}"


needs_sandbox = pytest.mark.skipif(
    no_isolation() is not None, reason=str(no_isolation())
)

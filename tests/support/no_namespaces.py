"""A container as hosting services run them: root, and no way to make namespaces.

It has the capabilities and the seccomp rules that Docker gives by default, read-only
copies of this machine's programs, empty /tmp and /root, and no network. Hostile code
that leaves the sandbox under test is still in here.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest
from paths import ROOT

from autograder.sandbox.guest.syscalls import PROCESSORS
from autograder.sandbox.host import mounts

# fmt: off
CAPABILITIES = [
    "CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID",
    "SETFCAP", "SETPCAP", "NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE",
]
# fmt: on
NEW_NAMESPACES = 0x7E020000  # CLONE_NEW…
# fmt: off
CALLS = {  # x86_64, aarch64
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40),
    "umount2": (166, 39), "pivot_root": (155, 41),
}
CLONE, CLONE3, LANDLOCK = (56, 220), (435, 435), (444, 444)
# fmt: on
LOAD, EQUAL, BITS_SET, RETURN, ALLOW, FAIL = 0x20, 0x15, 0x45, 0x06, 0x7FFF0000, 0x50000
EPERM, ENOSYS = 1, 38
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc")


def container_filter(landlock: bool) -> bytes:
    """The seccomp filter of the container; without `landlock`, an older kernel's."""
    column = PROCESSORS[os.uname().machine][0]
    lines = [(LOAD, 0, 0, 0)]
    for numbers in CALLS.values():
        lines += [(EQUAL, 0, 1, numbers[column]), (RETURN, 0, 0, FAIL | EPERM)]
    lines += [(EQUAL, 0, 1, CLONE3[column]), (RETURN, 0, 0, FAIL | ENOSYS)]
    if not landlock:
        lines += [(EQUAL, 0, 1, LANDLOCK[column]), (RETURN, 0, 0, FAIL | ENOSYS)]
    lines += [
        (EQUAL, 0, 3, CLONE[column]),
        (LOAD, 0, 0, 16),
        (BITS_SET, 0, 1, NEW_NAMESPACES),
        (RETURN, 0, 0, FAIL | EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def run_in_container(
    command: list[str],
    folders: Mapping[str, Path],
    *,
    landlock: bool = True,
    setup: str = "",
    timeout: float = 600,
    capabilities: list[str] = CAPABILITIES,
) -> subprocess.CompletedProcess[str]:
    """Run the command in a fresh container; `folders` are mounted writable.

    Args:
        setup: shell commands that run before it, as root.
    """
    reading, writing = os.pipe()
    os.write(writing, container_filter(landlock))
    os.close(writing)
    shell = ["/bin/bash", "-c", f'set -e\n{setup}\nexec "$@"', "bash", *command]
    try:
        return subprocess.run(
            [*_bubblewrap(folders, capabilities), "--seccomp", str(reading), *shell],
            pass_fds=[reading],
            capture_output=True,
            text=True,
            timeout=timeout,
            env={"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"},
        )
    finally:
        os.close(reading)


def _bubblewrap(folders: Mapping[str, Path], capabilities: list[str]) -> list[str]:
    shown = [Path(name) for name in SYSTEM if Path(name).exists()]
    shown += [mount.target for mount in mounts.system_mounts()]
    shown += [Path(sys.prefix), Path(sys.base_prefix)]
    shown = [p for p in dict.fromkeys(shown) if not set(p.parents) & set(shown)]
    made = {parent for path in shown for parent in path.parents} - {Path("/")}
    flags = ["bwrap", "--die-with-parent", "--new-session"]
    flags += ["--unshare-pid", "--unshare-net", "--unshare-ipc", "--hostname", "box"]
    flags += ["--unshare-uts", "--tmpfs", "/"]
    # Before the programs: a test environment may itself be below /tmp.
    flags += ["--dev", "/dev", "--proc", "/proc", "--perms", "1777", "--tmpfs", "/tmp"]
    for folder in sorted({*made, Path("/root"), Path("/opt")} - {Path("/tmp")}):
        flags += ["--perms", "0755", "--dir", str(folder)]
    for path in shown:
        if str(path) in SYSTEM and path.is_symlink():
            flags += ["--symlink", os.readlink(path), str(path)]
        else:
            flags += ["--ro-bind", str(path), str(path)]
    for target, source in folders.items():
        flags += ["--bind", str(source), target]
    flags += ["--cap-drop", "ALL"]
    return flags + [f for name in capabilities for f in ("--cap-add", f"CAP_{name}")]


def copy_project(target: Path) -> None:
    """Copy the packages, the notebooks and the tests' modules, for root alone."""
    for name in ("autograder", "solutions", "notebooks", "tests/support"):
        skip = ("--exclude=__pycache__", "--exclude=.ipynb_checkpoints")
        (target / name).mkdir(parents=True)
        pack = subprocess.Popen(
            ["tar", "-C", str(ROOT / name), *skip, "-cf", "-", "."],
            stdout=subprocess.PIPE,
        )
        subprocess.run(
            ["tar", "-C", str(target / name), "-xf", "-"], stdin=pack.stdout, check=True
        )
        assert pack.wait() == 0
        assert pack.stdout is not None
        pack.stdout.close()
    target.chmod(0o700)


@cache
def no_container() -> str | None:
    """The reason why this machine cannot run such a container, or None."""
    if not sys.platform.startswith("linux") or os.getuid() != 0:
        return "only root can emulate a container in which it is root"
    done = run_in_container(["/bin/true"], {})
    if done.returncode == 0:
        return None
    return f"bubblewrap makes no container here: {done.stderr.strip()[-200:]}"


needs_container = pytest.mark.skipif(
    no_container() is not None, reason=str(no_container())
)

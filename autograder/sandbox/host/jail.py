"""The command line that runs the guest under bubblewrap, and a probe if it works."""

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.sandbox.host import mounts, policy
from autograder.sandbox.host.mounts import Mount

NOBODY = 65534
# Folders that bwrap has to create; /proc and /dev/shm exist already.
SCRATCH_FOLDERS = [
    folder for folder in policy.scratch(DEFAULT_LIMITS) if folder.startswith("/scratch")
]
PROCESSORS = ("x86_64", "aarch64")
GET_BUBBLEWRAP = (
    "bubblewrap (the command bwrap) is not installed. Debian and Ubuntu: "
    "sudo apt install bubblewrap; Fedora: sudo dnf install bubblewrap; "
    "Arch: sudo pacman -S bubblewrap"
)
GET_NAMESPACES = (
    "bubblewrap cannot make user namespaces here. Try: "
    "sudo sysctl user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1, "
    "on Ubuntu 24.04 also kernel.apparmor_restrict_unprivileged_userns=0; "
    "in Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined "
    "--cap-add SYS_ADMIN"
)


def bubblewrap(shown: Sequence[Mount]) -> list[str]:
    """Return the bwrap command with its flags, without the program to run."""
    return [
        shutil.which("bwrap") or "bwrap",
        *_namespaces(),
        "--die-with-parent",  # nothing outlives the worker, even after kill -9
        *("--hostname", "worksheet"),  # not the instructor's
        "--new-session",  # no terminal to type into
        "--clearenv",
        *(part for item in policy.ENVIRONMENT.items() for part in ("--setenv", *item)),
        *_mount_flags(shown),
        *("--chdir", "/"),
    ]


def _namespaces() -> list[str]:
    flags = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    flags.append("--unshare-cgroup-try")
    if os.getuid() == 0:
        # Root does the mounting, because it may enter every folder; the guest first
        # of all becomes nobody. In a user namespace it would stay root.
        return flags
    # By name: with --unshare-all bwrap only tries. The user id inside says nothing
    # about the one outside.
    return [*flags, "--unshare-user", "--uid", "1000", "--gid", "1000"]


def _mount_flags(shown: Sequence[Mount]) -> list[str]:
    flags: list[str] = []
    parents = _parent_folders(shown)
    for folder in parents:  # bwrap would create them with mode 0700
        flags += ["--perms", "0755", "--dir", str(folder)]
    # Masking tmpfs mounts must follow what they mask.
    for mount in sorted(shown, key=lambda mount: (mount.source is None, mount.target)):
        target = str(mount.target)
        if mount.source is None:
            flags += ["--tmpfs", target, "--remount-ro", target]
        else:
            flags += ["--ro-bind", str(mount.source), target]
    flags += ["--proc", "/proc", "--dev", "/dev"]
    if Path("/tmp") not in parents:
        flags += ["--symlink", "/scratch/tmp", "/tmp"]
    # Otherwise one student could write a module there that the next one imports.
    return [*flags, "--remount-ro", "/dev", "--remount-ro", "/"]


def _parent_folders(shown: Sequence[Mount]) -> list[Path]:
    """The folders above mounts and scratch folders, outermost first."""
    parents = {folder for mount in shown for folder in mount.target.parents}
    for folder in map(Path, SCRATCH_FOLDERS):
        parents |= {folder, *folder.parents}
    mounted = {mount.target for mount in shown if mount.source is not None}
    free = [f for f in parents - {Path("/")} if not mounted & {f, *f.parents}]
    return sorted(free)


def guest_command(settings: dict[str, Any]) -> list[str]:
    """Return the command that starts the guest, for every mode.

    -S: no .pth file of an installed package is run; -P and -s: no module is imported
    from the working directory or a home.
    """
    start = f"import sys; sys.path.insert(0, {settings['root']!r}); "
    start += "from autograder.sandbox.guest.main import main; main(sys.argv[1])"
    return [settings["python"], "-P", "-s", "-S", "-c", start, json.dumps(settings)]


def jailed_command(files: Path, control: int, limits: Limits) -> list[str]:
    """Return the zygote under bubblewrap; `control` is the descriptor it inherits."""
    hidden = mounts.hidden_mounts()
    shown = [*mounts.guest_mounts(), *mounts.companion_mounts(files)]
    return _command([*hidden, *shown], jailed_settings(limits) | {"control": control})


def _command(more: Sequence[Mount], settings: dict[str, Any]) -> list[str]:
    jail = bubblewrap([*mounts.system_mounts(), *more])
    return [*jail, "--", *guest_command(settings)]


def jailed_settings(limits: Limits) -> dict[str, Any]:
    """Return the guest's settings, as plain data."""
    return {
        "python": str(mounts.python()),
        "root": str(mounts.GUEST),
        "companion": str(mounts.COMPANION_TARGET),
        "packages": [str(folder) for folder in mounts.package_folders()],
        "limits": asdict(limits),
        "rlimits": policy.rlimits(limits),
        "scratch": policy.scratch(limits),
        "zygote_scratch": SCRATCH_FOLDERS,
        "denied": policy.DENIED,
        "nobody": NOBODY,
        "processor": platform.machine(),
        "namespaces": True,
        "private": [],
        "public": [],
    }


@cache
def probe() -> str | None:
    """Return None if student code can be isolated here, else what is missing.

    The text says how to install or enable it.
    """
    if not sys.platform.startswith("linux"):
        return "isolation needs Linux (on macOS and Windows: Docker or a Linux machine)"
    if platform.machine() not in PROCESSORS:
        return f"isolation is built for {' and '.join(PROCESSORS)} processors only"
    if shutil.which("bwrap") is None:
        return GET_BUBBLEWRAP
    settings = jailed_settings(DEFAULT_LIMITS) | {"probe": True}
    command = _command(mounts.guest_mounts(), settings)
    seconds, nothing = DEFAULT_LIMITS.start_seconds, subprocess.DEVNULL
    try:
        done = subprocess.run(
            command, stdin=nothing, capture_output=True, timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return " ".join([GET_NAMESPACES, *(f"(bwrap: {line})" for line in said)])

"""The command line that puts the guest side under bubblewrap; and whether it works."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from autograder.sandbox.host.mounts import (
    GIVEN,
    GUEST,
    Mount,
    companion_mounts,
    guest_mounts,
    hidden_mounts,
    package_folders,
    python,
    system_mounts,
)
from autograder.sandbox.host.policy import DENIED, ENVIRONMENT, LIMITS, SCRATCH

NOBODY = 65534
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


def bubblewrap(mounts: Sequence[Mount]) -> list[str]:
    """bwrap with its flags, up to the program to run."""
    return [
        shutil.which("bwrap") or "bwrap",
        *_namespaces(),
        "--die-with-parent",  # nothing outlives the worker, even one killed by -9
        *("--hostname", "worksheet"),  # not the instructor's
        "--new-session",  # no terminal to type into
        "--clearenv",
        *(part for item in ENVIRONMENT.items() for part in ("--setenv", *item)),
        *_seen(mounts),
        *("--chdir", "/"),
    ]


def _namespaces() -> list[str]:
    flags = ["--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts"]
    flags.append("--unshare-cgroup-try")
    if os.getuid() == 0:
        # Mounted by root, who may enter every folder; the guest side then becomes
        # nobody before it does anything else. A user namespace would leave it root.
        return flags
    # By name, or bwrap only tries. The student's number tells nothing of the user.
    return [*flags, "--unshare-user", "--uid", "1000", "--gid", "1000"]


def _seen(mounts: Sequence[Mount]) -> list[str]:
    flags = []
    for folder in _ways(mounts):  # bwrap would close them to all but their maker
        flags += ["--perms", "0755", "--dir", str(folder)]
    # Blinds come after what they cover.
    for mount in sorted(mounts, key=lambda mount: (mount.source is None, mount.target)):
        target = str(mount.target)
        if mount.source is None:
            flags += ["--tmpfs", target, "--remount-ro", target]
        else:
            flags += ["--ro-bind", str(mount.source), target]
    flags += ["--proc", "/proc", "--dev", "/dev"]
    if not any(folder == Path("/tmp") for folder in _ways(mounts)):
        flags += ["--symlink", "/scratch/tmp", "/tmp"]
    # Otherwise one student could leave a module there that the next one imports.
    return [*flags, "--remount-ro", "/dev", "--remount-ro", "/"]


def _ways(mounts: Sequence[Mount]) -> list[Path]:
    """The folders that lead to mounts and to scratch, outermost first."""
    own = ("/proc", "/dev/shm")  # come with what they lie in
    scratch = [Path(place) for place in SCRATCH if place not in own]
    leading = {folder for mount in mounts for folder in mount.target.parents}
    leading |= {folder for place in scratch for folder in (place, *place.parents)}
    shown = {mount.target for mount in mounts if mount.source is not None}
    return sorted(
        folder
        for folder in leading - {Path("/")}
        if not shown & {folder, *folder.parents}
    )


def guest_command(settings: dict[str, Any]) -> list[str]:
    """The guest side as a command, for every mode.

    -S: no .pth file of an installed package is run; -P and -s: no module is found in
    the working directory or in a home.
    """
    start = f"import sys; sys.path.insert(0, {settings['root']!r}); "
    start += "from autograder.sandbox.guest.main import main; main(sys.argv[1])"
    return [
        str(settings["python"]),
        "-P",
        "-s",
        "-S",
        "-c",
        start,
        json.dumps(settings),
    ]


def jailed_command(files: Path, control: int) -> list[str]:
    """The zygote under bubblewrap, talking over the inherited descriptor `control`."""
    mounts = [*system_mounts(), *hidden_mounts(), *guest_mounts()]
    settings = jailed_settings() | {"control": control}
    return [
        *bubblewrap([*mounts, *companion_mounts(files)]),
        *("--", *guest_command(settings)),
    ]


def jailed_settings() -> dict[str, Any]:
    """What the guest side has to know, as data."""
    return {
        "python": str(python()),
        "root": str(GUEST),
        "given": str(GIVEN),
        "packages": [str(folder) for folder in package_folders()],
        "limits": LIMITS,
        "scratch": SCRATCH,
        "at_start": [place for place in SCRATCH if place.startswith("/scratch")],
        "denied": DENIED,
        "nobody": NOBODY,
        "processor": platform.machine(),
    }


@cache
def probe() -> str | None:
    """None if student code can be isolated here, else what is missing and its cure."""
    if not sys.platform.startswith("linux"):
        return "isolation needs Linux (on macOS and Windows: Docker or a Linux machine)"
    if platform.machine() not in PROCESSORS:
        return f"isolation is built for {' and '.join(PROCESSORS)} processors only"
    if shutil.which("bwrap") is None:
        return GET_BUBBLEWRAP
    mounts = [*system_mounts(), *guest_mounts()]
    settings = jailed_settings() | {"probe": True}
    command = [*bubblewrap(mounts), "--", *guest_command(settings)]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start: {error}"
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return " ".join([GET_NAMESPACES, *(f"(it said: {line})" for line in said)])

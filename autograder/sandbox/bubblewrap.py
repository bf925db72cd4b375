"""The command that starts a zygote in bubblewrap, and whether that works here."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from autograder.sandbox import seccomp
from autograder.sandbox.policy import (
    ENVIRONMENT,
    GID,
    HOME,
    UID,
    Mount,
    hidden,
    links,
    mounts,
)

NOBODY = "65534"
STAGE = "/mnt"  # in a mount namespace of our own: where root lays out what nobody reads
PATIENCE = 20  # seconds for a trial

GET_BWRAP = "install bubblewrap (Debian, Ubuntu: sudo apt install bubblewrap)"
GET_USERNS = (
    "allow user namespaces (sudo sysctl kernel.unprivileged_userns_clone=1, or on "
    "Ubuntu 24.04 sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0)"
)


def command(files: Path, inside: list[str]) -> list[str]:
    """The whole command line.

    Args:
        files: the folder with what ships to students.
        inside: what to run in the sandbox.
    """
    views = list(mounts(files))
    if os.getuid() == 0:
        return _staged(views, inside)
    return ["bwrap", *_flags(views), *inside]


def _flags(views: list[Mount]) -> list[str]:
    flags = [
        "--unshare-user",  # named by itself: --unshare-all only tries it
        "--unshare-all",
        *("--uid", str(UID), "--gid", str(GID)),
        "--die-with-parent",
        "--new-session",  # no terminal to type into
        "--clearenv",
        *("--proc", "/proc"),
        *("--dev", "/dev"),
        *("--tmpfs", "/dev/shm"),
        *("--tmpfs", "/tmp"),
        *("--dir", HOME),
    ]
    for mount in views:
        flags += ["--ro-bind", str(mount.source), mount.place]
    for target, place in links():
        flags += ["--symlink", target, place]
    for place in hidden():
        flags += ["--tmpfs", place]
    for name, value in ENVIRONMENT.items():
        flags += ["--setenv", name, value]
    # Last: bubblewrap's own root and /dev are writable and shared by all children.
    return [*flags, "--chdir", HOME, "--remount-ro", "/dev", "--remount-ro", "/"]


def _staged(views: list[Mount], inside: list[str]) -> list[str]:
    """As root: become nobody first, with the views laid out where nobody may look.

    Nobody cannot walk through root's home to an interpreter in it. So everything is
    mounted below STAGE, in a mount namespace that ends with the sandbox.
    """
    script = [f"mount -t tmpfs -o mode=755 tmpfs {STAGE}"]
    staged = []
    for number, view in enumerate(views):
        place = f"{STAGE}/{number}"
        make = "mkdir" if view.source.is_dir() else "touch"
        script.append(f"{make} {place} && mount --rbind {_quoted(view.source)} {place}")
        staged.append(Mount(Path(place), view.place))
    script.append(
        f"exec setpriv --reuid {NOBODY} --regid {NOBODY} --clear-groups "
        '--pdeathsig KILL "$@"'
    )
    shell = ["sh", "-c", " && ".join(script), "sh"]
    return [
        *("unshare", "--mount", "--propagation", "private"),
        *shell,
        *("bwrap", *_flags(staged), *inside),
    ]


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "'\\''") + "'"


@functools.cache
def probe() -> str | None:
    """None when isolation works here; else what is missing and how to get it."""
    if sys.platform != "linux":
        return f"there is no sandbox on {sys.platform}: it needs Linux and bubblewrap"
    if not seccomp.supported():
        return "there is no sandbox on this processor: it needs x86-64 or arm64"
    if shutil.which("bwrap") is None:
        return f"bubblewrap is missing: {GET_BWRAP}"
    try:
        trial = subprocess.run(
            command(Path("/nonexistent"), [sys.executable, "-c", _TRIAL]),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not start ({error}): {GET_USERNS}"
    if trial.returncode != 0:
        said = (trial.stderr.strip().splitlines() or ["without a word"])[-1]
        return f"bubblewrap does not start ({said}): {GET_USERNS}"
    return None


# What a zygote does first: a user and a PID namespace of its own.
_TRIAL = (
    "from autograder.sandbox.kernel_calls import *;"
    "unshare(CLONE_NEWUSER | CLONE_NEWPID)"
)

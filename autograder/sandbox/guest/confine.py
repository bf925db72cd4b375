"""Confinement: namespaces, mounts, limits, capabilities. The host sends the lists."""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Iterable, Mapping
from typing import Any

from autograder.sandbox.guest.syscalls import install

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
CAPABILITY_VERSION = 0x20080522
STUDENT = 1000

libc = ctypes.CDLL(None, use_errno=True)


def become(user: int) -> None:
    """If this process is root, become this user, irrevocably."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        # Changing the user made /proc/self inaccessible to this very process.
        _check("dumpable", libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))


def enter_namespaces(flags: int) -> None:
    """Enter a new user namespace, as user STUDENT, and those of `flags`."""
    user, group = os.geteuid(), os.getegid()
    _check("unshare", libc.unshare(CLONE_NEWUSER | flags))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{STUDENT} {user} 1")
    _write("/proc/self/gid_map", f"{STUDENT} {group} 1")


def new_process_namespace() -> None:
    """Make the next fork process 1 of a new namespace: when it ends, all there end."""
    _check("unshare", libc.unshare(CLONE_NEWPID))


def return_to(namespace: int) -> None:
    """Make later forks in the process namespace of this descriptor."""
    _check("setns", libc.setns(namespace, CLONE_NEWPID))


def confine(settings: Mapping[str, Any], filter_program: bytes) -> None:
    """Apply every confinement step, in the only order that the kernel permits."""
    _write("/proc/self/oom_score_adj", "1000")  # the first to go if memory runs out
    enter_namespaces(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS)
    mount_scratch(settings["scratch"], settings["scratch"])
    for name, value in settings["rlimits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    drop_capabilities()
    install(filter_program)


def mount_scratch(
    scratch: Mapping[str, tuple[int, int]], folders: Iterable[str]
) -> None:
    """Mount an empty tmpfs of limited size over each of these folders."""
    for folder in folders:
        size, files = scratch[folder]
        options = f"size={size},nr_inodes={files},mode=0700".encode()
        flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
        _check(folder, libc.mount(b"tmpfs", folder.encode(), b"tmpfs", flags, options))


def drop_capabilities() -> None:
    """Give up all privileges, and the ways to gain new ones."""
    _check("no new privileges", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    capability = 0
    while libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check("capset", libc.capset(header, nothing))


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _check(what: str, result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")

"""Locks: namespaces, limits, capabilities. The lists come from outside, as settings."""

from __future__ import annotations

import ctypes
import os
import resource
from collections.abc import Iterable, Mapping

from autograder.sandbox.guest.syscalls import install

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 4, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
CAPABILITY_VERSION = 0x20080522
STUDENT = 1000

libc = ctypes.CDLL(None, use_errno=True)


def become(user: int) -> None:
    """If this is root: an ordinary user, for good."""
    if os.getuid() == 0:
        os.setgroups([])
        os.setresgid(user, user, user)
        os.setresuid(user, user, user)
        # Changing users closed /proc/self to this process itself.
        _check("dumpable", libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0))


def enter_namespaces(flags: int) -> None:
    """A user namespace of its own, in which it is a student, and those of `flags`."""
    user, group = os.geteuid(), os.getegid()
    _check("unshare", libc.unshare(CLONE_NEWUSER | flags))
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{STUDENT} {user} 1")
    _write("/proc/self/gid_map", f"{STUDENT} {group} 1")


def own_process_namespace() -> None:
    """The next fork is process 1 of a new namespace: when it ends, all in it ends."""
    _check("unshare", libc.unshare(CLONE_NEWPID))


def return_to(namespace: int) -> None:
    """Make forks in the process namespace of this descriptor again."""
    _check("setns", libc.setns(namespace, CLONE_NEWPID))


def lock_in(settings: Mapping, filter_program: bytes) -> None:
    """All locks of one interpreter, in the order in which they still can be closed."""
    _write("/proc/self/oom_score_adj", "1000")  # short of memory, it goes first
    enter_namespaces(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS)
    mount_scratch(settings["scratch"], settings["scratch"])
    for name, value in settings["limits"].items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))
    drop_capabilities()
    install(filter_program)


def mount_scratch(scratch: Mapping, places: Iterable[str]) -> None:
    """Empty folders of limited size over these places."""
    for place in places:
        size, files = scratch[place]
        options = f"size={size},nr_inodes={files},mode=0700".encode()
        flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
        _check(place, libc.mount(b"tmpfs", place.encode(), b"tmpfs", flags, options))


def drop_capabilities() -> None:
    """No privilege is left, and none can be won."""
    _check("no new privileges", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    capability = 0
    while libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1
    head = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check("capset", libc.capset(head, nothing))


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

"""Confinement: namespaces, mounts, limits, capabilities. The host sends the lists."""

import ctypes
import functools
import os
import resource
import signal
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NoReturn

from autograder.sandbox.guest import landlock
from autograder.sandbox.guest.syscalls import program

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
CAPABILITY_VERSION = 0x20080522
STUDENT = 1000

libc = ctypes.CDLL(None, use_errno=True)


def become(user: int) -> None:
    """If this process is root, switch to this user for good."""
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
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{STUDENT} {user} 1")
    Path("/proc/self/gid_map").write_text(f"{STUDENT} {group} 1")


def fork(namespaces: bool = True) -> int:
    """Fork process 1 of a new process namespace: when it ends, all there end.

    Return 0 in the new process, its process id in this one. Without namespaces it is
    an ordinary fork.
    """
    if not namespaces:
        return os.fork()
    own = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
    _check("unshare", libc.unshare(CLONE_NEWPID))
    child = os.fork()
    if child:
        _check("setns", libc.setns(own, CLONE_NEWPID))  # later forks start from here
    os.close(own)
    return child


def exit_like(child: int) -> NoReturn:
    """End this process with the status of its child."""
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def confine(settings: Mapping[str, Any]) -> None:
    """Apply every confinement step, in the only order that the kernel permits."""
    # If memory runs out, the kernel kills this process first.
    Path("/proc/self/oom_score_adj").write_text("1000")
    if settings["namespaces"]:
        enter_namespaces(CLONE_NEWNS | CLONE_NEWIPC | CLONE_NEWNET | CLONE_NEWUTS)
        mount_scratch(settings["scratch"], settings["scratch"])
        limit_resources(settings["rlimits"])
        drop_capabilities()
    else:
        confine_as_user(settings)
    # No core dump: a limit of 0 does not stop one that is piped to a program.
    _check("dumpable", libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
    install(filter_program(settings))


def filter_program(settings: Mapping[str, Any]) -> bytes:
    """The seccomp filter, computed once for equal settings."""
    read_only = settings.get("read_only", False)
    return _filter_program(tuple(settings["denied"]), settings["processor"], read_only)


@functools.cache
def _filter_program(denied: tuple[str, ...], processor: str, read_only: bool) -> bytes:
    return program(denied, processor, read_only)


def confine_as_user(settings: Mapping[str, Any]) -> None:
    """Confine this process, which is root, without namespaces: as user `user`.

    `home` becomes its only writable folder, `rules` the files that it can open.
    """
    home, parent = settings["home"], os.getppid()
    os.umask(0o077)
    rules = settings["rules"]
    ruleset = None
    if rules is not None:
        ruleset = landlock.make_ruleset([*rules, (home, "scratch")])
    limit_resources(settings["rlimits"])
    drop_bounding_set()
    become(settings["user"])
    drop_capabilities()
    end_with_parent(parent)
    if ruleset is not None:
        landlock.restrict(ruleset)
    os.environ |= {"HOME": home, "TMPDIR": home}
    tempfile.tempdir = None


def limit_resources(limits: Mapping[str, int]) -> None:
    for name, value in limits.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (value, value))


def end_with_parent(parent: int) -> None:
    """Let the kernel kill this process when the thread that started it ends."""
    _check("parent", libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0))
    if os.getppid() != parent:  # it has ended already
        os._exit(1)


def mount_scratch(scratch: Mapping[str, Any], folders: Iterable[str]) -> None:
    """Mount an empty tmpfs of limited size over each of these folders."""
    for folder in folders:
        size, files = scratch[folder]
        options = f"size={size},nr_inodes={files},mode=0700".encode()
        flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
        _check(folder, libc.mount(b"tmpfs", folder.encode(), b"tmpfs", flags, options))


def drop_capabilities() -> None:
    """Drop all privileges, and the means to gain new ones."""
    _check("no new privileges", libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    drop_bounding_set()
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _check("capset", libc.capset(header, nothing))


def drop_bounding_set() -> None:
    """Drop the capabilities that a program with privileges could give back."""
    capability = 0
    while libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:
        capability += 1


def install(filter_program: bytes) -> None:
    """Apply the seccomp filter to this thread and to all that it starts, for good."""

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))

    filled = ctypes.byref(Program(len(filter_program) // 8, filter_program))
    _check("seccomp", libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, filled, 0, 0))


def _check(what: str, result: int) -> None:
    if result != 0:
        code = ctypes.get_errno()
        raise OSError(code, f"{what}: {os.strerror(code)}")

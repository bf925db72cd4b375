"""System calls that student code may not make, as a filter that the kernel keeps."""

from __future__ import annotations

import ctypes
import errno
import platform
import struct

from autograder.sandbox.kernel_calls import (
    PR_SET_NO_NEW_PRIVS,
    PR_SET_SECCOMP,
    SECCOMP_MODE_FILTER,
    prctl,
)

# Why each is denied, and its numbers: (x86-64, arm64), -1 where there is none.
# fmt: off
DENIED: dict[str, tuple[int, int]] = {
    # New processes: a notebook is one process, so that limits are its limits.
    "fork": (57, -1), "vfork": (58, -1),
    # Memory that no limit counts.
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    # Other processes' memory and lives.
    "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    # Other namespaces and mounts.
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41),
    "chroot": (161, 51), "unshare": (272, 97), "setns": (308, 268),
    "open_tree": (428, 428), "move_mount": (429, 429), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # Large surfaces of the kernel that no worksheet needs.
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "kexec_load": (246, 104), "init_module": (175, 105),
    "finit_module": (313, 273), "delete_module": (176, 106),
    "quotactl": (179, 60), "syslog": (103, 116), "acct": (163, 89),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142),
}
# fmt: on

CLONE = {"x86_64": 56, "aarch64": 220}
CLONE3 = 435
CLONE_THREAD = 0x00010000
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
X32 = 0x40000000  # x86-64's second set of numbers

ALLOW = 0x7FFF0000
KILL = 0x80000000
ERRNO = 0x00050000

_LOAD, _JEQ, _JGE, _JSET, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCH, _FIRST = 0, 4, 16  # offsets in what the kernel shows a filter


def supported() -> bool:
    """Whether the calls' numbers on this processor are known."""
    return platform.machine() in AUDIT


def program() -> bytes:
    """The filter: the denied fail with EPERM, clone3 as if there were none."""
    machine = platform.machine()
    code = [
        _step(_LOAD, _ARCH),
        _step(_JEQ, AUDIT[machine], 1, 0),
        _step(_RETURN, KILL),
        _step(_LOAD, _NUMBER),
    ]
    if machine == "x86_64":
        code += [_step(_JGE, X32, 0, 1), _step(_RETURN, ERRNO | errno.EPERM)]
    # The C library falls back from clone3 to clone, whose flags can be read.
    code += [_step(_JEQ, CLONE3, 0, 1), _step(_RETURN, ERRNO | errno.ENOSYS)]
    for numbers in DENIED.values():
        number = numbers[machine == "aarch64"]
        if number >= 0:
            code += [_step(_JEQ, number, 0, 1), _step(_RETURN, ERRNO | errno.EPERM)]
    code += [
        _step(_JEQ, CLONE[machine], 0, 3),
        _step(_LOAD, _FIRST),
        _step(_JSET, CLONE_THREAD, 1, 0),
        _step(_RETURN, ERRNO | errno.EPERM),
        _step(_RETURN, ALLOW),
    ]
    return b"".join(code)


def _step(code: int, value: int, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)


def load(code: bytes) -> None:
    """Put the filter on this process and all its threads to come, for good."""
    buffer = ctypes.create_string_buffer(code)
    head = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(buffer))
    holder = ctypes.create_string_buffer(head)
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(holder))

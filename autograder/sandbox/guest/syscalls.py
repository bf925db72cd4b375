"""A seccomp filter in BPF: some system calls fail, all others pass."""

import errno
import struct
from collections.abc import Iterable

# fmt: off
CONDITIONAL = {  # calls that fail with some arguments: x86_64, aarch64
    "fcntl": (72, 25), "futex": (202, 98), "prctl": (157, 167),
    "prlimit64": (302, 261),
}
DENIED_ARGUMENTS = (  # call, position of the argument, values
    # Locks, leases and watches on files that all sandboxes see: F_SETLEASE, F_SETLK,
    # F_SETLKW, F_OFD_SETLK, F_OFD_SETLKW, F_GETLK, F_OFD_GETLK, F_NOTIFY,
    # F_GET_RW_HINT, F_SET_RW_HINT, and the same of an open file.
    ("fcntl", 1, (1024, 6, 7, 37, 38, 5, 36, 1026, 1035, 1036, 1037, 1038)),
    # Without the private flag, FUTEX_WAKE, REQUEUE, CMP_REQUEUE, WAKE_OP, WAKE_BITSET
    # say how many threads of other sandboxes wait on a page of a file that all see.
    ("futex", 1, (1, 3, 4, 5, 10)),
    # PR_SET_PDEATHSIG: without namespaces it ends an interpreter with its zygote.
    # PR_SET_DUMPABLE: a core dump may be piped to a program of the host.
    ("prctl", 0, (1, 4)),
)
NUMBERS = {  # name: x86_64, aarch64 (None: the processor has no such call)
    "fork": (57, None), "vfork": (58, None), "clone": (56, 220), "clone3": (435, 435),
    "futex_waitv": (449, 449), "futex_wake": (454, 454), "futex_wait": (455, 455),
    "futex_requeue": (456, 456), "mincore": (27, 232), "fadvise64": (221, 223),
    "preadv2": (327, 286), "cachestat": (451, 451),
    "flock": (73, 32), "io_setup": (206, 0), "io_submit": (209, 2),
    "inotify_init": (253, None), "inotify_init1": (294, 26), "setrlimit": (160, 164),
    "execve": (59, 221), "execveat": (322, 281), "sched_setaffinity": (203, 122),
    "memfd_create": (319, 279), "memfd_secret": (447, 447),
    "shmget": (29, 194), "shmat": (30, 196), "shmctl": (31, 195),
    "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201),
    "accept": (43, 202), "accept4": (288, 242),
    "ptrace": (101, 117), "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271), "process_madvise": (440, 440), "kcmp": (312, 272),
    "pidfd_open": (434, 434), "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "mount_setattr": (442, 442),
    "move_mount": (429, 429), "open_tree": (428, 428), "fsopen": (430, 430),
    "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "keyctl": (250, 219), "add_key": (248, 217),
    "request_key": (249, 218), "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "quotactl": (179, 60), "acct": (163, 89), "syslog": (103, 116),
    "personality": (135, 92), "modify_ldt": (154, None), "vmsplice": (278, 75),
    "landlock_create_ruleset": (444, 444),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "swapoff": (168, 225), "settimeofday": (164, 170),
    "clock_settime": (227, 112), "adjtimex": (159, 171), "clock_adjtime": (305, 266),
    "sethostname": (170, 161), "setdomainname": (171, 162), "iopl": (172, None),
    "ioperm": (173, None), "lookup_dcookie": (212, 18), "move_pages": (279, 239),
    "migrate_pages": (256, 238), "mbind": (237, 235), "set_mempolicy": (238, 237),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138), "rt_tgsigqueueinfo": (297, 240),
    "timer_create": (222, 107), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "sched_setparam": (142, 118), "sched_setscheduler": (144, 119),
    "sched_setattr": (314, 274),
    "openat2": (437, 437), "creat": (85, None), "truncate": (76, 45),
    "mkdir": (83, None), "mkdirat": (258, 34), "rmdir": (84, None),
    "mknod": (133, None), "mknodat": (259, 33), "unlink": (87, None),
    "unlinkat": (263, 35), "link": (86, None), "linkat": (265, 37),
    "symlink": (88, None), "symlinkat": (266, 36), "rename": (82, None),
    "renameat": (264, 38), "renameat2": (316, 276), "setxattr": (188, 5),
    "lsetxattr": (189, 6), "fsetxattr": (190, 7),
}
# Calls that open files, and the position of their flags.
OPENING = (("open", 1, (2, None)), ("openat", 2, (257, 56)))
O_WRITE = 0o1 | 0o2 | 0o100 | 0o1000  # O_WRONLY, O_RDWR, O_CREAT, O_TRUNC
# Column above, AUDIT_ARCH_…
PROCESSORS = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

LOAD, EQUAL, AT_LEAST, BITS_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
# fmt: on
ALLOW, FAIL, KILL = 0x7FFF0000, 0x00050000, 0x80000000
NUMBER, ARCH, FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data
CLONE_THREAD = 0x10000
X32 = 0x40000000


def program(denied: Iterable[str], processor: str, read_only: bool = False) -> bytes:
    """Return the filter: `denied` calls fail with EPERM, `clone` makes threads only.

    With `read_only`, no file can be opened for writing.
    """
    column, arch = PROCESSORS[processor]
    lines = [
        (LOAD, 0, 0, ARCH),
        (EQUAL, 1, 0, arch),
        (RETURN, 0, 0, KILL),  # 32-bit calls have other numbers
        (LOAD, 0, 0, NUMBER),
    ]
    if processor == "x86_64":
        lines += [(AT_LEAST, 0, 1, X32), (RETURN, 0, 0, KILL)]
    for name in denied:
        number = NUMBERS[name][column]
        if number is not None:
            lines += _fails(number, errno.EPERM)
    for name, argument, values in DENIED_ARGUMENTS:
        lines += _fails_with(CONDITIONAL[name][column], argument, values)
    for _, argument, numbers in OPENING if read_only else ():
        number = numbers[column]
        if number is not None:
            lines += _fails_with_bits(number, argument, O_WRITE)
    prlimit = CONDITIONAL["prlimit64"][column]
    lines += _fails_unless_null(prlimit, 2)
    clone, clone3 = NUMBERS["clone"][column], NUMBERS["clone3"][column]
    assert clone is not None
    assert clone3 is not None
    # A filter cannot read the flags of clone3, which lie in memory. On ENOSYS libc
    # falls back to clone.
    lines += _fails(clone3, errno.ENOSYS)
    lines += [
        (EQUAL, 0, 3, clone),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (BITS_SET, 1, 0, CLONE_THREAD),
        (RETURN, 0, 0, FAIL | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("<HBBI", *line) for line in lines)


def _fails(number: int, code: int) -> list[tuple[int, int, int, int]]:
    return [(EQUAL, 0, 1, number), (RETURN, 0, 0, FAIL | code)]


def _fails_with(
    number: int, argument: int, values: tuple[int, ...]
) -> list[tuple[int, int, int, int]]:
    """The call fails if the lower half of the argument is one of the values."""
    lines = [(EQUAL, 0, 2 * len(values) + 2, number), (LOAD, 0, 0, _low(argument))]
    for value in values:
        lines += _fails(value, errno.EPERM)
    return [*lines, (RETURN, 0, 0, ALLOW)]


def _fails_with_bits(
    number: int, argument: int, bits: int
) -> list[tuple[int, int, int, int]]:
    """The call fails if the lower half of the argument has one of the bits."""
    return [
        (EQUAL, 0, 4, number),
        (LOAD, 0, 0, _low(argument)),
        (BITS_SET, 0, 1, bits),
        (RETURN, 0, 0, FAIL | errno.EPERM),
        (RETURN, 0, 0, ALLOW),
    ]


def _fails_unless_null(number: int, argument: int) -> list[tuple[int, int, int, int]]:
    """The call fails if the argument, a pointer, is not null."""
    return [
        (EQUAL, 0, 6, number),
        (LOAD, 0, 0, _low(argument)),
        (EQUAL, 0, 3, 0),
        (LOAD, 0, 0, _low(argument) + 4),
        (EQUAL, 0, 1, 0),
        (RETURN, 0, 0, ALLOW),
        (RETURN, 0, 0, FAIL | errno.EPERM),
    ]


def _low(argument: int) -> int:
    """The offset of the lower half of an argument, on a little-endian processor."""
    return FIRST_ARGUMENT + 8 * argument

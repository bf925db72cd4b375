"""What student code may do, as lists with a reason for each line. No mechanism here.

Every number comes from `autograder.assignment.limits`. Namespaces: one set for all
interpreters of a worker (bubblewrap), and one more set for each interpreter, so that
student code reaches neither the machine nor another student.

What this does not stop
    A hole in the kernel itself: there is no second kernel, as a virtual machine has.
    Processor time up to the budget: the machine is slower while a hostile cell runs.
    Of many workers each keeps to one core and its students with it; where there is
    only one (`check`, Formgrader's button) threads may use all cores. Memory up
    to the address space, the temporary folders and some kernel buffers (pipes,
    sockets) at once: without a cgroup nothing bounds their sum. What the processor
    leaks by its timing. Reading: everything that is mounted (the Python installation,
    the companion, this package's guest side) is as public as the student's own
    machine. Single bits of a hidden call: a cell can end in time or not, as it likes,
    and the note on that is seen. And false outputs: a student can make a cell show
    anything; only values that the trusted side compared earn points.
"""

from __future__ import annotations

from typing import Any

from autograder.assignment.limits import Limits
from autograder.sandbox.protocol import FrameLimits


def rlimits(limits: Limits) -> dict[str, int]:
    """RLIMIT_… of one interpreter."""
    # fmt: off
    return {
        "AS":       limits.memory,         # a larger array is a MemoryError at once
        "NPROC":    limits.threads,        # new processes are denied by seccomp
        "FSIZE":    limits.file_bytes,     # of one file
        "NOFILE":   limits.open_files,     # pipes and sockets are memory too
        "CORE":     0,                     # no core dumps
        "MEMLOCK":  limits.locked_memory,  # bytes that cannot be swapped out
        "MSGQUEUE": 0,                     # message queues are memory outside AS
        "CPU":      limits.interpreter_seconds,  # behind the budgets, if a worker hangs
    }
    # fmt: on


def scratch(limits: Limits) -> dict[str, tuple[int, int]]:
    """Writable folders of one interpreter, empty at its start: bytes, files."""
    # fmt: off
    return {
        # the working directory
        "/scratch/home": (limits.scratch_bytes, limits.scratch_files),
        # and /tmp, unless Python itself lies there
        "/scratch/tmp":  (limits.scratch_bytes, limits.scratch_files),
        "/dev/shm":      (limits.shared_bytes, limits.shared_files),  # outside AS
        "/proc":         NO_FILES,  # no process and no kernel setting to look at
    }
    # fmt: on


def frame_limits(limits: Limits) -> FrameLimits:
    """The size of one message between host and guest."""
    return FrameLimits(limits.frame_bytes, limits.json_bytes, limits.frame_blobs)


def guest_limits(limits: Limits) -> dict[str, Any]:
    """The limits that the guest keeps to without being forced, as plain data."""
    return {
        "frame": frame_limits(limits),
        "outputs": {
            "outputs": limits.outputs,
            "characters": limits.output_characters,
            "picture_bytes": limits.picture_bytes,
            "traceback_lines": limits.traceback_lines,
        },
        "exception": (limits.exception_name, limits.exception_message),
    }


NO_FILES = (4_096, 2)  # the smallest tmpfs there is: one page, and its own root

# fmt: off
ENVIRONMENT = {  # all of it: nothing of the instructor's is inherited
    "HOME": "/scratch/home",
    "TMPDIR": "/scratch/tmp",
    "PATH": "/nonexistent",          # there are no programs to run
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",           # a replay iterates over sets in the same order
    "PYTHONDONTWRITEBYTECODE": "1",  # everything is read-only
    "OPENBLAS_NUM_THREADS": "1",     # threads cost more than they bring here,
    "OMP_NUM_THREADS": "1",          # and one core is one student's
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",         # each thread would reserve 64 MB of AS
    "MPLCONFIGDIR": "/scratch/tmp",
    "IPYTHONDIR": "/scratch/tmp/ipython",
}

COMPANION = (  # of the folder with the notebooks; not those: they hold answers
    "worksheet.py",
    "worksheet.json",
    "companion",
)

HIDDEN = ("solutions", "autograder")  # packages that may be installed beside numpy

DENIED = (  # system calls that fail with EPERM
    # Memory that RLIMIT_AS does not see.
    "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "msgget", "semget",
    "mq_open",
    # New processes and programs: every second of work stays on one clock.
    "fork", "vfork", "execve", "execveat",
    # One core is one student's.
    "sched_setaffinity",
    # Connections: nothing can be reached anyhow; this is the second lock.
    "socket", "connect", "bind", "listen", "accept", "accept4",
    # Other processes.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
    "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
    # Mounts and namespaces: they make up the isolation itself.
    "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "mount_setattr",
    "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    # Parts of the kernel that no worksheet needs and that had most of its holes.
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "keyctl", "add_key", "request_key", "fanotify_init",
    "name_to_handle_at", "open_by_handle_at", "quotactl", "acct", "syslog",
    "personality", "modify_ldt", "vmsplice", "landlock_create_ruleset",
    # For the administrator.
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
    "reboot", "swapon", "swapoff", "settimeofday", "clock_settime", "adjtimex",
    "clock_adjtime", "sethostname", "setdomainname", "iopl", "ioperm",
    "lookup_dcookie", "move_pages", "migrate_pages", "mbind", "set_mempolicy",
)
# fmt: on

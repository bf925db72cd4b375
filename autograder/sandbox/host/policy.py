"""What student code may do, as lists with a reason for each line. No mechanism here.

Every number comes from `autograder.assignment.limits`. Namespaces: one set for all
interpreters of a worker (bubblewrap), and one more set for each interpreter, so that
student code reaches neither the machine nor another student. Where a container allows
none, each interpreter is another user (`other_user`); SECURITY.md says what is weaker.

What this does not stop
    Kernel bugs: there is no second kernel, as a virtual machine has.
    Load, up to the time budget: the machine is slower while a hostile cell runs. With
    several workers each keeps its interpreters on one core; with a single worker
    (`check`, Formgrader's button) the threads of a cell may use all cores.
    Memory up to the sum of address space, scratch folders and some kernel buffers
    (pipes, sockets): without a cgroup nothing bounds the sum.
    Timing side channels of the processor.
    Reading: everything that is mounted (the Python installation, the companion, the
    guest's code) is public: students have it on their machines.
    Single bits about a hidden call: student code can choose to fail a graded cell, or
    to crash until the notebook ends, and the result says so.
    Forged outputs: student code can make a cell show anything. Only values that the
    host has compared with expected ones earn points.
"""

from autograder.assignment.limits import Limits

NO_FILES = (4_096, 2)  # the smallest possible tmpfs: one page, and its root


# fmt: off
def rlimits(limits: Limits) -> dict[str, int]:
    """RLIMIT_… of one interpreter."""
    return {
        "AS":       limits.memory,         # a larger array is a MemoryError at once
        "NPROC":    limits.threads,        # new processes are denied by seccomp
        "FSIZE":    limits.file_bytes,     # of one file
        "NOFILE":   limits.open_files,     # pipes and sockets are memory too
        "CORE":     0,                     # no core dumps
        "MEMLOCK":  limits.locked_memory,  # bytes that cannot be swapped out
        "MSGQUEUE": 0,                     # message queues are memory outside AS
        "CPU":      limits.interpreter_seconds,  # last resort, if a worker hangs
    }


def scratch(limits: Limits) -> dict[str, tuple[int, int]]:
    """Writable folders of one interpreter, empty at its start: bytes, files."""
    return {
        # the working directory
        "/scratch/home": (limits.scratch_bytes, limits.scratch_files),
        # and /tmp, unless Python itself lies there
        "/scratch/tmp":  (limits.scratch_bytes, limits.scratch_files),
        "/dev/shm":      (limits.shared_bytes, limits.shared_files),  # outside AS
        "/proc":         NO_FILES,  # no process and no kernel setting to look at
    }


ENVIRONMENT = {  # complete: no variable of the instructor is inherited
    "HOME": "/scratch/home",
    "TMPDIR": "/scratch/tmp",
    "PATH": "/nonexistent",          # there are no programs to run
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",           # a replay iterates over sets in the same order
    "PYTHONDONTWRITEBYTECODE": "1",  # everything is read-only
    "OPENBLAS_NUM_THREADS": "1",     # threads slow small arrays down,
    "OMP_NUM_THREADS": "1",          # and each student has one core
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",         # each thread would reserve 64 MB of AS
    "MPLCONFIGDIR": "/scratch/tmp",
    "IPYTHONDIR": "/scratch/tmp/ipython",
}

# Of the folder with the notebooks, which hold answers:
COMPANION = ("worksheet.py", "worksheet.json", "companion")

HIDDEN = ("solutions", "autograder")  # packages that may be installed beside numpy

DENIED = (  # system calls that fail with EPERM
    # Memory that RLIMIT_AS does not see.
    "memfd_create", "memfd_secret", "shmget", "shmat", "shmctl", "msgget", "semget",
    "mq_open", "io_setup", "io_submit", "inotify_init", "inotify_init1",
    # New processes and programs: one processor clock sees all the work.
    "fork", "vfork", "execve", "execveat",
    # Each student has one core.
    "sched_setaffinity",
    # The limits stay as the host set them: the kernel kills at RLIMIT_CPU, and that
    # would look as if something outside had.
    "setrlimit",
    # Files that all sandboxes see must not carry messages. (Locks and watches by fcntl,
    # waking by futex and PR_SET_DUMPABLE are denied by their arguments:
    # guest/syscalls.py.) The last four drop pages of a file, or tell which are cached.
    "flock", "futex_waitv", "futex_wake", "futex_wait", "futex_requeue",
    "mincore", "fadvise64", "preadv2", "cachestat",
    # Connections: the network namespace is empty; this is a second barrier.
    "socket", "connect", "bind", "listen", "accept", "accept4",
    # Other processes.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
    "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
    # Mounts and namespaces: the isolation consists of them.
    "mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "mount_setattr",
    "move_mount", "open_tree", "fsopen", "fsconfig", "fsmount", "fspick",
    # Parts of the kernel that no worksheet needs and that had most of the bugs.
    "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter",
    "io_uring_register", "keyctl", "add_key", "request_key", "fanotify_init",
    "name_to_handle_at", "open_by_handle_at", "quotactl", "acct", "syslog",
    "personality", "modify_ldt", "vmsplice", "landlock_create_ruleset",
    # System administration.
    "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
    "reboot", "swapon", "swapoff", "settimeofday", "clock_settime", "adjtimex",
    "clock_adjtime", "sethostname", "setdomainname", "iopl", "ioperm",
    "lookup_dcookie", "move_pages", "migrate_pages", "mbind", "set_mempolicy",
)

DENIED_WITHOUT_NAMESPACES = (  # in addition
    # Signals: all processes of the machine can be seen.
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "timer_create",
    # Priorities of processes, which others could read.
    "setpriority", "ioprio_set", "sched_setparam", "sched_setscheduler",
    "sched_setattr",
)

DENIED_WITHOUT_LANDLOCK = (  # in addition: nothing is written that another could read
    "openat2", "creat", "truncate", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat",
    "unlink", "unlinkat", "link", "linkat", "symlink", "symlinkat", "rename",
    "renameat", "renameat2", "setxattr", "lsetxattr", "fsetxattr",
)
# fmt: on

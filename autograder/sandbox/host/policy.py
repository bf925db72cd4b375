"""What student code may do, as lists with a reason for each line. No mechanism here.

Namespaces: one set for all interpreters of a worker (bubblewrap), and one more set for
each interpreter, so that neither the machine nor the next student can be reached.

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

# Time, in seconds of processor and of clock. WORKSHEET.md promises these.
CELL_SECONDS = (10.0, 30.0)
NOTEBOOK_SECONDS = 300.0  # on the clock, replays included
INTERRUPTS = 3  # before the interpreter is ended,
GRACE_SECONDS = 0.5  # and to let go after each
START_SECONDS = 60.0  # the imports, on a machine that is busy with other things
END_SECONDS = 0.5  # to end by itself, once it has closed its line
FORK_SECONDS = 15.0  # for a warm interpreter to report: milliseconds, unless busy
DEATHS = 3  # that many dead interpreters end a notebook
LOSSES = 5  # so often a notebook may lose its sandbox, or its interpreter from outside

# Depth of functions that call back functions that call back …: honest code needs 3.
MAX_NESTING = 20
# Numbers in the arguments of one callback, or the size of a whole number: the largest
# honest ones are a few hundred, and a Jacobian of so many rows still costs little.
MAX_CALLBACK_SIZE = 4_096
MAX_SOURCE = 1_000_000  # characters of a cell

# fmt: off
LIMITS = {  # of one interpreter: RLIMIT_…, value
    "AS":       1_000_000_000,  # memory: an array too large is a MemoryError at once
    "NPROC":    32,             # threads; new processes are refused by seccomp
    "FSIZE":    16_000_000,     # bytes of one file
    "NOFILE":   256,            # open files: pipes and sockets are memory too
    "CORE":     0,              # no core dumps
    "MEMLOCK":  65_536,         # bytes that cannot be swapped out
    "MSGQUEUE": 0,              # message queues are memory outside AS
    "CPU":      330,            # seconds; behind the budgets, should the worker hang
}

SCRATCH = {  # writable places of one interpreter, empty at its start: bytes, files
    "/scratch/home": (16_000_000, 1_000),  # the working directory
    "/scratch/tmp":  (16_000_000, 1_000),  # and /tmp, unless Python itself lies there
    "/dev/shm":      (1_000_000, 100),     # shared memory, kept small: outside AS
    "/proc":         (4_096, 2),           # nothing: no process, no kernel to look at
}

ENVIRONMENT = {  # all of it: nothing of the instructor's is inherited
    "HOME": "/scratch/home",
    "TMPDIR": "/scratch/tmp",
    "PATH": "/nonexistent",          # there are no programs to run
    "LANG": "C.UTF-8",
    "PYTHONUTF8": "1",
    "PYTHONHASHSEED": "0",           # a replay takes the same way as the first run
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
    # Ways to the outside: nothing is there, and this is the second lock.
    "socket", "connect", "bind", "listen", "accept", "accept4",
    # Other processes.
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp",
    "pidfd_open", "pidfd_getfd", "pidfd_send_signal",
    # Mounts and namespaces: the walls themselves.
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

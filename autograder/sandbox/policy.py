"""What student code may see and use: a list, with a reason for each line.

What this does not stop: a fault in the kernel itself; measuring time, or the load of
the machine, to learn of others; using up its share of processor time until its limit;
reading what the mounted system folders hold, which is what any user of the machine
may read; and giving wrong answers.
"""

from __future__ import annotations

import site
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

UID = GID = 1000  # inside; outside it is whoever grades, or nobody
HOME = "/home/student"  # the working directory: writable, in memory, one per notebook
FILES = "/course"  # what ships to students
TRUSTED = "/grader"  # the inside half of the sandbox: no answers in it

# Folders in memory that each notebook gets empty, and how much they hold.
# fmt: off
SCRATCH = (
    ("/tmp", "size=32m,nr_inodes=2000,mode=1777"),      # what libraries expect
    (HOME, "size=32m,nr_inodes=2000,mode=755"),         # where a student saves files
    ("/dev/shm", "size=4m,nr_inodes=100,mode=1777"),    # memory no limit counts: little
    ("/proc", "size=0,nr_inodes=2,mode=555"),           # nobody's processes
)

# (resource, soft, hard). Memory and processes are also bounded by each other: one
# process a notebook (seccomp denies fork), so its address space is all its memory.
LIMITS = (
    ("RLIMIT_AS", 1 << 30, 1 << 30),          # bytes of address space
    ("RLIMIT_CPU", 330, 340),                 # s; the notebook's minutes and a margin
    ("RLIMIT_FSIZE", 16 << 20, 16 << 20),     # bytes of one file
    ("RLIMIT_NOFILE", 128, 128),              # open files
    ("RLIMIT_NPROC", 64, 64),                 # threads
    ("RLIMIT_CORE", 0, 0),                    # a crash leaves nothing behind
    ("RLIMIT_MEMLOCK", 0, 0),                 # no memory that cannot be swapped
    ("RLIMIT_MSGQUEUE", 0, 0),                # memory no limit counts
)

ENVIRONMENT = {
    "HOME": HOME,
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "PYTHONPATH": TRUSTED,                    # taken away before student code runs
    "PYTHONDONTWRITEBYTECODE": "1",           # everything is read-only
    "PYTHONHASHSEED": "0",                    # the same answer on every run
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "IPYTHONDIR": "/tmp/ipython",
    "OPENBLAS_NUM_THREADS": "1",              # one thread: fair, fast, small
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# fmt: on

# What a student's notebook may import of the course. The notebooks with the solutions
# lie in the same folder and stay outside.
SHIPPED = ("worksheet.py", "worksheet.json", "companion")

# The inside half: it encodes values and runs cells, and knows no answer.
INSIDE = (
    "plain.py",
    "sandbox/inside.py",
    "sandbox/kernel_calls.py",
    "sandbox/outputs.py",
    "sandbox/policy.py",
    "sandbox/seccomp.py",
    "sandbox/shell.py",
    "sandbox/wire.py",
    "sandbox/zygote.py",
)

# Installed packages that hold answers or tests.
SECRET = ("solutions", "autograder")


class Mount(NamedTuple):
    """A read-only view of `source` at `place`."""

    source: Path
    place: str


def mounts(files: Path) -> Iterator[Mount]:
    """Everything of the host that is visible inside.

    Args:
        files: the folder with what ships to students.
    """
    yield Mount(Path("/usr"), "/usr")  # the C library, fonts, perhaps Python
    for name in ("lib", "lib64", "bin"):
        path = Path("/", name)
        if path.is_dir() and not path.is_symlink():
            yield Mount(path, str(path))
    for file in ("/etc/fonts", "/etc/ld.so.cache", "/etc/localtime"):
        if Path(file).exists():
            yield Mount(Path(file), file)
    for prefix in _prefixes():  # the interpreter and its packages
        yield Mount(prefix, str(prefix))
    package = Path(__file__).parent.parent
    for name in INSIDE:
        yield Mount(package / name, f"{TRUSTED}/autograder/{name}")
    for name in SHIPPED:
        if (files / name).exists():
            yield Mount(files / name, f"{FILES}/{name}")


def _prefixes() -> list[Path]:
    """Where this interpreter lives, without what /usr holds already."""
    found = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve()}
    found.add(Path(sys.executable).resolve().parent.parent)
    usr = Path("/usr")
    own = {path for path in found if path != usr and usr not in path.parents}
    return sorted(own)


def links() -> Iterator[tuple[str, str]]:
    """Symbolic links of the root folder, as (target, place)."""
    for name in ("lib", "lib64", "bin"):
        path = Path("/", name)
        if path.is_symlink():
            yield f"usr/{name}", str(path)


def hidden() -> Iterator[str]:
    """Installed folders to cover with empty ones: they hold answers."""
    places = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    places.update(site.getsitepackages())
    for place in sorted(places):
        for name in SECRET:
            if (Path(place) / name).is_dir():
                yield str(Path(place).resolve() / name)

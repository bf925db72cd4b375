"""Landlock: from now on this process can open only listed files (Linux 5.13).

It needs no privileges and no namespaces. It restricts what is opened, created, renamed
and removed; it does not hide names, sizes and times of files.
"""

import ctypes
import errno
import os
import struct
from collections.abc import Iterable

libc = ctypes.CDLL(None, use_errno=True)

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446  # on every processor
VERSION, PATH_BENEATH = 1, 1
EXECUTE, WRITE, READ, LIST = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_FOLDER, REMOVE_FILE, MAKE_FOLDER, MAKE_FILE = 1 << 4, 1 << 5, 1 << 7, 1 << 8
REFER, TRUNCATE = 1 << 13, 1 << 14  # move between folders; since versions 2 and 3
FILE_RIGHTS = EXECUTE | WRITE | READ | TRUNCATE
# Version: rights on files that it knows, on TCP, and on signals and abstract sockets.
KNOWN = {
    1: ((1 << 13) - 1, 0, 0),
    2: ((1 << 14) - 1, 0, 0),
    3: ((1 << 15) - 1, 0, 0),
    4: ((1 << 15) - 1, 3, 0),
    5: ((1 << 16) - 1, 3, 0),
    6: ((1 << 16) - 1, 3, 3),
}
RIGHTS = {  # what a rule of the host allows below its path
    "list": LIST,
    "read": LIST | READ,
    "write": READ | WRITE,
    "scratch": LIST | READ | WRITE | TRUNCATE | REFER
    | REMOVE_FOLDER | REMOVE_FILE | MAKE_FOLDER | MAKE_FILE,
}  # fmt: skip


def version() -> int:
    """The kernel's version of Landlock, 0 if it has none."""
    found: int = libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)
    return max(found, 0)


def make_ruleset(rules: Iterable[tuple[str, str]]) -> int:
    """Return the descriptor of a ruleset: pairs of a path and a name of `RIGHTS`.

    Paths that do not exist are left out. Everything that no rule allows is denied.

    Raises:
        OSError: the kernel has no Landlock.
    """
    files, network, scope = KNOWN[min(version() or 1, max(KNOWN))]
    fields = [files, network, scope]
    handled = struct.pack("=3Q", *fields)[: 24 if scope else 16 if network else 8]
    ruleset: int = libc.syscall(
        CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), 0
    )
    _check("landlock", ruleset)
    for path, name in rules:
        try:
            opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except FileNotFoundError:
            continue
        rights = RIGHTS[name] & files
        if not os.path.isdir(path):
            rights &= FILE_RIGHTS
        rule = struct.pack("=Qi", rights, opened)
        result = libc.syscall(ADD_RULE, ruleset, PATH_BENEATH, rule, 0)
        os.close(opened)
        _check(path, result)
    return ruleset


def restrict(ruleset: int) -> None:
    """Apply the ruleset to this thread and to all that it starts, for good."""
    _check("landlock", libc.syscall(RESTRICT_SELF, ruleset, 0))
    os.close(ruleset)


def _check(what: str, result: int) -> None:
    if result < 0:
        code = ctypes.get_errno()
        if code in (errno.ENOSYS, errno.EOPNOTSUPP):
            what = f"{what}: the kernel has no Landlock"
        raise OSError(code, f"{what}: {os.strerror(code)}")

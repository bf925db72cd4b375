"""User ids for interpreters without namespaces: each has one of its own while it runs.

Two interpreters under one user could send each other signals and read each other's
files, even two of the same student: only one of them knows hidden inputs.
"""

import os
import pwd
import signal
import socket
import time
from collections.abc import Collection
from pathlib import Path

from autograder.sandbox.errors import SandboxLostError, SandboxUnavailableError

# systemd's list of user ids leaves these to nobody.
FIRST, LAST = 60_578, 61_183
BLOCK = 12  # for one zygote; a session has two interpreters
TRIES = 400  # a killed process ends within moments
PAUSE = 0.005


class UserBlock:
    """User ids that no other sandbox of this machine takes while this one is open."""

    def __init__(self) -> None:
        """Reserve them.

        Raises:
            SandboxUnavailableError: all are in use.
        """
        self._taken: set[int] = set()
        for first in range(FIRST, LAST + 2 - BLOCK, BLOCK):
            self.ids = range(first, first + BLOCK)
            # The kernel gives the name back when this process ends, however it ends.
            self._lock = socket.socket(socket.AF_UNIX)
            try:
                self._lock.bind(f"\0worksheet-users-{first}")
            except OSError:
                self._lock.close()
                continue
            if not _are_known(self.ids) and not processes_of(self.ids):
                return
            self._lock.close()
        raise SandboxUnavailableError(
            f"the user ids from {FIRST} to {LAST} are all in use; end the other "
            "grading processes of this machine"
        )

    def take(self) -> int:
        """Return a user id for one interpreter.

        Raises:
            SandboxLostError: all are taken, or somebody else uses them.
        """
        free = [user for user in self.ids if user not in self._taken]
        if not free or processes_of(free[:1]):
            raise SandboxLostError("no user id is free for an interpreter")
        self._taken.add(free[0])
        return free[0]

    def give_back(self, user: int) -> None:
        """End everything that this user runs; its id can then be taken again.

        Raises:
            SandboxLostError: something of it goes on.
        """
        if user in self._taken:
            end_all([user])
            self._taken.remove(user)

    def close(self) -> None:
        """End everything that these users run."""
        end_all(self.ids)
        self._lock.close()


def processes_of(users: Collection[int]) -> list[int]:
    """Return the ids of the running processes of these users."""
    return [int(p) for p in os.listdir("/proc") if p.isdigit() and _is_of(p, users)]


def end_all(users: Collection[int]) -> None:
    """Kill all processes of these users and wait for their end.

    Raises:
        SandboxLostError: some do not end.
    """
    for _ in range(TRIES):
        left = processes_of(users)
        if not left:
            return
        for process in left:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(PAUSE)
    raise SandboxLostError(f"{len(left)} processes of a student cannot be ended")


def _is_of(process: str, users: Collection[int]) -> bool:
    try:
        lines = Path(f"/proc/{process}/status").read_text().splitlines()
    except OSError:  # it has ended
        return False
    fields = {name: value for name, _, value in (line.partition(":") for line in lines)}
    if fields["State"].split()[0] in "ZX":  # ended, and not reaped by its parent
        return False
    return any(int(user) in users for user in fields["Uid"].split())


def _are_known(users: Collection[int]) -> bool:
    """Return whether one of the ids belongs to somebody."""
    for user in users:
        try:
            pwd.getpwuid(user)
        except KeyError:
            continue
        return True
    return False

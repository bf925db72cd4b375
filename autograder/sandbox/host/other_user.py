"""A sandbox without namespaces, for root: each interpreter runs as another user.

For containers in which bubblewrap cannot work. The zygote stays root and runs no code
of a student; what it forks gives up all privileges (`guest/confine.py`). Two modes:

user        Landlock allows the interpreter to open what bubblewrap would mount, and
            to write in a scratch folder of its own.
user-only   for kernels without Landlock: it can read what every user of the machine
            can read, and it can write no file at all.
"""

import contextlib
import json
import os
import platform
import stat
import subprocess
import threading
from collections.abc import Sequence
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from autograder.assignment.isolation import Mode
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.guest import landlock
from autograder.sandbox.host import mounts, policy
from autograder.sandbox.host.folders import BLOCK_BYTES, Folders, remove, used
from autograder.sandbox.host.jail import PROCESSORS, guest_command, jailed_settings
from autograder.sandbox.host.users import UserBlock, end_all, processes_of

WATCH_SECONDS = 0.2
MAX_PRIVATE = 500  # files of one folder that the probe tries to read
DEVICES = {"/dev/null": "write", "/dev/zero": "read", "/dev/urandom": "read"}


class OtherUser:
    """Starts one zygote without namespaces; `close` removes all that it used."""

    def __init__(self, files: Path, limits: Limits, mode: Mode = "user") -> None:
        """Reserve user ids and folders.

        Raises:
            SandboxUnavailableError: all user ids are in use.
        """
        self.limits = limits
        self._landlock = mode == "user"
        self._users = UserBlock()
        shown = [*mounts.guest_mounts(), *mounts.companion_mounts(files)]
        self._folders = Folders(shown, self._users.ids[0])
        self._watch = Watch(limits)

    @property
    def environment(self) -> dict[str, str]:
        home = str(self._folders.home)
        own = {"HOME": home, "TMPDIR": home, "MPLCONFIGDIR": home}
        return policy.ENVIRONMENT | own | {"IPYTHONDIR": f"{home}/ipython"}

    def command(self, control: int) -> list[str]:
        """Return the command of the zygote; `control` is a descriptor it inherits."""
        return self.command_with(self.settings() | {"control": control})

    def command_with(self, settings: dict[str, Any]) -> list[str]:
        """Return the guest's command; long settings go into a file of root's."""
        file = self._folders.base / "settings.json"
        file.write_text(json.dumps(settings))
        file.chmod(0o600)
        kept = {key: settings[key] for key in ("python", "root")}
        return guest_command(kept | {"file": str(file)})

    def settings(self) -> dict[str, Any]:
        """Return the guest's settings, as plain data."""
        denied = [*policy.DENIED, *policy.DENIED_WITHOUT_NAMESPACES]
        if not self._landlock:
            denied += policy.DENIED_WITHOUT_LANDLOCK
        return jailed_settings(self.limits) | {
            "root": str(self._folders.guest),
            "companion": str(self._folders.companion),
            "namespaces": False,
            "parent": os.getpid(),
            "denied": denied,
            "read_only": not self._landlock,
            "rules": self._rules() if self._landlock else None,
        }

    def _rules(self) -> list[tuple[str, str]]:
        """What Landlock allows to open: what bubblewrap would mount."""
        rules = list(DEVICES.items())
        hidden = [mount.target for mount in mounts.hidden_mounts()]
        for mount in mounts.system_mounts():
            rules += readable(mount.target, hidden)
        own = (self._folders.guest, self._folders.companion, self._folders.home)
        return [*rules, *((str(folder), "read") for folder in own)]

    def admit(self) -> dict[str, Any]:
        """Return the settings of the next interpreter.

        Raises:
            SandboxLostError: no user id is free.
        """
        user = self._users.take()
        if not self._landlock:
            return {"user": user, "home": str(self._folders.empty)}
        home = self._folders.scratch(user)
        self._watch.add(user, home)
        return {"user": user, "home": str(home)}

    def discharge(self, admitted: dict[str, Any]) -> bool:
        """End everything that the interpreter's user runs, and remove its files.

        Returns:
            Whether it was killed because it filled its scratch folder.

        Raises:
            SandboxLostError: something of it goes on.
        """
        user = admitted["user"]
        self._users.give_back(user)
        if not self._landlock:
            return False
        remove(Path(admitted["home"]))
        return self._watch.forget(user)

    def close(self) -> None:
        self._watch.close()
        end_all(self._users.ids)
        try:
            self._folders.close()
        finally:  # the next run that gets these ids removes folders that are left
            self._users.close()


class Watch:
    """Kills an interpreter that writes more than it may: there is no tmpfs to fill."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._homes: dict[int, Path] = {}
        self._killed: set[int] = set()
        self._closed = threading.Event()
        threading.Thread(target=self._run, daemon=True).start()

    def add(self, user: int, home: Path) -> None:
        """Watch the interpreter of this user."""
        self._homes[user] = home

    def forget(self, user: int) -> bool:
        """Return whether the interpreter of this user was killed."""
        self._homes.pop(user, None)
        killed = user in self._killed
        self._killed.discard(user)
        return killed

    def close(self) -> None:
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.wait(WATCH_SECONDS):
            for user, home in list(self._homes.items()):
                if self._is_over(user, home):
                    self._killed.add(user)
                    with contextlib.suppress(SandboxError):
                        end_all([user])

    def _is_over(self, user: int, home: Path) -> bool:
        most = self._limits
        size, count = used(home, most.scratch_files)
        size += sum(map(removed_bytes, processes_of([user])))
        return size > most.scratch_bytes or count > most.scratch_files


def removed_bytes(process: int) -> int:
    """Return the size of files that a process keeps open and that have no name.

    It is 0 where root may not look at other processes (without CAP_SYS_PTRACE).
    """
    size, folder = 0, f"/proc/{process}/fd"
    with contextlib.suppress(OSError):
        for name in os.listdir(folder):
            info = os.stat(f"{folder}/{name}")
            if stat.S_ISREG(info.st_mode) and not info.st_nlink:
                size += info.st_blocks * BLOCK_BYTES
    return size


def readable(folder: Path, hidden: Sequence[Path]) -> list[tuple[str, str]]:
    """Return the rules that show a folder without some folders in it."""
    if folder in hidden:
        return []
    if not any(folder in path.parents for path in hidden):
        return [(str(folder), "read")]
    rules = [(str(folder), "list")]
    for path in sorted(folder.iterdir()):
        rules += readable(path, hidden)
    return rules


@cache
def user_probe(mode: Mode, private: tuple[Path, ...] = ()) -> str | None:
    """Return None if the mode works here, else what is missing.

    Args:
        private: folders that student code must not read, beside the project's own.
    """
    reason = _unsupported(mode)
    if reason is not None:
        return reason
    try:
        sandbox = OtherUser(Path("/nonexistent"), DEFAULT_LIMITS, mode)
    except (SandboxError, OSError) as error:
        return str(error)
    try:
        return _try(sandbox, [*_project(), *private], mode)
    except (SandboxError, OSError, subprocess.TimeoutExpired) as error:
        return f"--sandbox {mode} does not start: {error}"
    finally:
        sandbox.close()


def _unsupported(mode: Mode) -> str | None:
    if platform.machine() not in PROCESSORS:
        return f"--sandbox {mode} is built for {' and '.join(PROCESSORS)} only"
    if os.getuid() != 0:
        return f"--sandbox {mode} needs root, which starts processes as another user"
    if mode == "user" and not landlock.version():
        return (
            "--sandbox user needs a kernel with Landlock (Linux 5.13). Without it, "
            "--sandbox user-only is weaker; SECURITY.md says how"
        )
    return None


def _project() -> list[Path]:
    """The folders with the reference, the checks, and the notebooks with answers."""
    root = Path(__file__).resolve().parents[3]
    return [root / "solutions", root / "autograder" / "checks", root / "notebooks"]


def _try(sandbox: OtherUser, private: Sequence[Path], mode: Mode) -> str | None:
    admitted = sandbox.admit()
    settings = sandbox.settings() | admitted
    settings |= {
        "probe": True,
        "private": list(map(str, files_in(private))),
        "public": [str(mount.target) for mount in mounts.system_mounts()],
    }
    done = subprocess.run(
        sandbox.command_with(settings),
        env=sandbox.environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=DEFAULT_LIMITS.start_seconds,
    )
    sandbox.discharge(admitted)
    if done.returncode == 0:
        return None
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
    return f"--sandbox {mode} cannot hold here: {''.join(said) or 'unknown reason'}"


def files_in(folders: Sequence[Path]) -> list[Path]:
    """Return the files in the folders, so many as tell whether they can be read."""
    found = list(folders)
    for folder in folders:
        files = (path for path in folder.rglob("*") if path.is_file())
        found += islice(files, MAX_PRIVATE)
    return found

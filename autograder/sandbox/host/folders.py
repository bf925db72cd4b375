"""The folders of a sandbox without namespaces: copies of what it shows, and scratch.

BASE/guest    the guest's code, without the trusted modules beside it
BASE/given    the companion
BASE/home     what the zygote wrote while it warmed up, such as a list of fonts
BASE/empty    the working directory of interpreters that cannot write
BASE/scratch  a folder for each interpreter, which only its user can enter
"""

import contextlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from autograder.sandbox.host.mounts import COMPANION_TARGET, GUEST, Mount

PREFIX = "worksheet-user-"
BLOCK_BYTES = 512  # the unit of st_blocks


class Folders:
    """The folders of one zygote, removed by `close`."""

    def __init__(self, shown: Sequence[Mount], owner: int) -> None:
        """`shown` is copied; `owner` is the first of the reserved user ids.

        No other sandbox has these ids, so what is left of an earlier one is removed.
        """
        prefix = f"{PREFIX}{owner}-"
        for left in Path(tempfile.gettempdir()).glob(f"{prefix}*"):
            info = left.lstat()
            if stat.S_ISDIR(info.st_mode) and info.st_uid == os.getuid():
                remove(left)
        self.base = Path(tempfile.mkdtemp(prefix=prefix))
        self.base.chmod(0o711)
        for mount in shown:
            if mount.source is not None:
                _copy(mount.source, self.placed(mount.target))
        for folder in (self.guest, self.companion, self.home, self.empty):
            folder.mkdir(exist_ok=True)
            for path in [folder, *folder.rglob("*")]:
                path.chmod(0o755 if path.is_dir() else 0o644)
        (self.base / "scratch").mkdir()
        (self.base / "scratch").chmod(0o711)

    def placed(self, target: Path) -> Path:
        """Where a mount's target is in these folders."""
        return self.base / target.relative_to("/")

    @property
    def guest(self) -> Path:
        return self.placed(GUEST)

    @property
    def companion(self) -> Path:
        return self.placed(COMPANION_TARGET)

    @property
    def home(self) -> Path:
        return self.base / "home"

    @property
    def empty(self) -> Path:
        return self.base / "empty"

    def scratch(self, user: int) -> Path:
        """Return a new folder that only this user can enter, under a secret name."""
        folder = Path(tempfile.mkdtemp(dir=self.base / "scratch"))
        os.chown(folder, user, user)
        return folder

    def close(self) -> None:
        remove(self.base)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        skip = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, target, copy_function=shutil.copyfile, ignore=skip)
    else:
        shutil.copyfile(source, target)


def remove(folder: Path) -> None:
    """Remove a folder of a student, however deep, without following a link.

    Nothing may write to it any more.
    """
    while True:
        with os.scandir(folder) as found:
            entries = list(found)
        if not entries:
            return os.rmdir(folder)
        for entry in entries:
            if not entry.is_dir(follow_symlinks=False):
                os.unlink(entry.path)
                continue
            # What is in it moves up, so that no path becomes too long.
            with os.scandir(entry.path) as found:
                for inner in list(found):
                    os.rename(inner.path, folder / secrets.token_hex(8))
            os.rmdir(entry.path)


def used(folder: Path, most: int) -> tuple[int, int]:
    """Return the bytes and the files in a folder; stop at `most` files."""
    size = count = 0
    waiting = [folder]
    while waiting and count <= most:
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as found:
            for entry in islice(found, most + 1):
                count += 1
                info = entry.stat(follow_symlinks=False)
                size += info.st_blocks * BLOCK_BYTES
                if stat.S_ISDIR(info.st_mode):
                    waiting.append(Path(entry.path))
    return size, count

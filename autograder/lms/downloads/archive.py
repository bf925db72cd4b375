"""The files of a class download: a ZIP, a folder, or a folder of ZIPs.

Nothing is unpacked here. A name is only a name, whatever it holds; links and special
files are left out, and a file is read up to a limit, whatever its header claims.
"""

from __future__ import annotations

import lzma
import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.errors import UnreadableError, UsageError, one_line
from autograder.submissions.folder import read_regular

MAX_FILES = 200_000
SILENT = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")
BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,  # an unknown compression
    RuntimeError,  # a password
    ValueError,
    OSError,
)


class Member(NamedTuple):
    """One file of a download.

    Attributes:
        name: its path, as the platform or the student wrote it.
        read: the content, given the most bytes that it may have. It raises
            UnreadableError where there is more, or nothing that can be read.
    """

    name: str
    read: Callable[[int], bytes]


class Archive(NamedTuple):
    """A download, or one of the ZIPs in it.

    Attributes:
        notes: what was left out, and why.
    """

    members: list[Member]
    notes: list[str]


def open_download(
    path: Path, stack: ExitStack, is_submission: Callable[[str], bool]
) -> list[Archive]:
    """The archives of a download, in the order of their age and names.

    Args:
        stack: closes the ZIP files.
        is_submission: whether a ZIP of this name is one student's, so that it is not a
            class download of its own.

    Raises:
        UsageError: there is nothing that can be read.
    """
    if path.is_file():
        return [_zip(path, stack)]
    if not path.is_dir():
        raise UsageError(
            f"{path} is not there. Give the ZIP that the platform made, or a folder."
        )
    members: list[Member] = []
    notes: list[str] = []
    downloads = []
    for name, file in _walk(path, notes):  # a link or a pipe is refused when read
        is_zip = "/" not in name and name.lower().endswith(".zip")
        if is_zip and not is_submission(name) and not file.is_symlink():
            downloads.append(file)
        else:
            members.append(Member(name, partial(read_regular, file)))
    downloads.sort(key=lambda file: (file.stat().st_mtime, file.name))
    archives = [_zip(file, stack) for file in downloads]
    return [*archives, *([Archive(members, notes)] if members or notes else [])]


def _walk(root: Path, notes: list[str]) -> Iterator[tuple[str, Path]]:
    """Every file below the folder; links to folders are not followed."""
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in SILENT)
        for name in [f for f in folders if os.path.islink(os.path.join(folder, f))]:
            notes.append(f"{one_line(name, 80)}: a symbolic link, not followed")
        for name in sorted(files):
            path = Path(folder, name)
            shown = path.relative_to(root).as_posix()
            if _is_silent(shown):
                continue
            count += 1
            if count > MAX_FILES:
                raise UsageError(_too_many(root))
            yield shown, path


def _zip(path: Path, stack: ExitStack) -> Archive:
    try:
        archive = stack.enter_context(zipfile.ZipFile(path))
    except BROKEN as error:
        raise UsageError(
            f"{path} is not a ZIP file that can be read "
            f"({one_line(str(error), 100)}). Download it again."
        ) from None
    found = zip_members(archive)
    if len(found.members) > MAX_FILES:
        raise UsageError(_too_many(path))
    return found


def _too_many(path: Path) -> str:
    return f"{path} holds over {MAX_FILES:,} files. Give one class download at a time."


def zip_members(archive: zipfile.ZipFile) -> Archive:
    """The files of an open ZIP."""
    members, notes = [], []
    for info in archive.infolist():
        name = decoded_name(info)
        if info.is_dir() or _is_silent(name):
            continue
        kind = stat.S_IFMT(info.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            notes.append(f"{one_line(name, 120)}: not a regular file, left out")
        elif info.flag_bits & 0x1:
            notes.append(f"{one_line(name, 120)}: needs a password, left out")
        else:
            members.append(Member(name, partial(_read_zipped, archive, info)))
    return Archive(members, notes)


def decoded_name(info: zipfile.ZipInfo) -> str:
    """The file's name; many programs write UTF-8 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _read_zipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)
    except BROKEN as error:
        raise UnreadableError(f"damaged: {one_line(str(error), 100)}") from None
    if len(data) > limit:
        raise UnreadableError(f"larger than {limit:,} bytes")
    return data


def _is_silent(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return any(part in SILENT for part in parts) or parts[-1].startswith("._")

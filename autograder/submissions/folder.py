"""One student's folder: the notebooks in it as bytes, and nothing else.

Symbolic links are never followed, only regular files are opened, and what is neither
a notebook nor the assignment's own file is named in a note.
"""

from __future__ import annotations

import os
import stat
from collections import deque
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from autograder.assignment.errors import UnreadableError, one_line
from autograder.submissions.parse import MAX_BYTES
from autograder.submissions.timestamps import parse_timestamp

MAX_DEPTH = 3
MAX_ENTRIES = 1_000
MAX_NOTEBOOKS = 20
MAX_TOTAL = 2 * MAX_BYTES  # of all notebooks together
HANDED_OUT = ("worksheet.py", "worksheet.json", "requirements.txt", "README.md")
SKIPPED = ("__pycache__", "__MACOSX", "companion", "node_modules", "venv")
SILENT = (".DS_Store", "submission_secret.txt", "Thumbs.db", "desktop.ini")
LIKE_A_NOTEBOOK = (".ipynb", ".json", ".txt")


class Files(NamedTuple):
    """What was handed in.

    Attributes:
        notebooks: content of each file that may be a notebook, by its path.
        timestamp: content of `timestamp.txt`, or None.
        notes: what was left alone, and why.
    """

    notebooks: dict[str, bytes]
    timestamp: str | None
    notes: tuple[str, ...]


def read_folder(folder: Path, expected: Collection[str] = ()) -> Files:
    """The notebooks below the folder.

    Args:
        expected: the names of the assignment's notebooks, which are read first.

    Raises:
        UnreadableError: the folder itself is a link or cannot be read.
    """
    if folder.is_symlink() or folder.parent.is_symlink():
        raise UnreadableError("the folder is a symbolic link: not followed")
    notebooks: dict[str, bytes] = {}
    notes: list[str] = []
    timestamp = None
    try:
        for name, path in _entries(folder, notes, expected):
            if name == "timestamp.txt":
                timestamp = _timestamp(path, notes)
            elif Path(name).name in HANDED_OUT:
                continue  # the instructor's own copy is used
            elif not _may_be_notebook(name):
                notes.append(f"{one_line(name, 80)}: not a notebook, left alone")
            elif len(notebooks) < MAX_NOTEBOOKS:
                _take(name, path, notebooks, notes)
            else:
                notes.append(f"{one_line(name, 80)}: too many notebooks, left alone")
    except OSError as error:
        raise UnreadableError(f"the folder cannot be read: {error.strerror}") from None
    return Files(notebooks, timestamp, tuple(notes[:20]))


def _timestamp(path: Path, notes: list[str]) -> str | None:
    """What the file says, if that is a time: without one nobody is late."""
    try:
        text = read_regular(path, 1_000).decode("utf-8", "replace").strip()
    except (OSError, UnreadableError) as error:
        notes.append(f"timestamp.txt: {_reason(error)}")
        return None
    if text and parse_timestamp(text) is None:
        notes.append("timestamp.txt: not a time, left alone")
        return None
    return text or None


def _take(name: str, path: Path, notebooks: dict[str, bytes], notes: list[str]) -> None:
    try:
        content = read_regular(path, MAX_BYTES)
    except (OSError, UnreadableError) as error:
        notes.append(f"{one_line(name, 80)}: {_reason(error)}")
        return
    if len(content) + sum(map(len, notebooks.values())) > MAX_TOTAL:
        notes.append(f"{one_line(name, 80)}: too much in all, left alone")
    elif name.lower().endswith(".ipynb") or content.lstrip()[:1] == b"{":
        notebooks[name] = content
    else:
        notes.append(f"{one_line(name, 80)}: not a notebook, left alone")


def _reason(error: OSError | UnreadableError) -> str:
    return (
        (error.strerror or "cannot be read")
        if isinstance(error, OSError)
        else str(error)
    )


def read_regular(path: Path, limit: int) -> bytes:
    """The content of a regular file, never through a link.

    Raises:
        UnreadableError: it is a link, no regular file, or longer than `limit` bytes.
        OSError: it cannot be opened.
    """
    if path.is_symlink():
        raise UnreadableError("a symbolic link: not followed")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file: left alone")
        if status.st_size > limit:
            raise UnreadableError(f"larger than {limit:,} bytes: left alone")
        return file.read(limit)


def _entries(
    folder: Path, notes: list[str], expected: Collection[str]
) -> Iterator[tuple[str, Path]]:
    """Every file below the folder with its path from there, links left out.

    The assignment's notebooks, others, and shallow folders come first, should there
    be too many files.
    """
    waiting = deque([("", folder, 0)])
    seen = 0
    while waiting:
        prefix, place, depth = waiting.popleft()
        for entry in sorted(
            os.scandir(place), key=lambda e: _likely_first(e, expected)
        ):
            seen += 1
            name = prefix + entry.name
            if seen > MAX_ENTRIES:
                notes.insert(0, f"over {MAX_ENTRIES} files: the rest was left alone")
                return
            if entry.is_symlink():
                notes.append(f"{one_line(name, 80)}: a symbolic link, not followed")
            elif entry.is_dir(follow_symlinks=False):
                skipped = entry.name in SKIPPED or entry.name.startswith(".")
                if not skipped and depth < MAX_DEPTH:
                    waiting.append((f"{name}/", Path(entry.path), depth + 1))
            elif entry.name not in SILENT:
                yield name, Path(entry.path)


def _likely_first(
    entry: os.DirEntry[str], expected: Collection[str]
) -> tuple[bool, bool, str]:
    name = entry.name.lower()
    ours = any(notebook in name for notebook in expected)
    return not name.endswith(".ipynb"), not ours, entry.name


def _may_be_notebook(name: str) -> bool:
    lower = name.lower()
    return lower.endswith(LIKE_A_NOTEBOOK) and not Path(name).name.startswith("._")

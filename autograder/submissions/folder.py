"""Reads the notebooks in a student's folder, as bytes.

Symbolic links are never followed and only regular files are opened. Every other file
gets a note, except those that belong to the assignment.
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
from autograder.submissions.saved_outputs import without_outputs
from autograder.submissions.timestamps import parse_timestamp

MAX_DEPTH = 3
MAX_ENTRIES = 1_000
MAX_NOTEBOOKS = 20
MAX_TOTAL = 2 * MAX_BYTES  # of all notebooks together
MAX_FILE = 4 * MAX_BYTES  # of a notebook with its saved outputs,
MAX_LARGE = 4  # for the first few files, the most likely ones
RELEASED = ("worksheet.py", "worksheet.json", "requirements.txt", "README.md")
SKIPPED = ("__pycache__", "__MACOSX", "companion", "node_modules", "venv")
WITHOUT_NOTE = (".DS_Store", "submission_secret.txt", "Thumbs.db", "desktop.ini")
NOTEBOOK_ENDINGS = (".ipynb", ".json", ".txt")


class Files(NamedTuple):
    """The files of a submission.

    Attributes:
        notebooks: content of each file that may be a notebook, by its path.
        timestamp: content of `timestamp.txt`, or None.
        notes: which files were ignored, and why.
    """

    notebooks: dict[str, bytes]
    timestamp: str | None
    notes: tuple[str, ...]


def read_folder(
    folder: Path, expected: Collection[str] = (), depth: int = MAX_DEPTH
) -> Files:
    """Return the notebooks in the folder and its subfolders.

    Args:
        expected: the names of the assignment's notebooks, which are read first.
        depth: how many levels of subfolders are read.

    Raises:
        UnreadableError: the folder itself is a link or cannot be read.
    """
    if os.path.islink(folder) or (depth and os.path.islink(folder.parent)):
        raise UnreadableError("the folder is a symbolic link; links are not followed")
    notebooks: dict[str, bytes] = {}
    notes: list[str] = []
    timestamp = None
    tried = 0
    try:
        for name, path in _entries(folder, notes, expected, depth):
            if name == "timestamp.txt":
                timestamp = _timestamp(path, notes)
            elif os.path.basename(name) in RELEASED:
                continue  # the instructor's own copy is used
            elif not _may_be_notebook(name):
                notes.append(f"{one_line(name, 80)}: not a notebook; ignored")
            elif len(notebooks) < MAX_NOTEBOOKS:
                tried += 1
                longest = MAX_FILE if tried <= MAX_LARGE else MAX_BYTES
                _add(name, path, notebooks, notes, longest)
            else:
                notes.append(f"{one_line(name, 80)}: too many notebooks; ignored")
    except OSError as error:
        raise UnreadableError(f"the folder cannot be read: {error.strerror}") from None
    return Files(notebooks, timestamp, tuple(notes[:20]))


def _timestamp(path: Path, notes: list[str]) -> str | None:
    """Return the content of `timestamp.txt`, or None if it is not a time.

    A submission without a time is not late.
    """
    try:
        text = read_regular(path, 1_000).decode("utf-8", "replace").strip()
    except (OSError, UnreadableError) as error:
        notes.append(f"timestamp.txt: {_reason(error)}")
        return None
    if text and parse_timestamp(text) is None:
        notes.append("timestamp.txt: not a date and time; ignored")
        return None
    return text or None


def _add(
    name: str,
    path: Path,
    notebooks: dict[str, bytes],
    notes: list[str],
    longest: int,
) -> None:
    try:
        content = read_notebook(path, longest)
    except (OSError, UnreadableError) as error:
        notes.append(f"{one_line(name, 80)}: {_reason(error)}")
        return
    if len(content) + sum(map(len, notebooks.values())) > MAX_TOTAL:
        notes.append(
            f"{one_line(name, 80)}: the notebooks are too large together; ignored"
        )
    elif name.lower().endswith(".ipynb") or content.lstrip()[:1] == b"{":
        notebooks[name] = content
    else:
        notes.append(f"{one_line(name, 80)}: not a notebook; ignored")


def _reason(error: OSError | UnreadableError) -> str:
    return (
        (error.strerror or "cannot be read")
        if isinstance(error, OSError)
        else str(error)
    )


def read_notebook(path: Path, longest: int = MAX_FILE) -> bytes:
    """Return the content of a file that may be a notebook; never follow a link.

    Of a file over MAX_BYTES the saved outputs are left out.

    Raises:
        UnreadableError, OSError: as in `read_regular`.
    """
    content = read_regular(path, longest)
    if len(content) <= MAX_BYTES:
        return content
    shorter = without_outputs(content)
    if shorter is None or len(shorter) > MAX_BYTES:
        raise UnreadableError(f"larger than {MAX_BYTES:,} bytes; ignored")
    return shorter


def read_regular(path: Path, limit: int) -> bytes:
    """Return the content of a regular file; never follow a link.

    Raises:
        UnreadableError: it is a link, not a regular file, or longer than `limit` bytes.
        OSError: it cannot be opened.
    """
    if os.path.islink(path):
        raise UnreadableError("a symbolic link; ignored")
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    with open(os.open(path, flags | getattr(os, "O_BINARY", 0)), "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableError("not a regular file; ignored")
        if status.st_size > limit:
            raise UnreadableError(f"larger than {limit:,} bytes; ignored")
        return file.read(limit)


def _entries(
    folder: Path, notes: list[str], expected: Collection[str], max_depth: int
) -> Iterator[tuple[str, Path]]:
    """Yield every file in the folder with its relative path; skip links.

    The assignment's notebooks come first, then other notebooks, then other files;
    outer folders before inner ones. So the limit on files drops the least likely.
    """
    queue = deque([("", folder, 0)])
    seen = 0
    while queue:
        prefix, current, depth = queue.popleft()
        for entry in sorted(os.scandir(current), key=lambda e: _sort_key(e, expected)):
            seen += 1
            name = prefix + entry.name
            if seen > MAX_ENTRIES:
                notes.insert(0, f"over {MAX_ENTRIES} files; the rest were ignored")
                return
            if entry.is_symlink():
                notes.append(f"{one_line(name, 80)}: a symbolic link; ignored")
            elif entry.is_dir(follow_symlinks=False):
                skipped = entry.name in SKIPPED or entry.name.startswith(".")
                if not skipped and depth < max_depth:
                    queue.append((f"{name}/", Path(entry.path), depth + 1))
            elif entry.name not in WITHOUT_NOTE:
                yield name, Path(entry.path)


def _sort_key(
    entry: os.DirEntry[str], expected: Collection[str]
) -> tuple[bool, bool, str]:
    name = entry.name.lower()
    is_expected = any(notebook in name for notebook in expected)
    return not name.endswith(".ipynb"), not is_expected, entry.name


def _may_be_notebook(name: str) -> bool:
    lower = name.lower()
    is_hidden = os.path.basename(name).startswith("._")
    return lower.endswith(NOTEBOOK_ENDINGS) and not is_hidden

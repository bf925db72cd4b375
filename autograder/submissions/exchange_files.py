"""The files by which nbgrader's exchange returns feedback to a submission.

`nbgrader submit` writes `timestamp.txt` and `submission_secret.txt`. Both have to pass
from submitted/ through autograded/ to feedback/: `nbgrader release_feedback` names the
page of a notebook by a hash of the secret and the notebook's name, and `nbgrader
fetch_feedback` looks for that hash.
"""

from __future__ import annotations

from pathlib import Path

from autograder.assignment.errors import UnreadableError
from autograder.submissions.folder import read_regular

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
MAX_BYTES = 1_000


def read_exchange_file(folder: Path, name: str) -> str | None:
    """Return the content of one of the two files; None if there is no regular file."""
    if folder.is_symlink() or folder.parent.is_symlink():
        return None
    try:
        text = read_regular(folder / name, MAX_BYTES).decode("utf-8")
    except (OSError, UnreadableError, UnicodeDecodeError):
        return None
    return text or None

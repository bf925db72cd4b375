"""A name for the checks as they are: results judged by other checks are outdated."""

from __future__ import annotations

import hashlib
from pathlib import Path

import solutions
from autograder.values import plain

FOLDERS = (Path(__file__).parent, Path(solutions.__file__).parent)


def digest_of(folders: tuple[Path, ...], files: tuple[Path, ...] = ()) -> str:
    """A digest of every module below the folders, and of some files besides."""
    digest = hashlib.sha256()
    named = [(f, f.relative_to(top)) for top in folders for f in top.rglob("*.py")]
    for file, name in sorted(named) + [(file, Path(file.name)) for file in files]:
        digest.update(name.as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


VERSION = digest_of(FOLDERS, (Path(plain.__file__),))

"""A name for the checks as they are: results judged by other checks are outdated."""

from __future__ import annotations

import hashlib
from pathlib import Path

import solutions
from autograder import plain


def _sources() -> list[Path]:
    folders = (Path(__file__).parent, Path(solutions.__file__).parent)
    files = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    return [*files, Path(plain.__file__)]


def _digest() -> str:
    digest = hashlib.sha256()
    for file in _sources():
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


VERSION = _digest()

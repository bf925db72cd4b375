"""Puts a finished folder in its place, and replaces only folders of the same kind."""

from __future__ import annotations

from pathlib import Path

from autograder.assignment.errors import UsageError


def check_target(target: Path, mark: str, kind: str) -> None:
    """Make sure that the folder can be replaced.

    Args:
        mark: a file that every folder of this kind has.
        kind: what the folder contains, such as "a site".

    Raises:
        UsageError: the path is a file, or a folder with other content.
    """
    if target.is_dir() and ((target / mark).is_file() or not any(target.iterdir())):
        return
    if target.exists() or target.is_symlink():
        raise UsageError(
            f"{target} is not {kind} that release made, so it is not replaced. Give "
            "a new or empty folder. Nothing was changed."
        )


def put(folder: Path, target: Path) -> None:
    """Replace the target by the folder, with two renames."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        target.rename(folder.parent / "former")
    folder.rename(target)

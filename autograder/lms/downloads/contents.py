"""The files of one attempt, read within bounds and given names that can be written.

A ZIP that a student handed in is opened, once. What does not fit the bounds is left
out and noted; notebooks are read first, so that other files never push them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import NamedTuple

from autograder.assignment.errors import UnreadableError, one_line
from autograder.lms.downloads.archive import Member
from autograder.lms.downloads.nested_zip import nested_zip
from autograder.lms.names import safe_path, unused
from autograder.submissions.folder import MAX_ENTRIES, MAX_TOTAL
from autograder.submissions.parse import MAX_BYTES

OURS = ("timestamp.txt", "submission_secret.txt")  # where nbgrader writes
MAX_NOTES = 20


class Contents(NamedTuple):
    """What one attempt holds.

    Attributes:
        files: content by path, in forward slashes.
        notes: what was left out, and why.
    """

    files: dict[str, bytes]
    notes: list[str]


def read_contents(members: Sequence[Member]) -> Contents:
    """The files of an attempt."""
    found = Contents({}, [])
    _read(members, found, set(), nested=False)
    return Contents(found.files, found.notes[:MAX_NOTES])


def _read(
    members: Sequence[Member],
    found: Contents,
    taken: set[str],
    nested: bool,
) -> None:
    for member in sorted(members, key=_notebooks_first):
        shown = one_line(member.name, 80)
        room = MAX_TOTAL - sum(map(len, found.files.values()))
        if len(found.files) >= MAX_ENTRIES:
            found.notes.append(f"over {MAX_ENTRIES} files: the rest was left out")
            break
        try:
            data = member.read(min(MAX_BYTES, room))
        except UnreadableError as error:
            found.notes.append(f"{shown}: {error}, left out")
            continue
        except OSError as error:
            found.notes.append(f"{shown}: {error.strerror or 'unreadable'}, left out")
            continue
        if not nested and member.name.lower().endswith(".zip"):
            _open(member, data, found, taken)
        else:
            _keep(member.name, data, found, taken)


def _open(member: Member, data: bytes, found: Contents, taken: set[str]) -> None:
    """Read the files of a student's ZIP in the place of the ZIP."""
    shown = one_line(member.name, 80)
    with ExitStack() as stack:
        try:
            inner = nested_zip(data, stack)
        except UnreadableError as error:
            found.notes.append(f"{shown}: {error}")
            _keep(member.name, data, found, taken)
            return
        found.notes.extend(f"{shown}: {note}" for note in inner.notes[:MAX_NOTES])
        _read(_without_root(inner.members), found, taken, nested=True)


def _without_root(members: list[Member]) -> list[Member]:
    """The same without the folders that all of them share."""
    parts = [member.name.replace("\\", "/").split("/") for member in members]
    while parts and all(len(p) > 1 and p[0] == parts[0][0] for p in parts):
        parts = [p[1:] for p in parts]
    return [m._replace(name="/".join(p)) for m, p in zip(members, parts, strict=True)]


def _keep(name: str, data: bytes, found: Contents, taken: set[str]) -> None:
    path = safe_path(name)
    if path.casefold() in OURS:
        path = f"handed-in-{path}"
    found.files[unused(path, taken)] = data


def _notebooks_first(member: Member) -> tuple[bool, bool, str]:
    name = member.name.lower()
    return not name.endswith(".ipynb"), not name.endswith(".zip"), member.name

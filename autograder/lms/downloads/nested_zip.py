"""A ZIP that a student handed in."""

from __future__ import annotations

import io
import zipfile
from contextlib import ExitStack

from autograder.assignment.errors import UnreadableError, one_line
from autograder.lms.downloads.archive import BROKEN, Archive, zip_members

MAX_DIRECTORY = 1_000_000  # bytes of the list of files
END_OF_ZIP, END_OF_HUGE_ZIP = b"PK\x05\x06", b"PK\x06\x07"


def nested_zip(data: bytes, stack: ExitStack) -> Archive:
    """The files of a ZIP that a student handed in.

    Raises:
        UnreadableError: it is not a ZIP.
    """
    if _has_large_directory(data):
        raise UnreadableError("a ZIP with too many files, not opened")
    try:
        return zip_members(stack.enter_context(zipfile.ZipFile(io.BytesIO(data))))
    except BROKEN as error:
        reason = one_line(str(error), 100)
        raise UnreadableError(f"not a ZIP that can be read: {reason}") from None


def _has_large_directory(data: bytes) -> bool:
    """Whether the list of files is so long that reading it alone takes much memory.

    Found as `zipfile` finds it: in the last 22 bytes, else by its last signature in
    the place for a comment. A list in the form for huge archives counts as long.
    """
    end = len(data) - 22
    plain = data[end : end + 4] == END_OF_ZIP and data[-2:] == b"\0\0"
    at = end if plain else data.rfind(END_OF_ZIP, max(0, end - 0xFFFF))
    if at < 0:
        return False  # and no ZIP
    if data[max(0, at - 20) :].startswith(END_OF_HUGE_ZIP):
        return True
    return int.from_bytes(data[at + 12 : at + 16], "little") > MAX_DIRECTORY

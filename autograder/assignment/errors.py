"""Errors of the trusted side, and of wrong usage.

    CourseError               never raised itself
    ├─ UsageError             wrong usage, or a machine that cannot do it: exit status 2
    └─ UnreadableError        a submission holds nothing that can be graded: recorded

Each message says in one line what is wrong and what to do.
"""

from __future__ import annotations

import traceback

from autograder.assignment.installation import own_file


class CourseError(Exception):
    """Base of the errors that a command prints as one line."""


class UsageError(CourseError):
    """The command cannot do what was asked; nothing was changed."""


class UnreadableError(CourseError):
    """This file or submission cannot be read; `str(error)` is the reason."""


def one_line(text: str, limit: int = 300) -> str:
    """Return `text` as one line without control characters, at most `limit` long."""
    shown = "".join(c if c.isprintable() else "�" for c in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def described(error: BaseException) -> str:
    """Return class, message and place of an unexpected error, as one line.

    The place is the innermost line of the project's own code.
    """
    place = ""
    for frame in traceback.extract_tb(error.__traceback__):
        if file := own_file(frame.filename):
            place = f" ({file}, line {frame.lineno})"
    message = one_line(str(error))
    return f"{type(error).__name__}{f': {message}' if message else ''}{place}"

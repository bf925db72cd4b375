"""What can go wrong on our side of the border, or be asked for wrongly.

    CourseError               never raised itself
    ├─ UsageError             wrong usage, or a machine that cannot do it: exit status 2
    └─ UnreadableError        a submission holds nothing that can be graded: recorded

Each says in one line what is the matter and what to do.
"""

from __future__ import annotations


class CourseError(Exception):
    """Base of the errors that a command turns into one line."""


class UsageError(CourseError):
    """The command cannot do what was asked; nothing was changed."""


class UnreadableError(CourseError):
    """This file or submission cannot be read; `str(error)` is the reason."""


def one_line(text: str, limit: int = 300) -> str:
    """`text` fit for a terminal or a note: one line, no control characters."""
    shown = "".join(c if c.isprintable() else "�" for c in text)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"

"""A limit on the work of a student's code: for loops that never end.

It counts the instructions of the interpreter, not seconds, so it is the same on every
machine, and a slow one stops no one who is right.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any


class WorkLimitError(BaseException):
    """The limit is reached. Not an Exception: a student's `except` lets it pass."""


@contextlib.contextmanager
def work_limit(instructions: int) -> Iterator[None]:
    """Stop functions that are called in the block after this many instructions.

    Raises:
        WorkLimitError: from the instruction at which the limit is reached.
    """
    left = instructions

    def count(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise WorkLimitError
        frame.f_trace_opcodes = True  # `while True: pass` never reaches another line
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)

"""The errors of a sandbox.

SandboxError                 (never raised itself)
├── SandboxUnavailableError  this machine cannot isolate, or the sandbox does not start
├── SandboxLostError         the sandbox itself is gone; a new one can be started
├── ProtocolError            the other end sent an invalid frame, or hung up
└── TimeLimitError           a time budget is used up
"""

from typing import Any


class SandboxError(Exception):
    """Never raised itself."""


class SandboxUnavailableError(SandboxError):
    """Student code cannot be run here; the message says why and what helps."""


class SandboxLostError(SandboxError):
    """The process that forks interpreters died; the student did not cause it."""


class ProtocolError(SandboxError):
    """The other end closed the connection or sent invalid data."""


class TimeLimitError(SandboxError):
    """The processor time or the clock time of a budget has run out.

    `answer` is the frame received after the interrupt, if any.
    """

    answer: Any = None

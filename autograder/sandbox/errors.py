"""What can go wrong with a sandbox.

SandboxError                 (never raised itself)
├── SandboxUnavailableError  this machine cannot isolate, or the sandbox won't start
├── SandboxLostError         the sandbox itself is gone; a new one can be started
├── LineError                the other end sent what is no frame, or hung up
└── TimeUpError              a budget is used up
"""

from typing import Any


class SandboxError(Exception):
    """Never raised itself."""


class SandboxUnavailableError(SandboxError):
    """Student code cannot be run here; the message says why and what helps."""


class SandboxLostError(SandboxError):
    """The process that makes interpreters died. Not the student's doing."""


class LineError(SandboxError):
    """The interpreter's end of the line is closed or sends nonsense."""


class TimeUpError(SandboxError):
    """The processor time or the clock of a budget has run out.

    `answer` is the frame that came after the interrupt, where one did.
    """

    answer: Any = None

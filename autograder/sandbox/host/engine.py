"""The engine of a worker: provides an interpreter for each notebook."""

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

from autograder.assignment.isolation import Mode
from autograder.assignment.limits import DEFAULT_LIMITS, Limits
from autograder.sandbox.errors import SandboxLostError, SandboxUnavailableError
from autograder.sandbox.host.choose import jail_for, why_not
from autograder.sandbox.host.session import Session
from autograder.sandbox.host.supervisor import Interpreter
from autograder.sandbox.host.unsandboxed import start_unsandboxed
from autograder.sandbox.host.zygote_client import ZygoteClient


class Engine:
    """Opens sessions; `autograder.assignment.isolation` lists the modes.

    Mode "auto" is bubblewrap and nothing else: `choose` finds another mode before.

    Linux kills the sandbox when the *thread* that started it ends: enter the engine
    in a thread that stays. An engine can serve several sessions at once.

    Attributes:
        mode: how student code is kept apart.
        unsafe: student code runs with all rights of the instructor.
    """

    def __init__(
        self, *, files: str | Path, mode: Mode = "auto", limits: Limits = DEFAULT_LIMITS
    ) -> None:
        """`files`: the folder with worksheet.py and its companion."""
        self.mode = mode
        self.unsafe = mode == "none"
        self.files = Path(files)
        self.limits = limits
        self._zygote: ZygoteClient | None = None

    def __enter__(self) -> Self:
        """Start the sandbox.

        Raises:
            SandboxUnavailableError: there is none here; the message says why.
        """
        if not self.unsafe:
            reason = why_not(self.mode)
            if reason is not None:
                raise SandboxUnavailableError(reason)
            self._zygote = self._zygote_client()
        return self

    def __exit__(self, *_: object) -> None:
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    @contextmanager
    def open(self) -> Iterator[Session]:
        """A session for one notebook; its interpreter starts with the first cell."""
        with closing(Session(self._start, self.limits)) as session:
            yield session

    def _zygote_client(self) -> ZygoteClient:
        jail = jail_for(self.mode, self.files, self.limits)
        return ZygoteClient(jail, self.limits)

    def _start(self) -> Interpreter:
        """Start a fresh interpreter.

        Raises:
            SandboxUnavailableError: new sandboxes did not start one either.
        """
        if self.unsafe:
            return start_unsandboxed(self.files, self.limits)
        losses = self.limits.losses
        for _ in range(losses):
            self._zygote = self._zygote or self._zygote_client()
            with suppress(SandboxLostError):
                return self._zygote.fork()
            self._zygote.close()
            self._zygote = None
        raise SandboxUnavailableError(
            f"the sandbox was started {losses} times and died each time"
        )

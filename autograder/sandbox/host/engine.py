"""The engine of a worker: keeps interpreters coming, one for each notebook."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Self

from autograder.sandbox.errors import SandboxLostError, SandboxUnavailableError
from autograder.sandbox.host.jail import probe
from autograder.sandbox.host.policy import LOSSES
from autograder.sandbox.host.session import Session
from autograder.sandbox.host.supervisor import Interpreter
from autograder.sandbox.host.unsandboxed import start_unprotected
from autograder.sandbox.host.zygote_client import Keeper


class Engine:
    """Opens sessions. With mode "auto" it isolates or refuses; "none" does neither.

    Linux ends the sandbox with the *thread* that started it: enter the engine in one
    that stays. One engine serves one session after the other, or several at once.

    Attributes:
        unsafe: student code runs with all rights of the instructor's.
    """

    def __init__(
        self, *, mode: Literal["auto", "none"] = "auto", files: str | Path
    ) -> None:
        """`files`: the folder with worksheet.py and its companions."""
        self.unsafe = mode == "none"
        self.files = Path(files)
        self._keeper: Keeper | None = None

    def __enter__(self) -> Self:
        """Start the sandbox.

        Raises:
            SandboxUnavailableError: it cannot be had here; the message says why.
        """
        if not self.unsafe:
            reason = probe()
            if reason is not None:
                raise SandboxUnavailableError(reason)
            self._keeper = Keeper(self.files)
        return self

    def __exit__(self, *_: object) -> None:
        if self._keeper is not None:
            self._keeper.close()
            self._keeper = None

    @contextmanager
    def open(self) -> Iterator[Session]:
        """A session for one notebook; its interpreter starts with the first cell."""
        session = Session(self._start)
        try:
            yield session
        finally:
            session.close()

    def _start(self) -> Interpreter:
        """A fresh interpreter.

        Raises:
            SandboxUnavailableError: even new sandboxes do not make one.
        """
        if self.unsafe:
            return start_unprotected(self.files)
        for _ in range(LOSSES):
            if self._keeper is None:
                self._keeper = Keeper(self.files)
            try:
                return self._keeper.fork()
            except SandboxLostError:
                self._keeper.close()
                self._keeper = None
        raise SandboxUnavailableError(
            f"the sandbox was started {LOSSES} times and died each time"
        )

"""The interpreters of one notebook: when one crashes, a fresh one takes its place.

The fresh one runs the earlier cells again, except those that crashed an interpreter.
After a few crashes, or when the notebook's time is up, nothing more is run. Losing the
whole sandbox does not count as a crash: the request is repeated in a new one.
"""

import contextlib
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import ProtocolError, SandboxLostError, TimeLimitError
from autograder.sandbox.host.budget import Budget, Clock
from autograder.sandbox.host.rpc import RemoteCall
from autograder.sandbox.protocol import Connection, Frame, Message

T = TypeVar("T")
Request = Callable[[RemoteCall], T]

TOOK_TOO_LONG = "took too long"
KILLED = -9  # the exit status of a process ended by SIGKILL
SIGXCPU = 24  # Windows has no name for it


class Interpreter(Protocol):
    """A process that answers over its connection; the engine starts them."""

    connection: Connection
    processor: Clock | None

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in it."""

    def end(self) -> int:
        """Kill it; return its exit status, negative for a signal.

        Raises:
            SandboxLostError: the sandbox around it is gone as well, or something
                outside killed it (the kernel, short of memory).
        """


Start = Callable[[], Interpreter]


class CrashedError(Exception):
    """The student's code ended the interpreter; the message says how."""


class CellOutcome(NamedTuple):
    """What came of running a cell.

    Attributes:
        frame: the answer of the interpreter, if there was one.
        status: "ok", "error", "took too long" or "crashed".
        message: for the student; empty if the cell was not stopped.
    """

    frame: Frame | None
    status: str
    message: str = ""


class Supervisor:
    """Keeps one notebook's interpreter running.

    Attributes:
        earlier: sources of the cells that a fresh interpreter runs first.
        ended: None, or why no further interpreter will be started.
        deadline: when the notebook's time is up (monotonic clock).
    """

    def __init__(
        self, start: Start, limits: Limits, deadline: float | None = None
    ) -> None:
        """`start` starts an interpreter."""
        self.earlier: list[str] = []
        self.ended: str | None = None
        self.deadline = deadline or time.monotonic() + limits.notebook_seconds
        self._start = start
        self._limits = limits
        self._current: Interpreter | None = None
        self._crashes = 0
        self._losses = 0

    def ask(self, request: Request[T], budget: Budget) -> T:
        """Make the request in a running interpreter and return what comes of it.

        Raises:
            TimeLimitError: the budget is used up; the interpreter stopped and is kept.
            CrashedError: the interpreter crashed, or none will be started any more.
        """
        while True:
            try:
                return self._request(self._running(), request, budget)
            except SandboxLostError:
                self.close()
                self._losses += 1
                if self._losses >= self._limits.losses:
                    times = f"{self._limits.losses} times while this notebook ran"
                    self.ended = self.ended or f"the sandbox was lost {times}"

    def run_cell(self, source: str, quiet: bool) -> CellOutcome:
        """Run a cell within the time limit of one cell. A quiet cell shows nothing.

        Unless it crashed, a fresh interpreter will run it again.
        """
        try:
            budget = Budget(*self._limits.cell_seconds)
            frame = self.ask(_cell(source, quiet), budget)
        except CrashedError as crash:
            return CellOutcome(None, "crashed", str(crash))
        except TimeLimitError as error:
            outcome = CellOutcome(error.answer, TOOK_TOO_LONG, TOOK_TOO_LONG)
        else:
            status = "ok" if frame.message.get("ok") is True else "error"
            outcome = CellOutcome(frame, status)
        self.earlier.append(source)
        return outcome

    def close(self) -> None:
        """End the interpreter."""
        current, self._current = self._current, None
        if current is not None:
            current.connection.close()
            with contextlib.suppress(SandboxLostError):
                current.end()

    def _running(self) -> Interpreter:
        """Return the interpreter; start one and run the earlier cells if needed."""
        while self._current is None:
            if self.ended:
                raise CrashedError(self.ended)
            self._current = self._start()
            self._replay(self._current)
        return self._current

    def _replay(self, interpreter: Interpreter) -> None:
        for index, source in enumerate(self.earlier):
            budget = Budget(*self._limits.cell_seconds)
            try:
                self._request(interpreter, _cell(source, quiet=True), budget)
            except TimeLimitError:  # as in the first run
                continue
            except CrashedError:  # it did not in the first run: skip it now
                del self.earlier[index]
                return

    def _request(
        self, interpreter: Interpreter, request: Request[T], budget: Budget
    ) -> T:
        remote = RemoteCall(interpreter.connection)
        budget.processor = interpreter.processor
        try:
            if not interpreter.connection.is_silent():
                raise ProtocolError("it sent data without a request")
            with budget.running(self.deadline) as remote.timeout:
                return request(remote)
        except ProtocolError as error:
            raise self._crashed(interpreter, str(error)) from None
        except TimeLimitError as error:
            error.answer = self._interrupt(interpreter, remote)
            raise
        except SandboxLostError:
            raise
        except BaseException:
            # The grader ran out of time or memory in the middle of a conversation.
            self.close()
            raise

    def _interrupt(self, interpreter: Interpreter, remote: RemoteCall) -> Frame | None:
        """Interrupt the interpreter, or kill it; return its last answer."""
        try:
            answer = self._stop(interpreter, remote)
        except (ProtocolError, TimeLimitError):
            raise self._crashed(interpreter, TOOK_TOO_LONG) from None
        if self._is_overdue():
            self.close()
            raise CrashedError(self.ended)
        return answer

    def _stop(self, interpreter: Interpreter, remote: RemoteCall) -> Frame | None:
        # Several times: after the first, IPython still draws the open figures.
        seconds = self._limits.grace_seconds
        for _ in range(self._limits.interrupts):
            interpreter.interrupt()
            budget = Budget(2 * seconds, seconds)
            with contextlib.suppress(TimeLimitError), budget.running() as timeout:
                return remote.unwind(timeout)
        raise TimeLimitError

    def _crashed(self, interpreter: Interpreter, reason: str) -> CrashedError:
        """Reap the process and count the crash."""
        self._current = None
        try:
            status = interpreter.end()
        finally:
            interpreter.connection.close()
        self._crashes += 1
        most = self._limits.crashes
        if not self._is_overdue() and self._crashes >= most:
            self.ended = f"the notebook crashed {most} times"
        return CrashedError(_end_reason(status, reason))

    def _is_overdue(self) -> bool:
        """Return whether the notebook's time is up, and note it."""
        if time.monotonic() < self.deadline:
            return False
        minutes = self._limits.notebook_seconds / 60
        self.ended = f"the notebook took longer than {minutes:.0f} minutes"
        return True


def _cell(source: str, quiet: bool) -> Request[Frame]:
    message: Message = {"do": "cell", "source": source, "quiet": quiet}
    return lambda remote: remote.ask(message)


def _end_reason(status: int, reason: str) -> str:
    """Describe for the student how an interpreter ended; only the grader kills."""
    if status == KILLED:
        return reason if reason == TOOK_TOO_LONG else "broke the connection"
    if status == -SIGXCPU:
        return TOOK_TOO_LONG
    if status < 0:
        return f"crashed the interpreter (signal {-status})"
    return f"called exit() (status {status})"

"""The interpreters of one notebook: when one dies, a fresh one takes its place.

The fresh one runs the earlier cells again, except those that killed an interpreter.
Three deaths, or the notebook's time, are the end of it. A sandbox that is lost is
nobody's death: the question is asked again in a new one.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from autograder.sandbox.errors import LineError, SandboxLostError, TimeUpError
from autograder.sandbox.host.budget import Budget, Clock
from autograder.sandbox.host.policy import (
    CELL_SECONDS,
    DEATHS,
    GRACE_SECONDS,
    INTERRUPTS,
    LOSSES,
    NOTEBOOK_SECONDS,
)
from autograder.sandbox.host.rpc import Conversation
from autograder.sandbox.protocol import Frame, Line

T = TypeVar("T")
Question = Callable[[Conversation], T]

TOOK_TOO_LONG = "took too long"
TOO_LONG = f"the notebook took longer than {NOTEBOOK_SECONDS / 60:.0f} minutes"
TOO_DEADLY = f"the notebook ended its interpreter {DEATHS} times"
TOO_LOST = f"the sandbox was lost {LOSSES} times while this notebook ran"


class Interpreter(Protocol):
    """A process that answers over its line; `engine` makes them."""

    line: Line
    processor: Clock | None

    def interrupt(self) -> None:
        """Raise KeyboardInterrupt in it."""

    def end(self) -> int:
        """Kill it; its exit status, negative for a signal.

        Raises:
            SandboxLostError: the sandbox around it is gone as well, or something
                outside killed it (the kernel, short of memory).
        """


class DiedError(Exception):
    """The interpreter is gone by the student's doing; the message says how."""


class Lives:
    """What of a notebook is alive.

    Attributes:
        earlier: sources of the cells that a fresh interpreter runs first.
        ended: None, or why there will be no further interpreter.
    """

    def __init__(
        self, start: Callable[[], Interpreter], ends: float | None = None
    ) -> None:
        """`start` makes an interpreter; at `ends` (monotonic) all is over."""
        self.earlier: list[str] = []
        self.ended: str | None = None
        self._start = start
        self._now: Interpreter | None = None
        self.ends = ends or time.monotonic() + NOTEBOOK_SECONDS
        self._deaths = 0
        self._losses = 0

    def ask(self, question: Question[T], budget: Budget) -> T:
        """What the question brings, asked in a living interpreter.

        Raises:
            TimeUpError: the budget is used up; the interpreter let go and lives on.
            DiedError: the interpreter died of it, or there is none any more.
        """
        while True:
            try:
                return self._talk(self._alive(), question, budget)
            except SandboxLostError:
                self.close()
                self._losses += 1
                if self._losses >= LOSSES:
                    self.ended = self.ended or TOO_LOST

    def close(self) -> None:
        """End the interpreter."""
        now, self._now = self._now, None
        if now is not None:
            now.line.close()
            with contextlib.suppress(SandboxLostError):
                now.end()

    def _alive(self) -> Interpreter:
        """The interpreter, with all earlier cells run."""
        while self._now is None:
            if self.ended:
                raise DiedError(self.ended)
            self._now = self._start()
            self._replay(self._now)
        return self._now

    def _replay(self, interpreter: Interpreter) -> None:
        for place, source in enumerate(self.earlier):
            question = {"do": "cell", "source": source, "quiet": True}
            try:
                self._talk(interpreter, asking(question), Budget(*CELL_SECONDS))
            except TimeUpError:  # as it was the first time
                continue
            except DiedError:  # killed by a cell that did no harm before: leave it out
                del self.earlier[place]
                return

    def _talk(
        self, interpreter: Interpreter, question: Question[T], budget: Budget
    ) -> T:
        conversation = None
        budget.processor = interpreter.processor
        try:
            if not interpreter.line.is_silent():
                raise LineError("it spoke without being asked")
            with budget.running(self.ends) as patience:
                conversation = Conversation(interpreter.line, patience)
                return question(conversation)
        except LineError as error:
            raise self._died(interpreter, str(error)) from None
        except TimeUpError as error:
            error.answer = self._interrupt(interpreter, conversation)
            raise

    def _interrupt(
        self, interpreter: Interpreter, conversation: Conversation | None
    ) -> Frame | None:
        """Make the interpreter let go of what it does, or end it; its last words."""
        try:
            answer = self._last_words(interpreter, conversation)
        except (LineError, TimeUpError):
            raise self._died(interpreter, TOOK_TOO_LONG) from None
        if time.monotonic() >= self.ends:
            self.ended = TOO_LONG
            self.close()
            raise DiedError(TOO_LONG)
        return answer

    @staticmethod
    def _last_words(
        interpreter: Interpreter, conversation: Conversation | None
    ) -> Frame | None:
        # More than once: after the first, IPython still draws what figures there are.
        for attempt in range(INTERRUPTS):
            interpreter.interrupt()
            try:
                with Budget(2 * GRACE_SECONDS, GRACE_SECONDS).running() as patience:
                    return conversation.unwind(patience) if conversation else None
            except TimeUpError:
                if attempt + 1 == INTERRUPTS:
                    raise
        return None

    def _died(self, interpreter: Interpreter, reason: str) -> DiedError:
        """Bury the interpreter and count the death."""
        self._now = None
        try:
            status = interpreter.end()
        finally:
            interpreter.line.close()
        self._deaths += 1
        if time.monotonic() >= self.ends:
            self.ended = TOO_LONG
        elif self._deaths >= DEATHS:
            self.ended = TOO_DEADLY
        return DiedError(_in_words(status, reason))


def asking(message: dict) -> Question[Frame]:
    """The question that is this message."""
    return lambda conversation: conversation.ask(message, [])


def _in_words(status: int, reason: str) -> str:
    """How an interpreter ended, for the student; -9 is our own doing."""
    if status == -9:
        return reason if reason == TOOK_TOO_LONG else "broke its line to the grader"
    if status < 0:
        return f"crashed the interpreter (signal {-status})"
    return f"ended the interpreter (exit status {status})"

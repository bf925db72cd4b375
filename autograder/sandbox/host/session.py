"""One notebook as the course room sees it: cells that run, calls that are judged."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from autograder.sandbox.errors import TimeUpError
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.outputs import rebuilt
from autograder.sandbox.host.policy import CELL_SECONDS, MAX_SOURCE
from autograder.sandbox.host.replay import Mirror
from autograder.sandbox.host.rpc import Conversation, failure_of, value_of
from autograder.sandbox.host.supervisor import (
    TOOK_TOO_LONG,
    DiedError,
    Interpreter,
    Lives,
    asking,
)
from autograder.sandbox.protocol import Frame
from autograder.values.plain import PlainError, encode
from autograder.values.student import Failure, Function, Reply, StudentStoppedError

KNOWN = {name for name, kind in vars(builtins).items() if isinstance(kind, type)}
KNOWN |= {"LinAlgError", "AxisError", "_UFuncNoLoopError", "_UFuncOutputCastingError"}


@dataclass(frozen=True)
class CellRun:
    """What came of one cell.

    Attributes:
        outputs: as nbformat 4 has them, text and PNG only. Claims of the student's.
        status: "ok", "error", "took too long", "died" or "skipped".
        words: for the student; empty where all is well.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    status: str = "ok"
    words: str = ""


class Session:
    """One notebook. Implements `autograder.values.student.Student`.

    Attributes:
        notes: sentences for the student's record.
    """

    def __init__(self, start: Callable[[], Interpreter]) -> None:
        self._lives = Lives(start)
        self._mirror = Mirror(start, self._lives.ends)
        self._called = False  # hidden calls have been made
        self._budget: Budget | None = None  # of the graded cell that is judged now
        self._stopped: str | None = None  # why its judgement is over
        self.notes: list[str] = []

    @property
    def ended(self) -> str | None:
        """None, or the reason why nothing more will run."""
        return self._lives.ended

    def run_cell(self, source: str, label: str) -> CellRun:
        """Run the text of a cell. Whatever it does is a result, not an exception."""
        if self.ended:
            return CellRun(status="skipped", words=self.ended)
        if len(source) > MAX_SOURCE:
            return CellRun(status="error", words="the cell is too long to be run")
        run = self._run(source)
        if run.status == "died":
            self.notes.append(
                f"{label}: {run.words}. The cell was left out, and those before it "
                "were run again."
            )
        else:
            self._lives.earlier.append(source)
        if run.status == TOOK_TOO_LONG:
            self.notes.append(
                f"{label}: took too long and was stopped. What it had defined by then "
                "counts."
            )
        self._note_the_end()
        return run

    def _run(self, source: str) -> CellRun:
        question = asking({"do": "cell", "source": source, "quiet": self._called})
        try:
            frame = self._lives.ask(question, Budget(*CELL_SECONDS))
        except TimeUpError as error:
            return CellRun(_outputs(error.answer), TOOK_TOO_LONG, TOOK_TOO_LONG)
        except DiedError as death:
            return CellRun(status="died", words=str(death))
        status = "ok" if frame.message.get("ok") is True else "error"
        if not self._called:
            return CellRun(_outputs(frame), status)
        if frame.message.get("asked") is not True:
            return CellRun(status=status)
        return CellRun(
            _outputs(self._mirror.show([*self._lives.earlier, source])), status
        )

    @contextmanager
    def graded(self, grade_id: str) -> Iterator[Session]:
        """All calls in here have the time of one graded cell together."""
        self._budget, self._stopped = Budget(*CELL_SECONDS), None
        try:
            yield self
        finally:
            if self._stopped and self._stopped != self.ended:
                self.notes.append(f"{grade_id}: {self._stopped}.")
            self._budget = self._stopped = None
            self._note_the_end()

    def read(self, name: str) -> Reply:
        """The plain value of a global name; a function comes back as `Opaque`."""

        def question(conversation: Conversation) -> Reply:
            frame = conversation.ask({"do": "read", "name": name}, [])
            return _reply(frame, ())

        return self._ask(question)

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        """What the student's function makes of copies of the arguments."""

        def question(conversation: Conversation) -> Reply:
            register = conversation.register
            tree, blobs = encode([list(arguments), {}], register)
            lent = {key: register(function) for key, function in (lend or {}).items()}
            message = {"do": "call", "name": name, "arguments": tree, "lend": lent}
            return _reply(conversation.ask(message, blobs), arguments)

        return self._ask(question)

    def close(self) -> None:
        """End the interpreters."""
        self._lives.close()
        self._mirror.close()

    def _ask(self, question: Callable[[Conversation], Reply]) -> Reply:
        self._called = True
        if self._stopped is None:
            try:
                return self._lives.ask(question, self._budget or Budget(*CELL_SECONDS))
            except TimeUpError:
                self._stopped = TOOK_TOO_LONG
            except DiedError as death:
                self._stopped = str(death)
        raise StudentStoppedError(self._stopped)

    def _note_the_end(self) -> None:
        sentence = f"The rest was not run: {self.ended}."
        if self.ended and sentence not in self.notes:
            self.notes.append(sentence)


def _outputs(frame: Frame | None) -> list[dict[str, Any]]:
    return rebuilt(frame.message.get("outputs"), frame.blobs) if frame else []


def _reply(frame: Frame, sent: tuple[Any, ...]) -> Reply:
    failure = failure_of(frame)
    if failure is not None and failure[0] != "not callable":
        kind, name, message = failure
        # Words to students name the class, and a class can be named after an input.
        named = name if name in KNOWN or not name else "Exception"
        return Reply(failure=Failure(kind, named, message))  # type: ignore[arg-type]
    try:
        left, value = value_of(frame)
    except PlainError as error:
        return Reply(failure=Failure("raised", "PlainError", str(error)))
    if failure is not None:
        return Reply(value, Failure("not callable"))
    if len(left) != len(sent):
        return Reply(value)
    arguments = (
        None if callable(one) else rest for one, rest in zip(sent, left, strict=True)
    )
    return Reply(value, arguments=tuple(arguments))

"""One notebook for the grader: runs its cells and calls its functions."""

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import TimeLimitError
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.outputs import Replay, sanitized
from autograder.sandbox.host.rpc import RemoteCall, failure_of, value_of
from autograder.sandbox.host.silent import is_silent
from autograder.sandbox.host.supervisor import (
    TOOK_TOO_LONG,
    CellOutcome,
    CrashedError,
    Request,
    Start,
    Supervisor,
)
from autograder.sandbox.protocol import Frame
from autograder.values.plain import TOO_LARGE, Opaque, PlainError, encode
from autograder.values.student import (
    EXCEPTIONS,
    OTHER_EXCEPTION,
    Failure,
    Function,
    Reply,
    Student,
    StudentStoppedError,
)

T = TypeVar("T")


class _MalformedError(StudentStoppedError):
    """The student's code returned what no encoder writes, or too much."""


@dataclass(frozen=True)
class CellRun:
    """The result of running one cell.

    Attributes:
        outputs: as nbformat 4 has them, text and PNG only. The student controls them.
        status: "ok", "error", "took too long", "crashed" or "skipped".
        message: for the student; empty if the cell ran without an error.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    status: str = "ok"
    message: str = ""


class Session(Student):
    """One notebook.

    Attributes:
        notes: sentences for the student's record.
    """

    def __init__(self, start: Start, limits: Limits) -> None:
        self._limits = limits
        self._supervisor = Supervisor(start, limits)
        self._replay = Replay(start, limits)
        self._sources: list[str] = []  # of all cells, in order
        self._called = False  # hidden calls have been made
        self._budget: Budget | None = None  # of the graded cell that is judged now
        self._visible_budget: Budget | None = None  # of the tests that a student sees
        self._stopped: str | None = None  # why its judgement ended
        self.notes: list[str] = []

    @property
    def ended(self) -> str | None:
        """None, or the reason why nothing more will run."""
        return self._supervisor.ended

    def run_cell(self, source: str, label: str) -> CellRun:
        """Run the source of a cell and return the result; errors are results too."""
        if self.ended:
            return CellRun(status="skipped", message=self.ended)
        if len(source) > self._limits.source_characters:
            return CellRun(status="error", message="the cell is too long to run")
        outcome = self._run(source)
        if outcome.status == "crashed":
            skipped = "the cell was skipped and the earlier cells were run again"
            self.notes.append(f"{label}: {outcome.message}; {skipped}.")
        if outcome.status == TOOK_TOO_LONG:
            kept = "names that it had defined by then are kept"
            self.notes.append(f"{label}: took too long and was stopped; {kept}.")
        self._note_the_end()
        outputs = self._outputs(outcome.frame)
        return CellRun(outputs, outcome.status, outcome.message)

    def _run(self, source: str) -> CellOutcome:
        """Run the cell; what is shown never comes from an interpreter with calls."""
        self._sources.append(source)
        outcome = self._supervisor.run_cell(source, quiet=self._called)
        if not self._called:
            return outcome
        if is_silent(source, self._sources[:-1]):
            return CellOutcome(None, "ok")
        began = time.monotonic()
        shown = self._replay.show(self._sources)
        self._supervisor.deadline += time.monotonic() - began
        return shown

    @contextmanager
    def graded(self, grade_id: str) -> Iterator[Self]:
        """All calls in this block share the time of one graded cell."""
        self._budget, self._stopped = Budget(*self._limits.cell_seconds), None
        self._visible_budget = Budget(*self._limits.cell_seconds)
        try:
            yield self
        finally:
            if self._stopped and self._stopped != self.ended:
                self.notes.append(f"{grade_id}: {self._stopped}.")
            self._budget = self._stopped = None
            self._note_the_end()

    def read(self, name: str) -> Reply:
        """Return the plain value of a global name; a function becomes `Opaque`."""
        try:
            return self._ask(self._reading(name))
        except _MalformedError as malformed:
            self._stopped = str(malformed)
            raise

    def call_each(
        self,
        name: str,
        inputs: Sequence[Sequence[Any]],
        lend: Mapping[str, Function] | None = None,
    ) -> Iterator[Reply]:
        """Make all calls at once; yield the replies of those that were not stopped."""
        replies: list[Reply] = []
        try:
            malformed = self._ask(self._calling(name, inputs, lend or {}, replies))
        except StudentStoppedError:
            yield from replies
            raise
        yield from replies
        if malformed is not None:
            self._supervisor.close()  # later cells get an interpreter as it should be
            self._stopped = malformed
            raise StudentStoppedError(malformed)

    @property
    def visible(self) -> "VisibleSession":
        """The same names in an interpreter that has no hidden calls."""
        return VisibleSession(self)

    def _reading(self, name: str) -> Request[Reply]:
        message = {"do": "read", "name": name}
        return lambda remote: _reply(remote.ask(message), (), self._limits)

    def _calling(
        self,
        name: str,
        inputs: Sequence[Sequence[Any]],
        lend: Mapping[str, Function],
        replies: list[Reply],
    ) -> Request[str | None]:
        """A request for one call for each of the inputs, which fills `replies`.

        It returns what is wrong with the first malformed reply. What comes after that
        is received and dropped: several of them together could be too large for the
        memory of the grader.
        """

        def request(remote: RemoteCall) -> str | None:
            replies.clear()  # the request may be repeated
            malformed = None
            register = remote.register
            tree, blobs = encode([[list(one), {}] for one in inputs], register)
            lent = {key: register(function) for key, function in lend.items()}
            calls = tree["list"]
            message = {"do": "calls", "name": name, "calls": calls, "lend": lent}
            frames = remote.ask_calls(message, blobs, len(inputs))
            for arguments, frame in zip(inputs, frames, strict=True):
                if malformed is None:
                    try:
                        replies.append(_reply(frame, arguments, self._limits))
                    except _MalformedError as error:
                        # Not the error: its traceback keeps the reply.
                        malformed = str(error)
            return malformed

        return request

    def ask_visible(self, request: Request[T]) -> T:
        """Send the request to the interpreter without hidden calls."""
        budget = self._visible_budget or Budget(*self._limits.cell_seconds)
        stopped = self._stopped
        began = time.monotonic()
        try:
            return self._replay.ask_after(self._sources, request, budget)
        except TimeLimitError:
            raise StudentStoppedError(TOOK_TOO_LONG) from None
        except CrashedError as crash:
            raise StudentStoppedError(str(crash)) from None
        finally:
            self._stopped = stopped
            self._supervisor.deadline += time.monotonic() - began

    def close(self) -> None:
        """End the interpreters."""
        self._supervisor.close()
        self._replay.close()

    def _ask(self, request: Request[T]) -> T:
        self._called = True
        if self._stopped is None:
            budget = self._budget or Budget(*self._limits.cell_seconds)
            try:
                return self._supervisor.ask(request, budget)
            except TimeLimitError:
                self._stopped = TOOK_TOO_LONG
            except CrashedError as crash:
                self._stopped = str(crash)
        raise StudentStoppedError(self._stopped)

    def _note_the_end(self) -> None:
        sentence = f"The rest of the notebook was not run: {self.ended}."
        if self.ended and sentence not in self.notes:
            self.notes.append(sentence)

    def _outputs(self, frame: Frame | None) -> list[dict[str, Any]]:
        if frame is None:
            return []
        return sanitized(frame.message.get("outputs"), frame.blobs, self._limits)


class VisibleSession(Student):
    """A student's names, for the tests of the notebook's own checks.

    What it returns may be shown.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, name: str) -> Reply:
        """Return the plain value of a global name; a function becomes `Opaque`."""
        return self._session.ask_visible(self._session._reading(name))

    def call_each(
        self,
        name: str,
        inputs: Sequence[Sequence[Any]],
        lend: Mapping[str, Function] | None = None,
    ) -> Iterator[Reply]:
        """Call it once for each of the inputs."""
        for arguments in inputs:
            replies: list[Reply] = []
            request = self._session._calling(name, [arguments], lend or {}, replies)
            if malformed := self._session.ask_visible(request):
                raise StudentStoppedError(malformed)
            yield replies[0]


def _reply(frame: Frame, sent: Sequence[Any], limits: Limits) -> Reply:
    """The reply to a call with these arguments.

    Raises:
        _MalformedError: the value is malformed or too large.
        ProtocolError: the answer has another form.
    """
    failure = failure_of(frame, limits)
    if failure is not None and failure[0] != "not callable":
        kind, name, message, line = failure
        named = name if name in EXCEPTIONS or not name else OTHER_EXCEPTION
        return Reply(failure=Failure(kind, named, message, line))  # type: ignore[arg-type]
    try:
        left, value = value_of(frame)
    except PlainError:
        words = "returned a value that is malformed or too large"
        raise _MalformedError(words) from None
    if isinstance(value, Opaque) and value.type_name == TOO_LARGE:
        raise _MalformedError("returned a value that is too large")
    if failure is not None:
        return Reply(value, Failure("not callable"))
    if len(left) != len(sent):
        return Reply(value)
    pairs = zip(sent, left, strict=True)
    after = (one if changed is None else changed for one, changed in pairs)
    return Reply(value, arguments=tuple(None if callable(a) else a for a in after))

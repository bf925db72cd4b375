"""One notebook's code, from the trusted side: cells, calls, budgets, deaths.

A cell that dies or hangs costs itself: the next one runs in a fresh child that has
replayed the earlier cells, except those that killed a child. Overtime is met with an
interrupt first, so that the names defined so far survive; only what does not yield is
killed. Three deaths end the notebook.
"""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, NamedTuple, Protocol

from autograder.plain import PlainError, decode, encode
from autograder.sandbox import limits
from autograder.sandbox.lending import Lending
from autograder.sandbox.wire import Frame, WireError, WireTimeoutError, receive, send
from autograder.student import Failure, Function, Reply, StudentStoppedError

Status = Literal["ok", "error", "took too long", "died", "skipped"]

TOO_LONG = (
    f"took too long: it had {limits.CELL_CPU:g} s of processor time and "
    f"{limits.CELL_CLOCK:g} s on the clock"
)
DIED = "ended the Python interpreter (a crash, an exit, or too much memory)"
GARBLED = "sent back what is no plain value"
OVER = f"the notebook used up its {limits.NOTEBOOK_CLOCK / 60:g} minutes"
THREE = f"the notebook's code ended the interpreter {limits.DEATHS} times"


class CellRun(NamedTuple):
    """What came of one cell.

    Attributes:
        outputs: nbformat 4 outputs, text and PNG only; claims of the student's.
        words: why it did not run to its end, else "".
    """

    outputs: list[dict[str, Any]]
    status: Status
    words: str = ""


class Child(Protocol):
    """One process that serves a notebook (`autograder.sandbox.inside`)."""

    channel: socket.socket

    def cpu(self) -> float | None:
        """Seconds of processor time so far; None where that cannot be known."""

    def interrupt(self) -> None:
        """Ask what runs now to stop."""

    def end(self) -> None:
        """End the process and all that it started."""


class OvertimeError(Exception):
    """A budget is used up. The child lives on if it yielded to the interrupt."""


class ChildLostError(Exception):
    """The child is gone; `str` says how it went."""


class Budget:
    """Processor time and time on the clock for one cell, or one graded cell."""

    def __init__(self, child: Child, clock: float) -> None:
        self._child = child
        self._cpu_before = child.cpu()
        self.started = time.monotonic()
        self.deadline = self.started + clock

    def is_over(self) -> bool:
        """Asked now and then while a child works."""
        now = time.monotonic()
        if now >= self.deadline:
            return True
        if self._cpu_before is None or now - self.started < limits.CELL_CPU:
            return False
        used = self._child.cpu()
        return used is not None and used - self._cpu_before > limits.CELL_CPU


class Session:
    """One notebook. Implements `autograder.student.Student`.

    Attributes:
        ended: why nothing runs any more, or None.
        notes: sentences for the student's record.
    """

    def __init__(self, spawn: Callable[[], Child]) -> None:
        self.ended: str | None = None
        self.notes: list[str] = []
        self._spawn = spawn
        self._child: Child | None = None
        self._ran: list[str] = []  # sources to replay, in order
        self._deaths = 0
        self._number = 0
        self._left = limits.NOTEBOOK_CLOCK
        self._graded: Budget | None = None
        self._stopped: str | None = None

    def close(self) -> None:
        """End the child, if one lives."""
        if self._child is not None:
            self._child.end()
            self._child.channel.close()
            self._child = None

    def run_cell(self, source: str, label: str) -> CellRun:
        """Run one cell of the student's.

        Args:
            label: how notes call the cell.
        """
        try:
            self._ready()
            frame = self._run(source)
        except OvertimeError:
            self._ran.append(source)
            self.notes.append(f"{label} {TOO_LONG}; it was interrupted")
            return CellRun([], "took too long", TOO_LONG)
        except ChildLostError as lost:
            if self._child is None and self.ended and not str(lost):
                return CellRun([], "skipped", self.ended)
            self.notes.append(f"{label} {lost}")
            long = str(lost) == TOO_LONG
            return CellRun([], "took too long" if long else "died", str(lost))
        self._ran.append(source)
        failed = frame.message.get("error") is not None
        return CellRun(_outputs(frame), "error" if failed else "ok")

    @contextlib.contextmanager
    def graded(self, grade_id: str) -> Iterator[None]:
        """The budget of one graded cell, for all its calls together."""
        self._stopped = None
        with contextlib.suppress(ChildLostError, OvertimeError):
            self._ready()
        if self._child is not None:
            self._graded = Budget(self._child, limits.CELL_CLOCK)
        try:
            yield
        finally:
            if self._stopped:
                self.notes.append(
                    f"{grade_id}: the code under judgement {self._stopped}"
                )
            self._graded = self._stopped = None

    def read(self, name: str) -> Reply:
        """The plain value of a global name."""
        frame = self._asked({"do": "read", "name": name}, [], Lending())
        if "undefined" in frame.message:
            return Reply(failure=Failure("undefined"))
        return Reply(self._value(frame))

    def call(
        self, name: str, *arguments: Any, lend: Mapping[str, Function] | None = None
    ) -> Reply:
        """Call the student's function; see `autograder.student.Student`."""
        lending = Lending()
        tree, blobs = encode(list(arguments), lending.register)
        request = {
            "do": "call",
            "name": name,
            "arguments": tree,
            "lend": {key: lending.register(f) for key, f in (lend or {}).items()},
        }
        frame = self._asked(request, blobs, lending)
        message = frame.message
        if "undefined" in message:
            return Reply(failure=Failure("undefined"))
        if "not callable" in message:
            return Reply(self._value(frame), Failure("not callable"))
        if "raised" in message:
            kind, words = str(message["raised"])[:80], str(message.get("message"))[:500]
            return Reply(failure=Failure("raised", kind, words))
        answer = self._value(frame)
        if not isinstance(answer, dict) or not isinstance(answer.get("left"), list):
            self._lost(GARBLED)
            raise self._stop(GARBLED)
        return Reply(answer.get("value"), arguments=tuple(answer["left"]))

    def _asked(
        self, request: dict[str, Any], blobs: list[bytes], lending: Lending
    ) -> Frame:
        """The answer to a request of the judge's, within the graded cell's budget.

        Raises:
            StudentStoppedError: there is none, and there will be none.
        """
        if self._stopped or self.ended:
            raise StudentStoppedError(self._stopped or self.ended)
        try:
            self._ready()
            assert self._child is not None
            budget = self._graded or Budget(self._child, limits.CELL_CLOCK)
            return self._request(request, blobs, budget, lending)
        except OvertimeError:
            raise self._stop(TOO_LONG) from None
        except ChildLostError as lost:
            raise self._stop(str(lost) or self.ended or DIED) from None

    def _stop(self, reason: str) -> StudentStoppedError:
        self._stopped = reason
        return StudentStoppedError(reason)

    def _value(self, frame: Frame) -> Any:
        try:
            return decode(frame.message.get("value"), frame.blobs)
        except PlainError:
            self._lost(GARBLED)
            raise self._stop(GARBLED) from None

    # The child: there when needed, replayed when it was lost.

    def _ready(self) -> None:
        """Make sure that a child lives which has run what ran before.

        Raises:
            ChildLostError: none will live any more; without words.
        """
        while self._child is None and self.ended is None:
            self._child = self._spawn()
            self._replay()
        if self.ended is not None:
            raise ChildLostError("")

    def _replay(self) -> None:
        for place, source in enumerate(self._ran):
            try:
                self._run(source)
            except OvertimeError:
                continue
            except ChildLostError:
                del self._ran[place]  # it killed this child: leave it out next time
                return

    def _run(self, source: str) -> Frame:
        assert self._child is not None
        budget = Budget(self._child, limits.CELL_CLOCK)
        request = {"do": "run", "source": source}
        return self._request(request, [], budget, Lending())

    def _lost(self, how: str) -> ChildLostError:
        """Count a death; the child is ended whatever state it is in."""
        self.close()
        self._deaths += 1
        if self._deaths >= limits.DEATHS:
            self._end(THREE)
        return ChildLostError(how)

    def _end(self, reason: str) -> None:
        self.close()
        if self.ended is None:
            self.ended = reason
            self.notes.append(reason)

    # One request and its answer.

    def _request(
        self,
        request: dict[str, Any],
        blobs: list[bytes],
        budget: Budget,
        lending: Lending,
    ) -> Frame:
        """The child's answer, after its callbacks have been answered.

        Raises:
            OvertimeError: it came too late, and the child yielded.
            ChildLostError: the child died, did not yield, or broke the protocol.
        """
        assert self._child is not None
        self._number += 1
        began = time.monotonic()
        try:
            send(self._child.channel, {"number": self._number, **request}, blobs)
            return self._answer(budget, lending)
        except WireTimeoutError:
            raise self._lost(TOO_LONG) from None
        except (WireError, PlainError):
            raise self._lost(DIED) from None
        finally:
            self._left -= time.monotonic() - began
            if self._left <= 0:
                self._end(OVER)

    def _answer(self, budget: Budget, lending: Lending) -> Frame:
        assert self._child is not None
        yielding = False
        deadline = min(budget.deadline, time.monotonic() + max(self._left, 0.0))
        while True:
            over = time.monotonic() >= deadline or budget.is_over()
            if over and yielding:
                raise WireTimeoutError("it did not yield")
            if over:
                self._child.interrupt()
                yielding, deadline = True, time.monotonic() + limits.YIELD_CLOCK
                budget = Budget(self._child, limits.YIELD_CLOCK)
            if not _readable(self._child.channel, limits.POLL):
                continue
            frame = receive(self._child.channel, deadline)
            if "callback" in frame.message:
                lending.answer(self._child.channel, frame)
            elif frame.message.get("number") != self._number:
                raise WireError("an answer to nothing that was asked")
            elif yielding:
                raise OvertimeError
            else:
                return frame


def _readable(channel: socket.socket, seconds: float) -> bool:
    return bool(select.select([channel], [], [], seconds)[0])


KEPT = {
    "stream": ("output_type", "name", "text"),
    "error": ("output_type", "ename", "evalue", "traceback"),
    "display_data": ("output_type", "data", "metadata"),
    "execute_result": ("output_type", "data", "metadata", "execution_count"),
}


def _outputs(frame: Frame) -> list[dict[str, Any]]:
    """The outputs of a cell: those of a known kind, text and PNG only."""
    outputs = frame.message.get("outputs")
    return [_kept(o) for o in outputs if _is_output(o)] if _is_list(outputs) else []


def _is_list(value: Any) -> bool:
    return type(value) is list


def _is_output(output: Any) -> bool:
    if type(output) is not dict or output.get("output_type") not in KEPT:
        return False
    kind = output["output_type"]
    if kind == "stream":
        return output.get("name") in ("stdout", "stderr") and _is_text(
            output.get("text")
        )
    if kind == "error":
        lines = output.get("traceback")
        texts = [output.get("ename"), output.get("evalue")]
        return _is_list(lines) and all(map(_is_text, [*texts, *lines]))
    data = output.get("data")
    return type(data) is dict and all(
        _is_text(value) and key in ("text/plain", "image/png")
        for key, value in data.items()
    )


def _is_text(value: Any) -> bool:
    return type(value) is str


def _kept(output: dict[str, Any]) -> dict[str, Any]:
    kept = {key: output.get(key) for key in KEPT[output["output_type"]]}
    if "metadata" in kept:
        kept["metadata"] = {}
    if "execution_count" in kept:
        kept["execution_count"] = None
    return kept

"""The outputs of cells: which interpreter they come from, and which parts are shown."""

import base64
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from autograder.assignment.limits import Limits
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.supervisor import (
    CellOutcome,
    Request,
    Start,
    Supervisor,
)
from autograder.sandbox.protocol import Blobs
from autograder.values.sanitize import shown

T = TypeVar("T")


class Replay(Supervisor):
    """Runs the cells of a notebook again, in interpreters without hidden calls.

    Student code can keep the arguments of a hidden call, and a later cell can print
    them. So after the first hidden call all outputs are taken from here, whatever the
    cell did in the interpreter that had the call. It has a time limit of its own, as
    long as that of the notebook.
    """

    def __init__(self, start: Start, limits: Limits) -> None:
        super().__init__(start, limits)
        self._shown = 0  # cells that have been run here
        self._seconds_left = limits.notebook_seconds

    def show(self, sources: Sequence[str]) -> CellOutcome:
        """Run all cells not run yet, and return what came of the last one.

        `sources` are all cells up to the one that is to be shown.
        """
        self.catch_up(sources[:-1])
        with self._timed():
            outcome = self.run_cell(sources[-1], quiet=False)
            self._shown = len(sources)
        return outcome

    def catch_up(self, sources: Sequence[str]) -> None:
        """Run all cells not run yet, without their outputs."""
        with self._timed():
            for source in sources[self._shown :]:
                self.run_cell(source, quiet=True)
            self._shown = max(self._shown, len(sources))

    def ask_after(
        self, sources: Sequence[str], request: Request[T], budget: Budget
    ) -> T:
        """Make the request when all these cells have been run."""
        self.catch_up(sources)
        with self._timed():
            return self.ask(request, budget)

    @contextmanager
    def _timed(self) -> Iterator[None]:
        """Everything in these blocks shares the time of the notebook."""
        began = time.monotonic()
        self.deadline = began + self._seconds_left
        try:
            yield
        finally:
            self._seconds_left -= time.monotonic() - began


def sanitized(reports: Any, blobs: Blobs, limits: Limits) -> list[dict[str, Any]]:
    """Return the outputs as nbformat 4 has them, without anything unsafe to show.

    The student controls every part of the reports. Here they are only brought into
    nbformat's form; `autograder.values.sanitize` checks each part and keeps text and
    PNG.
    """
    if type(reports) is not list:
        return []
    first = reports[: limits.outputs]  # the guest sends no more, unless tampered with
    return shown(_as_nbformat(one, blobs) for one in first if type(one) is dict)


def _as_nbformat(report: dict[str, Any], blobs: Blobs) -> dict[str, Any]:
    kind = report.get("output_type")
    if kind == "stream":
        return report
    if kind == "error":
        parts = {"ename": "name", "evalue": "message", "traceback": "trace"}
        return {"output_type": kind} | {key: report.get(parts[key]) for key in parts}
    data = {"text/plain": report.get("text")}
    index = report.get("png")
    if type(index) is int and 0 <= index < len(blobs):
        data["image/png"] = base64.b64encode(blobs[index]).decode("ascii")
    return {"output_type": kind, "data": data}

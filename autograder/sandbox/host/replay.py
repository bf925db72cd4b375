"""A second interpreter, for outputs only: no hidden call ever reaches it.

A student's code can keep what a hidden call passed to it, and a later cell can print
it. So after the first call, the outputs of cells are taken from this interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import TimeLimitError
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.supervisor import (
    CrashedError,
    Interpreter,
    Supervisor,
    request_of,
)
from autograder.sandbox.protocol import Frame


class Replay:
    """Runs the cells of a notebook again, up to the last one whose output is needed."""

    def __init__(
        self, start: Callable[[], Interpreter], limits: Limits, deadline: float
    ) -> None:
        self._supervisor = Supervisor(start, limits, deadline)
        self._limits = limits

    def show(self, sources: Sequence[str]) -> Frame | None:
        """Run all cells not yet run; return the last one's answer, None if it crashed.

        `sources` are all cells up to the one that is to be shown.
        """
        if self._supervisor.ended:
            return None
        *earlier, last = sources
        frame = None
        try:
            for source in earlier[len(self._supervisor.earlier) :]:
                self._run(source, quiet=True)
            frame = self._run(last, quiet=False)
        except CrashedError:
            pass
        return frame

    def close(self) -> None:
        self._supervisor.close()

    def _run(self, source: str, quiet: bool) -> Frame | None:
        request = request_of({"do": "cell", "source": source, "quiet": quiet})
        try:
            frame = self._supervisor.ask(request, Budget(*self._limits.cell_seconds))
        except TimeLimitError as error:
            frame = error.answer
        self._supervisor.earlier.append(source)
        return frame

"""A second interpreter, for outputs only: no hidden call ever reaches it.

What a function was called with stays with the student's code, and a later cell could
print it. So once calls were made, what cells show is taken from here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from autograder.sandbox.errors import TimeUpError
from autograder.sandbox.host.budget import Budget
from autograder.sandbox.host.policy import CELL_SECONDS
from autograder.sandbox.host.supervisor import DiedError, Interpreter, Lives, asking
from autograder.sandbox.protocol import Frame


class Mirror:
    """Runs the cells of a notebook again, as far as somebody wants to see them."""

    def __init__(self, start: Callable[[], Interpreter], ends: float) -> None:
        self._lives = Lives(start, ends)

    def show(self, sources: Sequence[str]) -> Frame | None:
        """What the last of these cells shows after the others; None if it cannot."""
        if self._lives.ended:
            return None
        *earlier, last = sources
        frame = None
        try:
            for source in earlier[len(self._lives.earlier) :]:
                self._run(source, quiet=True)
            frame = self._run(last, quiet=False)
        except DiedError:
            pass
        return frame

    def close(self) -> None:
        self._lives.close()

    def _run(self, source: str, quiet: bool) -> Frame | None:
        question = asking({"do": "cell", "source": source, "quiet": quiet})
        try:
            frame = self._lives.ask(question, Budget(*CELL_SECONDS))
        except TimeUpError as error:
            frame = error.answer
        self._lives.earlier.append(source)
        return frame

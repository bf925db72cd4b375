"""The outputs of cells: which interpreter they come from, and which parts are shown."""

import base64
from collections.abc import Sequence
from typing import Any

from autograder.assignment.limits import Limits
from autograder.sandbox.errors import TimeLimitError
from autograder.sandbox.host.supervisor import CrashedError, Supervisor
from autograder.sandbox.protocol import Blobs, Frame
from autograder.values.sanitize import shown


class Replay(Supervisor):
    """Runs the cells of a notebook again, in interpreters without hidden calls.

    Student code can keep the arguments of a hidden call, and a later cell can print
    them. So after the first hidden call all outputs are taken from here.
    """

    def show(self, sources: Sequence[str]) -> Frame | None:
        """Run all cells not yet run; return the last one's answer, None if it crashed.

        `sources` are all cells up to the one that is to be shown.
        """
        if self.ended:
            return None
        *earlier, last = sources
        try:
            for source in earlier[len(self.earlier) :]:
                self._run(source, quiet=True)
            return self._run(last, quiet=False)
        except CrashedError:
            return None

    def _run(self, source: str, quiet: bool) -> Frame | None:
        try:
            frame = self.run_cell(source, quiet)
        except TimeLimitError as error:
            frame = error.answer
        self.earlier.append(source)
        return frame


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

"""The outputs of a cell, built from what its interpreter reports.

The student controls every part of the report. Here it is only brought into nbformat's
form; `autograder.values.sanitize` then checks each part and keeps text and PNG.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

from autograder.assignment.limits import Limits
from autograder.values.sanitize import shown


def sanitized(
    reports: Any, blobs: Sequence[bytes], limits: Limits
) -> list[dict[str, Any]]:
    """Return the outputs as nbformat 4 has them, without anything unsafe to show."""
    if type(reports) is not list:
        return []
    first = reports[: limits.outputs]  # the guest sends no more, unless tampered with
    return shown(_as_nbformat(one, blobs) for one in first if type(one) is dict)


def _as_nbformat(report: dict[str, Any], blobs: Sequence[bytes]) -> dict[str, Any]:
    kind = report.get("output_type")
    if kind == "stream":
        return report
    if kind == "error":
        return {
            "output_type": kind,
            "ename": report.get("name"),
            "evalue": report.get("message"),
            "traceback": report.get("trace"),
        }
    data = {"text/plain": report.get("text")}
    index = report.get("png")
    if type(index) is int and 0 <= index < len(blobs):
        data["image/png"] = base64.b64encode(blobs[index]).decode("ascii")
    return {"output_type": kind, "data": data}

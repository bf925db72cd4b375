"""What a cell showed, rebuilt from what its interpreter says it did.

These are claims: a student can make a cell show anything. Only their form is checked
here, so that text is text and a picture is a PNG.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

MAX_OUTPUTS = 60
MAX_LINES = 100
PNG = b"\x89PNG\r\n\x1a\n"


def rebuilt(claims: Any, blobs: Sequence[bytes]) -> list[dict[str, Any]]:
    """The outputs as nbformat 4 writes them; what has no such form is left out."""
    if type(claims) is not list:
        return []
    outputs = [_output(c, blobs) for c in claims[:MAX_OUTPUTS] if type(c) is dict]
    return [output for output in outputs if output is not None]


def _output(claim: dict[str, Any], blobs: Sequence[bytes]) -> dict[str, Any] | None:
    kind = claim.get("output_type")
    if kind == "stream":
        name = "stderr" if claim.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _text(claim.get("text"))}
    if kind == "error":
        trace = claim.get("trace")
        lines = trace[:MAX_LINES] if type(trace) is list else []
        return {
            "output_type": kind,
            "ename": _text(claim.get("name")),
            "evalue": _text(claim.get("message")),
            "traceback": [_text(line) for line in lines],
        }
    if kind in ("display_data", "execute_result"):
        return _display(kind, claim, blobs)
    return None


def _display(
    kind: str, claim: dict[str, Any], blobs: Sequence[bytes]
) -> dict[str, Any] | None:
    data = {}
    if type(claim.get("text")) is str:
        data["text/plain"] = claim["text"]
    index = claim.get("png")
    if type(index) is int and 0 <= index < len(blobs) and blobs[index].startswith(PNG):
        data["image/png"] = base64.b64encode(blobs[index]).decode("ascii")
    if not data:
        return None
    output: dict[str, Any] = {"output_type": kind, "data": data, "metadata": {}}
    if kind == "execute_result":
        output["execution_count"] = None
    return output


def _text(claim: Any) -> str:
    return claim if type(claim) is str else ""

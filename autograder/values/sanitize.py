"""Sanitize outputs: text and PNG only, of bounded size, each part checked again.

The student controls what a cell prints and draws. It goes into notebooks and pages that
people open, so no other kind of content may pass: no HTML, no script, no SVG.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any

from autograder.values.output_limit import dropped_note

MAX_TEXT = 20_000  # characters of one output, or of one piece of prose
MAX_PICTURE = 3_000_000  # characters of base64
MAX_OUTPUTS = 30  # of one cell
PNG = b"\x89PNG\r\n\x1a\n"
INLINE_PNG = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=\s]+)"')
BASE64 = re.compile(r"[A-Za-z0-9+/]*={0,2}")
LEFT_OUT = re.compile(r"\n… \(\d{1,12} characters left out\)")
# Escape sequences except colours; control characters except tab and newline.
UNWANTED = re.compile(
    r"\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
)


def shown(outputs: Iterable[Any]) -> list[dict[str, Any]]:
    """Return the outputs in the form of nbformat 4, without anything unsafe to show."""
    kept = [_output(output) for output in outputs if isinstance(output, dict)]
    found = [output for output in kept if output is not None]
    if len(found) <= MAX_OUTPUTS:
        return found
    most = MAX_OUTPUTS - 1
    return [*found[:most], dropped_note(len(found) - most)]


def _output(output: dict[str, Any]) -> dict[str, Any] | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        text = clean(_joined(output.get("text")))
        return {"output_type": "stream", "name": name, "text": text}
    if kind == "error":
        return _error(output)
    if kind in ("display_data", "execute_result"):
        return _display(output.get("data"))
    return None


def _error(output: dict[str, Any]) -> dict[str, Any]:
    trace = output.get("traceback")
    lines = [str(line) for line in trace[-50:]] if isinstance(trace, list) else []
    return {
        "output_type": "error",
        "ename": clean(_joined(output.get("ename")))[:200],
        "evalue": clean(_joined(output.get("evalue")))[:2000],
        "traceback": [clean(line)[:4000] for line in lines],
    }


def _display(data: Any) -> dict[str, Any] | None:
    if not isinstance(data, dict):
        return None
    kept: dict[str, Any] = {}
    text = clean(_joined(data.get("text/plain")))
    claimed = _joined(data.get("image/png"))
    picture = checked_png(claimed) or _inlined(data)
    if len(claimed) > MAX_PICTURE and not picture:
        text = (
            f"{text}\n… (a picture of {len(claimed)} characters was dropped)".lstrip()
        )
    if text:
        kept["text/plain"] = text
    if picture:
        kept["image/png"] = picture
    if not kept:
        return None
    # Never an execute_result: nbgrader would read it as a partial score.
    return {"output_type": "display_data", "data": kept, "metadata": {}}


def _inlined(data: dict[str, Any]) -> str | None:
    """Return the last PNG inside the HTML of a picture of the companion.

    In a sequence of steps it is the finished one; the text lists all steps.
    """
    html = _joined(data.get("text/html"))[: MAX_PICTURE + 10_000]
    found = INLINE_PNG.findall(html)
    return checked_png(found[-1]) if found else None


def checked_png(text: str) -> str | None:
    """Return the base64 of a PNG without white space; None for anything else."""
    packed = "".join(text.split())
    if not packed or len(packed) > MAX_PICTURE or not BASE64.fullmatch(packed):
        return None
    try:
        head = base64.b64decode(packed[:16], validate=True)
    except (binascii.Error, ValueError):
        return None
    return packed if head.startswith(PNG) else None


def clean(text: str) -> str:
    """Return the text without control characters that a terminal would act on."""
    whole = UNWANTED.sub("", text).encode("utf-8", "replace").decode("utf-8")
    kept, rest = whole[:MAX_TEXT], whole[MAX_TEXT:]
    if rest and not LEFT_OUT.fullmatch(rest):  # cleaning twice changes nothing
        return f"{kept}\n… ({len(rest)} characters left out)"
    return whole


GAP = "\u200b"  # a zero-width space: the markup looks the same and does nothing
IMAGE = re.compile(r"!(?=\[)")  # a page would load it from anywhere
TAG = re.compile(r"<(?=[A-Za-z/!?])")
LINK = re.compile(r"\](?=\((?!\s*(?:https?://|#))|:(?!\s*https?://))")
COMMAND = re.compile(r"\\(?=(?:href|url|require|cssId|class|style)\b)")


def harmless(markdown: str) -> str:
    """Disable markup in prose that could act or load: tags, images, links, `\\href`.

    nbgrader's pages and Formgrader show Markdown together with its HTML.
    """
    text = IMAGE.sub(f"!{GAP}", TAG.sub(f"<{GAP}", clean(markdown)))
    return COMMAND.sub(rf"\\{GAP}", LINK.sub(f"]{GAP}", text))


def _joined(text: Any) -> str:
    if isinstance(text, list):
        text = "".join(line for line in text if isinstance(line, str))
    return text if isinstance(text, str) else ""

"""Record the outputs of a cell as data: text and PNG pictures, up to a limit."""

import base64
import io
import re
from collections.abc import Mapping
from typing import Any

from autograder.assignment.limits import Limits

LEFT_OUT = "\n… (the rest of this cell's output was dropped)\n"
PICTURE_DROPPED = "… (a picture was dropped: the pictures of this cell are too large)"
OUTPUTS_DROPPED = "… (further outputs of this cell were dropped)\n"
# The companion shows a PNG inside HTML.
INLINE_PNG = re.compile(r'src="data:image/png;base64,([A-Za-z0-9+/=\s]+)"')


class Recording:
    """The outputs of the current cell; nothing is recorded while `off` is set."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.start(off=True)

    def start(self, off: bool = False) -> None:
        self.off = off
        self.outputs: list[dict[str, Any]] = []
        self.blobs: list[bytes] = []
        self.text_left = self.limits.output_characters
        self.pictures_left = self.limits.picture_bytes

    def stop(self) -> tuple[list[dict[str, Any]], list[bytes]]:
        outputs, blobs = self.outputs, self.blobs
        self.start(off=True)
        return outputs, blobs

    def stream(self, name: str, text: str) -> None:
        """Record printed text; consecutive prints become one output."""
        if self.off or not text or self.text_left < 0:
            return
        text = self._cut(text)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last.get("name") == name:
            last["text"] += text
        else:
            self._add({"output_type": "stream", "name": name, "text": text})

    def display(self, kind: str, data: Mapping[str, Any]) -> None:
        """Record a displayed value as text and as a picture, where it has them."""
        if self.off:
            return
        output: dict[str, Any] = {"output_type": kind}
        text, picture = data.get("text/plain"), _png(data)
        if isinstance(text, str):
            output["text"] = self._cut(text)
        if picture is not None and len(picture) <= self.pictures_left:
            self.pictures_left -= len(picture)
            output["png"] = len(self.blobs)
            self.blobs.append(picture)
        elif picture is not None:
            output["text"] = PICTURE_DROPPED
        self._add(output)

    def error(self, name: str, message: str, trace: list[str]) -> None:
        if self.off:
            return
        lines = [self._cut(line) for line in trace[-self.limits.traceback_lines :]]
        cut = {"name": self._cut(name), "message": self._cut(message), "trace": lines}
        self._add({"output_type": "error", **cut})

    def _cut(self, text: str) -> str:
        kept = text[: max(self.text_left, 0)]
        noted = self.text_left < 0
        self.text_left -= len(text)  # below zero: something was cut
        return kept if noted or self.text_left >= 0 else kept + LEFT_OUT

    def _add(self, output: dict[str, Any]) -> None:
        if len(self.outputs) < self.limits.outputs - 1:
            self.outputs.append(output)
        elif len(self.outputs) == self.limits.outputs - 1:
            note = {"output_type": "stream", "name": "stdout", "text": OUTPUTS_DROPPED}
            self.outputs.append(note)


class Stream(io.TextIOBase):
    """The stdout or stderr of student code."""

    encoding = "utf-8"

    def __init__(self, name: str, recording: Recording) -> None:
        super().__init__()
        self.name = f"<{name}>"
        self._name = name
        self._recording = recording

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recording.stream(self._name, text)
        return len(text)


def _png(data: Mapping[str, Any]) -> bytes | None:
    picture = data.get("image/png")
    if isinstance(picture, bytes):
        return picture
    if not isinstance(picture, str):
        html = data.get("text/html")
        found = INLINE_PNG.search(html) if isinstance(html, str) else None
        picture = found[1] if found else None
    try:
        return base64.b64decode(picture) if picture else None
    except ValueError:  # not base64
        return None

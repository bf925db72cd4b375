"""What a cell shows: text and PNG, in order, and never more than fits.

Runs inside. Outputs are claims of the student's: shown, never scored.
"""

from __future__ import annotations

import base64
from typing import Any

TEXT_CAP = 400_000  # characters of one cell, all streams together
PICTURE_CAP = 3_000_000  # bytes of base64 of one cell, all pictures together
TOO_MUCH = "\n[the rest of this output was cut: it was too much]\n"


class Collector:
    """Gathers nbformat outputs; `off` while hidden calls run."""

    def __init__(self) -> None:
        self.begin(False)

    def begin(self, on: bool) -> None:
        """Forget what was gathered; from now on keep (`on`) or drop."""
        self.on = on
        self.outputs: list[dict[str, Any]] = []
        self.text_left = TEXT_CAP
        self.pictures_left = PICTURE_CAP

    def text(self, stream: str, text: str) -> None:
        """Text written to stdout or stderr."""
        text = self._within(text)
        if not text:
            return
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == stream:
            last["text"] += text
        else:
            self.outputs.append({"output_type": "stream", "name": stream, "text": text})

    def data(self, kind: str, bundle: dict[str, Any]) -> None:
        """A displayed value, as a MIME bundle."""
        plain = self._within(str(bundle.get("text/plain", "")))
        kept = {"text/plain": plain} if plain else {}
        picture = bundle.get("image/png")
        if isinstance(picture, bytes):
            picture = base64.b64encode(picture).decode()
        if self.on and isinstance(picture, str) and len(picture) < self.pictures_left:
            self.pictures_left -= len(picture)
            kept["image/png"] = picture
        if kept:
            output = {"output_type": kind, "data": kept, "metadata": {}}
            if kind == "execute_result":
                output["execution_count"] = None
            self.outputs.append(output)

    def error(self, name: str, value: str, traceback: list[str]) -> None:
        """An exception that ended the cell."""
        if self.on:
            self.outputs.append(
                {
                    "output_type": "error",
                    "ename": name[:200],
                    "evalue": value[:2000],
                    "traceback": [line[:4000] for line in traceback[-40:]],
                }
            )

    def _within(self, text: str) -> str:
        if not self.on or self.text_left <= 0:
            return ""
        kept = text[: self.text_left]
        self.text_left -= len(text)
        return kept if self.text_left > 0 else kept + TOO_MUCH


class Stream:
    """Stands for stdout or stderr inside."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, collector: Collector, name: str) -> None:
        self._collector = collector
        self._name = name

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() takes text, got {type(text).__name__}")
        self._collector.text(self._name, text)
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def fileno(self) -> int:
        raise OSError("this stream has no file")

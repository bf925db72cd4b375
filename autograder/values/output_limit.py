"""A limit on the outputs of a whole notebook or submission."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class OutputLimit:
    """What is left of a total; outputs beyond it are dropped, and the cell says so."""

    def __init__(self, size: int, whole: OutputLimit | None = None) -> None:
        """`size` in bytes; `whole` is a further limit that is shared with others."""
        self.left = size
        self._whole = whole

    def take(self, outputs: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
        """Return the outputs of one cell that are within the limit."""
        kept: list[dict[str, Any]] = []
        dropped = 0
        for output in outputs:
            if self._spend(size_of_output(output)):
                kept.append(output)
            else:
                dropped += 1
        return (*kept, dropped_note(dropped)) if dropped else tuple(kept)

    def _spend(self, size: int) -> bool:
        if size > self.left or (self._whole and size > self._whole.left):
            return False
        self.left -= size
        if self._whole:
            self._whole.left -= size
        return True


def size_of_output(value: Any) -> int:
    """Return about how many bytes an output has in a notebook file."""
    if isinstance(value, dict):
        return 8 + sum(size_of_output(part) for part in value.values())
    if isinstance(value, list):
        return 8 + sum(map(size_of_output, value))
    return 4 + len(value.encode("utf-8", "replace")) if isinstance(value, str) else 8


def dropped_note(count: int) -> dict[str, Any]:
    """Return an output that says how many outputs are missing."""
    text = f"… ({count} output{'' if count == 1 else 's'} dropped: too large in all)\n"
    return {"output_type": "stream", "name": "stdout", "text": text}

"""Recovers cells from a notebook whose JSON is truncated, damaged or merged badly.

Parsing starts again at every position where a cell may begin, so that damage costs only
the cell that contains it.
"""

from __future__ import annotations

import json
import re
from typing import Any

CELL_START = re.compile(
    r'\{\s*"(?:cell_type|attachments|collapsed|execution_count|id|metadata|source'
    r'|outputs|input)"\s*:'
)
MAX_WASTED = 100_000_000  # characters parsed without finding a cell
ATTEMPTS = 20_000


def recover_cells(text: str) -> list[dict[str, Any]]:
    """Return the complete cells in the text, in order."""
    decoder = json.JSONDecoder(strict=False)
    cells: list[dict[str, Any]] = []
    position, left = 0, MAX_WASTED
    for _ in range(ATTEMPTS):
        found = CELL_START.search(text, position)
        if found is None or left < 0:
            break
        position = found.start() + 1
        try:
            value, end = decoder.raw_decode(text, found.start())
        except json.JSONDecodeError as error:
            left -= error.pos - found.start()
            continue
        except (ValueError, RecursionError):
            left -= len(text) - found.start()
            continue
        if isinstance(value, dict) and "cell_type" in value:
            cells.append(value)
            position = end
        else:
            left -= end - found.start()
    return cells

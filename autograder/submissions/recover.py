"""Cells out of a notebook whose JSON is damaged: cut short, torn, or merged badly.

Every place where a cell may begin is tried by itself, so that damage costs the cell
that it hit and no other.
"""

from __future__ import annotations

import json
import re
from typing import Any

BEGINNING = re.compile(
    r'\{\s*"(?:cell_type|attachments|collapsed|execution_count|id|metadata|source'
    r'|outputs|input)"\s*:'
)
EFFORT = 100_000_000  # characters read in vain before giving up
ATTEMPTS = 20_000


def recover_cells(text: str) -> list[dict[str, Any]]:
    """The whole cells in the text, in order."""
    decoder = json.JSONDecoder(strict=False)
    cells: list[dict[str, Any]] = []
    place, effort = 0, EFFORT
    for _ in range(ATTEMPTS):
        found = BEGINNING.search(text, place)
        if found is None or effort < 0:
            break
        place = found.start() + 1
        try:
            value, end = decoder.raw_decode(text, found.start())
        except json.JSONDecodeError as error:
            effort -= error.pos - found.start()
            continue
        except (ValueError, RecursionError):
            effort -= len(text) - found.start()
            continue
        if isinstance(value, dict) and "cell_type" in value:
            cells.append(value)
            place = end
        else:
            effort -= end - found.start()
    return cells

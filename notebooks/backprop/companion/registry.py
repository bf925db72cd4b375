"""All questions and activities, collected from the part files in worksheet order.

If worksheet.json is present, only the questions that it lists are checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import (
    part_1a,
    part_1b,
    part_1c,
    part_1d,
    part_1e,
    part_1f,
    part_1g,
    section_2,
    worksheet_json,
)
from .answers.row import Answer, Choices, OptionalCheck, Puzzle
from .backward import row as backward

PARTS = (part_1a, part_1b, part_1c, part_1d, part_1e, part_1f, part_1g, section_2)
WITHOUT_POINTS = (backward,)


def _collected(table: str) -> dict[Any, Any]:
    """Merge the tables of this name from all parts."""
    rows: dict[Any, Any] = {}
    for part in (*PARTS, *WITHOUT_POINTS):
        rows |= getattr(part, table, {})
    return rows


QUESTIONS: dict[str, dict[str, Answer]] = {}  # graded cell -> answer id -> row
for (_cell, _answer), _row in _collected("QUESTIONS").items():
    QUESTIONS.setdefault(_cell, {})[_answer] = _row
CHOICES: dict[str, Choices] = _collected("CHOICES")
PUZZLES: dict[str, Puzzle] = _collected("PUZZLES")
OPTIONAL: dict[str, OptionalCheck] = _collected("OPTIONAL")
ANSWERS = {name: row for rows in QUESTIONS.values() for name, row in rows.items()}


def questions() -> Mapping[str, Mapping[str, Answer]]:
    """Return graded cell -> answers for the cells of the worksheet, in order."""
    listed = worksheet_json.load()["questions"]
    return {g: rows for g, rows in QUESTIONS.items() if not listed or g in listed}

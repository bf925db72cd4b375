"""The data file beside the companion: points, fingerprints, hints."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "worksheet.json"
NOTHING: dict[str, Any] = {"questions": {}, "answers": {}}


@functools.cache
def load() -> dict[str, Any]:
    """What the file holds; without it checks still work, and know fewer names."""
    try:
        return NOTHING | json.loads(FILE.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return NOTHING


def question(grade_id: str) -> dict[str, Any]:
    """Points, names and place of a graded cell; empty if it is unknown."""
    return load()["questions"].get(grade_id, {})


def answer(answer_id: str) -> dict[str, Any]:
    """Fingerprints and hints of one answer; empty if it is unknown."""
    return load()["answers"].get(answer_id, {})


def answers_of(grade_id: str) -> list[str]:
    """The answer ids that a graded cell judges."""
    return question(grade_id).get("answers", [])

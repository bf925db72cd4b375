"""Read worksheet.json, the companion's data file: points, fingerprints, hints."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

FILE = Path(__file__).parent.parent / "worksheet.json"


@functools.cache
def load() -> dict[str, Any]:
    """Load the file; return empty tables if it is missing or broken."""
    empty: dict[str, Any] = {
        "questions": {},
        "answers": {},
        "mistakes": [],
        "hints": [],
    }
    try:
        found = json.loads(FILE.read_text(encoding="utf-8"))
        return empty | found if isinstance(found, dict) else empty
    except (OSError, ValueError):
        return empty


def missing() -> str:
    """A sentence that says where the file belongs; "" if it is there."""
    if load()["questions"]:
        return ""
    return (
        f"The file {FILE.name} with points and hints is missing or damaged. Copy it "
        f"from the course files to {FILE.parent}, then restart the kernel."
    )


def full_points(grade_id: str, otherwise: float) -> float:
    """The points of a graded cell, or `otherwise` if the file has none."""
    return float(load()["questions"].get(grade_id, {}).get("points", otherwise))


def answer(answer_id: str) -> dict[str, Any]:
    """Fingerprints and hints of one answer; empty if it is unknown."""
    return dict(load()["answers"].get(answer_id, {}))


def mistake(answer_id: str, digests: list[str]) -> tuple[list[str], str] | None:
    """The names of the known mistakes with one of these fingerprints, and the hint."""
    wrong = answer(answer_id).get("wrong", {})
    for digest in digests:
        if digest in wrong:
            rows = [load()["mistakes"][number] for number in wrong[digest]]
            return [name for name, _ in rows], str(load()["hints"][rows[0][1]])
    return None
